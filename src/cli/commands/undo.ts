import type { UndoCounts, UndoItem } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import { changingOptions } from '../changingOptions.ts';
import type { OperationCommand } from '../command.ts';
import { count, onTerminal, readableSeconds } from '../output/units.ts';

export const undo: OperationCommand = {
  kind: 'operation',
  changes: true,
  noCounts: { undoes: null, undone: 0, impossible: 0 },
  name: 'undo',
  summary: 'Take an operation back: names it made go, what it replaced or removed comes back; what cannot is listed with the reason.',
  positionals: [{ name: 'id', describe: 'the operation, see linkkit operations', many: false }],
  options: changingOptions,
  examples: [
    ['linkkit operations', 'which operations there are'],
    ['linkkit undo 20261123T224501123Z-4f2-1 --dry-run', 'what would be taken back'],
    ['linkkit undo 20261123T224501123Z-4f2-1', 'take it back'],
  ],
  view: {
    // What is impossible is an error line, too
    item(line, dryRun) {
      const { path, result, action } = line as unknown as UndoItem;
      return dryRun && result === 'undone' ? `${words[action]}${onTerminal(path)}` : null;
    },
    summary: (line) => summaryText(line as unknown as UndoCounts & { dryRun: boolean; interrupted: boolean; seconds: number; exitCode: number }),
  },
  async run(values, context) {
    const id = values['id'];
    if (typeof id !== 'string') throw new LinkKitError('Usage', { message: 'undo needs the id of an operation.', hint: 'linkkit operations lists them.' });
    const { undo: operation } = await import('../../operations/undo/undo.ts');
    return operation({ id }, context);
  },
};

const words: Record<UndoItem['action'], string> = { removed: 'remove    ', restored: 'restore   ', none: 'undone    ' };

function summaryText({ undoes, undone, impossible, dryRun, interrupted, seconds, exitCode }: UndoCounts & { dryRun: boolean; interrupted: boolean; seconds: number; exitCode: number }): string | null {
  if (undoes === null || (exitCode > 1 && !interrupted)) return null;
  const rest = impossible > 0 ? `; ${count(impossible, 'change')} ${dryRun ? 'cannot' : 'could not'} be taken back` : '';
  return `${dryRun ? 'Would take back' : 'Took back'} ${count(undone, 'change')} of ${undoes}${rest}, ${readableSeconds(seconds)}.${interrupted ? `\nInterrupted. This finishes it:\n  linkkit undo ${undoes}` : ''}`;
}
