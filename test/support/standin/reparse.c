/*
 * Symbolic links and reparse points. What is made is an empty file or folder on the disk; its data is remembered with
 * the file's id, for this process. What the answers call a reparse point is one from the start.
 */
#include "standin.h"

#define HEADER 8
#define SET_REPARSE_POINT 0x900A4
#define GET_REPARSE_POINT 0x900A8
#define QUERY_FILE_LAYOUT 0x90277
#define SET_SPARSE 0x900C4
#define QUERY_ALLOCATED_RANGES 0x940CF
#define SET_ZERO_DATA 0x980C8
#define DUPLICATE_EXTENTS 0x98344
#define INVALID_REPARSE_DATA 4392
#define SYMLINK_TAG 0xA000000C
#define MOUNT_POINT_TAG 0xA0000003

typedef struct { DWORD high, low, size; BYTE *data; } Made;
static Made all_made[64];

static Made *made_of(HANDLE handle, BOOL add) {
  BY_HANDLE_FILE_INFORMATION file;
  if (!GetFileInformationByHandle(handle, &file)) return NULL;
  for (int at = 0; at < 64; at++) {
    Made *one = &all_made[at];
    if (!one->data && !add) return NULL;
    if (one->data && (one->high != file.nFileIndexHigh || one->low != file.nFileIndexLow)) continue;
    one->high = file.nFileIndexHigh;
    one->low = file.nFileIndexLow;
    return one;
  }
  return NULL;
}

static void remember(HANDLE handle, const BYTE *data, DWORD size) {
  Made *made = made_of(handle, TRUE);
  if (!made) return;
  made->data = memcpy(malloc(size), data, size);
  made->size = size;
}

BYTE *reparse_data(HANDLE handle, DWORD *size) {
  Open *file = open_of(handle);
  Made *made = made_of(handle, FALSE);
  wchar_t *line;
  BYTE *data;
  if (!file || !(file->flags & FILE_FLAG_OPEN_REPARSE_POINT)) return NULL;
  if (made) return memcpy(malloc(*size = made->size), made->data, made->size);
  if ((line = answer_of(file->path, L'R')) != NULL) return bytes_of(line, size);
  if ((line = answer_of(file->path, L'T')) == NULL) return NULL;
  data = calloc(1, *size = HEADER);
  *(DWORD *)data = wcstoul(line, NULL, 16);
  return data;
}

static BOOL is_folder(HANDLE handle) {
  BY_HANDLE_FILE_INFORMATION file;
  return GetFileInformationByHandle(handle, &file) && (file.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY);
}

static DWORD set_reparse(HANDLE handle, Open *file, const BYTE *data, DWORD size) {
  DWORD error = failure_of(L"FSCTL_SET_REPARSE_POINT", file->path);
  if (error) return error;
  if (!(file->access & (GENERIC_WRITE | FILE_WRITE_DATA | FILE_WRITE_ATTRIBUTES)) || !(file->flags & FILE_FLAG_OPEN_REPARSE_POINT)) return ERROR_ACCESS_DENIED;
  if (size < HEADER || size > 16384 || HEADER + *(WORD *)(data + 4) != size || *(WORD *)(data + 6) != 0) return INVALID_REPARSE_DATA;
  if (*(DWORD *)data == MOUNT_POINT_TAG && !is_folder(handle)) return ERROR_DIRECTORY;
  remember(handle, data, size);
  return 0;
}

static DWORD get_reparse(HANDLE handle, Open *file, BYTE *room, DWORD size, DWORD *returned) {
  DWORD error = failure_of(L"FSCTL_GET_REPARSE_POINT", file->path), length;
  BYTE *data;
  if (error) return error;
  if ((data = reparse_data(handle, &length)) == NULL) return 4390; /* ERROR_NOT_A_REPARSE_POINT */
  if (length <= size) memcpy(room, data, *returned = length);
  else error = ERROR_MORE_DATA;
  free(data);
  return error;
}

/* Which parts of a file take space, holes, shared blocks: as strict as Windows, and nothing is done. */
static DWORD play_extents(Open *file, DWORD code, const BYTE *in, DWORD in_size, BYTE *out, DWORD out_size, DWORD *returned) {
  const LONGLONG *numbers = (const LONGLONG *)in;
  DWORD error = failure_of(code == SET_SPARSE ? L"FSCTL_SET_SPARSE" : code == SET_ZERO_DATA ? L"FSCTL_SET_ZERO_DATA" : code == DUPLICATE_EXTENTS ? L"FSCTL_DUPLICATE_EXTENTS_TO_FILE" : L"FSCTL_QUERY_ALLOCATED_RANGES", file->path), length;
  wchar_t *ranges;
  BYTE *bytes;
  if (error) return error;
  if (code != QUERY_ALLOCATED_RANGES && !(file->access & GENERIC_WRITE)) return ERROR_ACCESS_DENIED;
  if (code == SET_SPARSE) return in_size || out_size ? ERROR_INVALID_PARAMETER : 0;
  if (code == SET_ZERO_DATA) return in_size != 16 || numbers[0] < 0 || numbers[1] <= numbers[0] ? ERROR_INVALID_PARAMETER : 0;
  if (code == DUPLICATE_EXTENTS) return in_size != 32 || !open_of((HANDLE)numbers[0]) || numbers[1] % 4096 || numbers[2] % 4096 || numbers[3] % 4096 || numbers[3] <= 0 || numbers[3] >= 1LL << 32 ? ERROR_INVALID_PARAMETER : 0;
  if (in_size != 16 || !(file->access & GENERIC_READ) || (ranges = answer_of(file->path, L'Z')) == NULL) return ERROR_INVALID_PARAMETER;
  bytes = bytes_of(ranges, &length);
  *returned = 0;
  for (DWORD at = 0; at + 16 <= length; at += 16) {
    if (*(LONGLONG *)(bytes + at) < numbers[0]) continue;
    if (*returned + 16 > out_size || *returned == 32) { error = ERROR_MORE_DATA; break; } /* two at a time, so that it is asked again */
    memcpy(out + *returned, bytes + at, 16);
    *returned += 16;
  }
  free(bytes);
  return error;
}

