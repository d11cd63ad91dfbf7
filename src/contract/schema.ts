import { z } from 'zod';
import { errorCodes } from './errorCodes.ts';
import { exitCodes } from './exitCodes.ts';
import { itemSchemas } from './items.ts';
import { lineSchemas, type CommandWithItems } from './lines.ts';
import { pinFileSchema } from './pins.ts';
import { schemaVersion } from './schemaVersion.ts';
import { profileSchema } from './tasks.ts';

/** What checks a value of this type; z itself is known here alone. */
export type Schema<Value> = z.ZodType<Value>;

/** JSON Schema of the files that people write: of a pin file, and of a task's profile. */
export const fileSchemas = { pins: () => z.toJSONSchema(pinFileSchema), profile: () => z.toJSONSchema(profileSchema) };

/** The whole contract as data: {schemaVersion, exitCodes, errorCodes, commands: {name: JSON Schema of a line}, files: {name: JSON Schema}}. */
export function contractSchema(): object {
  const names = Object.keys(itemSchemas) as CommandWithItems[];
  return {
    schemaVersion,
    exitCodes: Object.values(exitCodes),
    errorCodes,
    // As input: objects stay open, for a field may be added within one schema version
    commands: Object.fromEntries(names.map((name) => [name, z.toJSONSchema(lineSchemas(name), { io: 'input' })])),
    files: { pins: fileSchemas.pins(), profile: fileSchemas.profile() },
  };
}
