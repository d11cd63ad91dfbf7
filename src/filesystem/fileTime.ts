import { isWindows } from './platform.ts';

/** From 1601 to 1970, in milliseconds. */
const epoch = 11_644_473_600_000n;

/** A time of this clock (milliseconds since 1970, UTC) as an Entry has it: on Windows a FILETIME, 100 ns since 1601. */
export const timeOf = (milliseconds: number): number | bigint => (isWindows ? (BigInt(Math.round(milliseconds)) + epoch) * 10_000n : milliseconds);

/** A time of an Entry as ISO 8601 UTC, to the millisecond. */
export const isoTime = (time: number | bigint): string => new Date(typeof time === 'bigint' ? Number(time / 10_000n - epoch) : Math.floor(time)).toISOString();
