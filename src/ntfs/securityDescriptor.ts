/** One entry of a DACL. */
export interface AccessEntry {
  isAllowed: boolean;
  /** It holds for what is made below, and not here. */
  isInheritOnly: boolean;
  /** As text: S-1-5-18. */
  sid: string;
  /** ACCESS_MASK (winnt.h). */
  mask: number;
}

const inheritOnly = 0x8;
const daclPresent = 0x4;

/**
 * Owner and DACL of a self-relative security descriptor: SECURITY_DESCRIPTOR (MS-DTYP 2.4.6), ACL (2.4.5), ACCESS_ALLOWED_ACE (2.4.4.2),
 * SID (2.4.2.2). `entries` null: no DACL, all rights for everyone. Entries of other kinds (audit, callback of conditions) count as allowed
 * where their type says so. Throws RangeError for bytes that are none.
 */
export function entriesOf(descriptor: Buffer): { owner: string; entries: AccessEntry[] | null } {
  const control = descriptor.readUInt16LE(2);
  const [owner, dacl] = [descriptor.readUInt32LE(4), descriptor.readUInt32LE(16)];
  if ((control & daclPresent) === 0 || dacl === 0) return { owner: owner === 0 ? '' : sidAt(descriptor, owner), entries: null };
  const entries: AccessEntry[] = [];
  let at = dacl + 8;
  for (let left = descriptor.readUInt16LE(dacl + 4); left > 0; left -= 1) {
    const [type, flags, size] = [descriptor.readUInt8(at), descriptor.readUInt8(at + 1), descriptor.readUInt16LE(at + 2)];
    // Allowed (0), allowed with an object (5), with a condition (9), with both (11); those with an object name up to two GUIDs before the SID
    const hasObject = type === 5 || type === 11 || type === 6 || type === 12;
    const objectFlags = hasObject ? descriptor.readUInt32LE(at + 8) : 0;
    const sid = at + 8 + (hasObject ? 4 + 16 * ((objectFlags & 1) + ((objectFlags >> 1) & 1)) : 0);
    entries.push({ isAllowed: type === 0 || type === 5 || type === 9 || type === 11, isInheritOnly: (flags & inheritOnly) !== 0, sid: sidAt(descriptor, sid), mask: descriptor.readUInt32LE(at + 4) });
    if (size < 8) throw new RangeError('an entry of no size');
    at += size;
  }
  return { owner: owner === 0 ? '' : sidAt(descriptor, owner), entries };
}

function sidAt(bytes: Buffer, at: number): string {
  const authority = bytes.readUIntBE(at + 2, 6);
  const parts = Array.from({ length: bytes.readUInt8(at + 1) }, (_, index) => bytes.readUInt32LE(at + 8 + 4 * index));
  return ['S', bytes.readUInt8(at), authority, ...parts].join('-');
}
