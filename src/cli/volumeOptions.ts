import { LinkKitError } from '../contract/errors.ts';
import { isWindows } from '../filesystem/platform.ts';
import type { VolumePlace } from '../filesystem/volumeBytes.ts';
import type { OptionSpec, Values } from './command.ts';

/** The options by which a command asks an image or a device instead of the file system. */
export const imageOptions: Readonly<Record<string, OptionSpec>> = {
  image: { type: 'string', value: 'FILE', describe: 'read an NTFS image or device instead; paths in it begin with \\' },
  offset: { type: 'bytes', value: 'SIZE', describe: 'where the volume begins in the image' },
  partition: { type: 'number', value: 'N', describe: 'which partition of the image, when it is a whole disk' },
};

/** The volume or image that is asked for; null where there is none. Throws Usage. */
export function volumePlace(values: Values): (VolumePlace & { drive: string | null }) | null {
  const { volume, image } = values as { volume?: string; image?: string };
  const [offset, partition] = [values['offset'] as number | undefined, values['partition'] as number | undefined];
  if (volume !== undefined && image !== undefined) throw new LinkKitError('Usage', { message: 'Name a volume or an image, not both.' });
  if (image === undefined && (offset !== undefined || partition !== undefined)) throw new LinkKitError('Usage', { message: '--offset and --partition go with --image.' });
  if (offset !== undefined && partition !== undefined) throw new LinkKitError('Usage', { message: 'Give --offset or --partition, not both.' });
  if (image !== undefined) return { path: image, offset, partition, drive: null };
  return volume === undefined ? null : liveVolume(volume);
}

function liveVolume(text: string): VolumePlace & { drive: string } {
  const letter = /^(?:\\\\[.?]\\)?([A-Za-z]):?\\?$/.exec(text)?.[1]?.toUpperCase();
  if (letter === undefined) throw new LinkKitError('Usage', { message: `--volume takes a drive such as C:, not '${text}'.`, hint: 'A volume without a letter, or a device, is named by --image.' });
  if (!isWindows) throw new LinkKitError('EngineNotAvailable', { message: 'Only Windows has drive letters.', hint: 'Name the device or the image by --image.' });
  return { path: `\\\\.\\${letter}:`, drive: `${letter}:` };
}
