import { exitCodes, type ExitCode } from './exitCodes.ts';

/** One row of the table: what a person reads, and what programs go by. */
export interface ErrorRow {
  /** What went wrong, as one sentence; a message may add the particulars. */
  sentence: string;
  /** What to do next. */
  hint: string;
  /** The exit code when this error ends a run before anything was touched; an error of one item among others gives 1. */
  exitCode: ExitCode;
  /** System.Management.Automation.ErrorCategory of the ErrorRecord. */
  powershell: string;
}

const failed = exitCodes.someFailed.code;
const wrong = exitCodes.wrongCall.code;
const cannot = exitCodes.cannotHere.code;

const row = (exitCode: ExitCode, powershell: string, sentence: string, hint: string): ErrorRow => ({ sentence, hint, exitCode, powershell });

/** Every error and warning code of the contract, in the contract's order. */
export const errorCodes = {
  Usage: row(wrong, 'InvalidArgument', 'The command line is not understood.', 'See linkkit --help, or linkkit COMMAND --help.'),
  NotFound: row(wrong, 'ObjectNotFound', 'The file or folder does not exist.', 'Check the spelling; names with different Unicode forms look the same and are not.'),
  ParentNotFound: row(wrong, 'ObjectNotFound', 'The folder that should receive the name does not exist.', 'Create the folder first, or add --parents.'),
  SameName: row(wrong, 'InvalidOperation', 'Source and destination are the same name.', 'Choose another destination name or folder.'),
  DestinationInsideSource: row(wrong, 'InvalidOperation', 'The destination lies inside the source.', 'Choose a destination outside the source folder.'),
  WouldOverwrite: row(failed, 'ResourceExists', 'The destination name exists already and holds something else.', 'Use --on-exists replace or --on-exists skip, or choose another name.'),
  NameCollision: row(failed, 'ResourceExists', 'Two names would become the same name in the destination.', 'Rename one of them, or copy into a folder that tells upper and lower case apart.'),
  NameNotRepresentable: row(failed, 'InvalidData', 'The name holds characters that Unicode text cannot carry.', 'Rename the file with the tool that made it, then run again.'),
  PathTooLong: row(failed, 'InvalidArgument', 'The path is longer than the file system allows.', 'Use a destination nearer to the root of the volume.'),
  DirectoryNotSupported: row(wrong, 'InvalidType', 'This is a folder; the command answers for files.', 'Name the files in it; folders have no hard links.'),
  JunctionNeedsFolder: row(wrong, 'InvalidType', 'A junction can only point to a folder.', 'Use --as hardlink or --as symlink for a file.'),
  CrossVolume: row(cannot, 'InvalidOperation', 'Source and destination are on different volumes; a hard link cannot cross them.', 'Use --on-cross-volume copy or symlink, or choose a destination on the volume of the source.'),
  HardLinksNotSupported: row(cannot, 'NotImplemented', 'This file system has no hard links.', 'Use a volume with NTFS or ReFS, or --as symlink.'),
  TooManyLinks: row(failed, 'LimitsExceeded', 'The file has as many names as its file system allows.', 'Use --on-link-limit copy: a new copy takes the further names.'),
  AccessDenied: row(failed, 'PermissionDenied', 'Access is denied.', 'Linking needs write access to the file itself; check the rights, or run as the owner or elevated.'),
  PrivilegeRequired: row(failed, 'PermissionDenied', 'This needs a privilege that this process does not hold.', 'Run elevated; for symbolic links Developer Mode is enough.'),
  ReadOnlyVolume: row(failed, 'WriteError', 'The volume is read-only.', 'Choose another destination, or make the volume writable.'),
  InUse: row(failed, 'ResourceBusy', 'Another program holds the file open.', 'Close the program that uses it and run again.'),
  Busy: row(failed, 'ResourceBusy', 'Another LinkKit operation works on the same tree.', 'Wait for it to end and run again.'),
  NoSpace: row(failed, 'ResourceUnavailable', 'There is no space left on the volume.', 'Free some space and run again; what was done stays.'),
  ReadError: row(failed, 'ReadError', 'Reading failed.', 'Check the disk (chkdsk) and run again.'),
  WriteError: row(failed, 'WriteError', 'Writing failed.', 'Check the disk and its free space, and run again.'),
  OfflineFile: row(failed, 'ResourceUnavailable', 'The file is a cloud or offline placeholder; its data is not on this machine.', 'Make it available offline first; LinkKit never downloads unasked.'),
  UnsupportedReparsePoint: row(failed, 'NotImplemented', 'A reparse point of this kind is not made again.', 'Copy it with the program that owns it.'),
  ChangedDuringOperation: row(failed, 'InvalidResult', 'The file changed while it was worked on.', 'Run again when nothing writes to it.'),
  VerificationFailed: row(failed, 'InvalidResult', 'What was made is not what was asked for.', 'Look at the names; check the disk and the file system driver.'),
  MetadataDiffers: row(failed, 'InvalidResult', 'Owner, rights, attributes or streams differ.', 'Make them equal first, or give them up explicitly.'),
  MetadataNotKept: row(failed, 'PermissionDenied', 'Some of owner, rights, attributes, times or streams could not be carried over.', 'Run elevated to carry over owner and rights.'),
  LastName: row(failed, 'InvalidOperation', 'This is the last name of the file.', 'Deleting it deletes the data; confirm that explicitly.'),
  NotEmpty: row(failed, 'InvalidOperation', 'The folder is not empty.', 'Name the folder with --recurse, or empty it first.'),
  EngineNotAvailable: row(cannot, 'NotInstalled', 'This way of doing it is not available on this machine or volume.', 'linkkit doctor shows what works here.'),
  NotNtfs: row(cannot, 'InvalidType', 'The volume or image is not NTFS.', 'Name an NTFS volume or image.'),
  DamagedRecord: row(failed, 'InvalidData', 'A record of the volume is damaged.', 'Run chkdsk on the volume.'),
  InvalidInputLine: row(wrong, 'ParserError', 'A line of the input is not understood.', 'Write one JSON string or {"path": "..."} a line.'),
  InvalidFile: row(wrong, 'InvalidData', 'The file is not what it should be.', 'See the line and column named.'),
  NotUndoable: row(failed, 'InvalidOperation', 'This cannot be undone.', 'See the reason named.'),
  JournalDamaged: row(failed, 'InvalidData', 'The journal is damaged.', 'What can be read of it is listed; check the disk.'),
  UnsafeLocation: row(failed, 'SecurityError', 'The location can be written by other users.', 'Use a location that only administrators can write.'),
  TaskServiceFailed: row(failed, 'InvalidOperation', 'The task service refused.', 'See its own message.'),
  LogonRequired: row(failed, 'InvalidOperation', 'The task runs only while its user is logged on.', 'With --when-logged-off it runs without you: no password is kept, and it has no network and no encrypted files.'),
  Interrupted: row(exitCodes.interrupted.code, 'OperationStopped', 'Interrupted before the end.', 'Run the same command again; finished items are found as already done.'),
  ExeNotFound: row(cannot, 'ObjectNotFound', 'The LinkKit executable cannot be started.', 'Install the module again.'),
  VersionMismatch: row(cannot, 'InvalidData', 'Module and executable are of different versions.', 'Install the module again, as a whole.'),
  Internal: row(failed, 'NotSpecified', 'LinkKit has made a mistake of its own.', 'Please report it with the command and this message: it is a bug.'),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorCodes;

/** Whether a text is one of the contract's codes. */
export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(errorCodes, text);
