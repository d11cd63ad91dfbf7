import { absolutePath } from '../../filesystem/paths.ts';
import type { CopyOptions, Place } from './options.ts';

/**
 * The argument list that finishes an interrupted copy. Linked files are found as already done, and so are files copied
 * with their data: they got their name last, and are known by their time and bytes.
 */
export function resumeArguments(options: CopyOptions, places: readonly Place[], cwd: string): string[] {
  const single = places.length === 1 ? places[0] : undefined;
  return [
    'copy',
    ...choice('as', options.as, 'hardlink'),
    ...choice('on-cross-volume', options.onCrossVolume, 'error'),
    ...choice('on-exists', options.onExists, 'error'),
    ...choice('on-link-limit', options.onLinkLimit, 'error'),
    ...choice('reparse', options.reparse, 'keep'),
    ...(options.linkLimit === undefined ? [] : ['--link-limit', String(options.linkLimit)]),
    // One word each: a glob may begin with a dash
    ...options.include.map((glob) => `--include=${glob}`),
    ...options.exclude.map((glob) => `--exclude=${glob}`),
    ...(options.parents ? ['--parents'] : []),
    ...(single ? ['--exact'] : []),
    '--',
    ...places.map(({ source }) => source),
    single ? single.target : absolutePath(options.destination, cwd),
  ];
}

const choice = (name: string, value: string, usual: string): string[] => (value === usual ? [] : [`--${name}`, value]);