static BOOL is_about_extents(DWORD code) {
  return code == SET_SPARSE || code == QUERY_ALLOCATED_RANGES || code == SET_ZERO_DATA || code == DUPLICATE_EXTENTS;
}

BOOL WINAPI PLAYED(DeviceIoControl)(HANDLE handle, DWORD code, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size, LPDWORD returned, LPOVERLAPPED overlapped) {
  Open *file = open_of(handle);
  DWORD error;
  if (file && code == QUERY_FILE_LAYOUT && is_played_volume(file->path)) {
    error = query_layout(file, in, in_size, out, out_size, returned);
    log_call("DeviceIoControl %lx path=%s flags=%lx out=%lu error=%lu\n", code, utf8(file->path), in ? ((DWORD *)in)[1] : 0, out_size, error);
    SetLastError(error);
    return error == 0;
  }
  if (file && is_about_extents(code)) {
    error = play_extents(file, code, in, in_size, out, out_size, returned);
    log_call("DeviceIoControl %lx path=%s data=%s error=%lu\n", code, utf8(file->path), in ? hex(code == DUPLICATE_EXTENTS ? (BYTE *)in + 8 : in, code == DUPLICATE_EXTENTS ? in_size - 8 : in_size) : "", error);
    SetLastError(error);
    return error == 0;
  }
  if (!file || (code != SET_REPARSE_POINT && code != GET_REPARSE_POINT)) return DeviceIoControl(handle, code, in, in_size, out, out_size, returned, overlapped);
  if (code == SET_REPARSE_POINT) error = out || out_size ? ERROR_INVALID_PARAMETER : set_reparse(handle, file, in, in_size);
  else error = in || in_size ? ERROR_INVALID_PARAMETER : get_reparse(handle, file, out, out_size, returned);
  log_call("DeviceIoControl %lx path=%s data=%s error=%lu\n", code, utf8(file->path), in ? hex(in, in_size) : "", error);
  SetLastError(error);
  return error == 0;
}

/* The data of a symbolic link as Windows writes it: the print name is the text, the substitute name leads there. */
static BYTE *symlink_data(const wchar_t *target, DWORD *size) {
  BOOL absolute = target[0] == L'\\' || (target[0] != 0 && target[1] == L':');
  DWORD print = (DWORD)wcslen(target) * 2, substitute = print + (absolute ? 8 : 0);
  BYTE *data = calloc(1, *size = HEADER + 12 + substitute + print);
  WORD *words = (WORD *)(data + 4);
  *(DWORD *)data = SYMLINK_TAG;
  words[0] = (WORD)(*size - HEADER);
  words[3] = (WORD)substitute;
  words[4] = (WORD)substitute;
  words[5] = (WORD)print;
  *(DWORD *)(data + 16) = absolute ? 0 : 1;
  if (absolute) memcpy(data + 20, L"\\??\\", 8);
  memcpy(data + 20 + (absolute ? 8 : 0), target, print);
  memcpy(data + 20 + substitute, target, print);
  return data;
}

static DWORD make_symlink(LPCWSTR link, LPCWSTR target, DWORD flags) {
  DWORD error = flags & 2 ? failure_of(L"CreateSymbolicLinkW/2", link) : 0, size;
  HANDLE handle;
  BYTE *data;
  if (!error) error = failure_of(L"CreateSymbolicLinkW", link);
  if (error) return error;
  if (flags & ~3u) return ERROR_INVALID_PARAMETER;
  if (GetFileAttributesW(link) != INVALID_FILE_ATTRIBUTES) return ERROR_ALREADY_EXISTS;
  if ((flags & 1) && !CreateDirectoryW(link, NULL)) return GetLastError();
  handle = CreateFileW(link, GENERIC_WRITE, 7, NULL, flags & 1 ? OPEN_EXISTING : CREATE_NEW, FILE_FLAG_BACKUP_SEMANTICS, NULL);
  if (handle == INVALID_HANDLE_VALUE) return GetLastError();
  data = symlink_data(target, &size);
  remember(handle, data, size);
  free(data);
  CloseHandle(handle);
  return 0;
}

BOOLEAN WINAPI PLAYED(CreateSymbolicLinkW)(LPCWSTR link, LPCWSTR target, DWORD flags) {
  DWORD error = make_symlink(link, target, flags);
  log_call("CreateSymbolicLinkW link=%s target=%s flags=%lu error=%lu\n", utf8(link), utf8(target), flags, error);
  SetLastError(error);
  return error == 0;
}
