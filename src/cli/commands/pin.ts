import { exitCodes, type ExitCode } from '../../contract/exitCodes.ts';
import type { PinCounts, PinItem } from '../../contract/items.ts';
import { conflictRules, pinKinds, type ConflictRule, type PinKind } from '../../contract/pinWords.ts';
import { changingOptions } from '../changingOptions.ts';
import type { OperationCommand, OptionSpec, Values } from '../command.ts';
import { count, onTerminal, readableBytes, readableSeconds } from '../output/units.ts';

const places = {
  file: { type: 'string', value: 'FILE', describe: 'this pin file; else those of this machine and of you' },
  machine: { type: 'boolean', describe: 'the pin file of this machine, which administrators write' },
} satisfies Readonly<Record<string, OptionSpec>>;

const log = { log: changingOptions.log };
const names = [{ name: 'name', describe: 'names of pins; all where none is given', many: true, optional: true }] as const;
const rule = (describe: string): OptionSpec => ({ type: 'string', choices: conflictRules, describe });

const noCounts: PinCounts = { pins: 0, linked: 0, broken: 0, repaired: 0 };
const brokenCode = (counts: Record<string, unknown>): ExitCode => ((counts['broken'] as number) > 0 ? exitCodes.someFailed.code : exitCodes.done.code);

const placesFrom = (values: Values): { file: string | null; machine: boolean } => ({ file: (values['file'] as string | undefined) ?? null, machine: values['machine'] === true });
const choiceFrom = (values: Values): { names: readonly string[]; file: string | null; machine: boolean } => ({ names: (values['name'] ?? []) as readonly string[], ...placesFrom(values) });

type SummaryLine = PinCounts & { dryRun: boolean; failed: number; seconds: number; exitCode: number; interrupted: boolean; operationId: string | null };

function itemText({ name, source, target, state, action, detail, sourceSize, sourceModified, targetSize, targetModified, kept }: PinItem): string {
  const isMade = action === 'repaired' || action === 'planned';
  const [done, planned] = state === 'missing' ? ['made', 'would make'] : [`repaired (${words[state]})`, `would repair (${words[state]})`];
  const what = isMade ? `${action === 'planned' ? planned : done}${kept === null ? '' : `; the content of the ${kept} stays`}` : words[state];
  const sides = state === 'diverged' && action !== 'repaired' ? [['source', sourceSize, sourceModified], ['target', targetSize, targetModified]].map(([side, size, time]) => `  ${side}: ${readableBytes(Number(size ?? 0))}, written ${String(time).replace('T', ' ').slice(0, 19)} UTC`) : [];
  return [`${onTerminal(name)}: ${what}`, `  ${onTerminal(target)} -> ${onTerminal(source)}`, ...sides, ...(detail === null ? [] : [`  ${onTerminal(detail)}`]), ...(state === 'diverged' && action === 'listed' ? ['  --rule source-wins or newest-wins decides which content stays; undo brings the other back.'] : [])].join('\n');
}

const words: Readonly<Record<PinItem['state'], string>> = {
  linked: 'linked',
  brokenSame: 'broken: a file of its own with the same content',
  diverged: 'broken: a file of its own with other content',
  missing: 'missing',
  sourceMissing: 'the source is missing',
  wrongKind: 'something of another kind stands there',
  otherVolume: 'on another volume',
};

function summaryText(done: string, { pins, linked, broken, repaired, dryRun, failed, seconds, exitCode, interrupted, operationId }: SummaryLine): string | null {
  if (exitCode > 1 && !interrupted) return null;
  const parts = [count(pins, 'pin'), ...(linked > 0 || repaired === 0 ? [`${linked} linked`] : []), ...(repaired > 0 ? [`${repaired} ${dryRun ? 'to be ' : ''}${done}`] : []), ...(broken > 0 ? [`${broken} not linked`] : []), ...(failed > 0 ? [`${failed} failed`] : []), readableSeconds(seconds)];
  return [`${parts.join(', ')}.`, ...(operationId !== null && repaired > 0 ? [`linkkit undo ${operationId} takes it back.`] : [])].join('\n');
}

/** Items that are as they should be are told only by list, or when something became of them. */
const view = (all: boolean, done = 'repaired'): OperationCommand['view'] => ({
  item: (line) => (all || (line['state'] as string) !== 'linked' || line['action'] === 'repaired' ? itemText(line as unknown as PinItem) : null),
  summary: (line) => summaryText(done, line as unknown as SummaryLine),
});

