import type { ScanCounts } from '../../contract/items.ts';
import type { OperationContext, OperationEvent } from '../operation.ts';
import type { ScanOptions } from './options.ts';

/**
 * Which files under some paths have more than one name, and what folders weigh. A path that cannot be looked at, and a
 * folder that cannot be read, are errors of their own; the rest goes on. Throws NotNtfs, PrivilegeRequired, NotFound … for a
 * volume or an image that cannot be read at all.
 */
export async function* scan(options: ScanOptions, context: OperationContext): AsyncGenerator<OperationEvent | readonly OperationEvent[], ScanCounts> {
  const { volume } = options;
  if (volume === null) return yield* (await import('./folders.ts')).scanFolders(options, context);
  return yield* (await import('./volume.ts')).scanVolume(options, volume, context);
}
