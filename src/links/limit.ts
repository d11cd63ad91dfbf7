/** Names a file may have besides its first one, by file system. NTFS: 1,024 in all ([MS-FSA] 2.1.5.15.6). */
const furtherNames: Readonly<Record<string, number>> = { ntfs: 1_023, ntfs3: 1_023, refs: 999_999 };

/**
 * The number of further names a file of this file system may have; Infinity where LinkKit knows none, and the file
 * system itself says when it is enough (EMLINK).
 * @param fileSystem its name, in any case ('NTFS', 'ext4')
 */
export const furtherNamesOn = (fileSystem: string): number => furtherNames[fileSystem.toLowerCase()] ?? Number.POSITIVE_INFINITY;
