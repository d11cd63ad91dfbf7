/*
 * A stand-in for functions of kernel32.dll, advapi32.dll and ntdll.dll that Wine 8 lacks or only pretends to have, so that
 * LinkKit's calling side can be tested there: the shapes, the order and the strictness are those of Windows. What no
 * answer is about goes on to the real function.
 *
 * LINKKIT_STANDIN_ANSWERS names a UTF-16LE file of lines:
 *   F C:\folder\file      the file that the lines below are about, as the caller names it, without \\?\;
 *                         with a `*` at its end every file whose path begins so, just `*` every file
 *   N \folder\name        one of its names, without the drive
 *   S :stream:$DATA       one of its streams
 *   E 5                   (first in its section) FindFirstFileNameW and FindFirstStreamW fail with this number for it
 *   T 80000017            it is a reparse point with this tag (hexadecimal)
 *   R 030000A0...         it is a reparse point with this data (hexadecimal)
 *   A 00400000            it has these attributes (hexadecimal) besides its own
 *   B 7                   its folder's listing gives it this size, as it does of a file written under another name
 *   D 01000480...         its security descriptor (hexadecimal); what is set is only written to the log
 *   G 1                   the rights that LinkKit sets on it forbid LinkKit to write to it or to its attributes
 *   L 3                   CreateHardLinkW fails with 1142 once it has so many names
 *   C 1                   CreateHardLinkW reports a success for this new name and has made a copy
 *   H 6000000001000000... what NtQueryInformationFile gives of its hard links (hexadecimal FILE_LINKS_INFORMATION)
 *   I 5000000000005       its 64-bit id (hexadecimal), by which OpenFileById opens it
 *   Q 0100000010000000... (of a volume, named \\.\C:) one answer of FSCTL_QUERY_FILE_LAYOUT after the other (hexadecimal);
 *                         `!23`: this one fails with the number
 *   Z 0000000000000000... what FSCTL_QUERY_ALLOCATED_RANGES answers (hexadecimal FILE_ALLOCATED_RANGE_BUFFERs), two at a time
 *   W 08000000            its volume has these flags (hexadecimal) besides its own
 *   X CreateHardLinkW 32  this function fails with this number for it. CreateHardLinkW asks for the existing name and
 *                         for the new one, CreateSymbolicLinkW for `CreateSymbolicLinkW/2` first where flag 2 is given,
 *                         DeviceIoControl for FSCTL_SET_REPARSE_POINT, FSCTL_GET_REPARSE_POINT,
 *                         FSCTL_QUERY_FILE_LAYOUT, FSCTL_SET_SPARSE, FSCTL_SET_ZERO_DATA,
 *                         FSCTL_QUERY_ALLOCATED_RANGES and FSCTL_DUPLICATE_EXTENTS_TO_FILE, AdjustTokenPrivileges for `*` only: it leaves the number and
 *                         succeeds, as Windows does with 1300.
 *                         GetFileInformationByHandleEx/11 and /10 are the first and the further pages of a folder's
 *                         listing; NtQueryInformationFile's number is an NTSTATUS
 * LINKKIT_STANDIN_LOG names a UTF-8 file to which calls are appended: what each was called with and what came of it.
 * LINKKIT_STANDIN_SYSTEM32 is what GetSystemDirectoryW answers, where it is set.
 *
 * In this file: the answers and the log. names.c: file names and streams. files.c: opening, asking, hard links, copying.
 * ids.c: hard links and opening by ids. layout.c: whole volumes. reparse.c: symbolic links and reparse points.
 * security.c: descriptors and privileges.
 */
#include "standin.h"
#include <stdarg.h>
#include <stdio.h>

static wchar_t *answers, *answers_end;

