import path from 'node:path';
import { LinkKitError } from '../contract/errors.ts';
import { readFolder } from '../filesystem/walk/readFolder.ts';
import { listFolder } from '../filesystem/walk/listFolder.ts';
import type { Listing } from '../filesystem/walk/listing.ts';

/** How many names files have among the keeps, as far as those may be read: other users' are their own business. */
export class KeepsIndex {
  readonly #counts = new Map<string, number>();
  readonly #seen = new Set<string>();

  /**
   * Reads one folder of keeps, once.
   * @param device its volume as the caller counts them; null: as the entries say
   */
  add(place: string, device: number | null): void {
    if (this.#seen.size === this.#seen.add(place).size) return;
    for (const operation of orNone(() => listFolder(place).names)) {
      const { listing } = orNull(() => readFolder({ path: path.join(place, operation), raw: null }, 'counted')) ?? {};
      for (let index = 0; index < (listing?.length ?? 0); index += 1) this.#count(listing!, index, device);
    }
  }

  /** The names that a file has among the keeps. */
  of(device: number, fileId: bigint): number {
    return this.#counts.size === 0 ? 0 : (this.#counts.get(`${device}:${fileId}`) ?? 0);
  }

  #count(listing: Listing, index: number, device: number | null): void {
    const key = `${device ?? listing.device(index)}:${listing.fileId(index)}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }
}

const orNone = (read: () => string[]): string[] => orNull(read) ?? [];

/** Null where it is gone, is no folder, or may not be read. */
function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof LinkKitError && (error.code === 'NotFound' || error.code === 'AccessDenied')) return null;
    throw error;
  }
}
