import { LinkKitError } from '../contract/errors.ts';
import { extendedAttribute, extendedAttributeNames, LibcError, setExtendedAttribute } from '../native/libc.ts';
import { faultPoint } from './faults.ts';
import { withPath } from './osError.ts';
import { isWindows } from './platform.ts';

/** ENOTSUP, ENOSYS: the file system has none. */
const noneHere: ReadonlySet<number> = new Set([95, 38]);

/**
 * Carries over the extended attributes of Linux, POSIX ACLs among them (on Windows, alternate streams come with the
 * data). What cannot be set is returned as warnings.
 */
export function keepExtendedAttributes(from: string, to: string): LinkKitError[] {
  if (isWindows) return [];
  const lost: LinkKitError[] = [];
  withPath(to, () => faultPoint('metadata.extended'));
  const orWarn = (what: string, action: () => void): void => {
    try {
      action();
    } catch (error) {
      if (!(error instanceof LibcError)) throw error;
      lost.push(new LinkKitError('MetadataNotKept', { path: to, osError: error.errno, message: `${what} could not be carried over.`, hint: null }));
    }
  };
  orWarn('The extended attributes', () => {
    for (const name of namesOf(from)) orWarn(`The extended attribute ${name}`, () => setExtendedAttribute(to, name, extendedAttribute(from, name)));
  });
  return lost;
}

/** All of a file's, by name; none where the file system has none. Throws LibcError. */
export const extendedAttributes = (name: string): Map<string, Buffer> => new Map(namesOf(name).map((one) => [one, extendedAttribute(name, one)]));

function namesOf(from: string): string[] {
  try {
    return extendedAttributeNames(from);
  } catch (error) {
    if (error instanceof LibcError && noneHere.has(error.errno)) return [];
    throw error;
  }
}
