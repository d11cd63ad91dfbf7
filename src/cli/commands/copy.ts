import type { CopyCounts, CopyItem } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import { isWindows } from '../../filesystem/platform.ts';
import { noCounts, type CopyOptions } from '../../operations/copy/options.ts';
import { changingOptions } from '../changingOptions.ts';
import type { OperationCommand, Values } from '../command.ts';
import { shellWord } from '../output/shellWord.ts';
import { count, onTerminal, readableBytes, readableSeconds } from '../output/units.ts';

export const copy: OperationCommand = {
  kind: 'operation',
  changes: true,
  noCounts: noCounts(),
  name: 'copy',
  summary: 'Give a file a second name, or make a copy of a whole tree that costs no space, by hard links.',
  positionals: [
    { name: 'source', describe: 'files and folders', many: true },
    { name: 'destination', describe: 'an existing folder receives the sources; else it is the new name', many: false },
  ],
  options: {
    exact: { type: 'boolean', describe: 'the destination is the final name, even if it is an existing folder' },
    parents: { type: 'boolean', describe: 'make missing folders above the destination' },
    as: { type: 'string', choices: ['hardlink', 'symlink', 'junction'], default: 'hardlink', describe: 'symlink and junction make one link to the source' },
    'on-cross-volume': { type: 'string', choices: ['error', 'copy', 'symlink'], default: 'error', describe: 'when the destination is on another volume' },
    'on-exists': { type: 'string', choices: ['error', 'skip', 'replace'], default: 'error', describe: 'when a destination name holds something else' },
    'link-limit': { type: 'number', value: 'N', describe: 'further names a file may have; by file system when left out (NTFS: 1023)' },
    'on-link-limit': { type: 'string', choices: ['error', 'copy'], default: 'error', describe: 'when a file has as many names as it may' },
    reparse: { type: 'string', choices: ['keep', 'skip'], default: 'keep', describe: 'symbolic links and junctions in a tree: made again, or left out' },
    include: { type: 'strings', value: 'GLOB', describe: 'only files that match; may be repeated' },
    exclude: { type: 'strings', value: 'GLOB', describe: 'no file and no folder that matches; may be repeated' },
    ...changingOptions,
  },
  examples: [
    ['linkkit copy C:\\Data\\big.iso C:\\Projects\\x', 'a second name in another folder of the volume'],
    ['linkkit copy project project-before', 'a copy of a tree that costs no space'],
    ['linkkit copy --exclude node_modules --dry-run src backup', 'what would be done'],
    ['linkkit copy --as junction C:\\Data D:\\Data', 'one link to a folder on another volume'],
  ],
  view: {
    item: (line, dryRun) => (dryRun ? plannedText(line as unknown as CopyItem) : null),
    summary: (line) => summaryText(line as unknown as CopyCounts & { dryRun: boolean; interrupted: boolean; failed: number; seconds: number; exitCode: number }),
  },
  async run(values, context) {
    const options = optionsFrom(values);
    const { copy: operation } = await import('../../operations/copy/copy.ts');
    return operation(options, context);
  },
};

const plannedText = ({ method, kind, destination }: CopyItem): string => `${(method === 'created' ? kind : method).padEnd(10)}${onTerminal(destination)}`;

function optionsFrom(values: Values): CopyOptions {
  const destination = values['destination'];
  if (typeof destination !== 'string') throw new LinkKitError('Usage', { message: 'copy needs a source and a destination.' });
  return {
    source: values['source'] as readonly string[],
    destination,
    exact: values['exact'] === true,
    parents: values['parents'] === true,
    as: values['as'] as CopyOptions['as'],
    onCrossVolume: values['on-cross-volume'] as CopyOptions['onCrossVolume'],
    onExists: values['on-exists'] as CopyOptions['onExists'],
    linkLimit: values['link-limit'] as number | undefined,
    onLinkLimit: values['on-link-limit'] as CopyOptions['onLinkLimit'],
    reparse: values['reparse'] as CopyOptions['reparse'],
    include: (values['include'] ?? []) as readonly string[],
    exclude: (values['exclude'] ?? []) as readonly string[],
    dryRun: values['dry-run'] === true,
  };
}

function summaryText(line: CopyCounts & { dryRun: boolean; interrupted: boolean; failed: number; seconds: number; exitCode: number }): string | null {
  if (line.exitCode > 1 && !line.interrupted) return null;
  const parts = [
    `${line.dryRun ? 'Would link' : 'Linked'} ${count(line.linked, 'file')} in ${count(line.directories, 'folder')}`,
    `${readableBytes(line.bytesShared)} shared`,
    ...(line.copied > 0 ? [`${count(line.copied, 'file')} copied (${readableBytes(line.bytesWritten)})`] : []),
    ...(line.already > 0 ? [`${count(line.already, 'file')} linked already`] : []),
    ...(line.skipped > 0 ? [`${count(line.skipped, 'file')} skipped`] : []),
    ...(line.failed > 0 ? [`${line.failed} failed`] : []),
    readableSeconds(line.seconds),
  ];
  const resume = line.resume === null ? '' : `\nInterrupted. This finishes it:\n  linkkit ${line.resume.map((word) => shellWord(word, isWindows)).join(' ')}`;
  return `${parts.join(', ')}.${resume}`;
}
