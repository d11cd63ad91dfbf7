import { LinkKitError } from '../../contract/errors.ts';
import { isWindows } from '../../filesystem/platform.ts';
import { systemDirectory } from '../../native/windows.ts';

/** Writes a failure into the event log of Windows (Application, source LinkKit) by the system's own eventcreate; a LinkKitError where it cannot be. */
export async function reportFailure(name: string, exitCode: number, errors: readonly string[]): Promise<LinkKitError | null> {
  if (!isWindows) return new LinkKitError('EngineNotAvailable', { message: 'There is no event log here; the failure stands in the log of the run.', hint: null });
  const { execa } = await import('execa');
  const text = [`The LinkKit task '${name}' ended with exit code ${exitCode}.`, ...errors.slice(0, 10)].join('\n').slice(0, 2000);
  const result = await execa(`${systemDirectory()}\\eventcreate.exe`, ['/L', 'APPLICATION', '/T', 'ERROR', '/SO', 'LinkKit', '/ID', '100', '/D', text], { stdin: 'ignore', reject: false, windowsHide: true });
  return result.failed ? new LinkKitError('TaskServiceFailed', { message: `eventcreate refused to write into the event log: ${String(result.stderr ?? result.message).trim()}`, hint: 'An administrator must register the source once: run eventcreate with these arguments.' }) : null;
}
