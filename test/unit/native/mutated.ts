import fc from 'fast-check';

/** One seed for the property tests of parsers, so that a failure comes again; LINKKIT_TEST_SEED sets another. */
export const seed = Number(process.env['LINKKIT_TEST_SEED'] ?? 20_261_124);

/** Numbers that break careless arithmetic. */
const nasty = fc.constantFrom(0, 1, 2, 4, 7, 8, 0x7fff_ffff, 0x8000_0000, 0xffff_fff8, 0xffff_ffff);

/** Copies of `whole` in which some 32-bit numbers or bytes are others, or whose end is missing. */
export function mutated(whole: Buffer): fc.Arbitrary<Buffer> {
  const place = fc.nat(whole.length - 1);
  const change = fc.oneof(
    fc.record({ at: place, value: fc.oneof(nasty, fc.nat(whole.length * 2)) }).map(({ at, value }) => (bytes: Buffer): Buffer => {
      const aligned = Math.min(at - (at % 4), whole.length - 4);
      bytes.writeUInt32LE(value, aligned);
      return bytes;
    }),
    fc.record({ at: place, value: fc.nat(255) }).map(({ at, value }) => (bytes: Buffer): Buffer => {
      bytes[at] = value;
      return bytes;
    }),
    place.map((length) => (bytes: Buffer): Buffer => bytes.subarray(0, length)),
  );
  return fc.array(change, { minLength: 1, maxLength: 6 }).map((changes) => {
    // a cut comes last: the other changes need the whole
    const copy = Buffer.from(whole);
    const cuts = changes.filter((one) => one(copy).length < whole.length);
    return cuts.length > 0 ? cuts.at(-1)!(copy) : copy;
  });
}
