import { z } from 'zod';
import { conflictRules, pinKinds } from './pinWords.ts';

/** One pin: a link that is declared, so that it can be looked after. */
export const pinSchema = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(128)
    .regex(/^[^\\/:*?"<>|\p{Cc}]+$/u, 'a name without \\ / : * ? " < > | was expected')
    .describe('what it is called; no two pins of a file have one name, in whatever case'),
  source: z.string().min(1).describe('a file or a folder; %NAME% is an environment variable, %% a percent sign; relative to the folder of this file'),
  targets: z.array(z.string().min(1)).min(1).describe('the names that are to lead to it, written as the source; of a folder each file in it has its place below them'),
  as: z.enum(pinKinds).optional().describe('hardlink when left out; symlink and junction lead to the source itself, junction to a folder only'),
  onConflict: z.enum(conflictRules).optional().describe('ask when left out: content that differs is listed, never decided; source-wins; newest-wins by the last write'),
});

/** A pin file: JSON, in which comments and trailing commas may stand. */
export const pinFileSchema = z.strictObject({
  $schema: z.string().optional(),
  pins: z.array(pinSchema),
});

export type PinSpec = z.infer<typeof pinSchema>;
export type PinFile = z.infer<typeof pinFileSchema>;
