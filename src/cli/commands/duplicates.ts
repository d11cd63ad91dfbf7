import type { DuplicatesCounts, DuplicatesItem } from '../../contract/items.ts';
import { noCounts } from '../../operations/duplicates/options.ts';
import type { OperationCommand } from '../command.ts';
import { count, onTerminal, readableBytes, readableSeconds } from '../output/units.ts';
import { skippedText } from '../output/skipped.ts';
import { searchFrom, searchOptions } from '../searchOptions.ts';

export const duplicates: OperationCommand = {
  kind: 'operation',
  changes: false,
  noCounts: noCounts(),
  name: 'duplicates',
  summary: 'Find files with the same bytes, and what linking them would free. Changes nothing.',
  positionals: [{ name: 'path', describe: 'folders and files', many: true }],
  options: {
    ...searchOptions,
    'hash-only': { type: 'boolean', describe: 'files with the same 128-bit hash count as equal, without a comparison of their bytes' },
  },
  examples: [
    ['linkkit duplicates D:\\ISO E:\\Projects', 'sets of equal files; E: and D: are never mixed'],
    ['linkkit duplicates D:\\Incoming --reference D:\\Archive', 'what is in the archive already'],
    ['linkkit duplicates D:\\ --min-size 100MB --exclude *.vhdx', 'large files only'],
  ],
  view: {
    item: (line) => itemText(line as unknown as DuplicatesItem),
    summary: (line) => summaryText(line as unknown as SummaryLine),
  },
  async run(values, context) {
    const options = searchFrom(values);
    const { duplicates: operation } = await import('../../operations/duplicates/duplicates.ts');
    return operation(options, context);
  },
};

type SummaryLine = DuplicatesCounts & { exitCode: number; interrupted: boolean; seconds: number };

function itemText({ size, leader, followers, reclaimable }: DuplicatesItem): string {
  const head = `${count(followers.length + 1, 'name')}, ${readableBytes(size)} each, ${readableBytes(reclaimable)} to be freed`;
  return [head, `  ${onTerminal(leader.path)}`, ...followers.map(({ path }) => `  = ${onTerminal(path)}`)].join('\n');
}

function summaryText({ sets, files, duplicates: found, reclaimable, skippedByReason, exitCode, interrupted, seconds }: SummaryLine): string | null {
  if (exitCode > 1 && !interrupted) return null;
  const parts = [`${count(files, 'file name')} looked at`, count(sets, 'set'), `${count(found, 'duplicate')}`, `${readableBytes(reclaimable)} to be freed`, readableSeconds(seconds)];
  return [`\n${parts.join(', ')}.`, ...skippedText(skippedByReason), ...(interrupted ? ['Interrupted.'] : found > 0 ? ['linkkit dedupe links them.'] : [])].join('\n');
}
