import { LinkKitError } from '../../contract/errors.ts';

/** So long its last words are read after its end, in milliseconds. */
const lastWordsMs = 500;

/**
 * Runs one of the system's own programs to its end. What it started may hold its outputs open for ever (the desktop that Wine's schtasks
 * starts does): its own end is what counts. Throws TaskServiceFailed with what it said, in `say`.
 */
export async function systemProgram([program, ...args]: readonly string[], say: (text: string) => { message: string; hint: string | null }): Promise<void> {
  const { execa } = await import('execa');
  const child = execa(program!, args, { stdin: 'ignore', reject: false, windowsHide: true, all: true });
  child.once('exit', () => {
    setTimeout(() => {
      child.stdout.destroy();
      child.stderr.destroy();
    }, lastWordsMs).unref();
  });
  const result = await child;
  if (!result.failed) return;
  const words = String(result.all ?? '').trim() || String(result.shortMessage);
  const said = /[.!?]$/.test(words) ? words : `${words}.`;
  throw new LinkKitError('TaskServiceFailed', { path: null, ...say(said), osError: result.exitCode ?? null });
}
