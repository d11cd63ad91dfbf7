// Pins through both exes on NTFS: how editors and installers save, each found and repaired or listed as the rule says; undone.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { exePath, interruptAtFirstItem, pathFor, targets } from '../support/exe.ts';
import { wineEnvironment, wineProgram } from '../support/wine.mjs';
import { codes, isReadOnly, itemsOf, sameFile, setReadOnly, summaryOf, where, type Where } from './where.ts';

const nd = ['--output', 'ndjson'];
const states: string[] = [];
afterAll(() => states.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })));
const day = (number: number): Date => new Date(Date.UTC(2024, 0, number));

/** What is done to the name that an editor saves under. */
const saves: Record<string, { save(name: string, content: string): void; breaks: boolean }> = {
  'writes a temporary and renames it over': { save: (name, content) => (fs.writeFileSync(`${name}.tmp`, content), fs.renameSync(`${name}.tmp`, name)), breaks: true },
  'renames the old away, writes, deletes the old (ReplaceFile with a backup)': { save: (name, content) => (fs.renameSync(name, `${name}.bak`), fs.writeFileSync(name, content), fs.rmSync(`${name}.bak`)), breaks: true },
  'deletes and creates': { save: (name, content) => (fs.rmSync(name), fs.writeFileSync(name, content)), breaks: true },
  'truncates and writes': { save: (name, content) => fs.writeFileSync(name, content), breaks: false },
};

