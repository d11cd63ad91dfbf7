import { LinkKitError } from '../contract/errors.ts';
import { fromOsError } from '../filesystem/osError.ts';

/** Why there can be no journal, so that nothing may be changed. */
export function cannotWrite(error: unknown, folder: string): LinkKitError {
  const { code, osError, message, path: name } = fromOsError(error, folder);
  return new LinkKitError(code === 'NoSpace' || code === 'UnsafeLocation' || code === 'ReadOnlyVolume' ? code : 'WriteError', {
    path: name, osError, cause: error, message: `The journal cannot be written: ${message} Without it nothing is changed.`, hint: 'Make that folder writable, or name another one by the environment variable LINKKIT_STATE.',
  });
}
