// Random states of a pin's names against a model of what each rule makes of them: contents, who shares a file with whom, the exit code;
// then undo, after which all is as it was, times too.
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canMakeVolume, extraVolume, type Volume } from '../support/ntfs.ts';
import { startServe, type Serve } from './serve.ts';

/** A failure prints the seed and the smallest state that fails. */
const seed = Number(process.env['LINKKIT_SEED'] ?? 20_261_125);
const runs = process.env['LINKKIT_CRASH'] === 'full' ? 20_000 : 1_500;

const time = fc.integer({ min: 1, max: 3 });
const target = fc.record({ kind: fc.constantFrom('linked' as const, 'same' as const, 'other' as const, 'missing' as const), time, isLong: fc.boolean() });
const state = fc.record({ rule: fc.constantFrom('ask' as const, 'source-wins' as const, 'newest-wins' as const), source: fc.option(time, { freq: 8 }), targets: fc.array(target, { minLength: 1, maxLength: 4 }) });
type State = typeof state extends fc.Arbitrary<infer T> ? T : never;

/** What stands under the names: each its content and the first of the names that share its file; null: nothing. */
type Seen = ({ content: string; leader: number } | null)[];

const sourceContent = 'of the source';
const contentOf = (index: number, { kind, isLong }: State['targets'][number]): string => (kind === 'other' ? `of target ${index}`.padEnd(isLong ? 40 : sourceContent.length, '.') : sourceContent);

/** Names 0 (the source), 1 … (the targets) as they are made. */
function made({ source, targets }: State): Seen {
  const seen: Seen = [source === null ? null : { content: sourceContent, leader: 0 }];
  targets.forEach((one, index) => seen.push(one.kind === 'missing' || (one.kind === 'linked' && source === null) ? null : { content: contentOf(index + 1, one), leader: one.kind === 'linked' ? 0 : index + 1 }));
  return seen;
}

/** The same after a repair, by the words of the README alone. */
function repaired(before: State): Seen {
  const { rule, source, targets } = before;
  const seen = made(before);
  if (source === null) return seen;
  const others = targets.flatMap((one, index) => (one.kind === 'other' ? [{ index: index + 1, time: one.time }] : []));
  const last = Math.max(...others.map((one) => one.time));
  const newest = others.filter((one) => one.time === last);
  const isTie = rule === 'newest-wins' && (last === source || (last > source && newest.length > 1));
  if (rule === 'ask' || isTie) return seen.map((one, index) => (index > 0 && targets[index - 1]!.kind !== 'other' ? { content: sourceContent, leader: 0 } : one));
  const content = rule === 'newest-wins' && last > source ? seen[newest[0]!.index]!.content : sourceContent;
  return seen.map(() => ({ content, leader: 0 }));
}

describe.runIf(canMakeVolume('tmpfs'))('a model of pins', () => {
  let volume: Volume;
  let serve: Serve;
  const at = (...parts: string[]): string => path.join(volume.linux, 'box', ...parts);
  beforeAll(() => {
    volume = extraVolume('pins', { fileSystem: 'tmpfs', sizeMiB: 256 });
    fs.mkdirSync(at('state'), { recursive: true, mode: 0o755 });
    serve = startServe(at('state'));
  });
  afterAll(async () => {
    await serve?.close();
    volume?.remove();
  });

  const names = ({ targets }: State): string[] => [at('tree/source'), ...targets.map((_, index) => at(`tree/target ${index + 1}`))];

  function seenOf(files: readonly string[]): Seen {
    const inodes = files.map((file) => fs.statSync(file, { throwIfNoEntry: false })?.ino ?? null);
    return files.map((file, index) => (inodes[index] === null ? null : { content: fs.readFileSync(file, 'utf8'), leader: inodes.indexOf(inodes[index]!) }));
  }
  const timesOf = (files: readonly string[]): (number | null)[] => files.map((file) => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null);

  function make(one: State): string[] {
    for (const folder of ['tree', 'state/journal', 'state/keeps']) fs.rmSync(at(folder), { recursive: true, force: true });
    fs.mkdirSync(at('tree'));
    const files = names(one);
    made(one).forEach((entry, index) => {
      if (entry === null) return;
      if (index > 0 && entry.leader === 0) return fs.linkSync(files[0]!, files[index]!);
      fs.writeFileSync(files[index]!, entry.content);
      const day = index === 0 ? one.source! : one.targets[index - 1]!.time;
      fs.utimesSync(files[index]!, new Date(Date.UTC(2024, 0, day)), new Date(Date.UTC(2024, 0, day)));
    });
    fs.writeFileSync(at('tree/pins.json'), JSON.stringify({ pins: [{ name: 'one', source: files[0], targets: files.slice(1), onConflict: one.rule }] }));
    return files;
  }

  test(`${runs} states are repaired as the rule says, and taken back`, { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(state, async (one) => {
        const files = make(one);
        const [before, times] = [seenOf(files), timesOf(files)];
        expect(before).toEqual(made(one));
        const expected = repaired(one);
        const isLinked = one.source !== null && expected.every((name) => name?.leader === 0);
        const checked = (await serve.ask('pin check', { file: at('tree/pins.json') })).at(-1)!;
        expect(checked['exitCode']).toBe(one.source !== null && before.every((name) => name?.leader === 0) ? 0 : 1);
        const planned = (await serve.ask('pin repair', { file: at('tree/pins.json'), 'dry-run': true })).at(-1)!;
        expect([seenOf(files), planned['exitCode']]).toEqual([before, isLinked ? 0 : 1]);
        const summary = (await serve.ask('pin repair', { file: at('tree/pins.json') })).at(-1)!;
        expect([seenOf(files), summary['exitCode'], summary['repaired']]).toEqual([expected, isLinked ? 0 : 1, planned['repaired']]);
        if (summary['repaired'] === 0) return;
        const undone = (await serve.ask('undo', { id: summary['operationId'] })).at(-1)!;
        expect([undone['exitCode'], seenOf(files), timesOf(files)]).toEqual([0, before, times]);
      }),
      { seed, numRuns: runs, endOnFailure: false },
    );
  });
});