const add: OperationCommand = {
  kind: 'operation',
  changes: true,
  noCounts,
  name: 'pin add',
  summary: 'Declare a link that is to stay, and make it.',
  positionals: [{ name: 'source', describe: 'the file, or the folder whose files are linked', many: false }, { name: 'target', describe: 'the names that are to lead to it', many: true }],
  options: {
    name: { type: 'string', value: 'NAME', describe: 'what the pin is called (the name of the first target when left out)' },
    as: { type: 'string', choices: pinKinds, default: 'hardlink', describe: 'the kind of link' },
    rule: rule('which content stays when both differ (ask when left out: that is listed, not decided)'),
    ...places,
    ...changingOptions,
  },
  examples: [
    ['linkkit pin add C:\\Config\\app.ini "C:\\Legacy App\\app.ini"', 'the old program finds its configuration, and it is one file'],
    ['linkkit pin add D:\\Shared\\plugins E:\\App\\plugins --as junction', 'a folder'],
    ['linkkit pin add app.ini legacy\\app.ini --file pins.json --rule source-wins', 'in a pin file that is kept with the project'],
  ],
  view: view(true, 'made'),
  exitCodeOf: brokenCode,
  async run(values, context) {
    const { addPin } = await import('../../operations/pin/edit.ts');
    return addPin({ source: values['source'] as string, targets: values['target'] as readonly string[], name: (values['name'] as string | undefined) ?? null, as: values['as'] as PinKind, rule: (values['rule'] as ConflictRule | undefined) ?? 'ask', dryRun: values['dry-run'] === true, ...placesFrom(values) }, context);
  },
};

const looking = (name: string, summary: string, all: boolean, exitCodeOf: OperationCommand['exitCodeOf']): OperationCommand => ({
  kind: 'operation',
  changes: false,
  noCounts,
  name,
  summary,
  positionals: names,
  options: { ...places, ...log },
  examples: [[`linkkit ${name}`, all ? 'every pin with its targets' : 'says nothing of what is as it should be; exit code 1 when any is not'], [`linkkit ${name} app.ini --file pins.json`, 'one pin of a file']],
  view: view(all),
  ...(exitCodeOf && { exitCodeOf }),
  async run(values, context) {
    const { checkPins } = await import('../../operations/pin/check.ts');
    return checkPins(choiceFrom(values), context);
  },
});

const repair: OperationCommand = {
  kind: 'operation',
  changes: true,
  noCounts,
  name: 'pin repair',
  summary: 'Make the links again that an editor or an installer broke. undo takes it back.',
  positionals: names,
  options: { rule: rule('in place of what the pins say: which content stays when both differ'), ...places, ...changingOptions },
  examples: [['linkkit pin repair --dry-run', 'what would be done'], ['linkkit pin repair app.ini --rule newest-wins', 'the newer content stays, the other is kept for undo']],
  view: view(false),
  exitCodeOf: brokenCode,
  async run(values, context) {
    const { repairPins } = await import('../../operations/pin/check.ts');
    return repairPins({ ...choiceFrom(values), rule: (values['rule'] as ConflictRule | undefined) ?? null, dryRun: values['dry-run'] === true }, context);
  },
};

const remove: OperationCommand = {
  kind: 'operation',
  changes: true,
  noCounts,
  name: 'pin remove',
  summary: 'Take pins out of their file. The links stay.',
  positionals: [{ name: 'name', describe: 'names of pins', many: true }],
  options: { 'delete-links': { type: 'boolean', describe: 'remove the targets that are links, too; undo brings them back' }, ...places, ...changingOptions },
  examples: [['linkkit pin remove app.ini', 'it is looked after no more'], ['linkkit pin remove app.ini --delete-links', 'and its links go']],
  view: view(true),
  async run(values, context) {
    const { removePins } = await import('../../operations/pin/edit.ts');
    return removePins({ names: values['name'] as readonly string[], deleteLinks: values['delete-links'] === true, dryRun: values['dry-run'] === true, ...placesFrom(values) }, context);
  },
};

const defaultEvery = 30;
const watch: OperationCommand = {
  kind: 'operation',
  changes: false,
  noCounts,
  name: 'pin watch',
  summary: 'Check at every change until it is stopped (Ctrl+C).',
  positionals: names,
  options: { every: { type: 'number', value: 'SECONDS', describe: `look at least so often (${defaultEvery} when left out)` }, ...places, ...log },
  examples: [['linkkit pin watch', 'tells when an editor breaks a link']],
  view: view(true),
  async run(values, context) {
    const { watchPins } = await import('../../operations/pin/watch.ts');
    return watchPins({ ...choiceFrom(values), everySeconds: Math.max(1, (values['every'] as number | undefined) ?? defaultEvery) }, context);
  },
};

/** The commands for pins, in the order of the help. */
export const pinCommands: readonly OperationCommand[] = [
  add,
  looking('pin list', 'Show the pins, their targets, and whether these are as they should be.', true, undefined),
  looking('pin check', 'Look whether every target is the link that it should be; for monitoring.', false, brokenCode),
  repair,
  remove,
  watch,
];
