import fs from 'node:fs';
import path from 'node:path';
import { geometryOf, mftBytes } from './ntfsImageInfo.ts';
import type { NtfsImage } from './ntfsImages.ts';

/** A copy of an image whose records can be spoiled where they lie. */
export interface SpoiledImage {
  image: string;
  /** Hands out a record's bytes as they stand in the image, with fixups, and writes them back. */
  change(record: number, change: (bytes: Buffer) => void): void;
}

let number = 0;

/** Finds each record by the bytes that ntfscat gives for it: where the table lies is not asked of LinkKit. */
export function spoil(original: NtfsImage): SpoiledImage {
  number += 1;
  const image = path.join(path.dirname(original.image), `spoiled ${number}`);
  fs.copyFileSync(original.image, image);
  const { record: size } = geometryOf(original.image);
  const [table, all] = [mftBytes(original.image), fs.readFileSync(original.image)];
  const placeOf = (record: number): number => {
    // The first four records have a copy elsewhere; the fifth has none.
    if (record < 4) return placeOf(4) - (4 - record) * size;
    // ntfscat has put the fixups back: the last two bytes of each 512 differ.
    const start = table.subarray(record * size, record * size + 510);
    const at = all.indexOf(start);
    if (at < 0 || at % 512 !== 0 || all.includes(start, at + 1)) throw new Error(`Record ${record} is not to be found in the image`);
    return at;
  };
  return {
    image,
    change(record, change) {
      const at = placeOf(record);
      const bytes = Buffer.from(all.subarray(at, at + size));
      change(bytes);
      const handle = fs.openSync(image, 'r+');
      fs.writeSync(handle, bytes, 0, size, at);
      fs.closeSync(handle);
    },
  };
}

/** The listing without the names that cannot be reached where these records are gone: their own, and all below. */
export function withoutRecords(image: NtfsImage, gone: ReadonlySet<number>): NtfsImage {
  const recordOf = new Map(image.listing.map(({ path: at, record }) => [at, record]));
  const parentOf = new Map(image.listing.map(({ path: at, parent }) => [at, parent]));
  const isReached = (at: string): boolean => at === '\\' || (!gone.has(recordOf.get(at)!) && isReached(parentOf.get(at)!));
  return { ...image, listing: image.listing.filter((one) => isReached(one.path)) };
}
