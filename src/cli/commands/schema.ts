import { LinkKitError } from '../../contract/errors.ts';
import type { TextCommand } from '../command.ts';

export const schema: TextCommand = {
  kind: 'text',
  name: 'schema',
  summary: "Print the JSON Schema of every command's lines with the tables of codes, or that of a file you write.",
  positionals: [{ name: 'of', describe: 'pins (a pin file) or profile (the steps of a task); the lines when left out', many: false, optional: true }],
  options: {},
  examples: [['linkkit schema > linkkit.schema.json', 'keep it'], ['linkkit schema pins > pins.schema.json', 'name it as "$schema" in a pin file, and an editor helps']],
  async print(values) {
    const { contractSchema, fileSchemas } = await import('../../contract/schema.ts');
    const of = values['of'] as string | undefined;
    if (of === undefined) return JSON.stringify(contractSchema(), null, 2);
    if (!Object.hasOwn(fileSchemas, of)) throw new LinkKitError('Usage', { message: `There is no schema of '${of}'.`, hint: `Write ${Object.keys(fileSchemas).join(' or ')}, or nothing.` });
    return JSON.stringify(fileSchemas[of as keyof typeof fileSchemas](), null, 2);
  },
};
