import fs from 'node:fs';
import { LinkKitError } from '../contract/errors.ts';
import { enablePrivilege, setBasicInformation, setSecurity } from '../native/windows.ts';
import { faultPoint } from './faults.ts';
import type { FileMetadata } from './fileState.ts';
import { inFolder, inPlace } from './heldPath.ts';
import { fromOsError } from './osError.ts';
import { settableAttributes } from './windowsKind.ts';

const normalAttribute = 0x80;

/**
 * Gives a folder, a link or (`isFile`) a file that was made anew the owner, rights, attributes and times of one that was removed, the rights last: they
 * may forbid even us to set anything more. What cannot be set is returned as warnings.
 */
export function putMetadata(name: string, metadata: FileMetadata, { isLink, isFile = isLink }: { isLink: boolean; isFile?: boolean }): LinkKitError[] {
  const lost: LinkKitError[] = [];
  const set = (what: string, action: () => void): void => {
    try {
      faultPoint('metadata');
      action();
    } catch (error) {
      lost.push(new LinkKitError('MetadataNotKept', { path: name, osError: fromOsError(error, name).osError, message: `The ${what} could not be put back.` }));
    }
  };
  if ('mode' in metadata) {
    const { uid, gid, mode, accessed, modified } = metadata;
    const own = isFile ? name : inFolder(name);
    return inPlace(own, (at) => {
      const is = fs.lstatSync(at(own));
      if (is.uid !== uid || is.gid !== gid) set('owner', () => fs.lchownSync(at(own), uid, gid));
      set('times', () => (isLink ? fs.lutimesSync : fs.utimesSync)(at(own), accessed / 1000, modified / 1000));
      // What stays ours must not keep the set-user-id bit of its old owner
      if (!isLink) set('mode', () => fs.chmodSync(at(own), lost.length > 0 ? mode & 0o1777 : mode));
      return lost;
    });
  }
  const { attributes, created, accessed, modified, security } = metadata;
  set('times and attributes', () => setBasicInformation(name, { creationTime: BigInt(created), lastAccessTime: BigInt(accessed), lastWriteTime: BigInt(modified), attributes: attributes & settableAttributes || normalAttribute }));
  if (security !== null) {
    const descriptor = Buffer.from(security, 'base64');
    try {
      enablePrivilege('SeRestorePrivilege');
      setSecurity(name, descriptor, { owner: true, group: true, dacl: true });
    } catch (error) {
      fromOsError(error, name); // a bug is thrown on
      set('rights', () => setSecurity(name, descriptor, { dacl: true }));
    }
  }
  return lost;
}
