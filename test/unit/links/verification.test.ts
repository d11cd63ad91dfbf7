// A link counts only when the new name, opened again, is the file it was made for: here the system says yes and does something else.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readEntry } from '../../../src/filesystem/entry.ts';
import { replaceByNew, temporaryBeside } from '../../../src/filesystem/replace.ts';
import { createHardLink } from '../../../src/links/create.ts';
import { linkBatch, outcome } from '../../../src/links/linkBatch.ts';
import { copy } from '../../../src/operations/copy/copy.ts';
import { noCounts, type CopyOptions } from '../../../src/operations/copy/options.ts';
import type { OperationEvent } from '../../../src/operations/operation.ts';

const system = vi.hoisted(() => ({ linkAt: null as null | ((...args: unknown[]) => boolean) }));
vi.mock('../../../src/native/libcFolders.ts', async (original) => {
  const real = await original<typeof import('../../../src/native/libcFolders.ts')>();
  return { ...real, linkAt: (...args: Parameters<typeof real.linkAt>) => (system.linkAt ?? (real.linkAt as (...all: unknown[]) => boolean))(...args) };
});

describe.skipIf(process.platform === 'win32')('every link made is opened again', () => {
  let folder: string;
  const at = (...names: string[]): string => path.join(folder, ...names);
  const nothing = (): void => undefined;
  const another = (_from: fs.PathLike, to: fs.PathLike): void => fs.writeFileSync(to, 'another file');

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-verify-'));
    fs.mkdirSync(at('t'));
    fs.writeFileSync(at('t/a'), 'data');
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    system.linkAt = null;
    fs.rmSync(folder, { recursive: true, force: true });
  });

  test.each([['that made nothing', nothing], ['that leads to another file', another]])('one %s is VerificationFailed', async (_what, play) => {
    vi.spyOn(fs, 'linkSync').mockImplementation(play);
    expect(() => createHardLink(at('t/a'), at('b'), readEntry(at('t/a')))).toThrow(expect.objectContaining({ code: 'VerificationFailed', path: at('b') }) as unknown as Error);
    const temporary = temporaryBeside(at('b'));
    const replace = replaceByNew(at('b'), temporary, (name) => createHardLink(at('t/a'), name, readEntry(at('t/a'))));
    await expect(replace).rejects.toThrow(expect.objectContaining({ code: 'VerificationFailed' }) as unknown as Error);
    expect(fs.existsSync(temporary), 'a temporary is ours to remove').toBe(false);
    expect(fs.readFileSync(at('t/a'), 'utf8')).toBe('data');
  });

  test.skipIf(process.platform !== 'linux').each([['made nothing', (): boolean => true], ['made another file', (): boolean => (fs.writeFileSync(at('to/a'), 'x'), true)]])('in a batch, one that %s', (_what, play) => {
    fs.mkdirSync(at('to'));
    system.linkAt = play;
    const { outcomes } = linkBatch({ source: at('t'), target: at('to'), names: ['a'], mostNames: 10, trueSource: null, trueTarget: null });
    expect([...outcomes]).toEqual([outcome.notVerified]);
  });

  test('copy tells it as an error of that file, and counts no link', async () => {
    fs.writeFileSync(at('t/b'), 'more');
    const real = fs.linkSync;
    vi.spyOn(fs, 'linkSync').mockImplementation((from, to) => (String(from).endsWith('a') ? another(from, to) : real(from, to)));
    vi.stubEnv('LINKKIT_STATE', at('state'));
    const options: CopyOptions = {
      source: [at('t')], destination: at('x'), exact: true, parents: false, as: 'hardlink', onCrossVolume: 'error', onExists: 'error', linkLimit: undefined,
      onLinkLimit: 'error', reparse: 'keep', include: [], exclude: [], dryRun: false,
    };
    const events: OperationEvent[] = [];
    const run = copy(options, { signal: new AbortController().signal, cwd: folder, mark: { id: 'test', command: 'copy', argv: [], cwd: folder, waitSeconds: 0 } });
    let counts = noCounts();
    for (;;) {
      const { value, done } = await run.next();
      if (done) {
        counts = value;
        break;
      }
      events.push(...([value].flat() as OperationEvent[]));
    }
    expect(events.filter(({ type }) => type === 'error')).toMatchObject([{ code: 'VerificationFailed', path: at('x/a') }]);
    expect(counts).toMatchObject({ files: 1, linked: 1 });
  });
});
