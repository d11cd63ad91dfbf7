import type { DoctorItem } from '../../contract/items.ts';
import type { OperationCommand } from '../command.ts';
import { onTerminal } from '../output/units.ts';

const able = (answer: string, code: string | null): string => (answer === 'yes' ? 'yes' : `no (${code})`);

export const doctor: OperationCommand = {
  kind: 'operation',
  changes: false,
  noCounts: { paths: 0 },
  name: 'doctor',
  summary: 'Show what works here: the file system, kinds of links (tried in a temporary folder), sibling engines, privileges.',
  positionals: [{ name: 'path', describe: 'folders to try in; the current one when left out', many: true, optional: true }],
  options: {},
  examples: [['linkkit doctor D:\\ \\\\server\\share', 'what works on a drive and on a share']],
  view: {
    item(line) {
      const item = line as unknown as DoctorItem;
      const rows: [string, string][] = [
        ['file system', item.fileSystem],
        ['hard links', able(item.hardLinks, item.hardLinksCode)],
        ['symbolic links', able(item.symbolicLinks, item.symbolicLinksCode)],
        ['junctions', able(item.junctions, item.junctionsCode)],
        ...item.engines.map(({ name, works, reason }): [string, string] => [`siblings by ${name}`, works ? 'yes' : `no: ${reason}`]),
        ['privileges', item.privileges.join(', ') || 'none of those that matter here'],
        ...(item.advice === null ? [] : [['advice', item.advice] as [string, string]]),
      ];
      return [onTerminal(item.path), ...rows.map(([name, value]) => `  ${name.padEnd(19)}${value}`)].join('\n');
    },
    summary: () => null,
  },
  async run(values, context) {
    const { doctor: operation } = await import('../../operations/doctor.ts');
    return operation({ path: values['path'] as readonly string[] }, context);
  },
};
