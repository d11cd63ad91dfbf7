import { LinkKitError } from '../../contract/errors.ts';
import { isWindows } from '../../filesystem/platform.ts';
import { systemDirectory } from '../../native/windows.ts';
import { systemProgram } from './systemProgram.ts';

/** Writes a failure into the event log of Windows (Application, source LinkKit) by the system's own eventcreate. Throws a LinkKitError where it cannot be. */
export async function reportFailure(name: string, exitCode: number, errors: readonly string[]): Promise<void> {
  if (!isWindows) throw new LinkKitError('EngineNotAvailable', { message: 'There is no event log here; the failure stands in the log of the run.', hint: null });
  // eventcreate takes 32 KiB at most
  const text = [`The LinkKit task '${name}' ended with exit code ${exitCode}.`, ...errors.slice(0, 10)].join('\n').slice(0, 2000);
  await systemProgram([`${systemDirectory()}\\eventcreate.exe`, '/L', 'APPLICATION', '/T', 'ERROR', '/SO', 'LinkKit', '/ID', '100', '/D', text], (said) => ({
    message: `eventcreate refused to write into the event log: ${said}`,
    hint: 'The failure stands in the log of the run. An administrator must have used the source LinkKit once.',
  }));
}
