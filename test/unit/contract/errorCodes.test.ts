import { expect, test } from 'vitest';
import { errorCodes, isErrorCode } from '../../../src/contract/errorCodes.ts';
import { findingOf, LinkKitError } from '../../../src/contract/errors.ts';

/** The contract's list, word for word, and what has been added to it (LogonRequired, a warning): programs go by these. */
const contract =
  'Usage, NotFound, ParentNotFound, SameName, DestinationInsideSource, WouldOverwrite, NameCollision, NameNotRepresentable, PathTooLong, DirectoryNotSupported, JunctionNeedsFolder, CrossVolume, HardLinksNotSupported, TooManyLinks, AccessDenied, PrivilegeRequired, ReadOnlyVolume, InUse, Busy, NoSpace, ReadError, WriteError, OfflineFile, UnsupportedReparsePoint, ChangedDuringOperation, VerificationFailed, MetadataDiffers, MetadataNotKept, LastName, NotEmpty, EngineNotAvailable, NotNtfs, DamagedRecord, InvalidInputLine, InvalidFile, NotUndoable, JournalDamaged, UnsafeLocation, TaskServiceFailed, LogonRequired, Interrupted, ExeNotFound, VersionMismatch, Internal';

/** System.Management.Automation.ErrorCategory. */
const categories =
  'NotSpecified OpenError CloseError DeviceError DeadlockDetected InvalidArgument InvalidData InvalidOperation InvalidResult InvalidType MetadataError NotImplemented NotInstalled ObjectNotFound OperationStopped OperationTimeout SyntaxError ParserError PermissionDenied ResourceBusy ResourceExists ResourceUnavailable ReadError WriteError FromStdErr SecurityError ProtocolError ConnectionError AuthenticationError LimitsExceeded QuotaExceeded NotEnabled'.split(' ');

test('the codes are the contract’s, in its order', () => {
  expect(Object.keys(errorCodes)).toEqual(contract.split(', '));
});

test.each(Object.entries(errorCodes))('%s has a sentence, a hint and a category that PowerShell has', (_code, row) => {
  expect(row.sentence).toMatch(/^[A-Z].*\.$/);
  expect(row.hint.length).toBeGreaterThan(5);
  expect(categories).toContain(row.powershell);
});

test('the codes that refuse a call have the contract’s exit codes', () => {
  for (const code of ['Usage', 'NotFound', 'DestinationInsideSource', 'SameName', 'ParentNotFound'] as const) expect(errorCodes[code].exitCode, code).toBe(2);
  for (const code of ['HardLinksNotSupported', 'EngineNotAvailable', 'CrossVolume'] as const) expect(errorCodes[code].exitCode, code).toBe(3);
});

test('a thrown bug becomes Internal and keeps its text; a LinkKitError stays itself', () => {
  expect(findingOf(new TypeError('x is undefined'))).toMatchObject({ code: 'Internal', message: expect.stringContaining('x is undefined') });
  expect(findingOf(new LinkKitError('InUse', { path: 'C:\\a', osError: 32 }))).toMatchObject({ code: 'InUse', path: 'C:\\a', osError: 32 });
  expect(isErrorCode('toString')).toBe(false);
});
