/** A run of clusters; `cluster` is null where the run is sparse: nothing on the disk, zeros to a reader. */
export interface Run {
  cluster: number | null;
  length: number;
}

/**
 * Decodes the mapping pairs of a non-resident attribute: a header byte whose halves are the sizes of the length and of the
 * distance to the run before, then these two, signed ([ColinFinck/ntfs], ntfs-3g's runlist.c). Stops at the first pair that
 * cannot be; `isWhole` is then false, and the runs before it stand.
 */
export function decodeRuns(bytes: Uint8Array, start: number, end: number): { runs: Run[]; isWhole: boolean } {
  const runs: Run[] = [];
  let cluster = 0;
  for (let at = start; at < end; ) {
    const header = bytes[at]!;
    if (header === 0) return { runs, isWhole: true };
    const [lengthSize, distanceSize] = [header & 0xf, header >> 4];
    const next = at + 1 + lengthSize + distanceSize;
    if (lengthSize === 0 || lengthSize > 8 || distanceSize > 8 || next > end) break;
    const length = signed(bytes, at + 1, lengthSize);
    if (length <= 0 || !Number.isSafeInteger(length)) break;
    if (distanceSize > 0) cluster += signed(bytes, at + 1 + lengthSize, distanceSize);
    if (distanceSize > 0 && (cluster < 0 || !Number.isSafeInteger(cluster))) break;
    runs.push({ cluster: distanceSize > 0 ? cluster : null, length });
    at = next;
  }
  return { runs, isWhole: false };
}

/** A little-endian number of up to eight bytes with its sign; exact to 2^53. */
function signed(bytes: Uint8Array, start: number, size: number): number {
  const highest = bytes[start + size - 1]!;
  // The sign comes first: a small negative number of eight bytes would be lost in 2^64
  let value = highest >= 0x80 ? highest - 256 : highest;
  for (let index = size - 2; index >= 0; index -= 1) value = value * 256 + bytes[start + index]!;
  return value;
}
