import path from 'node:path';
import type { LinkKitError } from '../../contract/errors.ts';
import { stateFolder } from '../../filesystem/state.ts';
import { openCache } from './cache.ts';
import { ContentMemory } from './memory.ts';

/** What is known of files' bytes, with the cache of this user where it is wanted. */
export const openMemory = ({ cache }: { cache: boolean }, warn: (warning: LinkKitError) => void): ContentMemory => {
  const now = Date.now();
  return new ContentMemory(cache ? openCache(path.join(stateFolder(), 'cache'), now, warn) : null, now);
};