/* Reads the answers and cuts their lines apart by NULs; before any call, so that threads need no lock. */
static void read_answers(void) {
  wchar_t path[MAX_PATH * 4];
  HANDLE file;
  DWORD size, got = 0;
  if (GetEnvironmentVariableW(L"LINKKIT_STANDIN_ANSWERS", path, MAX_PATH * 4) == 0) return;
  file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
  if (file == INVALID_HANDLE_VALUE) return;
  size = GetFileSize(file, NULL);
  answers = calloc(1, size + 2 * sizeof(wchar_t));
  if (ReadFile(file, answers, size, &got, NULL) && got == size) answers_end = answers + size / sizeof(wchar_t);
  CloseHandle(file);
  for (wchar_t *at = answers; at < answers_end; at++) if (*at == L'\n') *at = 0;
}

BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, LPVOID reserved) {
  if (reason == DLL_PROCESS_ATTACH) read_answers();
  return TRUE;
}

static BOOL matches(const wchar_t *pattern, const wchar_t *path) {
  size_t length = wcslen(pattern);
  if (length > 0 && pattern[length - 1] == L'*') return wcsncmp(pattern, path, length - 1) == 0;
  return wcscmp(pattern, path) == 0;
}

/* The next section about a path, from a line on. */
static wchar_t *find_section(wchar_t *line, const wchar_t *path) {
  if (wcsncmp(path, L"\\\\?\\", 4) == 0) path += 4;
  for (; line < answers_end; line += wcslen(line) + 1) {
    if (line[0] == L'F' && matches(line + 2, path)) return line + wcslen(line) + 1;
  }
  return NULL;
}

wchar_t *section_of(const wchar_t *path) { return find_section(answers, path); }

wchar_t *first_line(void) { return answers < answers_end ? answers : NULL; }

wchar_t *next_line(wchar_t *line) {
  line += wcslen(line) + 1;
  return line < answers_end ? line : NULL;
}

wchar_t *after(wchar_t *line) {
  line += wcslen(line) + 1;
  return line < answers_end && line[0] != L'F' ? line : NULL;
}

/* The answer behind a letter and a word, in any section about the path. */
static wchar_t *find_answer(const wchar_t *path, wchar_t letter, const wchar_t *word) {
  size_t length = wcslen(word);
  for (wchar_t *start = section_of(path); start; start = find_section(start, path)) {
    for (wchar_t *line = start < answers_end && start[0] != L'F' ? start : NULL; line; line = after(line)) {
      if (line[0] != letter) continue;
      if (length == 0) return line + 2;
      if (wcsncmp(line + 2, word, length) == 0 && line[2 + length] == L' ') return line + 3 + length;
    }
  }
  return NULL;
}

wchar_t *answer_of(const wchar_t *path, wchar_t letter) { return find_answer(path, letter, L""); }

DWORD failure_of(const wchar_t *function, const wchar_t *path) {
  wchar_t *number = find_answer(path, L'X', function);
  return number ? wcstoul(number, NULL, 10) : 0;
}

BYTE *bytes_of(const wchar_t *text, DWORD *size) {
  DWORD length = (DWORD)wcslen(text) / 2;
  BYTE *bytes = calloc(1, length + 1);
  for (*size = 0; *size < length; (*size)++) {
    wchar_t two[3] = { text[*size * 2], text[*size * 2 + 1], 0 };
    bytes[*size] = (BYTE)wcstoul(two, NULL, 16);
  }
  return bytes;
}

void log_call(const char *format, ...) {
  wchar_t path[MAX_PATH * 4];
  char line[8192];
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

/* Room for a text of a log line: one of sixteen in turn, since a line has several and two threads may write one. */
static char *turn(void) {
  static char buffers[16][2048];
  static LONG now = 0;
  return buffers[InterlockedIncrement(&now) % 16];
}

char *utf8(const wchar_t *text) {
  char *buffer = turn();
  DWORD error = GetLastError();
  if (!WideCharToMultiByte(CP_UTF8, 0, text, -1, buffer, 2048, NULL, NULL)) strcpy(buffer, "(too long)");
  SetLastError(error);
  return buffer;
}

char *hex(const void *bytes, DWORD size) {
  char *buffer = turn();
  if (size * 2 >= 2048) return strcpy(buffer, "(too long)");
  buffer[0] = 0;
  for (DWORD at = 0; at < size; at++) sprintf(buffer + at * 2, "%02x", ((const BYTE *)bytes)[at]);
  return buffer;
}
