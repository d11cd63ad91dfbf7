// Tasks through both exes: registered with the system's own service where it works (Wine's schtasks), run by the very command line that the
// definition has, with hard paths in what is stored; what is listed afterwards.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { exePath, interruptAtFirstItem, pathFor, runLinkkit, targets } from '../support/exe.ts';
import { codes, itemsOf, sameFile, summaryOf, where } from './where.ts';
import { wineEnvironment, wineProgram } from '../support/wine.mjs';

const nd = ['--output', 'ndjson'];
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })));

describe.each(targets())('tasks, %s', (target) => {
  /** A store of its own, and on Linux a place for units of its own: no task of this machine is touched. */
  const configOf = (state: string): string => path.join(state, 'config');
  const begin = () => {
    const w = where(target);
    const state = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit-state-'));
    const config = configOf(state);
    fs.mkdirSync(config);
    folders.push(state);
    const env = { LINKKIT_STATE: pathFor(target, state), XDG_CONFIG_HOME: config };
    return { w, state, config, env, task: (...args: string[]) => w.run(['task', ...args], { env }) };
  };
  const name = target === 'linux' ? 'lk-nightly' : `lk-nightly-${process.pid}`;

  test('registered, listed, run, listed again, taken away', async () => {
    const { w, state, task, env } = begin();
    for (const file of ['a', 'b']) w.write(`it's 100% %PATH% $(Arg0) & "é/${file}`.replace('"', target === 'linux' ? '"' : ''), 'equal '.repeat(1000));
    const folder = fs.readdirSync(w.folder)[0]!;
    const registered = await task('register', name, '--at', '1:30', ...nd, '--', 'dedupe', w.there(folder), '--keep', 'first-path');
    expect([codes(registered), itemsOf(registered)]).toMatchObject([[], [{ name, action: 'registered', schedule: 'daily at 01:30' }]]);
    expect(itemsOf(await task('list', ...nd))).toMatchObject([{ name, state: 'never', lastRun: null, steps: [['dedupe', w.there(folder), '--keep', 'first-path']] }]);
    // As the service has it: the definition's own command line, and nothing else
    const text = String(itemsOf(registered)[0]!['definition']);
    const line = target === 'linux' ? /^ExecStart="([^"]+)" (.*)$/m.exec(text)! : /<Command>([^<]+)<\/Command>\s*<Arguments>([^<]+)<\/Arguments>/.exec(text)!;
    expect(line[2]).toBe(`task run ${name}`);
    if (target === 'linux') expect(line[1]).toBe(exePath('linux'));
    else expect(line[1]!.toLowerCase()).toBe(pathFor('wine', exePath('wine')).toLowerCase());
    const run = await runLinkkit(line[2]!.split(' '), { target, env });
    expect([run.exitCode, sameFile(w.here(folder, 'a'), w.here(folder, 'b'))]).toEqual([0, true]);
    expect(itemsOf(await task('list', name, ...nd))).toMatchObject([{ state: 'done', lastExit: 0, operationIds: [expect.any(String)], errors: [], nextRun: expect.stringMatching(/Z$/) }]);
    const gone = await task('unregister', name, ...nd);
    expect([codes(gone), itemsOf(await task('list', ...nd)), fs.readdirSync(path.join(state, 'tasks'))]).toEqual([[], [], []]);
    expect(codes(await task('run', name, ...nd))).toEqual(['NotFound']);
  });

  test('a profile: each step on its condition, one exit code, a report; what fails is told', async () => {
    const { w, task, state } = begin();
    w.write('a', 'x');
    w.write('profile.json', `{ // nightly\n "steps": [ { "run": ["copy", ${JSON.stringify(w.there('none'))}, ${JSON.stringify(w.there('b'))}] },\n { "run": ["pin", "list"], "onlyIf": "previousSucceeded" },\n { "run": ["copy", ${JSON.stringify(w.there('a'))}, ${JSON.stringify(w.there('c'))}] }, ] }`);
    await task('register', name, '--every', '30m', '--profile', w.there('profile.json'), '--keep-runs', '2', '--event-log');
    const run = await task('run', name, ...nd);
    expect([run.exitCode, itemsOf(run).map(({ result, exitCode }) => [result, exitCode]), summaryOf(run)]).toMatchObject([2, [['failed', 2], ['skipped', null], ['succeeded', 0]], { steps: 2, failedSteps: 1, worst: 2 }]);
    // Linux has no event log, and Wine no eventcreate: what was asked for and could not be is told
    expect(run.lines.filter(({ type }) => type === 'warning').map(({ code }) => code)).toEqual(['NotFound', target === 'linux' ? 'EngineNotAvailable' : 'TaskServiceFailed']);
    const [listed] = itemsOf(await task('list', ...nd));
    expect(listed).toMatchObject({ state: 'failed', lastExit: 2, errors: [expect.stringContaining('NotFound')] });
    for (let times = 0; times < 3; times += 1) await task('run', name);
    const runs = path.join(state, 'tasks', name, 'runs');
    expect(fs.readdirSync(runs)).toHaveLength(2);
    // A run that was cut off: its process is gone, and its log has no end
    const last = path.join(runs, fs.readdirSync(runs).sort().at(-1)!);
    fs.writeFileSync(last, fs.readFileSync(last, 'utf8').split('\n').slice(0, 2).join('\n'));
    expect(itemsOf(await task('list', ...nd))[0]).toMatchObject({ state: 'cutOff', lastExit: null });
    await task('unregister', name);
  });

  test('one that did not start when it was due is missed', async () => {
    const { task, state } = begin();
    await task('register', name, '--at', '1:30', '--', 'pin', 'list');
    const file = path.join(state, 'tasks', name, 'task.json');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(/"created": "[^"]+"/, '"created": "2024-01-01T00:00:00.000Z"'));
    expect(itemsOf(await task('list', ...nd))[0]).toMatchObject({ state: 'missed' });
    // A long run, at whose beginning it was due before, and at whose end it is due no more
    await task('run', name);
    const log = path.join(state, 'tasks', name, 'runs', fs.readdirSync(path.join(state, 'tasks', name, 'runs'))[0]!);
    fs.writeFileSync(log, fs.readFileSync(log, 'utf8').replace(/"started":"[^"]+"/, '"started":"2024-01-02T00:00:00.000Z"'));
    expect(itemsOf(await task('list', ...nd))[0]).toMatchObject({ state: 'done', lastRun: '2024-01-02T00:00:00.000Z' });
    await task('unregister', name);
  });

  test.each([
    [['--', 'pin', 'watch'], 'Usage'], [['--', 'serve'], 'Usage'], [['--', 'task', 'run', 'x'], 'Usage'], [['--', 'dedupe', '--fast', 'x'], 'Usage'], [[], 'Usage'], [['--profile', 'none.json'], 'NotFound'],
  ] as const)('what a task cannot run is refused, and nothing is written: %j', async (args, code) => {
    const { task, state } = begin();
    const result = await task('register', name, '--at', '1:00', ...nd, ...args);
    expect([codes(result), result.exitCode, fs.existsSync(path.join(state, 'tasks'))]).toEqual([[code], 2, false]);
    expect(codes(await task('register', 'a%b', '--at', '1:00', ...nd, '--', 'pin', 'list'))).toEqual(['Usage']);
  });

  test('a profile that is wrong is told with line and column', async () => {
    const { w, task } = begin();
    w.write('profile.json', '{ "steps": [\n { "run": ["dedupe", "--fast", "x"] } ] }');
    const result = await task('register', name, '--at', '1:00', '--profile', w.there('profile.json'), ...nd);
    expect([codes(result), result.lines.find(({ type }) => type === 'error')!['message']]).toEqual([['InvalidFile'], expect.stringMatching(/^Line 2, column 4: .*fast/)]);
  });

  test('--print and --dry-run register nothing', async () => {
    const { task, state, config } = begin();
    for (const option of ['--print', '--dry-run']) expect(itemsOf(await task('register', name, '--at', '1:00', option, ...nd, '--', 'pin', 'check'))).toMatchObject([{ action: option === '--print' ? 'printed' : 'planned', definition: expect.stringContaining(`task run ${name}`) }]);
    expect([fs.existsSync(path.join(state, 'tasks')), fs.readdirSync(config)]).toEqual([false, []]);
  });

  test('registered again, the new one takes its place; where that fails, the one before stays as it was', async () => {
    const { task, state } = begin();
    expect(itemsOf(await task('register', name, '--at', '1:30', ...nd, '--', 'pin', 'check'))).toMatchObject([{ action: 'registered' }]);
    expect(itemsOf(await task('register', name, '--at', '2:30', ...nd, '--', 'pin', 'check'))).toMatchObject([{ action: 'replaced', schedule: 'daily at 02:30' }]);
    // A folder stands where the definition of the service is to be written
    const blocked = target === 'linux' ? path.join(configOf(state), 'systemd/user', `linkkit-${name}.timer`) : path.join(state, 'tasks', name, 'task.xml');
    fs.rmSync(blocked);
    fs.mkdirSync(path.join(blocked, 'in the way'), { recursive: true });
    const refused = await task('register', name, '--at', '3:30', ...nd, '--', 'pin', 'list');
    expect([codes(refused).length, refused.exitCode]).toEqual([1, expect.toSatisfy((code: number) => code > 0)]);
    expect(itemsOf(await task('list', ...nd))).toMatchObject([{ schedule: 'daily at 02:30', steps: [['pin', 'check']] }]);
    fs.rmSync(blocked, { recursive: true });
    expect(codes(await task('unregister', name, ...nd))).toEqual([]);
  });

  test('one whose definition is damaged is told, the others are listed, and it can be taken away', async () => {
    const { task, state } = begin();
    for (const one of [name, `${name}-2`]) await task('register', one, '--at', '1:30', '--', 'pin', 'check');
    fs.writeFileSync(path.join(state, 'tasks', name, 'task.json'), '{ "format": 1,\n "name": 5 }');
    const listed = await task('list', ...nd);
    expect([codes(listed), itemsOf(listed).map((item) => item['name'])]).toEqual([['InvalidFile'], [`${name}-2`]]);
    expect(codes(await task('run', name, ...nd))).toEqual(['InvalidFile']);
    expect(itemsOf(await task('unregister', name, `${name}-2`, ...nd))).toMatchObject([{ action: 'unregistered', schedule: 'unknown (InvalidFile)' }, { action: 'unregistered' }]);
    expect(itemsOf(await task('list', ...nd))).toEqual([]);
  });

  // systemd does not run on the bench: a program that only notes what it is called with stands for systemctl
  test.runIf(target === 'linux')('systemd is told of the timer; what holds the outputs of its program does not hold LinkKit; where it refuses, that is a warning', async () => {
    const { w, config, state } = begin();
    const bin = path.join(config, 'bin');
    fs.mkdirSync(bin);
    const systemctl = (code: number): void => fs.writeFileSync(path.join(bin, 'systemctl'), `#!/bin/sh\necho "$@" >> '${config}/calls'\necho no bus >&2\nsleep 50 &\nexit ${code}\n`, { mode: 0o755 });
    systemctl(0);
    const env = { LINKKIT_STATE: state, XDG_CONFIG_HOME: config, PATH: `${bin}:${process.env['PATH']}` };
    const run = (command: string, ...args: string[]) => w.run(['task', command, ...nd, ...args], { env });
    const quiet = await run('register', name, '--at', '1:30', '--', 'pin', 'check');
    expect([quiet.exitCode, quiet.lines.filter(({ type }) => type === 'warning')]).toEqual([0, []]);
    await run('start', name);
    await run('unregister', name);
    expect(fs.readFileSync(path.join(config, 'calls'), 'utf8').trim().split('\n')).toEqual(['--user daemon-reload', `--user enable --now linkkit-${name}.timer`, `--user start --no-block linkkit-${name}.service`, `--user disable --now linkkit-${name}.timer`]);
    systemctl(1);
    const told = await run('register', name, '--at', '1:30', '--', 'pin', 'check');
    expect([told.exitCode, told.lines.find(({ type }) => type === 'warning')]).toMatchObject([0, { code: 'TaskServiceFailed', message: expect.stringContaining('no bus') }]);
    expect(codes(await run('start', name))).toEqual(['TaskServiceFailed']);
  });

  test.runIf(target === 'linux')('Ctrl+C ends a run: the step that runs ends, the next are skipped, the log has its end', async () => {
    const { w, task, state } = begin();
    for (let number = 0; number < 20; number += 1) w.write(`t/${number}`, String(number));
    // pin check goes by a thousand names, so that there is something to be interrupted
    w.write('pins.json', JSON.stringify({ pins: [{ name: 'x', source: 't', targets: Array.from({ length: 2_000 }, (_, number) => `to/${number}`) }] }));
    w.write('profile.json', JSON.stringify({ steps: [{ run: ['pin', 'list', '--file', w.there('none.json')] }, { run: ['pin', 'check', '--file', w.there('pins.json')] }, { run: ['pin', 'list'] }] }));
    await task('register', name, '--at', '1:30', '--profile', w.there('profile.json'));
    // Its first item is that of the first step, which fails at once; the second then runs
    const { exitCode, lines } = await interruptAtFirstItem(['task', 'run', name], state);
    expect([exitCode, lines.filter(({ type }) => type === 'item').map(({ result, exitCode: code }) => [result, code])]).toEqual([130, [['failed', 2], ['failed', 130], ['skipped', null]]]);
    expect(itemsOf(await task('list', ...nd))).toMatchObject([{ state: 'failed', lastExit: 130 }]);
  });

  // Elevation is the one thing that Wine lacks and Linux has: root stands for the administrator
  test.runIf(target === 'linux' && process.geteuid!() === 0)('root runs no task that others may write', async () => {
    const { task, state } = begin();
    await task('register', name, '--at', '1:30', '--', 'pin', 'list');
    fs.chmodSync(path.join(state, 'tasks', name, 'task.json'), 0o666);
    const refused = await task('run', name, ...nd);
    expect([codes(refused), refused.exitCode]).toEqual([['UnsafeLocation'], expect.toSatisfy((code: number) => code > 0)]);
    expect(fs.existsSync(path.join(state, 'tasks', name, 'runs'))).toBe(false);
  });

  test.runIf(target === 'wine')("the Task Scheduler knows it, until it is unregistered (Wine's schtasks tells that by /Delete alone)", async () => {
    const { task } = begin();
    const remove = () => spawnSync(wineProgram()!, ['schtasks', '/Delete', '/TN', `\\LinkKit\\${name}`, '/F'], { env: { ...process.env, ...wineEnvironment() }, stdio: 'ignore' }).status;
    await task('register', name, '--on-logon', '--', 'pin', 'check');
    expect([remove(), remove()]).toEqual([0, 1]);
    const told = await task('unregister', name, ...nd);
    expect(told.lines.filter(({ type }) => type === 'warning').map(({ code }) => code)).toEqual(['TaskServiceFailed']);
  });

  test.runIf(target === 'wine')('as SYSTEM nothing is registered that others could write', async () => {
    const { task, state } = begin();
    const result = await task('register', name, '--at', '1:00', '--run-as', 'system', ...nd, '--', 'pin', 'repair');
    expect([codes(result), fs.existsSync(path.join(state, 'tasks'))]).toEqual([['UnsafeLocation'], false]);
  });
});
