import type { Command } from '../command.ts';
import { completion } from './completion.ts';
import { copy } from './copy.ts';
import { dedupe } from './dedupe.ts';
import { detach } from './detach.ts';
import { doctor } from './doctor.ts';
import { duplicates } from './duplicates.ts';
import { operations } from './operations.ts';
import { pinCommands } from './pin.ts';
import { recover } from './recover.ts';
import { remove } from './remove.ts';
import { schema } from './schema.ts';
import { serve } from './serve.ts';
import { scan } from './scan.ts';
import { siblings } from './siblings.ts';
import { taskCommands } from './task.ts';
import { undo } from './undo.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [copy, siblings, scan, duplicates, dedupe, detach, remove, ...pinCommands, ...taskCommands, operations, undo, recover, doctor, serve, schema, completion];

/** First words of commands with two, and what they are about. */
export const groups: Readonly<Record<string, string>> = { pin: 'Links that are declared and looked after: add, list, check, repair, remove, watch.', task: 'LinkKit commands that run by themselves: register, list, start, unregister, run.' };

/** The command that arguments begin with; undefined where they name none, or a group alone. */
export const commandOf = (args: readonly string[]): Command | undefined => commands.find(({ name }) => name === args.slice(0, name.split(' ').length).join(' '));
