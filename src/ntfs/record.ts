/** 'FILE' and 'BAAD' (chkdsk's mark), as the first four bytes of a record. */
const magicFile = 0x454c_4946;

/** Why a record cannot be used; null: it can. */
export type Damage = string | null;

/** Every 512 bytes, whatever the sector size is, the last two stand in the update sequence array (FACTS.md, Whole volumes). */
const strideOfFixups = 512;

/**
 * Puts the bytes back that the update sequence array holds for a record, in place. Gives what is wrong: bytes that are no
 * record, or a record that was written only in part.
 */
export function applyFixups(view: DataView, at: number, recordSize: number): Damage {
  const magic = view.getUint32(at, true);
  if (magic !== magicFile) return magic === 0x4441_4142 ? 'chkdsk has marked it as bad' : 'it does not begin as a record does';
  const arrayAt = view.getUint16(at + 4, true);
  const blocks = view.getUint16(at + 6, true) - 1;
  if (blocks !== recordSize / strideOfFixups || arrayAt + 2 * (blocks + 1) > recordSize || (arrayAt & 1) !== 0) return 'its update sequence array is not where it can be';
  const number = view.getUint16(at + arrayAt, true);
  for (let block = 1; block <= blocks; block += 1) {
    const last = at + block * strideOfFixups - 2;
    if (view.getUint16(last, true) !== number) return 'it was written only in part';
    view.setUint16(last, view.getUint16(at + arrayAt + 2 * block, true), true);
  }
  return null;
}

/** The root folder of a volume is always this record. */
export const rootRecord = 5;

/** The fields of a record's head (offsets: FACTS.md, Whole volumes). */
export const head = { sequence: 0x10, linkCount: 0x12, firstAttribute: 0x14, flags: 0x16, bytesInUse: 0x18, base: 0x20 } as const;
export const flag = { inUse: 1, directory: 2 } as const;

/** A reference to a record, 48 bits of number and 16 of sequence, at `at`. The number is exact to 2^48. */
export const recordOf = (view: DataView, at: number): number => view.getUint32(at, true) + view.getUint16(at + 4, true) * 0x1_0000_0000;
export const sequenceOf = (view: DataView, at: number): number => view.getUint16(at + 6, true);
