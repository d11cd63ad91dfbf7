/*
 * A stand-in for fsutil.exe, whose `hardlink list` Wine 8 lacks: `fsutil hardlink list PATH` prints the bytes of the
 * file that LINKKIT_STANDIN_FSUTIL names, which are what the real one would write in its console's code page.
 * Without that file, and for any other arguments, it fails as the real one does.
 */
#include <windows.h>
#include <stdio.h>
#include <wchar.h>

int wmain(int count, wchar_t **arguments) {
  wchar_t path[MAX_PATH * 4];
  BYTE bytes[65536];
  DWORD got, written;
  HANDLE file;
  if (count != 4 || wcscmp(arguments[1], L"hardlink") != 0 || wcscmp(arguments[2], L"list") != 0) return 2;
  if (GetFileAttributesW(arguments[3]) == INVALID_FILE_ATTRIBUTES) return 1;
  if (GetEnvironmentVariableW(L"LINKKIT_STANDIN_FSUTIL", path, MAX_PATH * 4) == 0) return 1;
  file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
  if (file == INVALID_HANDLE_VALUE || !ReadFile(file, bytes, sizeof bytes, &got, NULL)) return 1;
  WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), bytes, got, &written, NULL);
  return 0;
}
