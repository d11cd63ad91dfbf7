import type { DedupeCounts, DedupeItem } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import { noCounts, timesRules, type DedupeOptions } from '../../operations/dedupe/options.ts';
import { changingOptions } from '../changingOptions.ts';
import type { OperationCommand, Values } from '../command.ts';
import { skippedText } from '../output/skipped.ts';
import { count, onTerminal, readableBytes, readableSeconds } from '../output/units.ts';
import { searchFrom, searchOptions } from '../searchOptions.ts';

export const dedupe: OperationCommand = {
  kind: 'operation',
  changes: true,
  noCounts: noCounts(),
  name: 'dedupe',
  summary: 'Link files with the same bytes, so that they take their space once. undo gives each its own data again.',
  positionals: [{ name: 'path', describe: 'folders and files', many: true, optional: true }],
  options: {
    ...searchOptions,
    times: { type: 'string', choices: timesRules, default: 'ignore', describe: 'equal: only files with the same last write; ignore: the times of the file that stays hold for all' },
    'link-limit': { type: 'number', value: 'N', describe: 'give no file more than so many names; a further file stays for the rest' },
    plan: { type: 'string', value: 'FILE', describe: 'write what would be linked to a file, link nothing' },
    apply: { type: 'string', value: 'FILE', describe: 'link what a plan says, every check made anew' },
    set: { type: 'strings', value: 'JSON', describe: 'link this set: an item of duplicates, as JSON; may be repeated' },
    ...changingOptions,
  },
  examples: [
    ['linkkit dedupe D:\\ISO --dry-run', 'what would be linked'],
    ['linkkit dedupe D:\\ISO', 'link it; the command names the operation that undo takes back'],
    ['linkkit dedupe D:\\Incoming --reference D:\\Archive --keep oldest', 'what the archive has already becomes names of its files'],
    ['linkkit dedupe D:\\ISO --plan plan.ndjson', 'a plan to be read and edited; then linkkit dedupe --apply plan.ndjson'],
  ],
  view: {
    item: (line, dryRun) => itemText(line as unknown as DedupeItem, dryRun),
    summary: (line) => summaryText(line as unknown as SummaryLine),
  },
  async run(values, context) {
    const options = optionsFrom(values);
    const { dedupe: operation } = await import('../../operations/dedupe/dedupe.ts');
    return operation(options, context);
  },
};

function optionsFrom(values: Values): DedupeOptions {
  const [paths, apply, set, plan] = [values['path'] as readonly string[], (values['apply'] as string | undefined) ?? null, (values['set'] ?? []) as readonly string[], (values['plan'] as string | undefined) ?? null];
  const isPlanned = apply !== null || set.length > 0;
  if (!isPlanned && paths.length === 0) throw new LinkKitError('Usage', { message: 'dedupe needs a path, --apply or --set.' });
  if (apply !== null && set.length > 0) throw new LinkKitError('Usage', { message: '--apply and --set name two plans.', hint: 'Put the sets into the plan.' });
  const unused = isPlanned ? [...(paths.length > 0 ? ['paths'] : []), ...Object.entries(searchOptions).filter(([name, spec]) => values[name] !== undefined && values[name] !== false && values[name] !== ('default' in spec ? spec.default : undefined)).map(([name]) => `--${name}`)] : [];
  if (unused.length > 0) throw new LinkKitError('Usage', { message: `A plan says what is linked; ${unused.join(', ')} would have no effect.`, hint: 'Leave it out, or make a new plan with it.' });
  return {
    search: isPlanned ? null : searchFrom(values),
    times: values['times'] as DedupeOptions['times'],
    linkLimit: (values['link-limit'] as number | undefined) ?? null,
    dryRun: values['dry-run'] === true,
    plan,
    apply,
    set,
  };
}

type SummaryLine = DedupeCounts & { dryRun: boolean; failed: number; seconds: number; exitCode: number; interrupted: boolean; operationId: string | null };

function itemText({ size, leader, followers }: DedupeItem, dryRun: boolean): string | null {
  const told = followers.filter(({ result }) => dryRun || result !== 'merged');
  if (told.length === 0) return null;
  return [`${readableBytes(size)}  ${onTerminal(leader.path)}`, ...told.map(({ path, result, reason }) => `  ${result === 'planned' ? '=' : result} ${onTerminal(path)}${reason === null ? '' : ` (${reason})`}`)].join('\n');
}

function summaryText({ sets, merged, skippedByReason, bytesComputed, bytesFreed, freeBefore, freeAfter, dryRun, failed, seconds, exitCode, interrupted, operationId }: SummaryLine): string | null {
  if (exitCode > 1 && !interrupted) return null;
  const freed = dryRun ? `${readableBytes(bytesComputed)} to be freed` : `${readableBytes(bytesComputed)} freed as computed, ${readableBytes(bytesFreed)} as measured`;
  const parts = [`${dryRun ? 'Would link' : 'Linked'} ${count(merged, 'name')} in ${count(sets, 'set')}`, freed, ...(failed > 0 ? [`${failed} failed`] : []), readableSeconds(seconds)];
  return [
    `${parts.join(', ')}.`,
    ...(freeBefore !== null && freeAfter !== null && merged > 0 ? [`Free space: ${readableBytes(freeBefore)} before, ${readableBytes(freeAfter)} after.`] : []),
    ...skippedText(skippedByReason),
    ...(merged > 0 ? ['Linked names are one file: a later edit under one of them shows under every one. linkkit detach gives a name its own copy.'] : []),
    ...(operationId !== null && merged > 0 ? [`linkkit undo ${operationId} gives each its own data again.`] : []),
    ...(interrupted ? ['Interrupted. The same command finishes it.'] : []),
  ].join('\n');
}
