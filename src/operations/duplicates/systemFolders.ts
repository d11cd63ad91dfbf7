/** Folders that a system keeps for itself, wherever a volume of it is seen: they are never de-duplicated, nor is what Windows itself links (WinSxS). */
const anywhere: ReadonlySet<string> = new Set(['winsxs', 'system volume information', '$recycle.bin', 'windowsapps', 'lost+found']);

/** Whether a folder of this name, in one of that name, belongs to the system. */
export const isSystemFolder = (name: string, above: string): boolean => {
  const lower = name.toLowerCase();
  return anywhere.has(lower) || (lower === 'servicing' && above.toLowerCase() === 'windows');
};

/** Whether a path leads through one of them. */
export function liesInSystemFolder(path: string): boolean {
  const parts = path.split(/[\\/]/);
  return parts.some((part, index) => isSystemFolder(part, parts[index - 1] ?? ''));
}
