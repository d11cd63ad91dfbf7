/**
 * All of Win32 that LinkKit uses, in plain functions: absolute Windows paths in (put behind `\\?\` inside), plain values
 * out, Win32Error with the true number where a call fails. Everything is synchronous but copyFile. Nothing is loaded
 * before the first call, so that the file can be imported on any system; a call off Windows throws.
 */
export { Win32Error, isUnsupported } from './win32Error.ts';
export { displayPath, toNativePath } from './paths.ts';
export { createHardLink, createSymbolicLink } from './links.ts';
export { directoryIsCaseSensitive, fileInformation, mayWriteAttributes, setBasicInformation, type BasicInformation, type FileInformation } from './fileInformation.ts';
export { holdFromWriters } from './heldFile.ts';
export { readDirectory, withHeldFolder } from './directory.ts';
export type { DirectoryEntry } from './directoryPage.ts';
export { fileLayoutAnswers, volumeDevice } from './fileLayout.ts';
export { parseFileLayout, type LayoutName } from './fileLayoutData.ts';
export { hardLinkNames, type HardLinkNames } from './hardLinkInformation.ts';
export { fileNames, streamNames } from './names.ts';
export { driveType, finalPathNames, finalPathNamesOrNull, volumeInformation, volumeName, volumePathName, type DriveType, type FinalPathNames, type VolumeInformation } from './volumes.ts';
export { createJunction, createReparsePoint, readReparsePoint, writeReparsePoint } from './reparsePoints.ts';
export { IO_REPARSE_TAG_MOUNT_POINT, IO_REPARSE_TAG_SYMLINK, buildJunctionData, buildSymlinkData, parseReparseData, type ReparsePoint } from './reparseData.ts';
export { deviceLength, hasSeekPenalty } from './devices.ts';
export { allocatedRanges, makeSparse, shareExtents } from './extents.ts';
export { deleteFile, isHeldOpen, moveFile, renamePosix } from './move.ts';
export { copyFile, copyFileSync } from './copyFile.ts';
export { getSecurity, setSecurity, type SecurityParts } from './security.ts';
export { enablePrivilege, hasPrivilege, isElevated, privilegeState, type PrivilegeState } from './privileges.ts';
export { processStart } from './processes.ts';
export { ownerOf, privateDescriptor, readableDescriptor, userSid } from './owners.ts';
export { consoleCodePage, decodeCodePage, systemDirectory } from './codePages.ts';
export { shellRecycle } from './shell32.ts';
