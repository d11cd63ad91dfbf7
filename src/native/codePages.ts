import { filledText } from './handles.ts';
import { kernel32, lastError } from './kernel32.ts';

/** The code page in which a console program's output comes: the console's own, or the OEM one where there is no console. */
export function consoleCodePage(): number {
  return kernel32.GetConsoleOutputCP() || kernel32.GetOEMCP();
}

/** Bytes in a code page as text; what the page does not know becomes U+FFFD or the page's own default. Throws Win32Error for an unknown page. */
export function decodeCodePage(bytes: Buffer, codePage: number): string {
  if (bytes.length === 0) return '';
  const characters = kernel32.MultiByteToWideChar(codePage, 0, bytes, bytes.length, null, 0);
  if (characters === 0) throw lastError('MultiByteToWideChar');
  const text = Buffer.alloc(characters * 2);
  if (!kernel32.MultiByteToWideChar(codePage, 0, bytes, bytes.length, text, characters)) throw lastError('MultiByteToWideChar');
  return text.toString('utf16le');
}

/** The System32 folder, from Windows itself and not from an environment variable that a user could set. Throws Win32Error. */
export function systemDirectory(): string {
  return filledText('GetSystemDirectoryW', 'System32', (text, characters) => kernel32.GetSystemDirectoryW(text, characters));
}
