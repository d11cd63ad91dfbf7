import type { Command } from '../command.ts';
import { completion } from './completion.ts';
import { copy } from './copy.ts';
import { doctor } from './doctor.ts';
import { schema } from './schema.ts';
import { serve } from './serve.ts';
import { scan } from './scan.ts';
import { siblings } from './siblings.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [copy, siblings, scan, doctor, serve, schema, completion];
