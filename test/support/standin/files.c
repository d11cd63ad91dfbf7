/*
 * Opening and asking, hard links, copying: all of it real, but for what the answers say of a file. A handle is
 * remembered with its path, its rights and its flags, because a reparse point shows only to who has opened itself.
 */
#include "standin.h"
#include <stdio.h>

#define READS_DATA (GENERIC_READ | GENERIC_EXECUTE | GENERIC_ALL | FILE_READ_DATA)

static Open open_files[64];

Open *open_of(HANDLE handle) {
  for (int at = 0; at < 64; at++) if (open_files[at].handle == handle) return &open_files[at];
  return NULL;
}

HANDLE WINAPI PLAYED(CreateFileW)(LPCWSTR path, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security, DWORD disposition, DWORD flags, HANDLE template) {
  HANDLE handle = INVALID_HANDLE_VALUE;
  DWORD error;
  if ((error = failure_of(L"CreateFileW", path)) != 0) SetLastError(error);
  else if ((access & (GENERIC_WRITE | FILE_WRITE_ATTRIBUTES)) && is_guarded(path)) SetLastError(ERROR_ACCESS_DENIED);
  else if (is_played_volume(path)) handle = open_volume(access, share, security, disposition, flags);
  else handle = CreateFileW(path, access, share, security, disposition, flags, template);
  error = GetLastError();
  if (access & READS_DATA) log_call("CreateFileW reads path=%s\n", utf8(path));
  for (int at = 0; at < 64 && handle != INVALID_HANDLE_VALUE && wcslen(path) < 2048; at++) {
    Open *one = &open_files[at];
    if (InterlockedCompareExchangePointer(&one->handle, handle, NULL) != NULL) continue;
    one->access = access;
    one->flags = flags;
    one->cursor = -1;
    wcscpy(one->path, path);
    break;
  }
  SetLastError(error);
  return handle;
}

BOOL WINAPI PLAYED(CloseHandle)(HANDLE handle) {
  Open *known = handle ? open_of(handle) : NULL;
  if (known) known->handle = NULL;
  return CloseHandle(handle);
}

BOOL WINAPI PLAYED(GetVolumeInformationByHandleW)(HANDLE handle, LPWSTR label, DWORD label_size, LPDWORD serial, LPDWORD longest, LPDWORD flags, LPWSTR name, DWORD name_size) {
  Open *file = open_of(handle);
  wchar_t *more = file ? answer_of(file->path, L'W') : NULL;
  BOOL ok = GetVolumeInformationByHandleW(handle, label, label_size, serial, longest, flags, name, name_size);
  if (ok && more && flags) *flags |= wcstoul(more, NULL, 16);
  return ok;
}

/* The attributes and the tag that the answers give a file besides its own. */
static DWORD played_attributes(HANDLE handle, DWORD *tag) {
  Open *file = open_of(handle);
  wchar_t *more = file ? answer_of(file->path, L'A') : NULL;
  DWORD size, attributes = more ? wcstoul(more, NULL, 16) : 0;
  BYTE *data = reparse_data(handle, &size);
  *tag = 0;
  if (!data) return attributes;
  *tag = *(DWORD *)data;
  free(data);
  return attributes | FILE_ATTRIBUTE_REPARSE_POINT;
}

/* Puts the attributes, the tags and the sizes of the answers into a page of a folder's listing. */
static void play_listing(const wchar_t *folder, BYTE *page) {
  FILE_ID_BOTH_DIR_INFO *entry;
  wchar_t path[4096], *answer;
  do {
    entry = (FILE_ID_BOTH_DIR_INFO *)page;
    _snwprintf(path, 4095, L"%ls\\%.*ls", folder, (int)(entry->FileNameLength / 2), entry->FileName);
    path[4095] = 0;
    if ((answer = answer_of(path, L'A')) != NULL) entry->FileAttributes |= wcstoul(answer, NULL, 16);
    if ((answer = answer_of(path, L'T')) != NULL) {
      entry->FileAttributes |= FILE_ATTRIBUTE_REPARSE_POINT;
      entry->EaSize = wcstoul(answer, NULL, 16);
    }
    if ((answer = answer_of(path, L'B')) != NULL) entry->EndOfFile.QuadPart = entry->AllocationSize.QuadPart = wcstoul(answer, NULL, 10);
    page += entry->NextEntryOffset;
  } while (entry->NextEntryOffset);
}

