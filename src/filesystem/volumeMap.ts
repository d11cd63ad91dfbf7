import { LinkKitError, type Finding } from '../contract/errors.ts';
import { readVolume } from '../ntfs/readVolume.ts';
import type { VolumeMap } from '../ntfs/volumeMap.ts';
import { fileIdText, volumeText } from './identity.ts';
import { fromOsError } from './osError.ts';
import { openVolumeBytes, type VolumePlace } from './volumeBytes.ts';

export type VolumeMapEvent = ({ type: 'warning' } & Finding) | { type: 'progress'; done: number; total: number; unit: 'records'; path: string };

/**
 * Reads all files and names of an NTFS volume from its master file table. Each damaged record is a warning. Null where it
 * was interrupted. Throws what openVolumeBytes throws, and NotNtfs.
 */
export async function* readVolumeMap(place: VolumePlace, signal: AbortSignal): AsyncGenerator<VolumeMapEvent, VolumeMap | null> {
  const source = openVolumeBytes(place);
  const { path } = place;
  try {
    const reading = readVolume(source, signal);
    for (;;) {
      const { value, done } = await reading.next();
      if (done) {
        if (signal.aborted) return null;
        if (value === null) throw new LinkKitError('NotNtfs', { path });
        return value;
      }
      if (value.type === 'progress') yield { ...value, unit: 'records', path };
      else yield { type: 'warning', ...damaged(path, value).toFinding() };
    }
  } catch (error) {
    throw fromOsError(error, path);
  } finally {
    source.close();
  }
}

const damaged = (path: string, { record, reason }: { record: number | null; reason: string }): LinkKitError =>
  new LinkKitError('DamagedRecord', { path, message: record === null ? `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.` : `Record ${record}: ${reason}.` });

/** A volume's serial as identities have it. */
export const volumeOfMap = ({ geometry }: VolumeMap): string => volumeText(geometry.serial);

/** A record's file id as identities have it. */
export const fileIdOfRecord = (map: VolumeMap, record: number): string => fileIdText(map.reference(record));
