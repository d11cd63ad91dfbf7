/** FILE_LINKS_INFORMATION by ntifs.h, entries on 8-byte boundaries. */
export function linksInformation(links: readonly { parentId: bigint; name: string }[]): Buffer {
  const entries = links.map(({ parentId, name }, index) => {
    const text = Buffer.from(name, 'utf16le');
    const isLast = index + 1 === links.length;
    const size = 20 + text.length;
    const entry = Buffer.alloc(isLast ? size : Math.ceil(size / 8) * 8, 0xee);
    entry.writeUInt32LE(isLast ? 0 : entry.length, 0);
    entry.writeBigInt64LE(parentId, 8);
    entry.writeUInt32LE(name.length, 16);
    text.copy(entry, 20);
    return entry;
  });
  const head = Buffer.alloc(8);
  head.writeUInt32LE(entries.reduce((sum, { length }) => sum + length, 8), 0);
  head.writeUInt32LE(links.length, 4);
  return Buffer.concat([head, ...entries]);
}

/** A file of a volume as FSCTL_QUERY_FILE_LAYOUT tells of it; ids and parents are file references. */
export interface LaidOutFile {
  id: bigint;
  /** Default 0x20; 0x10 is a folder. */
  attributes?: number;
  /** Flags: 1 is the primary name, 2 one for DOS. */
  names: readonly { parent: bigint; name: string; flags?: number }[];
}

/** QUERY_FILE_LAYOUT_OUTPUT by ntifs.h with its files, everything on 8-byte boundaries. */
export function fileLayout(files: readonly LaidOutFile[]): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(files.length, 0);
  head.writeUInt32LE(head.length, 4);
  head.writeUInt32LE(1, 8); // QUERY_FILE_LAYOUT_SINGLE_INSTANCED
  const parts = files.map(({ id, attributes = 0x20, names }, index) => {
    const entries = names.map(({ parent, name, flags = 0 }, at) => {
      const text = Buffer.from(name, 'utf16le');
      const entry = Buffer.alloc(Math.ceil((24 + text.length) / 8) * 8, 0xee);
      entry.writeUInt32LE(at + 1 === names.length ? 0 : entry.length, 0);
      entry.writeUInt32LE(flags, 4);
      entry.writeBigUInt64LE(parent, 8);
      entry.writeUInt32LE(text.length, 16);
      text.copy(entry, 24);
      return entry;
    });
    const file = Buffer.alloc(40);
    const size = entries.reduce((sum, { length }) => sum + length, file.length);
    file.writeUInt32LE(1, 0);
    file.writeUInt32LE(index + 1 === files.length ? 0 : size, 4);
    file.writeUInt32LE(attributes, 12);
    file.writeBigUInt64LE(id, 16);
    file.writeUInt32LE(entries.length > 0 ? file.length : 0, 24);
    return Buffer.concat([file, ...entries]);
  });
  return Buffer.concat([head, ...parts]);
}
