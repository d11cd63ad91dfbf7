import { absolutePath } from '../../filesystem/paths.ts';
import type { CopyOptions, Place } from './options.ts';

/**
 * The argument list that finishes an interrupted copy. Linked files are found as already done; files copied with their
 * data are whole (they got their name last), so they are skipped where they would else be in the way.
 */
export function resumeArguments(options: CopyOptions, places: readonly Place[], cwd: string): string[] {
  const single = places.length === 1 ? places[0] : undefined;
  const copies = options.onLinkLimit === 'copy' || places.some(({ way }) => way === 'copy');
  const onExists = copies && options.onExists === 'error' ? 'skip' : options.onExists;
  return [
    'copy',
    ...choice('as', options.as, 'hardlink'),
    ...choice('on-cross-volume', options.onCrossVolume, 'error'),
    ...choice('on-exists', onExists, 'error'),
    ...choice('on-link-limit', options.onLinkLimit, 'error'),
    ...choice('reparse', options.reparse, 'keep'),
    ...(options.linkLimit === undefined ? [] : ['--link-limit', String(options.linkLimit)]),
    ...options.include.flatMap((glob) => ['--include', glob]),
    ...options.exclude.flatMap((glob) => ['--exclude', glob]),
    ...(options.parents ? ['--parents'] : []),
    ...(single ? ['--exact'] : []),
    '--',
    ...places.map(({ source }) => source),
    single ? single.target : absolutePath(options.destination, cwd),
  ];
}

const choice = (name: string, value: string, usual: string): string[] => (value === usual ? [] : [`--${name}`, value]);
