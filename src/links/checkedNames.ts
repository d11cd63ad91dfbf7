import { entryOrNull, isSameFile } from '../filesystem/entry.ts';
import { leadsTo } from './leadsTo.ts';
import type { FoundNames, NamedFile } from './siblingEngine.ts';

/**
 * The names that were given for a file when its whole volume was read, from the volume's root on. Files change meanwhile, so
 * each is looked at, and they are counted against the file's link count of now. `spell` gives the paths that a name can
 * have; `isWhole` is false where names may be missing. Throws a LinkKitError where the file cannot be asked about.
 */
export function checkedNames(file: NamedFile, given: readonly string[], spell: (name: string) => string[], isWhole: boolean): FoundNames {
  const [names, unrepresentable] = [new Set<string>(), [] as string[]];
  for (const name of given) {
    if (!name.isWellFormed()) unrepresentable.push((spell(name)[0] ?? name).toWellFormed());
    else {
      const found = spell(name).find((path) => leadsTo(path, file));
      if (found !== undefined) names.add(found);
    }
  }
  const now = entryOrNull(file.path);
  return { names: [...names], unrepresentable, complete: isWhole && now !== null && isSameFile(now, file.entry) && names.size >= now.linkCount };
}
