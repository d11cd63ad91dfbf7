import type { Command } from '../command.ts';
import { completion } from './completion.ts';
import { copy } from './copy.ts';
import { dedupe } from './dedupe.ts';
import { detach } from './detach.ts';
import { doctor } from './doctor.ts';
import { duplicates } from './duplicates.ts';
import { operations } from './operations.ts';
import { recover } from './recover.ts';
import { remove } from './remove.ts';
import { schema } from './schema.ts';
import { serve } from './serve.ts';
import { scan } from './scan.ts';
import { siblings } from './siblings.ts';
import { undo } from './undo.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [copy, siblings, scan, duplicates, dedupe, detach, remove, operations, undo, recover, doctor, serve, schema, completion];