static BOOL list_folder(HANDLE handle, int information, LPVOID buffer, DWORD size) {
  Open *folder = open_of(handle);
  DWORD error = folder ? failure_of(information == 11 ? L"GetFileInformationByHandleEx/11" : L"GetFileInformationByHandleEx/10", folder->path) : 0;
  BOOL ok = FALSE;
  /* without the second flag the target of a junction would be listed */
  if (folder && (!(folder->access & FILE_LIST_DIRECTORY) || !(folder->flags & FILE_FLAG_OPEN_REPARSE_POINT))) error = ERROR_ACCESS_DENIED;
  if (error) SetLastError(error);
  else ok = GetFileInformationByHandleEx(handle, information, buffer, size);
  if (ok && folder) play_listing(folder->path, buffer);
  log_call("GetFileInformationByHandleEx/%d path=%s size=%lu error=%lu\n", information, folder ? utf8(folder->path) : "?", size, ok ? 0 : GetLastError());
  return ok;
}

BOOL WINAPI PLAYED(GetFileInformationByHandleEx)(HANDLE handle, int information, LPVOID buffer, DWORD size) {
  DWORD tag, more;
  if (information == 10 || information == 11) return list_folder(handle, information, buffer, size);
  if (!GetFileInformationByHandleEx(handle, information, buffer, size)) return FALSE;
  if (information != FileBasicInfo && information != FileAttributeTagInfo) return TRUE;
  more = played_attributes(handle, &tag);
  if (information == FileBasicInfo) ((FILE_BASIC_INFO *)buffer)->FileAttributes |= more;
  else {
    ((FILE_ATTRIBUTE_TAG_INFO *)buffer)->FileAttributes |= more;
    if (tag) ((FILE_ATTRIBUTE_TAG_INFO *)buffer)->ReparseTag = tag;
  }
  return TRUE;
}

BOOL WINAPI PLAYED(SetFileInformationByHandle)(HANDLE handle, int information, LPVOID buffer, DWORD size) {
  Open *file = open_of(handle);
  BOOL ok = SetFileInformationByHandle(handle, information, buffer, size);
  if (information == FileBasicInfo) {
    FILE_BASIC_INFO *basic = buffer;
    log_call("SetFileInformationByHandle path=%s created=%lld accessed=%lld written=%lld attributes=%lx error=%lu\n", file ? utf8(file->path) : "?",
             basic->CreationTime.QuadPart, basic->LastAccessTime.QuadPart, basic->LastWriteTime.QuadPart, basic->FileAttributes, ok ? 0 : GetLastError());
  }
  return ok;
}

/* The number of names that a file has; 0 where it cannot be asked. */
static DWORD names_of(LPCWSTR path) {
  BY_HANDLE_FILE_INFORMATION information = { 0 };
  HANDLE handle = CreateFileW(path, FILE_READ_ATTRIBUTES, 7, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, NULL);
  if (handle == INVALID_HANDLE_VALUE) return 0;
  GetFileInformationByHandle(handle, &information);
  CloseHandle(handle);
  return information.nNumberOfLinks;
}

BOOL WINAPI PLAYED(CreateHardLinkW)(LPCWSTR name, LPCWSTR existing, LPSECURITY_ATTRIBUTES security) {
  DWORD error = failure_of(L"CreateHardLinkW", existing);
  wchar_t *limit = answer_of(existing, L'L');
  BOOL ok = FALSE;
  if (!error) error = failure_of(L"CreateHardLinkW", name);
  if (!error && limit && names_of(existing) >= wcstoul(limit, NULL, 10)) error = ERROR_TOO_MANY_LINKS;
  if (error) SetLastError(error);
  else ok = answer_of(name, L'C') ? CopyFileW(existing, name, TRUE) : CreateHardLinkW(name, existing, security);
  log_call("CreateHardLinkW name=%s existing=%s error=%lu\n", utf8(name), utf8(existing), ok ? 0 : GetLastError());
  return ok;
}

BOOL WINAPI PLAYED(CopyFileExW)(LPCWSTR from, LPCWSTR to, LPPROGRESS_ROUTINE progress, LPVOID data, LPBOOL cancel, DWORD flags) {
  DWORD error = failure_of(L"CopyFileExW", from);
  BOOL ok = FALSE;
  if (error) SetLastError(error);
  else ok = CopyFileExW(from, to, progress, data, cancel, flags);
  log_call("CopyFileExW from=%s to=%s cancel=%d flags=%lx error=%lu\n", utf8(from), utf8(to), cancel ? (int)*cancel : -1, flags, ok ? 0 : GetLastError());
  return ok;
}
