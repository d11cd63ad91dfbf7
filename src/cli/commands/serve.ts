import type { ServeCommand } from '../command.ts';

export const serve: ServeCommand = {
  kind: 'serve',
  name: 'serve',
  summary: 'Answer requests on standard input, one JSON object a line, until it closes (for programs).',
  positionals: [],
  options: {},
  examples: [[`echo '{"request":1,"command":"siblings","options":{"path":["C:\\\\a.txt"]}}' | linkkit serve`, 'one request']],
};
