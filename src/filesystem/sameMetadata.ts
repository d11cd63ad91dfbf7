import fs from 'node:fs';
import { LibcError, extendedAttribute } from '../native/libc.ts';
import { fileInformation, getSecurity } from '../native/windows.ts';
import { isSameTime } from './entry.ts';
import { extendedAttributes } from './extendedAttributes.ts';
import { inPlaceAsync } from './heldPath.ts';
import { withPath } from './osError.ts';
import { isWindows } from './platform.ts';
import { haveSameStreams } from './windowsData.ts';
import { settableAttributes } from './windowsKind.ts';

/**
 * What else than bytes two files differ in, in words; empty where they are alike. `times`: their last writes count, too. Links are not
 * followed. Throws a LinkKitError.
 */
export async function differencesOf(one: string, other: string, { times }: { times: boolean }, signal?: AbortSignal): Promise<string[]> {
  if (isWindows) return windowsDifferences(one, other, times, signal);
  return inPlaceAsync(one, (first) => inPlaceAsync(other, async (second) => withPath(other, () => posixDifferences(first(one), second(other), times))));
}

async function windowsDifferences(one: string, other: string, times: boolean, signal: AbortSignal | undefined): Promise<string[]> {
  const [left, right] = [withPath(one, () => fileInformation(one)), withPath(other, () => fileInformation(other))];
  return [
    ...(withPath(other, () => getSecurity(one).equals(getSecurity(other))) ? [] : ['owner or rights']),
    ...((left.attributes & settableAttributes) === (right.attributes & settableAttributes) ? [] : ['attributes']),
    ...(times && left.lastWriteTime !== right.lastWriteTime ? ['last write'] : []),
    ...((await haveSameStreams(one, other, signal)) ? [] : ['alternate streams']),
  ];
}

/** Of ntfs-3g: the Windows attributes, the security descriptor, and the names of alternate streams, which it does not list with the others. */
const ofNtfs = { attributes: 'system.ntfs_attrib', rights: 'system.ntfs_acl', streams: 'ntfs.streams.list' } as const;

function posixDifferences(one: string, other: string, times: boolean): string[] {
  const [left, right] = [fs.lstatSync(one), fs.lstatSync(other)];
  const [attributes, otherAttributes] = [ntfsAttribute(one, ofNtfs.attributes), ntfsAttribute(other, ofNtfs.attributes)];
  const streams = ntfsAttribute(one, ofNtfs.streams);
  return [
    ...(left.uid === right.uid && left.gid === right.gid ? [] : ['owner']),
    ...(left.mode === right.mode && isSame(ntfsAttribute(one, ofNtfs.rights), ntfsAttribute(other, ofNtfs.rights)) ? [] : ['rights']),
    ...(sameAttributes(attributes, otherAttributes) ? [] : ['attributes']),
    ...(times && !isSameTime(left.mtimeMs, right.mtimeMs) ? ['last write'] : []),
    // With ntfs-3g they are streams, and asking for their list fails by an old error now and then
    ...(attributes !== null || sameExtended(extendedAttributes(one), extendedAttributes(other)) ? [] : ['extended attributes']),
    // Their bytes cannot be looked at in every kind of mount: with streams a file stays what it is
    ...(isSame(streams, ntfsAttribute(other, ofNtfs.streams)) && (streams === null || streams.length === 0) ? [] : ['alternate streams']),
  ];
}

const sameExtended = (one: ReadonlyMap<string, Buffer>, other: ReadonlyMap<string, Buffer>): boolean =>
  one.size === other.size && [...one].every(([name, value]) => other.get(name)?.equals(value));

/** Null where the file system has no such thing. */
function ntfsAttribute(name: string, attribute: string): Buffer | null {
  try {
    return extendedAttribute(name, attribute);
  } catch (error) {
    if (error instanceof LibcError) return null;
    throw error;
  }
}

const isSame = (one: Buffer | null, other: Buffer | null): boolean => (one === null ? other === null : other !== null && one.equals(other));

const sameAttributes = (one: Buffer | null, other: Buffer | null): boolean =>
  one === null || other === null || one.length < 4 || other.length < 4 ? isSame(one, other) : (one.readUInt32LE(0) & settableAttributes) === (other.readUInt32LE(0) & settableAttributes);
