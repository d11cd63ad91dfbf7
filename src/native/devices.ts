import { access, withHandle } from './handles.ts';
import { kernel32, lastError } from './kernel32.ts';

/** winioctl.h; the answer is GET_LENGTH_INFORMATION, one number of 64 bits. */
const IOCTL_DISK_GET_LENGTH_INFO = 0x7_405c;

/** Bytes of a volume or a whole disk by its device's name (`\\.\C:`, `\\.\PhysicalDrive0`). Throws Win32Error: isUnsupported where the device does not tell. */
export function deviceLength(device: string): number {
  return withHandle(device, access.genericRead, { wholeVolume: true }, (handle) => {
    const [length, returned] = [Buffer.alloc(8), Buffer.alloc(4)];
    if (!kernel32.DeviceIoControl(handle, IOCTL_DISK_GET_LENGTH_INFO, null, 0, length, length.length, returned, null)) throw lastError('IOCTL_DISK_GET_LENGTH_INFO', device);
    return Number(length.readBigInt64LE(0));
  });
}
