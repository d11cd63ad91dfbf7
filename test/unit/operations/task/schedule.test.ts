import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { weekDays, type Schedule } from '../../../../src/contract/tasks.ts';
import { describe as inWords, lastDue, nextDue, scheduleFrom, type ScheduleOptions } from '../../../../src/operations/task/schedule.ts';

const seed = 20_263;
const none: ScheduleOptions = { at: null, daily: false, weekly: null, every: null, onLogon: false, onIdle: false };
const time = fc.tuple(fc.nat(23), fc.nat(59)).map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
const schedule: fc.Arbitrary<Schedule & { at: string }> = fc.oneof(
  time.map((at) => ({ kind: 'daily' as const, at })),
  fc.tuple(time, fc.uniqueArray(fc.constantFrom(...weekDays), { minLength: 1 })).map(([at, days]) => ({ kind: 'weekly' as const, at, days })),
  fc.tuple(time, fc.integer({ min: 1, max: 1439 })).map(([at, minutes]) => ({ kind: 'every' as const, at, minutes })),
);
const moment = fc.date({ min: new Date(2024, 0, 1), max: new Date(2027, 0, 1), noInvalidDate: true });

/** Minute by minute, by the words of the schedule alone. */
function isDue(one: Schedule & { at: string }, at: Date): boolean {
  if (at.getSeconds() !== 0) return false;
  const [hour, minute] = one.at.split(':').map(Number) as [number, number];
  const day = (offset: number): Date => new Date(at.getFullYear(), at.getMonth(), at.getDate() + offset, hour, minute);
  if (one.kind === 'every') return [0, -1].some((offset) => {
    const since = (at.getTime() - day(offset).getTime()) / 60_000;
    return since >= 0 && since < 1440 && since % one.minutes === 0;
  });
  return at.getTime() === day(0).getTime() && (one.kind === 'daily' || (one as { days: readonly string[] }).days.includes(weekDays[(at.getDay() + 6) % 7]!));
}

describe('schedules', () => {
  test('the next time is due and none is before it; the same for the last, against a clock that is asked every minute', () => {
    fc.assert(fc.property(schedule, moment, (one, from) => {
      const [next, last] = [nextDue(one, from)!, lastDue(one, from)!];
      expect([isDue(one, next), isDue(one, last), next > from, last <= from]).toEqual([true, true, true, true]);
      const first = new Date(from.getFullYear(), from.getMonth(), from.getDate(), from.getHours(), from.getMinutes() + 1);
      for (let at = first, count = 0; at < next && count < 3000; at = new Date(at.getTime() + 60_000), count += 1) expect(isDue(one, at), String(at)).toBe(false);
    }), { seed, numRuns: 300 });
  });

  test.each([
    [{ at: '1:30' }, { kind: 'daily', at: '01:30' }, 'daily at 01:30'],
    [{ at: '23:05', weekly: 'fr,Monday' }, { kind: 'weekly', at: '23:05', days: ['monday', 'friday'] }, 'Mon, Fri at 23:05'],
    [{ every: '30m' }, { kind: 'every', at: '00:00', minutes: 30 }, 'every 30 min from 00:00'],
    [{ every: '2h', at: '0:15' }, { kind: 'every', at: '00:15', minutes: 120 }, 'every 2 h from 00:15'],
    [{ onLogon: true }, { kind: 'logon' }, 'at logon'],
    [{ onIdle: true }, { kind: 'idle' }, 'when the machine is idle'],
  ])('%j', (options, expected, words) => {
    const found = scheduleFrom({ ...none, ...options });
    expect([found, inWords(found)]).toEqual([expected, words]);
  });

  test.each([[{}], [{ at: '24:00' }], [{ at: '1:60' }], [{ at: 'noon' }], [{ every: '24h' }], [{ every: '0m' }], [{ every: '5' }], [{ at: '1:00', weekly: 'someday' }], [{ at: '1:00', weekly: 'm' }], [{ at: '1:00', onLogon: true }], [{ daily: true, every: '1h' }]])('%j is refused', (options) => {
    expect(() => scheduleFrom({ ...none, ...options })).toThrow(expect.objectContaining({ code: 'Usage' }));
  });
});
