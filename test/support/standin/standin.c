/*
 * A stand-in for functions of kernel32.dll that Wine 8 lacks, so that LinkKit's calling side can be tested there.
 *
 * LINKKIT_STANDIN_ANSWERS names a UTF-16LE file of lines:
 *   F C:\folder\file      the file that the lines below are about, as the caller names it, without \\?\
 *   N \folder\name        one of its names, without the drive
 *   S :stream:$DATA       one of its streams
 *   E 5                   FindFirstFileNameW and FindFirstStreamW fail with this number for it
 * LINKKIT_STANDIN_LOG names a UTF-8 file to which every call is appended: what it was called with and what came of it.
 * LINKKIT_STANDIN_SYSTEM32 is what GetSystemDirectoryW answers, where it is set.
 *
 * It is as strict as Windows: flags and levels must be 0, a length is in characters with the NUL, a buffer that is too
 * small is ERROR_MORE_DATA with the length needed and nothing is skipped by it, after the last name comes
 * ERROR_HANDLE_EOF. Before it answers it fills the whole buffer that the caller claims to own: a length in bytes
 * where characters are meant does not stay unnoticed.
 */
#define WIN32_LEAN_AND_MEAN
/* the header's declarations of the functions that are played here get other names */
#define FindFirstFileNameW header_FindFirstFileNameW
#define FindNextFileNameW header_FindNextFileNameW
#define FindFirstStreamW header_FindFirstStreamW
#define FindNextStreamW header_FindNextStreamW
#define FindClose header_FindClose
#define GetSystemDirectoryW header_GetSystemDirectoryW
#include <windows.h>
#undef FindFirstFileNameW
#undef FindNextFileNameW
#undef FindFirstStreamW
#undef FindNextStreamW
#undef FindClose
#undef GetSystemDirectoryW
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#define EXPORT __declspec(dllexport)
#define MAGIC 0x4C4B5354

typedef struct {
  DWORD magic;
  wchar_t *text;   /* the answers, lines ended by NUL */
  wchar_t *next;   /* the line to look at next */
  wchar_t *end;
  wchar_t kind;    /* N or S */
} Search;

static LONG open_searches = 0;

static void log_call(const char *format, ...) {
  wchar_t path[MAX_PATH * 4];
  char line[4096];
  va_list arguments;
  DWORD written;
  HANDLE file;
  DWORD error = GetLastError();
  if (GetEnvironmentVariableW(L"LINKKIT_STANDIN_LOG", path, MAX_PATH * 4) != 0) {
    va_start(arguments, format);
    int length = _vsnprintf(line, sizeof line - 1, format, arguments);
    va_end(arguments);
    if (length < 0) length = sizeof line - 1;
    file = CreateFileW(path, FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_ALWAYS, 0, NULL);
    if (file != INVALID_HANDLE_VALUE) {
      WriteFile(file, line, (DWORD)length, &written, NULL);
      CloseHandle(file);
    }
  }
  SetLastError(error);
}

static char *utf8(const wchar_t *text) {
  static char buffers[4][2048];
  static int turn = 0;
  char *buffer = buffers[turn = (turn + 1) % 4];
  if (!WideCharToMultiByte(CP_UTF8, 0, text, -1, buffer, 2048, NULL, NULL)) strcpy(buffer, "(too long)");
  return buffer;
}

/* The answers, their lines cut apart by NULs; NULL where there are none. */
static wchar_t *read_answers(wchar_t **end) {
  wchar_t path[MAX_PATH * 4];
  HANDLE file;
  DWORD size, got = 0;
  wchar_t *text = NULL;
  if (GetEnvironmentVariableW(L"LINKKIT_STANDIN_ANSWERS", path, MAX_PATH * 4) == 0) return NULL;
  file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
  if (file == INVALID_HANDLE_VALUE) return NULL;
  size = GetFileSize(file, NULL);
  text = calloc(1, size + 2 * sizeof(wchar_t));
  if (!ReadFile(file, text, size, &got, NULL) || got != size) { free(text); text = NULL; }
  CloseHandle(file);
  if (text) {
    *end = text + size / sizeof(wchar_t);
    for (wchar_t *at = text; at < *end; at++) if (*at == L'\n') *at = 0;
  }
  return text;
}

static wchar_t *after(wchar_t *line) { return line + wcslen(line) + 1; }

/* Starts a search in the section of one file; sets the error and gives NULL where it has none. */
static Search *start(const wchar_t *path, wchar_t kind) {
  wchar_t *end = NULL, *text, *line;
  Search *search;
  const wchar_t *plain = wcsncmp(path, L"\\\\?\\", 4) == 0 ? path + 4 : path;
  if (GetFileAttributesW(path) == INVALID_FILE_ATTRIBUTES) return NULL;
  text = read_answers(&end);
  if (!text) { SetLastError(ERROR_INVALID_FUNCTION); return NULL; }
  for (line = text; line < end; line = after(line)) {
    if (line[0] == L'F' && wcscmp(line + 2, plain) == 0) break;
  }
  if (line >= end) { free(text); SetLastError(ERROR_INVALID_FUNCTION); return NULL; }
  line = after(line);
  if (line < end && line[0] == L'E') { DWORD error = wcstoul(line + 2, NULL, 10); free(text); SetLastError(error); return NULL; }
  search = calloc(1, sizeof *search);
  search->magic = MAGIC;
  search->text = text;
  search->next = line;
  search->end = end;
  search->kind = kind;
  return search;
}

/* The line of the wanted kind that comes next, or NULL at the end of the file's section. */
static wchar_t *peek(Search *search) {
  while (search->next < search->end && search->next[0] != L'F') {
    if (search->next[0] == search->kind) return search->next + 2;
    search->next = after(search->next);
  }
  return NULL;
}

static void finish(Search *search) {
  free(search->text);
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

EXPORT HANDLE WINAPI FindFirstFileNameW(LPCWSTR path, DWORD flags, LPDWORD length, PWSTR name) {
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

EXPORT BOOL WINAPI FindNextFileNameW(HANDLE handle, LPDWORD length, PWSTR name) {
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

EXPORT HANDLE WINAPI FindFirstStreamW(LPCWSTR path, int level, LPVOID data, DWORD flags) {
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

EXPORT BOOL WINAPI FindNextStreamW(HANDLE handle, LPVOID data) {
  Search *search = handle;
  BOOL ok = FALSE;
  if (search->magic != MAGIC) SetLastError(ERROR_INVALID_HANDLE);
  else ok = stream(search, data);
  log_call("FindNextStreamW error=%lu\n", ok ? 0 : GetLastError());
  return ok;
}

EXPORT BOOL WINAPI FindClose(HANDLE handle) {
  Search *search = handle;
  BOOL ok = handle != INVALID_HANDLE_VALUE && handle != NULL && search->magic == MAGIC;
  if (ok) {
    finish(search);
    InterlockedDecrement(&open_searches);
  } else SetLastError(ERROR_INVALID_HANDLE);
  log_call("FindClose ok=%d open=%ld\n", ok, open_searches);
  return ok;
}

EXPORT UINT WINAPI GetSystemDirectoryW(LPWSTR path, UINT room) {
  wchar_t answer[MAX_PATH];
  DWORD length = GetEnvironmentVariableW(L"LINKKIT_STANDIN_SYSTEM32", answer, MAX_PATH);
  if (length == 0) wcscpy(answer, L"C:\\windows\\system32");
  length = (DWORD)wcslen(answer);
  if (length + 1 > room) return length + 1;
  wcscpy(path, answer);
  return length;
}
