import type { OperationsItem } from '../../contract/items.ts';
import { isWindows } from '../../filesystem/platform.ts';
import type { OperationCommand } from '../command.ts';
import { shellWord } from '../output/shellWord.ts';
import { readableCount } from '../output/units.ts';

/** So much of a command line is shown. */
const mostOfLine = 60;
let isFirst = true;

export const operations: OperationCommand = {
  kind: 'operation',
  changes: false,
  noCounts: { operations: 0 },
  name: 'operations',
  summary: 'List what LinkKit has done for you, the newest last: each can be undone for 90 days.',
  positionals: [],
  options: {},
  examples: [['linkkit operations', 'when, what, how it ended, and the id for undo']],
  view: {
    item(line) {
      const text = row(line as unknown as OperationsItem);
      const head = isFirst ? `${headings}\n` : '';
      isFirst = false;
      return `${head}${text}`;
    },
    summary: (line) => (line['operations'] === 0 && line['failed'] === 0 ? 'No operations yet.' : null),
  },
  async run(_values, context) {
    isFirst = true;
    const { operations: operation } = await import('../../operations/operations.ts');
    return operation({}, context);
  },
};

const stateWords: Record<OperationsItem['state'], string> = { running: 'running', done: 'done', cutOff: 'cut off', recovered: 'recovered', undone: 'undone' };
const columns = (when: string, state: string, steps: string, id: string, what: string): string => `${when.padEnd(17)}${state.padEnd(10)}${steps.padStart(9)}  ${id.padEnd(28)}${what}`;
const headings = columns('when', 'state', 'names', 'id', 'what');

function row({ operationId, started, state, steps, argv }: OperationsItem): string {
  const line = argv.map((word) => shellWord(word, isWindows)).join(' ');
  const short = line.length > mostOfLine ? `${line.slice(0, mostOfLine - 1)}\u2026` : line;
  return columns(localTime(started), stateWords[state], readableCount(steps), operationId, short);
}

/** An ISO time as the clock on the wall had it: 2026-11-23 22:45. */
function localTime(text: string): string {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) return text;
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}`;
}
