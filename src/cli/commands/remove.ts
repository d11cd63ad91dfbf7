import { LinkKitError } from '../../contract/errors.ts';
import type { RemoveCounts, RemoveItem } from '../../contract/items.ts';
import { noCounts, type RemoveOptions } from '../../operations/remove/options.ts';
import type { RemovePlan } from '../../operations/remove/remove.ts';
import { changingOptions } from '../changingOptions.ts';
import type { OperationCommand, Values } from '../command.ts';
import { count, onTerminal, readableBytes, readableSeconds } from '../output/units.ts';

export const remove: OperationCommand = {
  kind: 'operation',
  changes: true,
  noCounts: noCounts(),
  name: 'remove',
  summary: 'Remove names of files and folders, and say what remains and what is really freed.',
  positionals: [{ name: 'path', describe: 'files, links and folders', many: true }],
  options: {
    recurse: { type: 'boolean', describe: 'folders with all that is in them; links in them are removed and never entered' },
    'all-names': { type: 'boolean', describe: 'remove every name of the files, wherever it lies; needs --yes' },
    yes: { type: 'boolean', describe: 'do it without a further question' },
    'keep-data': { type: 'boolean', describe: 'never remove the last name of a file' },
    undoable: { type: 'boolean', describe: 'keep the data of last names, without copying, so that undo can bring them back; nothing is freed until then' },
    'to-recycle-bin': { type: 'boolean', describe: 'put it into the recycle bin (Windows)' },
    ...changingOptions,
  },
  examples: [
    ['linkkit remove --dry-run a.iso', 'which names remain, and what would be freed'],
    ['linkkit remove --recurse old-build', 'a folder; first what it really frees'],
    ['linkkit remove --recurse --undoable old-build', 'the same, to be taken back with linkkit undo'],
    ['linkkit remove --recurse --keep-data copies', 'only what has another name elsewhere'],
    ['linkkit remove --all-names --yes secret.txt', 'the data: every name that it has'],
  ],
  view: {
    plan: (plan, dryRun) => planText(plan as unknown as RemovePlan, dryRun),
    item: (line, dryRun) => (dryRun ? itemText(line as unknown as RemoveItem) : null),
    summary: (line) => summaryText(line as unknown as Summary),
  },
  async run(values, context) {
    const options = optionsFrom(values);
    const { remove: operation } = await import('../../operations/remove/remove.ts');
    return operation(options, context);
  },
};

function optionsFrom(values: Values): RemoveOptions {
  const is = (name: string): boolean => values[name] === true;
  const both = (one: string, other: string, why: string): void => {
    if (is(one) && is(other)) throw new LinkKitError('Usage', { message: `--${one} and --${other} cannot be used together: ${why}.`, hint: 'Leave one of them out.' });
  };
  both('all-names', 'keep-data', 'every name is the data, too');
  both('all-names', 'recurse', 'the names of a folder’s files may lie anywhere');
  both('to-recycle-bin', 'undoable', 'the recycle bin keeps it already');
  both('to-recycle-bin', 'keep-data', 'the recycle bin keeps the data');
  return {
    path: values['path'] as readonly string[],
    allNames: is('all-names'),
    yes: is('yes'),
    keepData: is('keep-data'),
    toRecycleBin: is('to-recycle-bin'),
    recurse: is('recurse'),
    undoable: is('undoable'),
    dryRun: is('dry-run'),
  };
}

/** More remaining names are counted. */
const mostNames = 5;

/** 'a.iso  4.1 GiB  1 name remains, frees nothing:' and the names below. */
function itemText({ path, kind, size, action, namesRemaining, remaining, bytesFreed }: RemoveItem): string {
  const at = onTerminal(path);
  if (kind === 'directory') return `${at}  folder`;
  if (kind === 'symlink' || kind === 'junction') return `${at}  ${kind === 'symlink' ? 'symbolic link' : 'junction'}, what it leads to stays`;
  const head = `${at}  ${readableBytes(size)}`;
  if (namesRemaining === 0) return `${head}  the last name, ${action === 'kept' ? 'kept for undo: frees nothing yet' : action === 'recycled' ? 'to the recycle bin: frees nothing yet' : `frees ${bytesFreed === 0 ? 'nothing' : readableBytes(bytesFreed)}`}`;
  const names = (remaining ?? []).slice(0, mostNames).map((name) => `\n  ${onTerminal(name)}`);
  const hidden = namesRemaining - names.length;
  const more = remaining === null || hidden <= 0 ? '' : `\n  \u2026 and ${count(hidden, 'name')} more`;
  return `${head}  ${count(namesRemaining, 'name')} ${namesRemaining === 1 ? 'remains' : 'remain'}, frees nothing${remaining === null ? '' : ':'}${names.join('')}${more}`;
}

/** What is about to be done: each name (a dry run lists them anyway), and what the folders come to. */
function planText({ items, folders, counts }: RemovePlan, dryRun: boolean): string | null {
  const lines = dryRun ? [] : items.map(itemText);
  if (folders.length > 0) {
    const { removed, lastNames } = counts;
    lines.push(`${folders.map(onTerminal).join(', ')}: ${count(removed, 'name')} in ${count(counts.folders, 'folder')}; ${count(lastNames, 'file')} ${lastNames === 1 ? 'has its last name' : 'have their last name'} here.`);
    lines.push(`${dryRun ? 'Would free' : 'Frees'} ${freedText(counts)}.`);
  }
  return lines.length === 0 ? null : lines.join('\n');
}

function freedText({ bytesFreed, bytesStillShared, bytesKept }: RemoveCounts): string {
  return [
    bytesFreed === 0 ? 'nothing' : readableBytes(bytesFreed),
    ...(bytesStillShared > 0 ? [`${readableBytes(bytesStillShared)} live on under other names`] : []),
    ...(bytesKept > 0 ? [`${readableBytes(bytesKept)} kept`] : []),
  ].join(', ');
}

type Summary = RemoveCounts & { dryRun: boolean; interrupted: boolean; failed: number; seconds: number; exitCode: number; operationId: string | null };

function summaryText(line: Summary): string | null {
  if (line.exitCode > 1 && !line.interrupted) return null;
  const { dryRun, removed, folders, failed, interrupted, operationId, bytesKept } = line;
  const what = [...(removed > 0 || folders === 0 ? [count(removed, 'name')] : []), ...(folders > 0 ? [count(folders, 'folder')] : [])].join(' and ');
  const parts = [`${dryRun ? 'Would remove' : 'Removed'} ${what}`, `${dryRun ? 'would free' : 'freed'} ${freedText(line)}`, ...(failed > 0 ? [`${failed} failed`] : []), readableSeconds(line.seconds)];
  const undo = !dryRun && bytesKept > 0 && operationId !== null ? `\nTo take it back: linkkit undo ${operationId}` : '';
  return `${interrupted ? 'Interrupted. ' : ''}${parts.join(', ')}.${undo}`;
}
