import { z } from 'zod';
import { errorCodes } from './errorCodes.ts';
import { exitCodes } from './exitCodes.ts';
import { itemSchemas } from './items.ts';
import { lineSchemas, type CommandWithItems } from './lines.ts';
import { schemaVersion } from './schemaVersion.ts';

/** What checks a value of this type; z itself is known here alone. */
export type Schema<Value> = z.ZodType<Value>;

/** The whole contract as data: {schemaVersion, exitCodes, errorCodes, commands: {name: JSON Schema of a line}}. */
export function contractSchema(): object {
  const names = Object.keys(itemSchemas) as CommandWithItems[];
  return {
    schemaVersion,
    exitCodes: Object.values(exitCodes),
    errorCodes,
    // As input: objects stay open, for a field may be added within one schema version
    commands: Object.fromEntries(names.map((name) => [name, z.toJSONSchema(lineSchemas(name), { io: 'input' })])),
  };
}
