import os from 'node:os';
import path from 'node:path';
import { LinkKitError } from '../../contract/errors.ts';
import type { TaskDefinition } from '../../contract/tasks.ts';
import { entryOrNull } from '../../filesystem/entry.ts';
import { makeFolder } from '../../filesystem/folder.ts';
import { withPath } from '../../filesystem/osError.ts';
import { isWindows } from '../../filesystem/platform.ts';
import { removeIfThere } from '../../filesystem/replace.ts';
import { stateFolder } from '../../filesystem/state.ts';
import { writeWhole } from '../../filesystem/writeWhole.ts';
import { systemDirectory } from '../../native/windows.ts';
import { systemProgram } from './systemProgram.ts';
import { cronLine, unitName, units } from './systemdUnits.ts';
import { taskFolder } from './taskStore.ts';
import { taskXml } from './taskXml.ts';

/** What the system's own service gets of a task. */
export interface Registration {
  /** The XML, or the units: for people to read. */
  definition: string;
  /** What registers it. */
  command: string[];
}

const schtasks = (): string => `${systemDirectory()}\\schtasks.exe`;
const taskPath = (name: string): string => `\\LinkKit\\${name}`;
const xmlFile = (name: string): string => path.join(taskFolder(name), 'task.xml');
const unitFolder = (): string => path.join(process.env['XDG_CONFIG_HOME'] ?? path.join(os.homedir(), '.config'), 'systemd', 'user');

/** The state folder, where the environment alone says which it is: systemd and cron have another one. */
const ownState = (): string | null => (process.env['LINKKIT_STATE'] === undefined && process.env['XDG_STATE_HOME'] === undefined ? null : stateFolder());

/** Who the task runs as, as the service wants it. */
const userName = (): string => (process.env['USERDOMAIN'] ? `${process.env['USERDOMAIN']}\\${os.userInfo().username}` : os.userInfo().username);

/** What would be registered, and by which command; nothing is written. Throws a LinkKitError where the service cannot do it. */
export function registrationOf(task: TaskDefinition, now = new Date()): Registration {
  const exe = process.execPath;
  if (isWindows) {
    if (/%|\$\(/.test(exe)) throw new LinkKitError('UnsafeLocation', { path: exe, message: 'The Task Scheduler expands percent signs and $( in the path of a program; linkkit.exe would not be found.', hint: 'Move LinkKit to a folder without them.' });
    return { definition: taskXml({ task, exe, user: userName(), now }), command: [schtasks(), '/Create', '/TN', taskPath(task.name), '/XML', xmlFile(task.name), '/F'] };
  }
  const { service, timer } = units({ task, exe, state: ownState() });
  const cron = cronLine({ task, exe, state: ownState() });
  return {
    definition: [`# ${path.join(unitFolder(), unitName(task.name, 'service'))}`, service, `# ${path.join(unitFolder(), unitName(task.name, 'timer'))}`, timer, cron === null ? '# cron cannot do this.' : `# cron:\n${cron}`].join('\n'),
    command: ['systemctl', '--user', 'enable', '--now', unitName(task.name, 'timer')],
  };
}

/** Gives the task to the service; what it says where it refuses is told. */
export async function register(task: TaskDefinition, { definition, command }: Registration): Promise<LinkKitError | null> {
  if (isWindows) {
    await writeWhole(xmlFile(task.name), Buffer.from(`\ufeff${definition.replaceAll('\n', '\r\n')}`, 'utf16le'), entryOrNull(xmlFile(task.name)));
    await call(command);
    return null;
  }
  const { service, timer } = units({ task, exe: process.execPath, state: ownState() });
  makeFolder(unitFolder(), true);
  for (const [kind, text] of [['service', service], ['timer', timer]] as const) {
    const file = path.join(unitFolder(), unitName(task.name, kind));
    await writeWhole(file, Buffer.from(text), entryOrNull(file));
  }
  return orTold(async () => {
    await call(['systemctl', '--user', 'daemon-reload']);
    await call(command);
  }, `The units are written, and systemd was not told of them: it needs ${command.join(' ')}.`);
}

export const unregisterCommand = (name: string): string[] => (isWindows ? [schtasks(), '/Delete', '/TN', taskPath(name), '/F'] : ['systemctl', '--user', 'disable', '--now', unitName(name, 'timer')]);

/** Takes it away from the service; a LinkKitError where that did not know of it. */
export async function unregister(name: string): Promise<LinkKitError | null> {
  const refused = await orTold(() => call(unregisterCommand(name)), 'The task service did not take it away; perhaps it did not know it.');
  if (!isWindows) for (const kind of ['service', 'timer'] as const) withPath(unitFolder(), () => removeIfThere(path.join(unitFolder(), unitName(name, kind))));
  return refused;
}

export const startCommand = (name: string): string[] => (isWindows ? [schtasks(), '/Run', '/TN', taskPath(name)] : ['systemctl', '--user', 'start', '--no-block', unitName(name, 'service')]);

/** Has the service start it now. Throws TaskServiceFailed. */
export const start = (name: string): Promise<void> => call(startCommand(name));

const call = (command: readonly string[]): Promise<void> =>
  systemProgram(command, (said) => ({
    message: `${path.basename(command[0]!)} refused: ${said}`,
    hint: isWindows ? 'Registering for another user, or elevated, needs an administrator.' : 'Is there a systemd of the user? linkkit task register --print shows what cron needs.',
  }));

async function orTold(action: () => Promise<void>, message: string): Promise<LinkKitError | null> {
  try {
    await action();
    return null;
  } catch (error) {
    if (!(error instanceof LinkKitError) || error.code !== 'TaskServiceFailed') throw error;
    return new LinkKitError('TaskServiceFailed', { message: `${message} ${error.message}`, hint: error.hint, osError: error.osError });
  }
}
