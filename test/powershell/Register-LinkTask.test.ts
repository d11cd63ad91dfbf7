import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { testFolder, type Place } from '../support/engine-places.ts';
import { errorLines, items, type RunOptions } from '../support/engine-report.ts';
import { engines, isWindowsEngine, quote, runPowerShell } from '../support/engine.ts';

describe.each(engines())('Register-LinkTask (%s)', (engine) => {
  const run = (script: string, options: RunOptions = {}) => runPowerShell(engine, script, options);
  const name = `lk-reg-${process.pid}`;
  let place: Place;
  let q: (name: string) => string;

  beforeEach(({ task }) => {
    place = testFolder(engine, `register-${task.name.replaceAll(/[^a-z]+/g, '-').slice(0, 40)}`);
    q = (one) => quote(place.at(one));
  });
  afterAll(async () => void (await run(`Get-LinkTask | Unregister-LinkTask`)));

  it('takes a script block of one cmdlet; what is stored is what that cmdlet would have asked for', async () => {
    const odd = "it's 100% %PATH% $(Arg0) & é 日本";
    place.file(`${odd}/a`, 'x');
    const report = await run(`Register-LinkTask -Name ${name} -At 1:30 -Command { Merge-LinkDuplicate -LiteralPath ${q(odd)} -Keep Oldest -MinimumSize 1MB -Isolate }`);
    expect([report.errors, report.types.map((types) => types[0])]).toEqual([[], ['LinkKit.Task']]);
    expect(items(report)[0]).toMatchObject({ Name: name, State: 'never', Schedule: 'daily at 01:30', LastRun: null, LastExit: null, RunAs: 'user', BytesFreed: null, Errors: [], OperationIds: [] });
    const [step] = items(report)[0]!['Steps'] as string[];
    expect(step).toBe(`linkkit dedupe --min-size=1048576 --isolate --keep=oldest -- '${place.at(odd).replaceAll("'", "''")}'`);
    if (isWindowsEngine(engine)) expect(report.warnings.join()).toContain('logged on');
  });

  it.each([
    ['Test-LinkPin', { command: 'pin check', options: {} }],
    ['Repair-LinkPin app.ini -Rule NewestWins', { command: 'pin repair', options: { name: ['app.ini'], rule: 'newest-wins' } }],
    ["Get-LinkSet -Volume 'C:' -MinimumLinks 3", { command: 'scan', options: { volume: 'C:', 'min-links': 3 } }],
    ["Remove-LinkedItem -LiteralPath PLACE -Recurse -Undoable -Confirm:$false", { command: 'remove', options: { path: ['PLACE'], recurse: true, undoable: true } }],
    ['New-LinkedCopy -LiteralPath PLACE -Destination PLACE2 -ExactDestination -Force', { command: 'copy', options: { source: ['PLACE'], destination: 'PLACE2', exact: true, 'on-exists': 'replace' } }],
    ['Split-Link -LiteralPath PLACE -Recurse', { command: 'detach', options: { path: ['PLACE'], recurse: true } }],
  ])('{ %s } is compiled by the parameters of the cmdlet', async (call, expected) => {
    const text = (one: string): string => one.replaceAll('PLACE2', quote(place.at('2'))).replaceAll('PLACE', quote(place.path));
    const report = await run(`& (Get-Module LinkKit) { ConvertTo-LinkKitTaskRequest { ${text(call)} } }`);
    expect(report.errors).toEqual([]);
    const asked = JSON.parse(String(report.output[0])) as { command: string; options: Record<string, unknown> };
    const places = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll('PLACE2', JSON.stringify(place.at('2')).slice(1, -1)).replaceAll('PLACE', JSON.stringify(place.path).slice(1, -1)));
    expect(asked).toMatchObject(places(expected) as object);
  });

  it.each([
    ['Get-ChildItem C:\\', 'Get-ChildItem is no LinkKit cmdlet'],
    ['Merge-LinkDuplicate x; Test-LinkPin', 'one call of one cmdlet'],
    ['Find-LinkDuplicate x | Merge-LinkDuplicate', 'one call of one cmdlet'],
    ['Merge-LinkDuplicate $HOME', '$HOME is no constant'],
    ['Merge-LinkDuplicate (Get-Location)', 'is no constant'],
    ['Merge-LinkDuplicate "a$(1)"', 'is no constant'],
    ['& Test-LinkPin', 'one call of one cmdlet'],
    ['Test-LinkPin > file', 'one call of one cmdlet'],
    ['$x = Test-LinkPin', 'one call of one cmdlet'],
    ['Undo-LinkOperation 1', 'Undo-LinkOperation is no LinkKit cmdlet that a task could run'],
    ['Get-LinkTask', 'Get-LinkTask is no LinkKit cmdlet that a task could run'],
    ['Test-LinkPin -NoSuch 1', 'NoSuch'],
    ['', 'one call of one cmdlet'],
  ])('{ %s } is refused with a sentence, and nothing is registered', async (call, sentence) => {
    const report = await run(`Register-LinkTask lk-refused -At 1:30 -Command { ${call} }; Get-LinkTask | Where-Object Name -eq lk-refused`);
    expect(errorLines(report)[0]).toMatch(/^Usage,Register-LinkTask/);
    expect(report.errors[0]!.message).toContain(sentence);
    expect([report.errors.length, report.output]).toEqual([1, []]);
  });

  it('takes an argument list, and a profile; -WhatIf gives what the service would get', async () => {
    const planned = await run(`Register-LinkTask lk-plan -Every 30m -Arguments pin, check -WhatIf`);
    expect([planned.errors, planned.whatIf.length, items(planned)[0]]).toMatchObject([[], 1, { Action: 'planned', Name: 'lk-plan', Schedule: 'every 30 min from 00:00', Definition: expect.stringContaining('task run lk-plan') }]);
    place.file('profile.json', '{ "steps": [ { "run": ["pin", "repair"] }, /* then */ { "run": ["dedupe", "x"], "onlyIf": "previousSucceeded" }, ] }');
    const later = await run(`Register-LinkTask lk-plan -At 3pm -Weekly Friday -Arguments pin, check -WhatIf`);
    expect([later.errors, items(later)[0]]).toMatchObject([[], { Schedule: 'Fri at 15:00' }]);
    const two = await run(`Register-LinkTask ${name} -OnLogon -Profile ${q('profile.json')}`);
    expect([two.errors, items(two)[0]]).toMatchObject([[], { Schedule: 'at logon', NextRun: null, Steps: ['linkkit pin repair', 'linkkit dedupe x'] }]);
    place.file('wrong.json', '{ "steps": [\n { "run": ["no such"] } ] }');
    const wrong = await run(`Register-LinkTask lk-wrong -OnLogon -Profile ${q('wrong.json')}`);
    expect([errorLines(wrong)[0], wrong.errors[0]!.message]).toEqual([expect.stringContaining('InvalidFile'), expect.stringMatching(/Line 2, column 4/)]);
    const no = await run(`Register-LinkTask lk-no -At 1:00 -Arguments pin, check -Confirm; Get-LinkTask`, { choice: 2 });
    expect([no.prompts.length, items(no).map((item) => item['Name'])]).toEqual([1, [name]]);
  });

  it('every parameter comes to the exe as its option', async () => {
    const report = await run(`& (Get-Module LinkKit) { function script:Start-LinkKitRequest { param($Cmdlet, $Command, $Options) throw (ConvertTo-LinkKitJson @{ command = $Command; options = $Options }) } }
      try { Register-LinkTask nightly -Arguments pin, check -At 1:30 -Weekly Monday, Friday -Every 2h -OnLogon -OnIdle -RunAs System -Elevated -WhenLoggedOff -OnBatteries -TimeLimit 3 -KeepRuns 5 -EventLog } catch { $_.Exception.Message }`, { fresh: true });
    const sent = JSON.parse(String(report.output[0])) as { command: string; options: Record<string, unknown> };
    expect(sent).toEqual({ command: 'task register', options: { name: 'nightly', command: ['pin', 'check'], at: '01:30', weekly: 'monday,friday', every: '2h', 'on-logon': true, 'on-idle': true, 'run-as': 'system', elevated: true, 'when-logged-off': true, 'on-batteries': true, 'time-limit': 3, 'keep-runs': 5, 'event-log': true } });
    // Daily is what -At alone means; -WhatIf prints; a script block and a file come as these two
    expect([...Object.keys(sent.options), 'daily', 'print', 'dry-run', 'request', 'profile'].sort()).toEqual([...Object.keys(commands.find(({ name: one }) => one === 'task register')!.options), 'name', 'command'].sort());
  });
});
