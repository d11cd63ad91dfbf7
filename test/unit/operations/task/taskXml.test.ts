// The XML against the Task Scheduler Schema as Microsoft documents it (learn.microsoft.com, Task Scheduler Schema Elements): which elements
// stand in which, in which order where it is a sequence, and what their text may be. The rules stand here in words of their own.
import { describe, expect, test } from 'vitest';
import type { Schedule, TaskDefinition } from '../../../../src/contract/tasks.ts';
import { taskXml } from '../../../../src/operations/task/taskXml.ts';

interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

/** A reader of the XML that is written: elements, attributes, the five entities; anything else is an error. */
function read(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  let at = 0;
  const tokens = /<\?xml version="1\.0" encoding="UTF-16"\?>|<(\/?)([A-Za-z0-9]+)((?: [A-Za-z]+="[^"<]*")*) ?(\/?)>|([^<]+)/gy;
  for (let match = tokens.exec(xml); match; match = tokens.exec(xml)) {
    at = tokens.lastIndex;
    const [, end, name, attributes, empty, text] = match;
    if (text !== undefined) open.at(-1)!.text += text.replaceAll(/&(lt|gt|amp|quot|apos);/g, (_, one: string) => ({ lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" })[one]!);
    else if (end) {
      if (open.pop()!.name !== name) throw new Error(`</${name}> closes another element`);
    } else if (name) {
      const element: Element = { name, attributes: Object.fromEntries([...attributes!.matchAll(/ ([A-Za-z]+)="([^"]*)"/g)].map(([, key, value]) => [key, value])), children: [], text: '' };
      open.at(-1)!.children.push(element);
      if (!empty) open.push(element);
    }
  }
  if (at !== xml.length || open.length !== 1) throw new Error(`the XML cannot be read at ${at}`);
  return root.children[0]!;
}

const boolean = /^(true|false)$/;
const duration = /^PT(\d+H)?(\d+M)?(\d+S)?$|^P\d+D$/;
const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;
const trigger = { Enabled: boolean, StartBoundary: dateTime, EndBoundary: dateTime, Repetition: { all: { Interval: duration, Duration: duration, StopAtDurationEnd: boolean } }, ExecutionTimeLimit: duration };
type Rule = RegExp | { all: Record<string, Rule> } | { sequence: Record<string, Rule> };
const day: Rule = /^$/;
const schema: Rule = {
  all: {
    RegistrationInfo: { all: { URI: /^\\LinkKit\\./, Author: /./, Description: /./ } },
    Triggers: {
      all: {
        CalendarTrigger: { sequence: { ...trigger, ScheduleByDay: { all: { DaysInterval: /^\d{1,3}$/ } }, ScheduleByWeek: { all: { WeeksInterval: /^\d\d?$/, DaysOfWeek: { all: { Monday: day, Tuesday: day, Wednesday: day, Thursday: day, Friday: day, Saturday: day, Sunday: day } } } } } },
        LogonTrigger: { sequence: { ...trigger, UserId: /./, Delay: duration } },
        IdleTrigger: { sequence: trigger },
      },
    },
    Principals: { all: { Principal: { all: { UserId: /./, LogonType: /^(S4U|Password|InteractiveToken|InteractiveTokenOrPassword)$/, RunLevel: /^(LeastPrivilege|HighestAvailable)$/ } } } },
    Settings: {
      all: {
        MultipleInstancesPolicy: /^(Parallel|Queue|IgnoreNew|StopExisting)$/, DisallowStartIfOnBatteries: boolean, StopIfGoingOnBatteries: boolean, AllowHardTerminate: boolean, StartWhenAvailable: boolean,
        RunOnlyIfNetworkAvailable: boolean, IdleSettings: { all: { StopOnIdleEnd: boolean, RestartOnIdle: boolean } }, AllowStartOnDemand: boolean, Enabled: boolean, Hidden: boolean, RunOnlyIfIdle: boolean, WakeToRun: boolean,
        ExecutionTimeLimit: duration, Priority: /^(\d|10)$/,
      },
    },
    Actions: { all: { Exec: { all: { Command: /./, Arguments: /./, WorkingDirectory: /./ } } } },
  },
};

function wrong({ name, children, text }: Element, rule: Rule | undefined, at = name): string[] {
  if (rule === undefined) return [`${at}: no such element`];
  if (rule instanceof RegExp) return children.length > 0 || !rule.test(text) ? [`${at}: '${text}'`] : [];
  const known = 'all' in rule ? rule.all : rule.sequence;
  const order = Object.keys(known);
  const places = children.map((child) => order.indexOf(child.name));
  const isSorted = 'all' in rule || places.every((place, index) => index === 0 || place > places[index - 1]!);
  return [...(text.trim() === '' ? [] : [`${at}: text`]), ...(new Set(places).size === places.length ? [] : [`${at}: an element twice`]), ...(isSorted ? [] : [`${at}: order`]), ...children.flatMap((child) => wrong(child, known[child.name], `${at}/${child.name}`))];
}

const definition = (more: Partial<TaskDefinition> = {}): TaskDefinition => ({ format: 1, name: 'nightly', steps: [{ run: ['dedupe', 'D:\\ISO & "more" <100%>'] }], cwd: 'C:\\', schedule: { kind: 'daily', at: '01:30' }, runAs: 'user', whenLoggedOff: false, elevated: false, onBatteries: false, timeLimitMinutes: 90, keepRuns: 30, eventLog: false, created: '2026-11-25T00:00:00.000Z', ...more });
const made = (more: Partial<TaskDefinition> = {}): string => taskXml({ task: definition(more), exe: 'C:\\Program Files\\LinkKit & co\\linkkit.exe', user: 'HOST\\a&b', now: new Date(2026, 10, 5, 12) });

describe('the XML of a task', () => {
  const schedules: Schedule[] = [{ kind: 'daily', at: '01:30' }, { kind: 'weekly', at: '23:05', days: ['monday', 'sunday'] }, { kind: 'every', at: '00:10', minutes: 30 }, { kind: 'logon' }, { kind: 'idle' }];
  test.each(schedules)('%j is as the schema has it', (schedule) => {
    for (const more of [{}, { runAs: 'system' as const }, { whenLoggedOff: true, elevated: true, onBatteries: true, timeLimitMinutes: 0 }]) {
      const xml = made({ schedule, ...more });
      const task = read(xml);
      expect([task.name, task.attributes, wrong(task, schema)]).toEqual(['Task', { version: '1.2', xmlns: 'http://schemas.microsoft.com/windows/2004/02/mit/task' }, []]);
    }
  });

  test('what it runs is the exe by its full path, and nothing of the command that is stored', () => {
    const task = read(made());
    const part = (...names: string[]): Element => names.reduce((one, name) => one.children.find((child) => child.name === name)!, task);
    expect(part('Actions', 'Exec').children.map(({ name, text }) => [name, text])).toEqual([['Command', 'C:\\Program Files\\LinkKit & co\\linkkit.exe'], ['Arguments', 'task run nightly']]);
    expect(part('Triggers', 'CalendarTrigger', 'StartBoundary').text).toBe('2026-11-05T01:30:00');
    expect(['StartWhenAvailable', 'DisallowStartIfOnBatteries', 'MultipleInstancesPolicy', 'ExecutionTimeLimit', 'Priority'].map((name) => part('Settings', name).text)).toEqual(['true', 'true', 'IgnoreNew', 'PT90M', '7']);
    expect(part('Principals', 'Principal').children.map(({ text }) => text)).toEqual(['HOST\\a&b', 'InteractiveToken', 'LeastPrivilege']);
    expect(read(made({ runAs: 'system' })).children.find(({ name }) => name === 'Principals')!.children[0]!.children.map(({ text }) => text)).toEqual(['S-1-5-18', 'HighestAvailable']);
  });

  test('the checker finds what is wrong', () => {
    for (const [text, other] of [['<Priority>7', '<Priority>11'], ['<Hidden>', '<Hiden>'], ['PT90M', '90'], ['<Enabled>true</Enabled>\n      <StartBoundary>2026-11-05T01:30:00</StartBoundary>', '<StartBoundary>2026-11-05T01:30:00</StartBoundary>\n      <Enabled>true</Enabled>']] as const) {
      const xml = made().replaceAll(text, other).replaceAll('</Hidden>', text === '<Hidden>' ? '</Hiden>' : '</Hidden>');
      expect(wrong(read(xml), schema), text).not.toEqual([]);
    }
  });
});
