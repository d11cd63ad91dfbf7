// What a Windows copy must carry, against the stand-in: holes, shared blocks, alternate streams, rights.
import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { part } from '../support/bench.ts';
import type { StandInFile } from '../support/standin/native.ts';
import { callsOf, native, runPlayed, type Played } from './played.ts';
import { itemsOf, sameFile, where, type Where } from './where.ts';

const sparse = 0x200;
const sharesBlocks = 0x0800_0000;
const [setSparse, setZeroData, duplicateExtents] = ['900c4', '980c8', '98344'];

function prepare(size = 300_000): Where {
  const w = where('wine');
  fs.writeFileSync(w.here('a'), Buffer.alloc(size, 'x'));
  fs.linkSync(w.here('a'), w.here('b'));
  return w;
}
const detach = (w: Where, files: readonly StandInFile[]): Promise<Played> => runPlayed(w, files, ['detach', w.there('a')]);
const warnings = ({ lines }: Played): unknown[] => lines.filter(({ type }) => type === 'warning').map(({ code, osError, path }) => ({ code, osError, path }));
/** What was asked of the copy, the numbers in the order of the structure. */
const controls = ({ calls }: Played, code: string): bigint[][] =>
  calls.filter((line) => line.startsWith(`DeviceIoControl ${code} `) && line.includes('\\.~linkkit-')).map((line) => {
    const data = Buffer.from(/data=(\w*)/.exec(line)![1]!, 'hex');
    return Array.from({ length: data.length / 8 }, (_, index) => data.readBigInt64LE(8 * index));
  });

describe.skipIf(!part('standIn').available)('detach on Windows, against the stand-in', () => {
  test('a sparse file: what takes no space in it takes none in the copy', async () => {
    const w = prepare();
    // Answered two at a time; the last one ends behind the file, at the end of its cluster
    const ranges = [[0, 65_536], [131_072, 4_096], [196_608, 65_536], [294_912, 8_192]].map(([start, length]) => ({ start: start!, length: length! }));
    const result = await detach(w, [{ path: w.there('a'), attributes: sparse, ranges }]);
    expect([result.exitCode, warnings(result), sameFile(w.here('a'), w.here('b'))]).toEqual([0, [], false]);
    expect(controls(result, setSparse!)).toEqual([[]]);
    expect(controls(result, setZeroData!)).toEqual([[65_536n, 131_072n], [135_168n, 196_608n], [262_144n, 294_912n]]);
  });

  test('one whose copy cannot be sparse is detached with a warning; others are not asked for holes', async () => {
    const w = prepare();
    const result = await detach(w, [{ path: w.there('a'), attributes: sparse, ranges: [] }, { path: `${w.there('.~linkkit-')}*`, fails: { FSCTL_SET_SPARSE: 1 } }]);
    expect([result.exitCode, warnings(result), sameFile(w.here('a'), w.here('b'))]).toEqual([0, [{ code: 'MetadataNotKept', osError: 1, path: w.there('a') }], false]);
    const plain = await detach(prepare(), []);
    expect(plain.calls.filter((line) => line.startsWith('DeviceIoControl 9'))).toEqual([]);
  });

  test('where the volume shares blocks the copy is a clone, in whole clusters; where it refuses, it is a copy', async () => {
    const w = prepare();
    const volume = { path: '*', volumeFlags: sharesBlocks };
    const cloned = await detach(w, [volume]);
    expect([itemsOf(cloned).map(({ method }) => method), cloned.exitCode, sameFile(w.here('a'), w.here('b'))]).toEqual([['clone'], 0, false]);
    expect(controls(cloned, duplicateExtents!)).toEqual([[0n, 0n, 303_104n]]);
    expect(cloned.lines.at(-1)).toMatchObject({ detached: 1, bytesWritten: 0 });
    const refused = await detach(prepare(), [{ path: '*', volumeFlags: sharesBlocks, fails: { FSCTL_DUPLICATE_EXTENTS_TO_FILE: 347 } }]);
    expect([itemsOf(refused).map(({ method }) => method), refused.exitCode, warnings(refused)]).toEqual([['copy'], 0, []]);
    const elsewhere = await detach(prepare(), []);
    expect([itemsOf(elsewhere).map(({ method }) => method), controls(elsewhere, duplicateExtents!)]).toEqual([['copy'], []]);
  });

  test('an alternate stream that the copy has not got is told of', async () => {
    const w = prepare(10);
    const result = await detach(w, [{ path: w.there('a'), streams: ['::$DATA', ':note:$DATA'] }, { path: `${w.there('.~linkkit-')}*`, streams: ['::$DATA'] }]);
    expect([result.exitCode, warnings(result)]).toEqual([0, [{ code: 'MetadataNotKept', osError: null, path: w.there('a') }]]);
    expect(result.lines.find(({ type }) => type === 'warning')!['message']).toContain(':note:$DATA');
  });

  test('attributes of its own, read-only among them, are on the copy', async () => {
    const w = prepare(10);
    const result = await detach(w, [{ path: w.there('a'), attributes: 0x1 | 0x2 }]);
    // Set before the rename; the bench's NTFS keeps none, so afterwards there are none to be set again
    const sets = callsOf(result, 'SetFileInformationByHandle').filter(({ path: on }) => on!.startsWith(native(w.there('.~linkkit-'))));
    expect([result.exitCode, Number.parseInt(sets.at(-1)!['attributes']!, 16) & 0x3, sameFile(w.here('a'), w.here('b'))]).toEqual([0, 3, false]);
  });
});
