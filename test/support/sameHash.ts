/** Where the default secret of XXH3 makes a lane's product zero whatever its upper half is: the first lane of the first two stripes. */
const lanes = [{ at: 0, secret: [0xb8, 0xfe, 0x6c, 0x39] }, { at: 64, secret: [0x7c, 0x01, 0x81, 0x2c] }] as const;

/**
 * Two files with different bytes and one XXH128 (default secret, seed 0): with the lower half of each of two lanes as the secret has it, only
 * the sum of the upper halves counts, so that they can be exchanged. (XXH3_accumulate_512 in xxhash.h; inputs above 240 bytes.)
 */
export function withOneHash(size: number): [Buffer, Buffer] {
  const make = (...uppers: readonly number[]): Buffer => {
    const bytes = Buffer.alloc(size, 'one hash for two; ');
    for (const [index, { at, secret }] of lanes.entries()) {
      bytes.set(secret, at);
      bytes.writeUInt32LE(uppers[index]!, at + 4);
    }
    return bytes;
  };
  return [make(1, 2), make(2, 1)];
}
