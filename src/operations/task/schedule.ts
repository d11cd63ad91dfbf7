import { LinkKitError } from '../../contract/errors.ts';
import { weekDays, type Schedule, type WeekDay } from '../../contract/tasks.ts';

/** The options of a schedule, as a person wrote them. */
export interface ScheduleOptions {
  at: string | null;
  daily: boolean;
  weekly: string | null;
  every: string | null;
  onLogon: boolean;
  onIdle: boolean;
}

/** One schedule out of its options. Throws Usage. */
export function scheduleFrom({ at, daily, weekly, every, onLogon, onIdle }: ScheduleOptions): Schedule {
  const chosen = [daily && '--daily', weekly !== null && '--weekly', every !== null && '--every', onLogon && '--on-logon', onIdle && '--on-idle'].filter((one) => one !== false);
  if (chosen.length > 1) throw new LinkKitError('Usage', { message: `${chosen.join(' and ')} are two schedules.`, hint: 'Register a task for each.' });
  if (onLogon || onIdle) {
    if (at !== null) throw new LinkKitError('Usage', { message: `--at has no effect with ${chosen[0]}.`, hint: 'Leave it out.' });
    return { kind: onLogon ? 'logon' : 'idle' };
  }
  if (every !== null) return { kind: 'every', minutes: minutesOf(every, '--every'), at: timeOf(at ?? '00:00') };
  if (at === null) throw new LinkKitError('Usage', { message: 'A task needs a time: --at 01:30, --every 30m, --on-logon or --on-idle.' });
  return weekly === null ? { kind: 'daily', at: timeOf(at) } : { kind: 'weekly', at: timeOf(at), days: daysOf(weekly) };
}

function timeOf(text: string): string {
  const [, hour, minute] = /^(\d{1,2}):(\d\d)$/.exec(text) ?? [];
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59) throw new LinkKitError('Usage', { message: `--at takes a time of the day, not '${text}'.`, hint: 'Write 1:30 or 23:05.' });
  return `${hour.padStart(2, '0')}:${minute}`;
}

/** '30m', '2h' → minutes, less than a day. Throws Usage. */
function minutesOf(text: string, option: string): number {
  const [, number, unit] = /^(\d{1,5})([mh])$/i.exec(text) ?? [];
  const minutes = Number(number) * { m: 1, h: 60 }[(unit ?? 'm').toLowerCase() as 'm' | 'h'];
  if (number === undefined || minutes < 1 || minutes >= 1440) throw new LinkKitError('Usage', { message: `${option} takes minutes or hours, less than a day, not '${text}'.`, hint: 'Write 30m or 2h.' });
  return minutes;
}

function daysOf(text: string): WeekDay[] {
  const found = text.split(',').map((word) => weekDays.find((day) => word.trim().length >= 2 && day.startsWith(word.trim().toLowerCase())));
  if (found.includes(undefined)) throw new LinkKitError('Usage', { message: `--weekly takes days, not '${text}'.`, hint: 'Write monday,friday or mo,fr.' });
  return weekDays.filter((day) => found.includes(day));
}

/** For people: 'daily at 01:30'. */
export function describe(schedule: Schedule): string {
  if (schedule.kind === 'daily') return `daily at ${schedule.at}`;
  if (schedule.kind === 'weekly') return `${schedule.days.map((day) => day[0]!.toUpperCase() + day.slice(1, 3)).join(', ')} at ${schedule.at}`;
  if (schedule.kind === 'every') return `every ${schedule.minutes % 60 === 0 ? `${schedule.minutes / 60} h` : `${schedule.minutes} min`} from ${schedule.at}`;
  return schedule.kind === 'logon' ? 'at logon' : 'when the machine is idle';
}

/** The first time after `from` at which it is due, by this machine's clock; null for one without a time. */
export const nextDue = (schedule: Schedule, from: Date): Date | null => dueFrom(schedule, from, 1);

/** The last time at or before `from`. */
export const lastDue = (schedule: Schedule, from: Date): Date | null => dueFrom(schedule, from, -1);

function dueFrom(schedule: Schedule, from: Date, step: 1 | -1): Date | null {
  if (schedule.kind === 'logon' || schedule.kind === 'idle') return null;
  const [hour, minute] = schedule.at.split(':').map(Number) as [number, number];
  // Of a repetition every day begins anew at its time, as the task's daily trigger has it
  const within = schedule.kind === 'every' ? Array.from({ length: Math.max(1, Math.ceil(1440 / schedule.minutes)) }, (_, index) => index * schedule.minutes) : [0];
  const due: Date[] = [];
  for (let day = -8; day <= 8; day += 1) {
    const date = new Date(from.getFullYear(), from.getMonth(), from.getDate() + day, hour, minute);
    if (schedule.kind === 'weekly' && !schedule.days.includes(weekDays[(date.getDay() + 6) % 7]!)) continue;
    for (const minutes of within) due.push(new Date(date.getFullYear(), date.getMonth(), date.getDate(), hour, minute + minutes));
  }
  due.sort((one, other) => one.getTime() - other.getTime());
  return (step === 1 ? due.find((one) => one > from) : due.findLast((one) => one <= from)) ?? null;
}
