import type { DetachCounts, DetachItem } from '../../contract/items.ts';
import { changingOptions } from '../changingOptions.ts';
import type { OperationCommand } from '../command.ts';
import { count, onTerminal, readableBytes, readableSeconds } from '../output/units.ts';

export const detach: OperationCommand = {
  kind: 'operation',
  changes: true,
  noCounts: { files: 0, detached: 0, already: 0, bytesWritten: 0 },
  name: 'detach',
  summary: 'Give names their own copy of the data, so that an edit no longer shows under the other names.',
  positionals: [{ name: 'path', describe: 'files, and with --recurse folders', many: true }],
  options: {
    recurse: { type: 'boolean', describe: 'every file in a folder and below' },
    'only-outside': { type: 'boolean', describe: 'only what is shared with names elsewhere; names inside that are one file stay one file' },
    include: { type: 'strings', value: 'GLOB', describe: 'only files that match; may be repeated' },
    exclude: { type: 'strings', value: 'GLOB', describe: 'no file and no folder that matches; may be repeated' },
    ...changingOptions,
  },
  examples: [
    ['linkkit detach report\\draft.docx', 'before editing it'],
    ['linkkit detach --recurse --only-outside project', 'a folder becomes independent of all others and keeps its inner links'],
    ['linkkit detach --recurse --dry-run project', 'what would be copied, and how much that takes'],
  ],
  view: {
    item(line, dryRun) {
      const { path, method, size, linkedTo } = line as unknown as DetachItem;
      if (method === 'already' || !dryRun) return null;
      return `${linkedTo === null ? 'copy' : 'link'}  ${readableBytes(size).padStart(10)}  ${onTerminal(path)}`;
    },
    summary: (line) => summaryText(line as unknown as DetachCounts & { dryRun: boolean; failed: number; seconds: number; exitCode: number; interrupted: boolean }),
  },
  async run(values, context) {
    const { detach: operation } = await import('../../operations/detach/detach.ts');
    return operation({
      path: values['path'] as readonly string[],
      recurse: values['recurse'] === true,
      onlyOutside: values['only-outside'] === true,
      include: (values['include'] ?? []) as readonly string[],
      exclude: (values['exclude'] ?? []) as readonly string[],
      dryRun: values['dry-run'] === true,
    }, context);
  },
};

function summaryText({ detached, already, bytesWritten, dryRun, failed, seconds, exitCode, interrupted }: DetachCounts & { dryRun: boolean; failed: number; seconds: number; exitCode: number; interrupted: boolean }): string | null {
  if (exitCode > 1 && !interrupted) return null;
  const parts = [
    `${dryRun ? 'Would detach' : 'Detached'} ${count(detached, 'name')}`,
    `${readableBytes(bytesWritten)} written`,
    ...(already > 0 ? [`${count(already, 'file')} had no other name`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    readableSeconds(seconds),
  ];
  return `${parts.join(', ')}.${interrupted ? '\nInterrupted. The same command finishes it.' : ''}`;
}
