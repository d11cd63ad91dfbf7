import type { ScanCounts } from '../../contract/items.ts';
import { absolutePlace } from '../../filesystem/volumeBytes.ts';
import type { Operation } from '../operation.ts';
import { scanFolders } from './folders.ts';
import type { ScanOptions } from './options.ts';
import { scanVolume } from './volume.ts';

/**
 * Which files under some paths have more than one name, and what folders weigh. A path that cannot be looked at, and a
 * folder that cannot be read, are errors of their own; the rest goes on. Throws NotNtfs, PrivilegeRequired, NotFound … for a
 * volume or an image that cannot be read at all.
 */
export const scan: Operation<ScanOptions, ScanCounts> = (options, context) => (options.volume === null ? scanFolders(options, context) : scanVolume(options, absolutePlace(options.volume, context.cwd), context));
