import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { progressText } from '../../../src/cli/output/progress.ts';
import { textStream } from '../../../src/cli/output/stream.ts';
import { onTerminal, readableBytes, readableSeconds } from '../../../src/cli/output/units.ts';

test('sizes and times are readable', () => {
  expect([0, 1, 1023, 1024, 1536, 10 * 1024, 5.5 * 1024 ** 3].map(readableBytes)).toEqual(['0 bytes', '1 byte', '1023 bytes', '1.0 KiB', '1.5 KiB', '10 KiB', '5.5 GiB']);
  expect([0.04, 9.96, 61, 3725].map(readableSeconds)).toEqual(['0.0 s', '10.0 s', '1 min 1 s', '1 h 2 min']);
});

test('progress shows count, share, rate and time left, and fits the width', () => {
  const line = { type: 'progress', done: 500, total: 2000, unit: 'files', path: '/x/'.repeat(50), secondsLeft: 3 } as const;
  const text = progressText('copy', line, 1, 80);
  expect(text).toMatch(/^copy 500 of 2,000 files \(25%\), 500 files\/s, 3\.0 s left/);
  expect(text.length).toBeLessThanOrEqual(78);
  expect(progressText('copy', { ...line, total: null, secondsLeft: null, path: null }, 2, 80)).toBe('copy 500 files, 250 files/s');
});

test('a name cannot move the cursor or turn the text around', () => {
  expect(onTerminal('a\u001b[2Jb\u202Ec\n')).toBe('a\\u001b[2Jb\\u202ec\\u000a');
});

test('many requests that wait for a slow reader add no listener each, and all go on when it reads or leaves', async () => {
  const slow = new PassThrough({ highWaterMark: 1 }) as unknown as NodeJS.WriteStream & PassThrough;
  const out = textStream(slow, () => undefined);
  const before = slow.listenerCount('error');
  const big = 'x'.repeat(70_000);
  const first = Array.from({ length: 30 }, () => out.write(big));
  expect(first.every((one) => one instanceof Promise)).toBe(true);
  expect([slow.listenerCount('error'), slow.listenerCount('drain')]).toEqual([before, 1]);
  slow.resume();
  await Promise.all(first);
  slow.pause();
  const second = Array.from({ length: 3 }, () => out.write(big));
  slow.emit('error', Object.assign(new Error('gone'), { code: 'EPIPE' }));
  await Promise.all(second);
});
