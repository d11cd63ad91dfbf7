// What searches remember: what was written is read again and nothing else, whatever became of the file meanwhile.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { LinkKitError } from '../../../../src/contract/errors.ts';
import { openCache } from '../../../../src/operations/duplicates/cache.ts';
import { pack, unpack } from '../../../../src/operations/duplicates/cachePages.ts';
import type { CachedFile } from '../../../../src/operations/duplicates/cacheRow.ts';

const isWindows = process.platform === 'win32';
const seed = 20_261;
const hex = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const time = isWindows ? fc.bigInt(0n, 2n ** 63n - 1n) : fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 });
const files = fc.array(
  fc.record({ fileId: fc.bigInt(0n, 2n ** 128n - 1n), modified: time, changed: time, head: hex, hash: fc.option(hex), comparison: fc.maxSafeNat(), class: fc.nat(2 ** 31), day: fc.nat(65_535) }),
  { maxLength: 20 },
);
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-cache-'));
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

describe('a page of files', () => {
  test('gives back what it was given', () => {
    fc.assert(fc.property(files, (some) => {
      expect(unpack(pack(some, 0, 65_535))).toEqual(some);
    }), { seed });
  });

  test('with other bytes it gives nothing', () => {
    fc.assert(
      fc.property(files.filter((some) => some.length > 0), fc.nat(), fc.integer({ min: 1, max: 255 }), fc.nat(), (some, at, change, cut) => {
        const page = pack(some, 0, 65_535);
        const damaged = Buffer.from(page);
        damaged[at % page.length]! ^= change;
        expect(unpack(damaged)).toBeNull();
        expect(unpack(page.subarray(0, cut % page.length))).toBeNull();
      }),
      { seed },
    );
  });
});

describe('the cache', () => {
  let folder = '';
  let number = 0;
  beforeEach(() => (folder = path.join(root, `c${(number += 1)}`)));
  const now = Date.UTC(2026, 10, 25);
  const day = 24 * 3_600_000;
  const warnings: LinkKitError[] = [];
  const open = (at = now): ReturnType<typeof openCache> => openCache(folder, at, (warning) => warnings.push(warning));
  const file = (fileId: bigint, more: Partial<CachedFile> = {}): CachedFile => ({ fileId, modified: isWindows ? 5n : 5.25, changed: isWindows ? 6n : 6.5, head: 'a'.repeat(32), hash: null, comparison: 3, class: 1, ...more });
  const ids = (some: readonly CachedFile[]): bigint[] => some.map(({ fileId }) => fileId);
  const database = (): string => path.join(folder, 'contents.sqlite');

  function fill(at = now): void {
    const cache = open(at);
    cache.write('V', 4096, [file(1n), file(2n, { hash: 'b'.repeat(32) })]);
    cache.write('V', 5000, [file(3n)]);
    cache.close();
  }

  test('keeps files by volume and size, from run to run and within one', () => {
    fill();
    const cache = open();
    expect([ids(cache.read('V', 4096)), ids(cache.read('V', 5000)), cache.read('W', 4096), cache.read('V', 1), cache.isEmpty]).toEqual([[1n, 2n], [3n], [], [], false]);
    expect(cache.read('V', 4096)[1]).toMatchObject(file(2n, { hash: 'b'.repeat(32) }));
    cache.write('V', 4096, [file(9n)]);
    expect(ids(cache.read('V', 4096))).toEqual([9n]);
    cache.close();
    const again = open();
    expect([ids(again.read('V', 4096)), warnings]).toEqual([[9n], []]);
    again.close();
  });

  test('forgets files that no search has come by for 90 days, when others of their size are written', () => {
    fill();
    const later = open(now + 91 * day);
    later.write('V', 4096, [...later.read('V', 4096), file(7n)]);
    later.close();
    const last = open(now + 91 * day);
    expect([ids(last.read('V', 4096)), ids(last.read('V', 5000))]).toEqual([[7n], [3n]]);
    last.close();
  });

  test.each<[string, (name: string) => void]>([
    ['other bytes', (name) => fs.writeFileSync(name, Buffer.alloc(20_000, 'no database at all'))],
    ['half of it', (name) => fs.truncateSync(name, Math.floor(fs.statSync(name).size / 2))],
    ['another format', (name) => execute(name, 'PRAGMA user_version = 99')],
    ['another table of its name', (name) => execute(name, 'DROP TABLE contents; CREATE TABLE contents (x)')],
    ['a folder in its place', (name) => (fs.rmSync(name), fs.mkdirSync(name))],
  ])('%s: it is set aside and begun anew, without a word', (_, damage) => {
    fill();
    damage(database());
    const cache = open();
    expect(cache.read('V', 4096)).toEqual([]);
    cache.write('V', 4096, [file(8n)]);
    cache.close();
    const again = open();
    expect([ids(again.read('V', 4096)), warnings, fs.existsSync(`${database()}.bad`)]).toEqual([[8n], [], true]);
    again.close();
  });

  test('bytes changed anywhere never give what was not written, and never an error', () => {
    fill();
    const whole = fs.readFileSync(database());
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 50 }), (changes) => {
        const damaged = Buffer.from(whole);
        for (const [at, value] of changes) damaged[at] = value;
        fs.writeFileSync(database(), damaged);
        const cache = open();
        for (const size of [4096, 5000]) for (const one of cache.read('V', size)) expect([1n, 2n, 3n]).toContain(one.fileId);
        cache.write('V', 4096, [file(1n)]);
        cache.close();
        fs.rmSync(`${database()}-wal`, { force: true });
        fs.rmSync(`${database()}-shm`, { force: true });
      }),
      { seed, numRuns: 60 },
    );
    expect(warnings.splice(0).map(({ message }) => message)).toEqual([]);
  });

  test('two searches at once: both read and both write', () => {
    fill();
    const [one, other] = [open(), open()];
    one.write('V', 1, [file(1n)]);
    other.write('V', 2, [file(2n)]);
    expect([ids(one.read('V', 4096)), ids(other.read('V', 4096))]).toEqual([[1n, 2n], [1n, 2n]]);
    one.close();
    other.close();
    const last = open();
    expect([ids(last.read('V', 1)), ids(last.read('V', 2)), warnings]).toEqual([[1n], [2n], []]);
    last.close();
  });

  test('where nothing can be kept, a warning says so once and the search goes on', () => {
    fs.writeFileSync(folder, 'a file where the folder should be');
    const cache = open();
    expect([cache.read('V', 1), cache.isEmpty]).toEqual([[], true]);
    cache.write('V', 1, [file(1n)]);
    expect(ids(cache.read('V', 1))).toEqual([1n]);
    cache.close();
    expect(warnings.splice(0).map(({ code }) => code)).toEqual(['WriteError']);
  });
});

function execute(name: string, text: string): void {
  const database = new DatabaseSync(name);
  database.exec(text);
  database.close();
}
