import type { TextCommand } from '../command.ts';

export const schema: TextCommand = {
  kind: 'text',
  name: 'schema',
  summary: "Print the JSON Schema of every command's lines, and the tables of exit codes and error codes.",
  positionals: [],
  options: {},
  examples: [['linkkit schema > linkkit.schema.json', 'keep it']],
  async print() {
    const { contractSchema } = await import('../../contract/schema.ts');
    return JSON.stringify(contractSchema(), null, 2);
  },
};
