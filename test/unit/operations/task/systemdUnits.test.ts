import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Schedule, TaskDefinition } from '../../../../src/contract/tasks.ts';
import { cronLine, units } from '../../../../src/operations/task/systemdUnits.ts';

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
const task = (schedule: Schedule): TaskDefinition => ({ format: 1, name: 'nightly', steps: [{ run: ['pin', 'check'] }], cwd: '/', schedule, runAs: 'user', whenLoggedOff: false, elevated: false, onBatteries: false, timeLimitMinutes: 60, keepRuns: 30, eventLog: false, created: '' });
const schedules: Schedule[] = [{ kind: 'daily', at: '01:30' }, { kind: 'weekly', at: '23:05', days: ['monday', 'friday'] }, { kind: 'every', at: '00:10', minutes: 30 }, { kind: 'every', at: '05:10', minutes: 420 }, { kind: 'logon' }];

describe('units of systemd', () => {
  // systemd-analyze is part of systemd, which a container need not have
  test.skipIf(!hasSystemd).each(schedules)('systemd itself accepts them, whatever the path of the exe: %j', (schedule) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linkkit units '));
    try {
      const exe = path.join(folder, 'a "b" 100% $HOME \\ é', 'linkkit');
      fs.mkdirSync(path.dirname(exe));
      fs.writeFileSync(exe, '#!/bin/sh\n', { mode: 0o755 });
      const made = units({ task: task(schedule), exe, state: '/s "p" %h' });
      for (const [kind, text] of Object.entries(made)) fs.writeFileSync(path.join(folder, `linkkit-nightly.${kind}`), text);
      const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', path.join(folder, 'linkkit-nightly.service'), path.join(folder, 'linkkit-nightly.timer')], { encoding: 'utf8', env: { ...process.env, SYSTEMD_LOG_LEVEL: 'warning' } });
      expect([stdout.trim(), stderr.split('\n').filter((line) => line.includes('linkkit-')), status]).toEqual(['', [], 0]);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  test.skipIf(!hasSystemd)('the times are those of the schedule', () => {
    const next = (schedule: Schedule): string => {
      const times = [...units({ task: task(schedule), exe: '/x', state: null }).timer.matchAll(/OnCalendar=(.*)/g)].map(([, text]) => text!);
      return execFileSync('systemd-analyze', ['calendar', '--base-time=2026-11-25 12:00:00', ...times], { encoding: 'utf8', env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' } });
    };
    expect(next(schedules[0]!)).toContain('Thu 2026-11-26 01:30:00');
    expect(next(schedules[1]!)).toContain('Fri 2026-11-27 23:05:00');
    expect(next(schedules[2]!)).toContain('Wed 2026-11-25 12:10:00');
    expect(next(schedules[3]!)).toContain('Wed 2026-11-25 12:10:00');
  });

  test('a machine that is idle is nothing that systemd knows', () => {
    expect(() => units({ task: task({ kind: 'idle' }), exe: '/x', state: null })).toThrow(expect.objectContaining({ code: 'EngineNotAvailable' }));
  });

  test.each([
    [schedules[0]!, "30 1 * * * '/a b/100\\%/it'\\''s' task run nightly"],
    [schedules[1]!, "5 23 * * mon,fri '/a b/100\\%/it'\\''s' task run nightly"],
    [schedules[2]!, "10-59/30 * * * * '/a b/100\\%/it'\\''s' task run nightly"],
    [schedules[3]!, "10 2,5,12,19 * * * '/a b/100\\%/it'\\''s' task run nightly"],
    [schedules[4]!, null],
  ])('the line for cron of %j', (schedule, line) => {
    expect(cronLine({ task: task(schedule), exe: "/a b/100%/it's", state: null })).toBe(line);
  });

  test("cron's shell finds the exe and the state folder, whatever they are called", () => {
    const [, ...words] = cronLine({ task: task({ kind: 'daily', at: '01:30' }), exe: '/usr/bin/env', state: "/it's 100% $HOME" })!.split(' * * * ');
    // What cron makes of the line before it gives it to /bin/sh
    const command = words[0]!.replaceAll('\\%', '%').replace(/task run .*/, 'printenv LINKKIT_STATE');
    expect(execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' })).toBe("/it's 100% $HOME\n");
  });
});
