/*
 * File names and streams. Flags and levels must be 0, a length is in characters with the NUL, a buffer that is too
 * small is ERROR_MORE_DATA with the length needed and nothing is skipped by it, after the last name comes
 * ERROR_HANDLE_EOF. Before an answer the whole buffer that the caller claims to own is filled: a length in bytes where
 * characters are meant does not stay unnoticed.
 */
#include "standin.h"

#define MAGIC 0x4C4B5354

typedef struct {
  DWORD magic;
  wchar_t *next;   /* the line to look at next, NULL at the end */
  wchar_t kind;    /* N or S */
} Search;

static LONG open_searches = 0;

/* Starts a search in the section of one file; sets the error and gives NULL where it has none. */
static Search *start(const wchar_t *path, wchar_t kind) {
  wchar_t *line;
  Search *search;
  if (GetFileAttributesW(path) == INVALID_FILE_ATTRIBUTES) return NULL;
  line = section_of(path);
  if (!line) { SetLastError(ERROR_INVALID_FUNCTION); return NULL; }
  if (line[0] == L'E') { SetLastError(wcstoul(line + 2, NULL, 10)); return NULL; }
  search = calloc(1, sizeof *search);
  search->magic = MAGIC;
  search->next = line;
  search->kind = kind;
  return search;
}

/* The line of the wanted kind that comes next, or NULL at the end of the file's section. */
static wchar_t *peek(Search *search) {
  for (; search->next && search->next[0] != L'F'; search->next = after(search->next)) {
    if (search->next[0] == search->kind) return search->next + 2;
  }
  return NULL;
}

static void finish(Search *search) {
  search->magic = 0;
  free(search);
}

/* Puts the next name into the caller's buffer. */
static BOOL answer(Search *search, DWORD *length, wchar_t *name) {
  wchar_t *line = peek(search);
  DWORD room = *length, needed;
  if (!line) { SetLastError(ERROR_HANDLE_EOF); return FALSE; }
  needed = (DWORD)wcslen(line) + 1;
  for (DWORD at = 0; at < room; at++) name[at] = 0xFFFE;
  *length = needed;
  if (needed > room) { SetLastError(ERROR_MORE_DATA); return FALSE; }
  memcpy(name, line, needed * sizeof(wchar_t));
  search->next = after(search->next);
  return TRUE;
}

HANDLE WINAPI PLAYED(FindFirstFileNameW)(LPCWSTR path, DWORD flags, LPDWORD length, PWSTR name) {
  Search *search = NULL;
  DWORD room = length ? *length : 0;
  if (!path || !length || !name || flags != 0) SetLastError(ERROR_INVALID_PARAMETER);
  else if ((search = start(path, L'N')) != NULL && !answer(search, length, name)) {
    DWORD error = GetLastError();
    finish(search);
    search = NULL;
    SetLastError(error);
  }
  if (search) InterlockedIncrement(&open_searches);
  log_call("FindFirstFileNameW path=%s flags=%lu room=%lu length=%lu error=%lu\n", path ? utf8(path) : "NULL", flags, room,
           length ? *length : 0, search ? 0 : GetLastError());
  return search ? (HANDLE)search : INVALID_HANDLE_VALUE;
}

BOOL WINAPI PLAYED(FindNextFileNameW)(HANDLE handle, LPDWORD length, PWSTR name) {
  Search *search = handle;
  DWORD room = length ? *length : 0;
  BOOL ok = FALSE;
  if (!length || !name) SetLastError(ERROR_INVALID_PARAMETER);
  else if (search->magic != MAGIC) SetLastError(ERROR_INVALID_HANDLE);
  else ok = answer(search, length, name);
  log_call("FindNextFileNameW room=%lu length=%lu error=%lu\n", room, length ? *length : 0, ok ? 0 : GetLastError());
  return ok;
}

static BOOL stream(Search *search, BYTE *data) {
  wchar_t *line = peek(search);
  if (!line) { SetLastError(ERROR_HANDLE_EOF); return FALSE; }
  memset(data, 0, 8);
  wcsncpy((wchar_t *)(data + 8), line, MAX_PATH + 36);
  search->next = after(search->next);
  return TRUE;
}

HANDLE WINAPI PLAYED(FindFirstStreamW)(LPCWSTR path, int level, LPVOID data, DWORD flags) {
  Search *search = NULL;
  if (!path || !data || flags != 0 || level != 0) SetLastError(ERROR_INVALID_PARAMETER);
  else if ((search = start(path, L'S')) != NULL && !stream(search, data)) {
    finish(search);
    search = NULL;
    SetLastError(ERROR_HANDLE_EOF);
  }
  if (search) InterlockedIncrement(&open_searches);
  log_call("FindFirstStreamW path=%s level=%d flags=%lu error=%lu\n", path ? utf8(path) : "NULL", level, flags, search ? 0 : GetLastError());
  return search ? (HANDLE)search : INVALID_HANDLE_VALUE;
}

BOOL WINAPI PLAYED(FindNextStreamW)(HANDLE handle, LPVOID data) {
  Search *search = handle;
  BOOL ok = FALSE;
  if (search->magic != MAGIC) SetLastError(ERROR_INVALID_HANDLE);
  else ok = stream(search, data);
  log_call("FindNextStreamW error=%lu\n", ok ? 0 : GetLastError());
  return ok;
}

BOOL WINAPI PLAYED(FindClose)(HANDLE handle) {
  Search *search = handle;
  BOOL ok = handle != INVALID_HANDLE_VALUE && handle != NULL && search->magic == MAGIC;
  if (ok) {
    finish(search);
    InterlockedDecrement(&open_searches);
  } else SetLastError(ERROR_INVALID_HANDLE);
  log_call("FindClose ok=%d open=%ld\n", ok, open_searches);
  return ok;
}

UINT WINAPI PLAYED(GetSystemDirectoryW)(LPWSTR path, UINT room) {
  wchar_t answer[MAX_PATH];
  DWORD length = GetEnvironmentVariableW(L"LINKKIT_STANDIN_SYSTEM32", answer, MAX_PATH);
  if (length == 0) wcscpy(answer, L"C:\\windows\\system32");
  length = (DWORD)wcslen(answer);
  if (length + 1 > room) return length + 1;
  wcscpy(path, answer);
  return length;
}
