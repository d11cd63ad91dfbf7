import { LinkKitError } from '../contract/errors.ts';
import { keepRules, mediaKinds, type KeepRule, type Media, type SearchOptions } from '../operations/duplicates/options.ts';
import type { OptionSpec, Values } from './command.ts';

const defaultMinSize = 4096;

/** What duplicates and dedupe look for. */
export const searchOptions = {
  'min-size': { type: 'bytes', value: 'SIZE', describe: 'files of at least this size (4 KiB when left out; 0 takes empty files, too)' },
  'max-size': { type: 'bytes', value: 'SIZE', describe: 'files of at most this size' },
  include: { type: 'strings', value: 'GLOB', describe: 'only files that match; may be repeated' },
  exclude: { type: 'strings', value: 'GLOB', describe: 'no file and no folder that matches; may be repeated' },
  newer: { type: 'string', value: 'TIME', describe: 'only files written since: 2026-01-31, or a time as 2026-01-31T13:00Z' },
  reference: { type: 'strings', value: 'PATH', describe: 'a further path, whose files lead and are never changed; may be repeated' },
  isolate: { type: 'boolean', describe: 'never link two files that lie within one of the paths' },
  keep: { type: 'string', choices: keepRules, describe: 'which file of a set stays (most-linked, then the oldest, when left out)' },
  media: { type: 'string', choices: mediaKinds, default: 'auto', describe: 'how the disk is read: a hard disk by one thread, in order' },
  'no-cache': { type: 'boolean', describe: 'remember nothing of the files read, and read all anew' },
} satisfies Readonly<Record<string, OptionSpec>>;

/** Throws Usage. */
export function searchFrom(values: Values): SearchOptions {
  const [minSize, maxSize] = [(values['min-size'] as number | undefined) ?? defaultMinSize, (values['max-size'] as number | undefined) ?? null];
  if (maxSize !== null && maxSize < minSize) throw new LinkKitError('Usage', { message: `No file is at least ${minSize} and at most ${maxSize} bytes large.`, hint: 'Lower --min-size (4096 when left out), or raise --max-size.' });
  return {
    path: values['path'] as readonly string[],
    reference: (values['reference'] ?? []) as readonly string[],
    minSize,
    maxSize,
    include: (values['include'] ?? []) as readonly string[],
    exclude: (values['exclude'] ?? []) as readonly string[],
    newer: timeFrom(values['newer'] as string | undefined),
    isolate: values['isolate'] === true,
    keep: (values['keep'] as KeepRule | undefined) ?? 'most-linked',
    media: values['media'] as Media,
    hashOnly: values['hash-only'] === true,
    cache: values['no-cache'] !== true,
  };
}

/** ISO 8601: a day begins at midnight here, as people mean it; a time without a zone is of here, too. */
function timeFrom(text: string | undefined): number | null {
  if (text === undefined) return null;
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const time = isDay || /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/.test(text) ? Date.parse(isDay ? `${text}T00:00` : text) : Number.NaN;
  if (Number.isNaN(time)) throw new LinkKitError('Usage', { message: `--newer takes a day or a time, not '${text}'.`, hint: 'Write 2026-01-31 or 2026-01-31T13:00Z.' });
  return time;
}
