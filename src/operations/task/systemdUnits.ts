import { LinkKitError } from '../../contract/errors.ts';
import type { Schedule, TaskDefinition } from '../../contract/tasks.ts';

export const unitName = (task: string, kind: 'service' | 'timer'): string => `linkkit-${task}.${kind}`;

/** A service and the timer that starts it, for the user's systemd (systemd.service(5), systemd.timer(5), systemd.time(7)). Throws EngineNotAvailable where it knows no such schedule. */
export function units({ task, exe, state }: { task: TaskDefinition; exe: string; state: string | null }): { service: string; timer: string } {
  return {
    service: `[Unit]
Description=LinkKit: ${plain(task.name)}

[Service]
Type=oneshot
ExecStart=${program(exe)} task run ${task.name}
Nice=10
TimeoutStartSec=${task.timeLimitMinutes === 0 ? 'infinity' : `${task.timeLimitMinutes}min`}
${state === null ? '' : `Environment=${quoted(`LINKKIT_STATE=${state}`)}\n`}`,
    timer: `[Unit]
Description=LinkKit: when ${plain(task.name)} runs

[Timer]
${times(task.schedule).join('\n')}
Persistent=true

[Install]
WantedBy=timers.target
`,
  };
}

/** The line that cron needs for the same; null where cron cannot. */
export function cronLine({ task, exe, state }: { task: TaskDefinition; exe: string; state: string | null }): string | null {
  const { schedule } = task;
  const command = `${state === null ? '' : `LINKKIT_STATE=${shellQuoted(state)} `}${shellQuoted(exe)} task run ${task.name}`.replaceAll('%', '\\%');
  if (schedule.kind === 'logon' || schedule.kind === 'idle') return null;
  const [hour, minute] = schedule.at.split(':').map(Number) as [number, number];
  if (schedule.kind === 'daily') return `${minute} ${hour} * * * ${command}`;
  if (schedule.kind === 'weekly') return `${minute} ${hour} * * ${schedule.days.map((day) => day.slice(0, 3)).join(',')} ${command}`;
  if (60 % schedule.minutes === 0) return `${minute % schedule.minutes}-59/${schedule.minutes} * * * * ${command}`;
  return schedule.minutes % 60 === 0 ? `${minute} ${hours(hour, schedule.minutes / 60).join(',')} * * * ${command}` : null;
}

const shellQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const hours = (first: number, every: number): number[] => Array.from({ length: Math.ceil(24 / every) }, (_, index) => (first + index * every) % 24).sort((one, other) => one - other);

function times(schedule: Schedule): string[] {
  if (schedule.kind === 'idle') throw new LinkKitError('EngineNotAvailable', { message: 'systemd has no timer for an idle machine.', hint: 'Choose a time with --at or --every.' });
  if (schedule.kind === 'logon') return ['OnStartupSec=1min'];
  if (schedule.kind === 'daily') return [`OnCalendar=*-*-* ${schedule.at}:00`];
  if (schedule.kind === 'weekly') return [`OnCalendar=${schedule.days.map((day) => day[0]!.toUpperCase() + day.slice(1, 3)).join(',')} *-*-* ${schedule.at}:00`];
  const [hour, minute] = schedule.at.split(':').map(Number) as [number, number];
  if (60 % schedule.minutes === 0) return [`OnCalendar=*-*-* *:${String(minute % schedule.minutes).padStart(2, '0')}/${schedule.minutes}:00`];
  return Array.from({ length: Math.ceil(1440 / schedule.minutes) }, (_, index) => {
    const at = (hour * 60 + minute + index * schedule.minutes) % 1440;
    return `OnCalendar=*-*-* ${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}:00`;
  });
}

const plain = (text: string): string => text.replaceAll('%', '%%');

/** One word of a command line: specifiers, variables and escapes mean something in it. */
const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`;

/** systemd takes no quote, backslash or dollar sign in the name of a program; a shell gets it as an argument then, and reads nothing in it. */
const program = (exe: string): string => (/["\\$']/.test(exe) ? `/bin/sh -c ${quoted('exec "$0" "$@"')} ${quoted(exe)}` : quoted(exe));
