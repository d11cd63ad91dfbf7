/*
 * Security descriptors and privileges: of files with a descriptor among the answers, asked and set part by part. As on
 * Windows, an owner is set only by who has enabled SeRestorePrivilege before, else ERROR_INVALID_OWNER. Nothing is set
 * on the disk for such files.
 */
#include "standin.h"

#define RESTORE_PRIVILEGE 18

static BOOL restores = FALSE;

BOOL WINAPI PLAYED(AdjustTokenPrivileges)(HANDLE token, BOOL disable, PTOKEN_PRIVILEGES state, DWORD size, PTOKEN_PRIVILEGES before, PDWORD needed) {
  DWORD error = failure_of(L"AdjustTokenPrivileges", L"");
  if (!AdjustTokenPrivileges(token, disable, state, size, before, needed)) return FALSE;
  if (error) SetLastError(error);
  else error = GetLastError();
  if (!error && state->Privileges[0].Luid.LowPart == RESTORE_PRIVILEGE) restores = state->Privileges[0].Attributes == SE_PRIVILEGE_ENABLED;
  log_call("AdjustTokenPrivileges privilege=%lu attributes=%lx error=%lu\n", state->Privileges[0].Luid.LowPart, state->Privileges[0].Attributes, error);
  return TRUE;
}

/* Only the parts asked for, as a self-relative descriptor. */
static BOOL part_of(PSECURITY_DESCRIPTOR whole, SECURITY_INFORMATION parts, PSECURITY_DESCRIPTOR room, LPDWORD size) {
  SECURITY_DESCRIPTOR part;
  SECURITY_DESCRIPTOR_CONTROL control;
  DWORD revision;
  PSID sid;
  PACL acl;
  BOOL present, defaulted;
  InitializeSecurityDescriptor(&part, SECURITY_DESCRIPTOR_REVISION);
  GetSecurityDescriptorControl(whole, &control, &revision);
  if ((parts & OWNER_SECURITY_INFORMATION) && GetSecurityDescriptorOwner(whole, &sid, &defaulted)) SetSecurityDescriptorOwner(&part, sid, FALSE);
  if ((parts & GROUP_SECURITY_INFORMATION) && GetSecurityDescriptorGroup(whole, &sid, &defaulted)) SetSecurityDescriptorGroup(&part, sid, FALSE);
  if ((parts & DACL_SECURITY_INFORMATION) && GetSecurityDescriptorDacl(whole, &present, &acl, &defaulted)) {
    SetSecurityDescriptorDacl(&part, present, acl, FALSE);
    part.Control |= control & (SE_DACL_PROTECTED | SE_DACL_AUTO_INHERITED);
  }
  return MakeSelfRelativeSD(&part, room, size);
}

BOOL WINAPI PLAYED(GetFileSecurityW)(LPCWSTR path, SECURITY_INFORMATION parts, PSECURITY_DESCRIPTOR room, DWORD size, LPDWORD needed) {
  wchar_t *line = answer_of(path, L'D');
  DWORD error = failure_of(L"GetFileSecurityW", path), length;
  BOOL ok = FALSE;
  if (error) SetLastError(error);
  else if (!line) ok = GetFileSecurityW(path, parts, room, size, needed);
  else {
    BYTE *whole = bytes_of(line, &length);
    length = size;
    ok = part_of(whole, parts, room, &length);
    *needed = length;
    free(whole);
  }
  log_call("GetFileSecurityW path=%s parts=%lx error=%lu\n", utf8(path), parts, ok ? 0 : GetLastError());
  return ok;
}

BOOL WINAPI PLAYED(SetFileSecurityW)(LPCWSTR path, SECURITY_INFORMATION parts, PSECURITY_DESCRIPTOR descriptor) {
  DWORD error = failure_of(L"SetFileSecurityW", path);
  BOOL ok = FALSE;
  if (!error && answer_of(path, L'D') && (parts & OWNER_SECURITY_INFORMATION) && !restores) error = ERROR_INVALID_OWNER;
  if (error) SetLastError(error);
  else ok = answer_of(path, L'D') ? TRUE : SetFileSecurityW(path, parts, descriptor);
  log_call("SetFileSecurityW path=%s parts=%lx descriptor=%s error=%lu\n", utf8(path), parts, hex(descriptor, GetSecurityDescriptorLength(descriptor)), ok ? 0 : GetLastError());
  return ok;
}