describe.each(targets())('pins, %s', (target) => {
  const begin = (): { w: Where; pin: (...args: string[]) => ReturnType<Where['run']>; env: Record<string, string> } => {
    const w = where(target);
    states.push(fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-state-')));
    const env = { LINKKIT_STATE: pathFor(target, states.at(-1)!) };
    w.write('config/app.ini', 'first');
    fs.mkdirSync(w.here('legacy'));
    return { w, env, pin: (...args) => w.run(['pin', ...args, '--file', w.there('pins.json'), ...nd], { env }) };
  };
  const told = (result: Awaited<ReturnType<Where['run']>>): string[] => itemsOf(result).map(({ target: name, state, action, kept }) => `${String(name).replaceAll('\\', '/').split('/').at(-1)} ${state} ${action}${kept ? ` ${kept}` : ''}`).sort();

  test('add declares a link and makes it; list shows it, check is silent of it, remove takes it out and leaves the link', async () => {
    const { w, pin, env } = begin();
    const dry = await pin('add', w.there('config', 'app.ini'), w.there('legacy', 'app.ini'), '--dry-run');
    expect([told(dry), dry.exitCode, fs.existsSync(w.here('pins.json')), fs.existsSync(w.here('legacy/app.ini'))]).toEqual([['app.ini missing planned'], 0, false, false]);
    const added = await pin('add', w.there('config', 'app.ini'), w.there('legacy', 'app.ini'));
    expect([codes(added), told(added), added.exitCode, sameFile(w.here('config/app.ini'), w.here('legacy/app.ini'))]).toEqual([[], ['app.ini missing repaired'], 0, true]);
    expect(JSON.parse(fs.readFileSync(w.here('pins.json'), 'utf8'))).toEqual({ pins: [{ name: 'app.ini', source: 'config/app.ini', targets: ['legacy/app.ini'] }] });
    for (const command of ['list', 'check']) expect([command, told(await pin(command)), (await pin(command)).exitCode]).toEqual([command, ['app.ini linked none'], 0]);
    // What lies below the file's folder is named from there: both move together. What lies elsewhere is named in full
    await w.run(['pin', 'add', w.there('config', 'app.ini'), w.there('legacy', '100% sure'), '--file', w.there('legacy', 'pins.json'), ...nd], { env });
    expect(JSON.parse(fs.readFileSync(w.here('legacy/pins.json'), 'utf8'))).toEqual({ pins: [{ name: '100% sure', source: w.there('config', 'app.ini'), targets: ['100%% sure'] }] });
    const twice = await pin('add', w.there('config', 'app.ini'), w.there('legacy', 'app.ini'));
    expect([codes(twice), twice.exitCode]).toEqual([['InvalidFile'], 2]);
    const removed = await pin('remove', 'APP.INI');
    expect([codes(removed), removed.exitCode, sameFile(w.here('config/app.ini'), w.here('legacy/app.ini'))]).toEqual([[], 0, true]);
    expect(JSON.parse(fs.readFileSync(w.here('pins.json'), 'utf8'))).toEqual({ pins: [] });
  });

  test.each(Object.keys(saves))('an editor that %s: found, listed by the rule, repaired with the content that is chosen, undone', async (how) => {
    const { w, pin, env } = begin();
    await pin('add', w.there('config', 'app.ini'), w.there('legacy', 'app.ini'));
    const { save, breaks } = saves[how]!;
    save(w.here('legacy/app.ini'), 'second, and longer');
    const checked = await pin('check');
    expect([told(checked), checked.exitCode]).toEqual(breaks ? [['app.ini diverged none'], 1] : [['app.ini linked none'], 0]);
    if (!breaks) return expect(fs.readFileSync(w.here('config/app.ini'), 'utf8')).toBe('second, and longer');
    expect(itemsOf(checked)[0]).toMatchObject({ sourceSize: 5, targetSize: 18 });
    const listed = await pin('repair');
    expect([told(listed), listed.exitCode, fs.readFileSync(w.here('legacy/app.ini'), 'utf8')]).toEqual([['app.ini diverged listed'], 1, 'second, and longer']);
    fs.utimesSync(w.here('config/app.ini'), day(1), day(1));
    fs.utimesSync(w.here('legacy/app.ini'), day(2), day(2));
    const dry = await pin('repair', '--rule', 'newest-wins', '--dry-run');
    expect([told(dry), sameFile(w.here('config/app.ini'), w.here('legacy/app.ini'))]).toEqual([['app.ini diverged planned target'], false]);
    const repaired = await pin('repair', '--rule', 'newest-wins');
    expect([codes(repaired), told(repaired), repaired.exitCode]).toEqual([[], ['app.ini diverged repaired target'], 0]);
    expect([fs.readFileSync(w.here('config/app.ini'), 'utf8'), sameFile(w.here('config/app.ini'), w.here('legacy/app.ini'))]).toEqual(['second, and longer', true]);
    const undone = await w.run(['undo', String(summaryOf(repaired)['operationId']), ...nd], { env });
    expect([codes(undone), fs.readFileSync(w.here('config/app.ini'), 'utf8'), fs.readFileSync(w.here('legacy/app.ini'), 'utf8')]).toEqual([[], 'first', 'second, and longer']);
    const back = await pin('repair', '--rule', 'source-wins');
    expect([told(back), fs.readFileSync(w.here('legacy/app.ini'), 'utf8')]).toEqual([['app.ini diverged repaired source'], 'first']);
    const again = await w.run(['undo', String(summaryOf(back)['operationId']), ...nd], { env });
    expect([codes(again), fs.readFileSync(w.here('legacy/app.ini'), 'utf8')]).toEqual([[], 'second, and longer']);
  });

  test('a copy with the same content is linked again by the check of dedupe; the newest of several targets wins for all', async () => {
    const { w, pin, env } = begin();
    await pin('add', w.there('config', 'app.ini'), ...['a', 'b', 'c'].map((name) => w.there('legacy', name)), '--name', 'app');
    fs.copyFileSync(w.here('config/app.ini'), w.here('legacy/a.tmp'));
    fs.renameSync(w.here('legacy/a.tmp'), w.here('legacy/a'));
    expect(told(await pin('check'))).toEqual(['a brokenSame none', 'b linked none', 'c linked none']);
    const same = await pin('repair');
    expect([codes(same), told(same), sameFile(w.here('config/app.ini'), w.here('legacy/a'))]).toEqual([[], ['a brokenSame repaired', 'b linked none', 'c linked none'], true]);
    for (const [name, number] of [['a', 3], ['b', 4]] as const) {
      fs.rmSync(w.here('legacy', name));
      fs.writeFileSync(w.here('legacy', name), `content of ${name}`);
      fs.utimesSync(w.here('legacy', name), day(number), day(number));
    }
    fs.utimesSync(w.here('config/app.ini'), day(2), day(2));
    const newest = await pin('repair', '--rule', 'newest-wins');
    expect([codes(newest), newest.exitCode, told(newest)]).toEqual([[], 0, ['a diverged repaired target', 'b diverged repaired target', 'c diverged repaired target']]);
    for (const name of ['config/app.ini', 'legacy/a', 'legacy/c']) expect([fs.readFileSync(w.here(name), 'utf8'), sameFile(w.here(name), w.here('legacy/b'))], name).toEqual(['content of b', true]);
    await w.run(['undo', String(summaryOf(newest)['operationId']), ...nd], { env });
    expect(['config/app.ini', 'legacy/a', 'legacy/b', 'legacy/c'].map((name) => fs.readFileSync(w.here(name), 'utf8'))).toEqual(['first', 'content of a', 'content of b', 'first']);
  });

  test('hard names: pinned, found broken, repaired, undone', async () => {
    const { w, pin, env } = begin();
    const deep = Array.from({ length: 8 }, (_, number) => `${number} ${'long '.repeat(8)}é`).join('/');
    const names = ["it's 100% [1] & %PATH%", 'e\u0301 and \u00e9 日本 😀', `${deep}/file`];
    const there = (name: string): string => w.there('legacy', ...name.split('/'));
    fs.mkdirSync(w.here('legacy', deep), { recursive: true });
    expect(there(names[2]!).length).toBeGreaterThan(300);
    const added = await pin('add', w.there('config', 'app.ini'), ...names.map(there), '--name', '100% é');
    expect([codes(added), itemsOf(added).map(({ target: name, action }) => [name, action])]).toEqual([[], names.map((name) => [there(name), 'repaired'])]);
    for (const name of names) {
      fs.rmSync(w.here('legacy', name));
      fs.writeFileSync(w.here('legacy', name), `saved ${name}`);
    }
    expect(itemsOf(await pin('check', '100% É')).map(({ state }) => state)).toEqual(['diverged', 'diverged', 'diverged']);
    const repaired = await pin('repair', '--rule', 'source-wins');
    expect([codes(repaired), repaired.exitCode, names.map((name) => sameFile(w.here('config/app.ini'), w.here('legacy', name)))]).toEqual([[], 0, [true, true, true]]);
    const undone = await w.run(['undo', String(summaryOf(repaired)['operationId']), ...nd], { env });
    expect([codes(undone), names.map((name) => fs.readFileSync(w.here('legacy', name), 'utf8'))]).toEqual([[], names.map((name) => `saved ${name}`)]);
  });

  // Wine does not see the attribute that ntfs-3g keeps
  test.runIf(target === 'linux')('a read-only file of the same bytes is one by itself, for its attribute; the rule replaces it, and undo brings it back read-only', async () => {
    const { w, pin, env } = begin();
    w.write('legacy/same', 'first');
    w.write('legacy/other', 'other');
    for (const name of ['same', 'other']) setReadOnly(w.here('legacy', name));
    const added = await pin('add', w.there('config', 'app.ini'), w.there('legacy', 'same'), w.there('legacy', 'other'));
    expect([told(added), added.exitCode, itemsOf(added)[0]!['detail']]).toEqual([['other diverged listed', 'same brokenSame listed'], 1, expect.stringContaining('attributes')]);
    const repaired = await pin('repair', '--rule', 'source-wins');
    expect([codes(repaired), told(repaired), isReadOnly(w.here('config/app.ini'))]).toEqual([[], ['other diverged repaired source', 'same brokenSame repaired source'], false]);
    for (const name of ['same', 'other']) expect(sameFile(w.here('config/app.ini'), w.here('legacy', name)), name).toBe(true);
    await w.run(['undo', String(summaryOf(repaired)['operationId']), ...nd], { env });
    for (const name of ['same', 'other']) expect([sameFile(w.here('config/app.ini'), w.here('legacy', name)), isReadOnly(w.here('legacy', name))], name).toEqual([false, true]);
  });

  test('two contents of one time are not decided; nor is what is no file, nor a target whose source is gone', async () => {
    const { w, pin } = begin();
    await pin('add', w.there('config', 'app.ini'), w.there('legacy', 'a'), '--name', 'one');
    await pin('add', w.there('config', 'app.ini'), w.there('legacy', 'folder'), '--name', 'two');
    fs.rmSync(w.here('legacy/a'));
    fs.writeFileSync(w.here('legacy/a'), 'other');
    for (const name of ['config/app.ini', 'legacy/a']) fs.utimesSync(w.here(name), day(2), day(2));
    fs.rmSync(w.here('legacy/folder'));
    fs.mkdirSync(w.here('legacy/folder'));
    const tie = await pin('repair', '--rule', 'newest-wins');
    expect([codes(tie), told(tie), tie.exitCode]).toEqual([[], ['a diverged listed', 'folder wrongKind listed'], 1]);
    fs.rmSync(w.here('config/app.ini'));
    const gone = await pin('repair', '--rule', 'newest-wins');
    expect([told(gone), gone.exitCode, fs.readFileSync(w.here('legacy/a'), 'utf8')]).toEqual([['a sourceMissing listed', 'folder sourceMissing listed'], 1, 'other']);
  });

  test('a folder: each file in it, in folders that are made as they are needed, and new ones are picked up', async () => {
    const { w, pin, env } = begin();
    w.write('config/sub/deep/er.ini', 'deep');
    const dry = await pin('add', w.there('config'), w.there('place'), '--name', 'all', '--dry-run');
    expect([told(dry), fs.existsSync(w.here('place'))]).toEqual([['app.ini missing planned', 'er.ini missing planned'], false]);
    const added = await pin('add', w.there('config'), w.there('place'), '--name', 'all');
    expect([codes(added), told(added), sameFile(w.here('config/sub/deep/er.ini'), w.here('place/sub/deep/er.ini'))]).toEqual([[], ['app.ini missing repaired', 'er.ini missing repaired'], true]);
    w.write('config/other/new.ini', 'new');
    const checked = await pin('check');
    expect([told(checked), checked.exitCode]).toEqual([['app.ini linked none', 'er.ini linked none', 'new.ini missing none'], 1]);
    const repaired = await pin('repair');
    expect(sameFile(w.here('config/other/new.ini'), w.here('place/other/new.ini'))).toBe(true);
    await w.run(['undo', String(summaryOf(repaired)['operationId']), ...nd], { env });
    expect(fs.readdirSync(w.here('place')).sort()).toEqual(['app.ini', 'sub']);
    await pin('repair');
    const removed = await pin('remove', 'all', '--delete-links');
    expect([codes(removed), fs.readdirSync(w.here('place'), { recursive: true }).sort(), fs.readdirSync(w.here('config')).sort()]).toEqual([[], ['other', 'sub', path.join('sub', 'deep')], ['app.ini', 'other', 'sub']]);
  });

  test('a pin file as people write it: comments, trailing commas, variables, relative paths; edits keep all of that', async () => {
    const { w, pin } = begin();
    const text = `// what the old program needs\r\n{\r\n  "pins": [\r\n    {\r\n      "name": "app", // the configuration\r\n      "source": "config/app.ini",\r\n      "targets": ["%LK_TEST_PLACE%/app.ini", "legacy/100%% sure.ini",],\r\n    },\r\n  ],\r\n}\r\n`;
    w.write('pins.json', text);
    const env = { LK_TEST_PLACE: 'legacy' };
    const run = (...args: string[]): ReturnType<Where['run']> => w.run(['pin', ...args, '--file', w.there('pins.json'), ...nd], { env });
    expect(told(await run('repair'))).toEqual(['100% sure.ini missing repaired', 'app.ini missing repaired']);
    expect(fs.readFileSync(w.here('pins.json'), 'utf8')).toBe(text);
    w.write('config/50% off.ini', 'x');
    const added = await run('add', w.there('config', '50% off.ini'), w.there('legacy', '50% off.ini'));
    expect([codes(added), sameFile(w.here('config/50% off.ini'), w.here('legacy/50% off.ini'))]).toEqual([[], true]);
    const edited = fs.readFileSync(w.here('pins.json'), 'utf8');
    expect([edited.includes('// what the old program needs'), edited.includes('// the configuration'), /[^\r]\n/.test(edited)]).toEqual([true, true, false]);
    await run('remove', '50% off.ini');
    expect(told(await run('check'))).toEqual(['100% sure.ini linked none', 'app.ini linked none']);
    const unknown = await pin('check');
    expect([codes(unknown), unknown.lines.find(({ type }) => type === 'error')!['message']]).toEqual([['InvalidFile'], 'Line 7, column 19: The environment has no variable LK_TEST_PLACE.']);
  });

  test.each([
    ['{ "pins": [ { "name": "a", "source": "x", "targets": ["y"] } }', /Line 1, column 62: a comma|closing bracket/],
    ['{ "pins": [\n { "name": "a", "source": "x", "targets": [] } ] }', /^Line 2, column 32: pins\.0\.targets: /],
    ['{ "pins": [\n { "name": "a", "surce": "x", "targets": ["y"] } ] }', /^Line 2, column \d+: pins\.0.*(source|surce)/],
    ['{ "pins": [ { "name": "a", "source": "C:\\x", "targets": ["y"] } ] }', /backslash/],
    ['{ "pins": [ { "name": "a", "source": "x", "targets": ["y"] },\n { "name": "A", "source": "x", "targets": ["z"] } ] }', /^Line 2, column 4: There are two pins of the name 'A'\./],
    ['{ "pins": [ { "name": "a", "source": "x", "targets": ["y", "Y"] } ] }', /^Line 1, column 60: .*target of 'a' already/],
    ['', /Line 1, column 1: JSON was expected/],
  ])('a pin file that is wrong is told with line and column, and nothing is changed: %s', async (text, message) => {
    const { w, pin } = begin();
    w.write('pins.json', text);
    for (const command of [['check'], ['repair'], ['add', w.there('config', 'app.ini'), w.there('legacy', 'n')]]) {
      const result = await pin(...command);
      expect([codes(result), result.exitCode], command[0]).toEqual([['InvalidFile'], 2]);
      expect(result.lines.find(({ type }) => type === 'error')!['message']).toMatch(message);
    }
    expect([fs.readFileSync(w.here('pins.json'), 'utf8'), fs.readdirSync(w.here('legacy'))]).toEqual([text, []]);
  });

  test('what cannot be pinned is refused before anything is written', async () => {
    const { w, pin } = begin();
    for (const [args, code] of [
      [[w.there('none'), w.there('legacy', 'a')], 'NotFound'],
      [[w.there('config', 'app.ini'), w.there('nowhere', 'a')], 'ParentNotFound'],
      [[w.there('config'), w.there('config', 'inner')], 'DestinationInsideSource'],
      [[w.there('config', 'app.ini'), w.there('config', 'app.ini')], 'InvalidFile'],
      [[w.there('config', 'app.ini'), w.there('legacy', 'a'), '--as', 'junction'], 'JunctionNeedsFolder'],
    ] as const) expect([codes(await pin('add', ...args)), fs.existsSync(w.here('pins.json'))], code).toEqual([[code], false]);
    expect(codes(await pin('check', 'nobody'))).toEqual(['NotFound']);
  });
});

describe.each(targets())('pin watch, %s', (target) => {
  test('watch tells what is, and then what changes, until it is stopped', { timeout: 30_000 }, async () => {
    const w = where(target);
    w.write('config/app.ini', 'first');
    fs.mkdirSync(w.here('legacy'));
    await w.run(['pin', 'add', w.there('config', 'app.ini'), w.there('legacy', 'app.ini'), '--file', w.there('pins.json')]);
    // Under Wine a file takes what a pipe cannot
    const told = fs.openSync(w.here('told'), 'w');
    const args = [exePath(target), 'pin', 'watch', '--file', w.there('pins.json'), '--every', '1', ...nd];
    const child = target === 'wine' ? spawn(wineProgram()!, args, { env: { ...process.env, ...wineEnvironment() }, stdio: ['ignore', told, 'ignore'] }) : spawn(args[0]!, args.slice(1), { stdio: ['ignore', told, 'ignore'] });
    const ended = new Promise((resolve) => child.on('close', resolve));
    const lines = (): Record<string, any>[] => fs.readFileSync(w.here('told'), 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line) as Record<string, any>);
    const until = async (state: string): Promise<void> => {
      while (lines().at(-1)?.['state'] !== state) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await until('linked');
    fs.rmSync(w.here('legacy/app.ini'));
    fs.writeFileSync(w.here('legacy/app.ini'), 'other content');
    await until('diverged');
    fs.rmSync(w.here('legacy/app.ini'));
    await until('missing');
    // A pin file that is wrong is told, and what was read before holds; one with another pin is followed
    const text = fs.readFileSync(w.here('pins.json'), 'utf8');
    fs.writeFileSync(w.here('pins.json'), '{ "pins": 5 }');
    while (lines().at(-1)?.['code'] !== 'InvalidFile') await new Promise((resolve) => setTimeout(resolve, 20));
    fs.writeFileSync(w.here('pins.json'), text.replaceAll('app.ini"', 'other.ini"'));
    await until('sourceMissing');
    child.kill('SIGINT');
    fs.closeSync(told);
    if (target === 'wine') return void (await ended); // Wine's loader ends by the signal itself; a console's Ctrl+C is not to be had on the bench
    expect([await ended, lines().filter(({ type }) => type === 'item').map(({ state }) => state), lines().at(-1)]).toMatchObject([130, ['linked', 'diverged', 'missing', 'sourceMissing'], { type: 'summary', interrupted: true }]);
  });
});

describe.skipIf(!targets().includes('linux'))('pins, Linux alone', () => {
  test('nothing is made or replaced through a link that stands in the place of a folder (symbolic links stand for junctions)', async () => {
    const w = where('linux');
    for (const name of ['config/sub/a', 'config/sub/b', 'outside/a']) w.write(name, `content of ${name}`);
    fs.mkdirSync(w.here('place'));
    fs.symlinkSync(w.here('outside'), w.here('place/sub'));
    const before = w.snapshot();
    for (const rule of ['ask', 'source-wins', 'newest-wins']) {
      const added = await w.run(['pin', 'add', w.there('config'), w.there('place'), '--file', w.there(`${rule}.json`), '--rule', rule, ...nd]);
      expect([added.exitCode, itemsOf(added).map(({ state, action }) => [state, action])], rule).toEqual([1, [['wrongKind', 'listed'], ['wrongKind', 'listed']]]);
      fs.rmSync(w.here(`${rule}.json`));
    }
    expect(w.snapshot()).toEqual(before);
  });

  test('the same bytes with other rights are not made one by ask: dedupe would not either; a rule may', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-pin-')); // ntfs-3g keeps no modes here
    states.push(folder);
    const at = (name: string): string => path.join(folder, name);
    for (const [name, mode] of [['source', 0o644], ['target', 0o600]] as const) fs.writeFileSync(at(name), 'the same', { mode });
    const run = (...args: string[]) => where('linux').run(['pin', ...args, '--file', at('pins.json'), ...nd], { env: { LINKKIT_STATE: at('state') } });
    const added = await run('add', at('source'), at('target'));
    expect([added.exitCode, itemsOf(added)]).toMatchObject([1, [{ state: 'brokenSame', action: 'listed', detail: expect.stringMatching(/differs from .* in .*(rights|mode)/) }]]);
    const repaired = await run('repair', '--rule', 'source-wins');
    expect([repaired.exitCode, itemsOf(repaired), sameFile(at('source'), at('target'))]).toMatchObject([0, [{ action: 'repaired', kept: 'source' }], true]);
    await where('linux').run(['undo', String(summaryOf(repaired)['operationId']), ...nd], { env: { LINKKIT_STATE: at('state') } });
    expect([fs.statSync(at('target')).mode & 0o777, sameFile(at('source'), at('target'))]).toEqual([0o600, false]);
  });

  test('Ctrl+C ends a repair of a folder between its files; the next run finishes it, and undo takes back what each has done', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-pin-'));
    states.push(folder);
    const at = (...names: string[]): string => path.join(folder, ...names);
    fs.mkdirSync(at('state'), { mode: 0o700 });
    const files = Array.from({ length: 3_000 }, (_, index) => `f${index}`);
    for (const place of ['from', 'to']) fs.mkdirSync(at(place));
    for (const name of files) fs.writeFileSync(at('from', name), name);
    fs.writeFileSync(at('pins.json'), '{ "pins": [ { "name": "all", "source": "from", "targets": ["to"] } ] }');
    const { exitCode, lines } = await interruptAtFirstItem(['pin', 'repair', '--file', at('pins.json')], at('state'));
    const done = fs.readdirSync(at('to')).length;
    expect([exitCode, lines.at(-1)]).toMatchObject([130, { interrupted: true, repaired: done }]);
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(files.length);
    const run = (...args: string[]) => where('linux').run([...args, ...nd], { env: { LINKKIT_STATE: at('state') } });
    const rest = await run('pin', 'repair', '--file', at('pins.json'));
    expect([rest.exitCode, summaryOf(rest)]).toMatchObject([0, { linked: done, repaired: files.length - done }]);
    await run('undo', String(summaryOf(rest)['operationId']));
    expect(fs.readdirSync(at('to'))).toHaveLength(done);
  });

  // The machine's own folder: only where nobody uses it
  test.runIf(process.geteuid?.() === 0 && !fs.existsSync('/etc/linkkit'))('the pins of the machine and those of the user are read together; those that others may write are not read', async () => {
    const w = where('linux');
    states.push('/etc/linkkit', fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-state-')));
    const run = (...args: string[]) => w.run(['pin', ...args, ...nd], { env: { LINKKIT_STATE: states.at(-1)! } });
    for (const name of ['a', 'b']) w.write(name, name);
    await run('add', w.there('a'), w.there('a2'), '--machine');
    await run('add', w.there('b'), w.there('b2'));
    expect(itemsOf(await run('list')).map(({ name, file }) => [name, file])).toEqual([['a2', '/etc/linkkit/pins.json'], ['b2', path.join(states.at(-1)!, 'pins.json')]]);
    expect(itemsOf(await run('list', '--machine')).map(({ name }) => name)).toEqual(['a2']);
    fs.chmodSync('/etc/linkkit', 0o777);
    const refused = await run('check');
    expect([codes(refused), refused.exitCode, itemsOf(refused).map(({ name }) => name)]).toEqual([['UnsafeLocation'], 1, ['b2']]);
    expect([codes(await run('list', '--machine')), codes(await run('remove', 'b2'))]).toEqual([['UnsafeLocation'], ['UnsafeLocation']]);
    expect(itemsOf(await run('list'))).toEqual([]);
  });

  test('a symbolic link that points elsewhere is the wrong kind, and repaired where the source wins (Wine makes no symbolic links)', async () => {
    const w = where('linux');
    w.write('config/app.ini', 'first');
    const pin = (...args: string[]): ReturnType<Where['run']> => w.run(['pin', ...args, '--file', w.there('pins.json'), ...nd]);
    const added = await pin('add', w.there('config', 'app.ini'), w.there('link'), '--as', 'symlink');
    expect([codes(added), fs.readlinkSync(w.here('link')), (await pin('check')).exitCode]).toEqual([[], w.there('config', 'app.ini'), 0]);
    fs.rmSync(w.here('link'));
    fs.symlinkSync(w.here('elsewhere'), w.here('link'));
    expect(itemsOf(await pin('check'))[0]).toMatchObject({ state: 'wrongKind', detail: 'It leads elsewhere.' });
    expect(itemsOf(await pin('repair'))[0]).toMatchObject({ action: 'listed' });
    expect(itemsOf(await pin('repair', '--rule', 'source-wins'))[0]).toMatchObject({ action: 'repaired' });
    expect(fs.readlinkSync(w.here('link'))).toBe(w.there('config', 'app.ini'));
  });
});
