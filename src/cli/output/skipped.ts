import { readableCount } from './units.ts';

/** What a reason of skippedByReason means, in a few words for a person. */
const words: Readonly<Record<string, string>> = {
  AccessDenied: 'without the right to read or change them',
  ChangedDuringOperation: 'changed meanwhile',
  Encrypted: 'encrypted (EFS)',
  InUse: 'in use',
  Isolated: 'within one path (--isolate)',
  Kept: 'among the keeps of LinkKit, for undo',
  MetadataDiffers: 'with another owner, other rights, attributes or streams',
  NameNotRepresentable: 'with a name that text cannot carry',
  NamesOutside: 'with names elsewhere, which would be parted from them',
  OfflineFile: 'not on this machine (cloud, offline)',
  Reference: 'in a reference, which is not changed',
  SystemFolder: 'system folders',
  TooManyLinks: 'beyond the limit of names',
  UnsupportedReparsePoint: 'links and other reparse points',
};

/** One line that tells what was left out; none where nothing was. */
export function skippedText(skippedByReason: Readonly<Record<string, number>>): string[] {
  const parts = Object.entries(skippedByReason).filter(([, number]) => number > 0).map(([reason, number]) => `${readableCount(number)} ${words[reason] ?? reason}`);
  return parts.length === 0 ? [] : [`Left out: ${parts.join('; ')}.`];
}
