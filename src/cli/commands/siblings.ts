import type { SiblingsItem } from '../../contract/items.ts';
import { LinkKitError } from '../../contract/errors.ts';
import type { EngineName } from '../../links/siblingEngine.ts';
import type { VolumePlace } from '../../filesystem/volumeBytes.ts';
import type { OperationCommand, Values } from '../command.ts';
import { pathLines } from '../pathLines.ts';
import { imageOptions, volumePlace } from '../volumeOptions.ts';
import { count, onTerminal, readableBytes } from '../output/units.ts';

export const siblings: OperationCommand = {
  kind: 'operation',
  changes: false,
  noCounts: { files: 0, names: 0, incomplete: 0 },
  name: 'siblings',
  summary: 'Show every name of a file: who else shares its data?',
  positionals: [{ name: 'path', describe: 'files to ask about', many: true, optional: true }],
  options: {
    stdin: { type: 'boolean', describe: 'read paths from standard input, one JSON string or {"path": "..."} a line' },
    engine: { type: 'string', choices: ['auto', 'api', 'layout', 'fsutil', 'scan', 'mft'], default: 'auto', describe: 'how the names are found' },
    root: { type: 'string', value: 'FOLDER', describe: 'where the scan engine searches; the whole volume when left out' },
    ...imageOptions,
    'count-only': { type: 'boolean', describe: 'answer how many names there are, without looking for them' },
  },
  examples: [
    ['linkkit siblings C:\\Data\\report.docx', 'every name of one file'],
    ['linkkit siblings a.iso b.iso --output ndjson', 'for a program'],
    ['linkkit siblings --engine scan --root D:\\Projects x.dll', 'search one folder only'],
    ['linkkit siblings --image backup.img \\Users\\me\\a.txt', 'in an image, without mounting it'],
  ],
  view: {
    item(line) {
      const item = line as unknown as SiblingsItem;
      const head = `${onTerminal(item.path)}  (${count(item.linkCount, 'name')}, ${readableBytes(item.size)})`;
      const others = item.names.slice(1).map((name) => `  ${onTerminal(name)}`);
      const kept = item.keeps ? [`  (${count(item.keeps, 'more name')} among the keeps of LinkKit, for undo)`] : [];
      const missing = item.linkCount - item.names.length - (item.keeps ?? 0);
      const note = item.complete || item.engine === 'none' ? [] : [`  … and ${missing > 0 ? count(missing, 'name') : 'maybe more'} that the search (${item.engine}) did not find`];
      return [head, ...others, ...kept, ...note].join('\n');
    },
    summary(line) {
      const files = Number(line['files'] ?? 0);
      return files > 1 ? `${count(files, 'file')}, ${count(Number(line['names']), 'name')}` : null;
    },
  },
  async run(values, context, input) {
    const path = values['path'] as readonly string[];
    if (values['stdin'] === true) {
      if (path.length > 0) throw new LinkKitError('Usage', { message: 'Give paths as arguments or by --stdin, not both.' });
      if (!input) throw new LinkKitError('Usage', { message: "In serve, paths come in 'path', not by stdin." });
    } else if (path.length === 0) throw new LinkKitError('Usage', { message: 'siblings needs a path, or --stdin.' });
    const { siblings: operation } = await import('../../operations/siblings.ts');
    return operation(
      {
        path: values['stdin'] === true ? pathLines(input!) : path,
        engine: values['engine'] as EngineName | 'auto',
        root: values['root'] as string | undefined,
        image: imageFor(values),
        countOnly: values['count-only'] === true,
      },
      context,
    );
  },
};

/** The image whose files are asked about; null: those of this machine. Throws Usage. */
function imageFor(values: Values): VolumePlace | null {
  const place = volumePlace(values);
  if (place === null) return null;
  const engine = values['engine'];
  if (engine !== 'auto' && engine !== 'mft') throw new LinkKitError('Usage', { message: `In an image names are found by mft, not by ${String(engine)}.` });
  if (values['root'] !== undefined) throw new LinkKitError('Usage', { message: '--root is for searching folders; an image is read as a whole.' });
  return place;
}
