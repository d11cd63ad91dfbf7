import { z } from 'zod';
import { errorCodes, type ErrorCode } from './errorCodes.ts';
import { itemSchemas, countSchemas } from './items.ts';

/** The version of the lines below; a field may be added within one version, none changes its meaning. */
export { schemaVersion } from './schemaVersion.ts';

const request = z.union([z.string(), z.number(), z.null()]).optional().describe('only in replies of `serve`: the request answered');
const bytes = z.int().nonnegative();

export const startSchema = z.object({
  type: z.literal('start'),
  request,
  schemaVersion: z.int(),
  version: z.string(),
  command: z.string(),
  operationId: z.string().nullable(),
  dryRun: z.boolean(),
});

export const progressSchema = z.object({
  type: z.literal('progress'),
  request,
  done: bytes,
  total: bytes.nullable(),
  unit: z.enum(['files', 'bytes', 'records']),
  path: z.string().nullable(),
  secondsLeft: z.number().nonnegative().nullable(),
});

const finding = {
  request,
  code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
  message: z.string(),
  path: z.string().nullable(),
  hint: z.string().nullable(),
  osError: z.union([z.int(), z.string()]).nullable(),
};
export const warningSchema = z.object({ type: z.literal('warning'), ...finding });
export const errorSchema = z.object({ type: z.literal('error'), ...finding });

export const summarySchema = z.object({
  type: z.literal('summary'),
  request,
  ok: z.boolean(),
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(130)]),
  operationId: z.string().nullable(),
  dryRun: z.boolean(),
  interrupted: z.boolean(),
  failed: bytes,
  warnings: bytes,
  seconds: z.number().nonnegative(),
});

export type StartLine = z.infer<typeof startSchema>;
export type ProgressLine = z.infer<typeof progressSchema>;
export type WarningLine = z.infer<typeof warningSchema>;
export type ErrorLine = z.infer<typeof errorSchema>;
export type SummaryLine = z.infer<typeof summarySchema> & Record<string, unknown>;
export type ItemLine = { type: 'item'; request?: string | number | null } & Record<string, unknown>;
export type Line = StartLine | ItemLine | ProgressLine | WarningLine | ErrorLine | SummaryLine;

export type CommandWithItems = keyof typeof itemSchemas;

/** The schemas of every line of one command: its items and its summary's own counts included. */
export function lineSchemas(command: CommandWithItems): z.ZodDiscriminatedUnion {
  return z.discriminatedUnion('type', [
    startSchema,
    itemLine(command),
    progressSchema,
    warningSchema,
    errorSchema,
    z.object({ ...summarySchema.shape, ...countSchemas[command].shape }),
  ]);
}

/** An item of one kind, or of those that `itemKind` tells apart. */
function itemLine(command: CommandWithItems): z.ZodObject | z.ZodDiscriminatedUnion {
  const [first, ...others]: z.ZodObject[] = itemSchemas[command].map(({ shape }) => z.object({ type: z.literal('item'), request, ...shape }));
  return others.length === 0 ? first! : z.discriminatedUnion('itemKind', [first!, ...others] as unknown as [z.ZodObject<{ itemKind: z.ZodLiteral }>]);
}
