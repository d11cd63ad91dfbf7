import { isWindows } from './platform.ts';

/** From 1601 to 1970, in milliseconds. */
const epoch = 11_644_473_600_000n;

/** A time of this clock (milliseconds since 1970, UTC) as an Entry has it: on Windows a FILETIME, 100 ns since 1601. */
export const timeOf = (milliseconds: number): number | bigint => (isWindows ? (BigInt(Math.round(milliseconds)) + epoch) * 10_000n : milliseconds);
