/** A volume's serial number as an Entry's `volume` has it on Windows, and an image's: 64 bits in hexadecimal. */
export const volumeText = (serial: bigint): string => serial.toString(16).toUpperCase().padStart(16, '0');

/** A file id as an Entry's `fileId` has it on Windows, and an image's: 128 bits in hexadecimal, of which NTFS uses half. */
export const fileIdText = (id: bigint): string => id.toString(16).toUpperCase().padStart(32, '0');
