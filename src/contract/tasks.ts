import { z } from 'zod';

/** When a step of a profile runs. */
export const stepConditions = ['always', 'previousSucceeded'] as const;

export const taskStep = z.strictObject({
  run: z.array(z.string()).min(1).describe('a LinkKit command and its arguments, each a text of its own: ["dedupe", "D:\\\\ISO", "--keep", "oldest"]'),
  onlyIf: z.enum(stepConditions).optional().describe('always when left out; previousSucceeded: only after a step before it that ended with 0 (or was the first)'),
});

/** A profile: several commands that one task runs in turn. JSON, in which comments and trailing commas may stand. */
export const profileSchema = z.strictObject({
  $schema: z.string().optional(),
  steps: z.array(taskStep).min(1).max(100),
});

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
export const weekDays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export const scheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('daily'), at: time }),
  z.strictObject({ kind: z.literal('weekly'), at: time, days: z.array(z.enum(weekDays)).min(1) }),
  z.strictObject({ kind: z.literal('every'), at: time, minutes: z.int().min(1).max(1439) }),
  z.strictObject({ kind: z.literal('logon') }),
  z.strictObject({ kind: z.literal('idle') }),
]);

/** What the task store keeps of a task. */
export const taskSchema = z.strictObject({
  format: z.literal(1),
  name: z.string(),
  steps: z.array(taskStep).min(1),
  cwd: z.string(),
  schedule: scheduleSchema,
  runAs: z.enum(['user', 'system']),
  whenLoggedOff: z.boolean(),
  elevated: z.boolean(),
  onBatteries: z.boolean(),
  timeLimitMinutes: z.int().min(0),
  keepRuns: z.int().min(1),
  eventLog: z.boolean(),
  created: z.string(),
});

export type TaskStep = z.infer<typeof taskStep>;
export type Schedule = z.infer<typeof scheduleSchema>;
export type TaskDefinition = z.infer<typeof taskSchema>;
export type WeekDay = (typeof weekDays)[number];
