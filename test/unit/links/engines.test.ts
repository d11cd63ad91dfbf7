import { afterEach, describe, expect, test, vi } from 'vitest';
import * as elevation from '../../../src/filesystem/elevation.ts';
import { allEngines, chooseEngine, mayReadVolume } from '../../../src/links/engines.ts';
import type { EngineName, NamedFile, SiblingEngine } from '../../../src/links/siblingEngine.ts';

const elevated = vi.hoisted(() => ({ answer: false }));
vi.mock('../../../src/filesystem/elevation.ts', async (original) => ({ ...(await original<typeof elevation>()), isElevated: () => elevated.answer }));
afterEach(() => {
  elevated.answer = false;
});

const file = { path: 'C:\\a', entry: { volume: '1' } } as NamedFile;
const engine = (name: EngineName, works: boolean): SiblingEngine =>
  ({ name, readsVolume: name === 'layout', missing: () => null, available: async () => ({ works, reason: works ? null : `${name} is tired` }) }) as unknown as SiblingEngine;
const chosen = async (working: readonly EngineName[], wanted: EngineName | 'auto', volumes: boolean): Promise<string | null> => {
  const engines = (['api', 'layout', 'fsutil', 'scan'] as const).map((name) => engine(name, working.includes(name)));
  const { engine: one, reason } = await chooseEngine(engines, wanted, file, volumes);
  return one?.name ?? reason;
};

describe('the engine', () => {
  test('auto: the API, then the whole volume where that may be read, then fsutil, then the search', async () => {
    expect(allEngines(null).map(({ name }) => name)).toEqual(['api', 'layout', 'fsutil', 'scan', 'mft']);
    expect(await chosen(['api', 'layout', 'fsutil', 'scan'], 'auto', true)).toBe('api');
    expect(await chosen(['layout', 'fsutil', 'scan'], 'auto', true)).toBe('layout');
    expect(await chosen(['layout', 'fsutil', 'scan'], 'auto', false)).toBe('fsutil');
    expect(await chosen(['fsutil', 'scan'], 'auto', true)).toBe('fsutil');
    expect(await chosen(['scan'], 'auto', true)).toBe('scan');
  });

  test('one that is asked for is taken whatever it costs, or its reason is told', async () => {
    expect(await chosen(['api', 'layout'], 'layout', false)).toBe('layout');
    expect(await chosen(['api', 'scan'], 'layout', true)).toBe('layout is tired');
  });

  test('a volume is read for a thousand files, and by administrators', () => {
    elevated.answer = true;
    expect([999, 1000, 50_000].map(mayReadVolume)).toEqual([false, true, true]);
    elevated.answer = false;
    expect(mayReadVolume(50_000)).toBe(false);
  });
});
