import { access, withHandle } from './handles.ts';
import { kernel32, lastError } from './kernel32.ts';

/** winioctl.h, ntddstor.h. */
const IOCTL_STORAGE_QUERY_PROPERTY = 0x2d_1400;
const StorageDeviceSeekPenaltyProperty = 7;

/** Whether the disk of a volume (`\\\\.\\C:`) turns: DEVICE_SEEK_PENALTY_DESCRIPTOR, version@0, size@4, IncursSeekPenalty@8. Needs no rights. Throws Win32Error where the device does not tell. */
export function hasSeekPenalty(device: string): boolean {
  return withHandle(device, access.none, { wholeVolume: true }, (handle) => {
    // STORAGE_PROPERTY_QUERY: PropertyId@0, QueryType@4 (0: standard)
    const [query, answer, returned] = [Buffer.alloc(12), Buffer.alloc(12), Buffer.alloc(4)];
    query.writeUInt32LE(StorageDeviceSeekPenaltyProperty, 0);
    if (!kernel32.DeviceIoControl(handle, IOCTL_STORAGE_QUERY_PROPERTY, query, query.length, answer, answer.length, returned, null)) throw lastError('IOCTL_STORAGE_QUERY_PROPERTY', device);
    return answer[8] !== 0;
  });
}

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
