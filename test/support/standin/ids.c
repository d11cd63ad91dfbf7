/*
 * Files and folders by their ids: the links of a file as NtQueryInformationFile gives them, and opening by id. A buffer
 * that is too small is STATUS_BUFFER_OVERFLOW with the bytes needed and not one entry; it is filled first, so that what
 * a caller reads beyond the answer does not look like one.
 */
#include "standin.h"
#include <winternl.h>

#define FILE_HARD_LINK_INFORMATION 46
#define SMALLEST 32 /* sizeof(FILE_LINKS_INFORMATION) */

#define OVERFLOWN ((NTSTATUS)0x80000005)
#define LENGTH_MISMATCH ((NTSTATUS)0xC0000004)
#define WRONG_HANDLE ((NTSTATUS)0xC0000008)

typedef NTSTATUS(WINAPI *Query)(HANDLE, PIO_STATUS_BLOCK, PVOID, ULONG, int);

static NTSTATUS hard_links(Open *file, BYTE *room, ULONG length, ULONG_PTR *written) {
  DWORD failure = failure_of(L"NtQueryInformationFile", file->path), size;
  BYTE *answer;
  if (failure) return (NTSTATUS)failure;
  if (length < SMALLEST) return LENGTH_MISMATCH;
  answer = bytes_of(answer_of(file->path, L'H'), &size);
  memset(room, 0xFE, length);
  if (size <= length) memcpy(room, answer, *written = size);
  else {
    ((DWORD *)room)[0] = size;
    ((DWORD *)room)[1] = 0;
    *written = 8;
  }
  free(answer);
  return size <= length ? 0 : OVERFLOWN;
}

NTSTATUS WINAPI PLAYED(NtQueryInformationFile)(HANDLE handle, PIO_STATUS_BLOCK io, PVOID room, ULONG length, int information) {
  Open *file = open_of(handle);
  NTSTATUS status;
  if (information != FILE_HARD_LINK_INFORMATION || !file || (!answer_of(file->path, L'H') && !failure_of(L"NtQueryInformationFile", file->path))) {
    Query real = (Query)(void *)GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "NtQueryInformationFile");
    return real(handle, io, room, length, information);
  }
  status = io && room ? hard_links(file, room, length, &io->Information) : WRONG_HANDLE;
  if (io) io->Status = status;
  log_call("NtQueryInformationFile path=%s length=%lu class=%d status=%lx\n", utf8(file->path), length, information, status);
  return status;
}

/* The path of the section whose file has an id, or NULL. */
static const wchar_t *path_of_id(unsigned long long id) {
  const wchar_t *path = NULL;
  for (wchar_t *line = first_line(); line; line = next_line(line)) {
    if (line[0] == L'F') path = line + 2;
    else if (line[0] == L'I' && wcstoull(line + 2, NULL, 16) == id) return path;
  }
  return NULL;
}

/* FILE_ID_DESCRIPTOR: its size (24) at 0, the kind of id at 4 (0: 64 bits), the id at 8. */
HANDLE WINAPI PLAYED(OpenFileById)(HANDLE hint, const BYTE *descriptor, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security, DWORD flags) {
  HANDLE handle = INVALID_HANDLE_VALUE;
  const wchar_t *path = NULL;
  unsigned long long id = descriptor ? *(unsigned long long *)(descriptor + 8) : 0;
  DWORD error = ERROR_INVALID_PARAMETER;
  if (!open_of(hint)) error = ERROR_INVALID_HANDLE;
  else if (descriptor && ((DWORD *)descriptor)[0] == 24 && ((DWORD *)descriptor)[1] == 0 && !security) path = path_of_id(id);
  if (path && (error = failure_of(L"OpenFileById", path)) == 0) {
    /* without this flag Windows opens no folder */
    if (!(flags & FILE_FLAG_BACKUP_SEMANTICS)) error = ERROR_ACCESS_DENIED;
    else handle = CreateFileW(path, access, share, NULL, OPEN_EXISTING, flags, NULL);
    if (handle == INVALID_HANDLE_VALUE && !error) error = GetLastError();
  }
  log_call("OpenFileById id=%llx access=%lx flags=%lx error=%lu\n", id, access, flags, error);
  SetLastError(error);
  return handle;
}
