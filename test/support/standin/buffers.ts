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
