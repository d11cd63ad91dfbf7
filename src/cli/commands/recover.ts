import type { RecoverItem } from '../../contract/items.ts';
import { changingOptions } from '../changingOptions.ts';
import type { OperationCommand } from '../command.ts';
import { count, onTerminal } from '../output/units.ts';

export const recover: OperationCommand = {
  kind: 'operation',
  changes: true,
  noCounts: { recovered: 0 },
  name: 'recover',
  summary: 'Put right what operations left that were cut off; the next run on the same tree does it by itself.',
  positionals: [],
  options: changingOptions,
  examples: [
    ['linkkit recover', 'after a crash or a power failure'],
    ['linkkit recover --dry-run', 'what would be put right'],
  ],
  view: {
    item(line, dryRun) {
      const { operationId, command, removed } = line as unknown as RecoverItem;
      const names = removed.map((name) => `  ${onTerminal(name)}`);
      return [`${dryRun ? 'Would put right' : 'Put right'}: ${command} ${operationId}${names.length > 0 ? ', with these temporary names:' : ''}`, ...names].join('\n');
    },
    summary({ recovered, failed, exitCode, dryRun }) {
      if (Number(exitCode) > 1) return null;
      if (recovered === 0) return failed === 0 ? 'Nothing was cut off.' : null;
      return `${count(Number(recovered), 'operation')} ${dryRun ? 'to be put right' : 'put right; take one back with linkkit undo ID'}.`;
    },
  },
  async run(values, context) {
    const { recover: operation } = await import('../../operations/recover.ts');
    return operation({ dryRun: values['dry-run'] === true }, context);
  },
};
