import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { part } from '../../support/bench.ts';
import { ntfsFolder, type TwoNames } from '../../support/ntfs.ts';
import { callNative, standIn, type StandIn } from '../../support/standin/native.ts';

// The calling side of what Wine lacks, against a DLL that is as strict as Windows (test/support/standin/standin.c).
describe.skipIf(!part('standIn').available)('file names and streams, against the stand-in', () => {
  let place: TwoNames;
  let names: string[];
  let dll: StandIn;
  const there = (name: string): string => `${place.windows}\\${name}`;
  const run = (...calls: Parameters<typeof callNative>[0][number][]) => callNative(calls, dll.env);

  beforeAll(() => {
    place = ntfsFolder('standin');
    for (const name of ['thousand', 'one', 'denied', 'silent', 'streams', 'plain']) fs.writeFileSync(path.join(place.linux, name), '');
    // Growing names, so that each size of the buffer is met, is exceeded by one, and is exceeded by much.
    names = Array.from({ length: 1024 }, (_, index) => `\\${'folder\\'.repeat(index % 50)}${'\u00e9\ud83d\ude00e\u0301'.repeat(index)}${index}`);
    names[500] = `\\${'x'.repeat(510)}`; // 511 characters and the NUL: exactly the first buffer
    names[501] = `\\${'x'.repeat(511)}`;
    names[1023] = `\\${'y'.repeat(32_766)}`; // as long as a path can be
    names[7] = '\\lone \ud800 surrogate';
    dll = standIn(place.linux, [
      { path: there('thousand'), names },
      { path: there('one'), names: ['\\one'] },
      { path: there('denied'), error: 5 },
      { path: there('streams'), streams: ['::$DATA', ':Zone.Identifier:$DATA', `:${'s'.repeat(255)}:$DATA`, ':\ud83d\ude00:$DATA'] },
      { path: there('plain'), streams: ['::$DATA'] },
    ]);
  });

  test('a file with 1,024 names, of any length', () => {
    dll.calls();
    const [answer] = run(['fileNames', there('thousand')]);
    expect(answer!.error).toBeUndefined();
    expect(answer!.value).toEqual(names);

    const calls = dll.calls();
    expect(calls[0]).toMatch(/^FindFirstFileNameW path=\\\\\?\\.*thousand flags=0 room=512 length=3 error=0$/);
    expect(calls.filter((line) => line.endsWith('error=0') && line.startsWith('FindNextFileNameW'))).toHaveLength(1023);
    // each time that the buffer was too small, it was called again with at least the length asked for, and never with bytes for characters
    for (const [index, line] of calls.entries()) {
      if (!line.endsWith('error=234')) continue;
      const needed = Number(/length=(\d+)/.exec(line)![1]);
      const room = Number(/room=(\d+)/.exec(calls[index + 1]!)![1]);
      expect(room).toBeGreaterThanOrEqual(needed);
      expect(calls[index + 1]).toMatch(/error=0$/);
    }
    expect(calls.filter((line) => line.endsWith('error=234')).length).toBeGreaterThan(3);
    expect(calls.at(-2)).toMatch(/^FindNextFileNameW .*error=38$/);
    expect(calls.at(-1)).toBe('FindClose ok=1 open=0');
  });

  test('errors keep their number, and no search stays open', () => {
    dll.calls();
    const [one, denied, silent, missing] = run(['fileNames', there('one')], ['fileNames', there('denied')], ['fileNames', there('silent')], ['fileNames', there('missing')]);
    expect(one!.value).toEqual(['\\one']);
    expect(denied!.error).toMatchObject({ name: 'Win32Error', code: 5, call: 'FindFirstFileNameW', path: there('denied') });
    expect(silent!.error).toMatchObject({ code: 1 });
    expect(missing!.error).toMatchObject({ code: 2 });
    const opened = dll.calls().filter((line) => /^FindFirst.*error=0$/.test(line) || line.startsWith('FindClose'));
    expect(opened).toEqual([expect.stringMatching(/^FindFirstFileNameW/), 'FindClose ok=1 open=0']);
  });

  test('streams, without the unnamed one', () => {
    dll.calls();
    const [some, none] = run(['streamNames', there('streams')], ['streamNames', there('plain')]);
    expect(some!.value).toEqual([':Zone.Identifier:$DATA', `:${'s'.repeat(255)}:$DATA`, ':\ud83d\ude00:$DATA']);
    expect(none!.value).toEqual([]);
    const calls = dll.calls();
    expect(calls.filter((line) => line.startsWith('FindClose'))).toEqual(['FindClose ok=1 open=0', 'FindClose ok=1 open=0']);
    expect(calls[0]).toMatch(/level=0 flags=0/);
  });
});

test.skipIf(!part('wine').available)('without the stand-in Wine has no such call, which is said at the call', () => {
  const place = ntfsFolder('no-standin');
  fs.writeFileSync(path.join(place.linux, 'a'), '');
  const [answer] = callNative([['fileNames', `${place.windows}\\a`]]);
  expect(answer!.error).toMatchObject({ code: 127, call: 'FindFirstFileNameW' });
});
