import type { OptionSpec } from './command.ts';

/** What every command that changes the disk takes. */
export const changingOptions = {
  'dry-run': { type: 'boolean', describe: 'show what would be done, touch nothing' },
  wait: { type: 'number', value: 'SECONDS', describe: 'wait so long for another LinkKit operation on the same tree; else it is Busy' },
  log: { type: 'string', value: 'FILE', describe: 'append the ndjson lines to a file' },
} satisfies Readonly<Record<string, OptionSpec>>;
