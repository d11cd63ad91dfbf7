import { onTerminal } from './units.ts';

/**
 * An argument as the person's shell takes it. On Windows that may be cmd, which knows double quotes only, or PowerShell,
 * which would carry out $ and ` between them: a text with these is put in single quotes, so that cmd fails on it and neither runs it.
 */
export function shellWord(argument: string, isWindows: boolean): string {
  const shown = onTerminal(argument);
  if (/^[\w./:\\=-]+$/.test(shown)) return shown;
  if (!isWindows) return `'${shown.replaceAll("'", "'\\''")}'`;
  return /[$`\u201c-\u201e]/.test(shown) ? `'${shown.replaceAll(/['\u2018-\u201b]/g, '$&$&')}'` : `"${shown}"`;
}
