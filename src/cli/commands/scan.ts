import type { ScanCounts, ScanFolder, ScanSet } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import { noCounts, type ScanOptions } from '../../operations/scan/options.ts';
import type { OperationCommand, Values } from '../command.ts';
import { count, onTerminal, readableBytes, readableCount } from '../output/units.ts';
import { imageOptions, volumePlace } from '../volumeOptions.ts';

export const scan: OperationCommand = {
  kind: 'operation',
  changes: false,
  noCounts: noCounts(),
  name: 'scan',
  summary: 'Show which files have several names, and what folders really weigh: on the disk once, freed by deleting, shared with elsewhere.',
  positionals: [{ name: 'path', describe: 'folders and files; in a volume or an image folders from its root on', many: true, optional: true }],
  options: {
    resolve: { type: 'boolean', describe: 'find the names that lie outside of the paths, too' },
    'min-links': { type: 'number', value: 'N', describe: 'list files with at least so many names (2 when left out)' },
    'min-size': { type: 'bytes', value: 'SIZE', describe: 'list files of at least this size: bytes, or 10MB and the like' },
    include: { type: 'strings', value: 'GLOB', describe: 'only files that match; may be repeated' },
    exclude: { type: 'strings', value: 'GLOB', describe: 'no file and no folder that matches; may be repeated' },
    depth: { type: 'number', value: 'N', describe: 'weigh folders so far down by themselves, too (0 when left out)' },
    'sets-only': { type: 'boolean', describe: 'list the files with several names, weigh nothing' },
    'measure-only': { type: 'boolean', describe: 'weigh folders, list no files' },
    volume: { type: 'string', value: 'X:', describe: 'read a whole volume from its master file table (Windows, elevated)' },
    ...imageOptions,
  },
  examples: [
    ['linkkit scan D:\\Data', 'files with several names, and what the folder weighs'],
    ['linkkit scan D:\\Data --measure-only --depth 1', 'what each folder in it weighs'],
    ['linkkit scan D:\\Data --resolve --min-size 10MB', 'with the names elsewhere of large files'],
    ['linkkit scan --volume C: --min-links 3', 'the whole volume, in seconds'],
    ['linkkit scan --image backup.img --partition 2 \\Users', 'an image, without mounting it'],
  ],
  view: {
    item: (line) => (line['itemKind'] === 'set' ? setText(line as unknown as ScanSet) : folderText(line as unknown as ScanFolder)),
    summary: (line) => summaryText(line as unknown as ScanCounts & { exitCode: number; failed: number }),
  },
  async run(values, context) {
    const options = optionsFrom(values);
    const { scan: operation } = await import('../../operations/scan/scan.ts');
    return operation(options, context);
  },
};

function optionsFrom(values: Values): ScanOptions {
  const path = values['path'] as readonly string[];
  const volume = volumePlace(values);
  if (volume === null && path.length === 0) throw new LinkKitError('Usage', { message: 'scan needs a path, --volume or --image.' });
  if (values['sets-only'] === true && values['measure-only'] === true) throw new LinkKitError('Usage', { message: '--sets-only and --measure-only leave nothing to show.' });
  return {
    path,
    volume,
    resolve: values['resolve'] === true,
    minLinks: (values['min-links'] as number | undefined) ?? 2,
    minSize: (values['min-size'] as number | undefined) ?? 0,
    include: (values['include'] ?? []) as readonly string[],
    exclude: (values['exclude'] ?? []) as readonly string[],
    depth: (values['depth'] as number | undefined) ?? 0,
    sets: values['measure-only'] !== true,
    folders: values['sets-only'] !== true,
  };
}

function setText({ linkCount, size, bytesSaved, namesInside, outsideCount, keeps, namesOutside, complete }: ScanSet): string {
  const head = `${count(linkCount, 'name')}, ${readableBytes(size)}${bytesSaved > 0 ? `, ${readableBytes(bytesSaved)} saved` : ''}`;
  const others = (namesOutside ?? []).map((name) => `  elsewhere: ${onTerminal(name)}`);
  const hidden = outsideCount - (namesOutside?.length ?? 0);
  const note = hidden > 0 ? [`  \u2026 and ${count(hidden, 'name')} elsewhere`] : complete || namesOutside === null ? [] : ['  \u2026 and maybe more that were not found'];
  const kept = keeps > 0 ? [`  (${count(keeps, 'more name')} among the keeps of LinkKit, for undo)`] : [];
  return [head, ...namesInside.map((name) => `  ${onTerminal(name)}`), ...others, ...kept, ...note].join('\n');
}

const widths = [11, 14, 12, 12, 11] as const;
const row = (cells: readonly string[], path: string): string => `${cells.map((cell, index) => cell.padStart(widths[index]!)).join('')}  ${path}`;
const headings = row(['as listed', 'on disk once', 'freeable', 'shared', 'files'], 'folder');

/** A row of a table; each path that was asked about begins one. */
function folderText({ path, depth, files, apparentBytes, uniqueBytes, freeableBytes, sharedBytes }: ScanFolder): string {
  const cells = [apparentBytes, uniqueBytes, freeableBytes, sharedBytes].map(readableBytes);
  const text = row([...cells, readableCount(files)], onTerminal(path));
  return depth === 0 ? `\n${headings}\n${text}` : text;
}

function summaryText({ sets, files, apparentBytes, uniqueBytes, freeableBytes, bytesSaved, keeps, exitCode, failed }: ScanCounts & { exitCode: number; failed: number }): string | null {
  if (exitCode > 1 || (files === 0 && failed > 0)) return null;
  const listed = sets > 0 ? `, ${count(sets, 'file')} listed` : '';
  const weights = `${readableBytes(apparentBytes)} as listed, ${readableBytes(uniqueBytes)} on disk once (${readableBytes(bytesSaved)} saved by links)`;
  return `\n${count(files, 'file name')}${listed}: ${weights}.\nDeleting all of it frees ${readableBytes(freeableBytes)}.${keeps > 0 ? `\n${count(keeps, 'name')} among the keeps of LinkKit, for undo, ${keeps === 1 ? 'is' : 'are'} left out; what only they hold is not freed.` : ''}`;
}
