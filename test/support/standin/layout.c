/*
 * A volume opened as a whole, and what FSCTL_QUERY_FILE_LAYOUT tells of its files: the answers of its section in turn,
 * then ERROR_HANDLE_EOF. The cursor belongs to the handle and is set to the start by QUERY_FILE_LAYOUT_RESTART only; the
 * buffer is filled before an answer.
 */
#include "standin.h"

#define RESTART 1
#define INCLUDE_NAMES 2

typedef struct { DWORD pairs, flags, filter, reserved; ULONGLONG ranges[2]; } Input;

BOOL is_played_volume(LPCWSTR path) { return wcsncmp(path, L"\\\\.\\", 4) == 0 && section_of(path) != NULL; }

HANDLE open_volume(DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security, DWORD disposition, DWORD flags) {
  DWORD error = 0;
  if (access != GENERIC_READ || security || disposition != OPEN_EXISTING) error = ERROR_INVALID_PARAMETER;
  /* others always have a volume open for writing */
  else if (!(share & FILE_SHARE_READ) || !(share & FILE_SHARE_WRITE)) error = ERROR_SHARING_VIOLATION;
  /* what makes sense for files and folders only */
  else if (flags & (FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_OVERLAPPED)) error = ERROR_INVALID_PARAMETER;
  SetLastError(error);
  return error ? INVALID_HANDLE_VALUE : CreateEventW(NULL, FALSE, FALSE, NULL);
}

/* The answer at a place among those of a volume, or NULL at their end. */
static const wchar_t *answer_at(const wchar_t *path, int place) {
  wchar_t *line = section_of(path);
  for (line = line && line[0] != L'F' ? line : NULL; line; line = after(line)) {
    if (line[0] == L'Q' && place-- == 0) return line + 2;
  }
  return NULL;
}

DWORD query_layout(Open *volume, const void *in, DWORD in_size, BYTE *out, DWORD out_size, DWORD *returned) {
  const Input *input = in;
  DWORD error = failure_of(L"FSCTL_QUERY_FILE_LAYOUT", volume->path), size;
  const wchar_t *answer;
  BYTE *bytes;
  if (error) return error;
  if (!in || in_size < sizeof *input || !out || !returned) return ERROR_INVALID_PARAMETER;
  if (((ULONG_PTR)in | (ULONG_PTR)out) & 7) return ERROR_INVALID_USER_BUFFER;
  if (input->pairs || input->filter || input->reserved || (input->flags & ~(RESTART | INCLUDE_NAMES)) || !(input->flags & INCLUDE_NAMES)) return ERROR_INVALID_PARAMETER;
  if (input->flags & RESTART) volume->cursor = 0;
  if (volume->cursor < 0) return ERROR_INVALID_PARAMETER;
  if ((answer = answer_at(volume->path, volume->cursor)) == NULL) return ERROR_HANDLE_EOF;
  if (answer[0] == L'!') return wcstoul(answer + 1, NULL, 10);
  bytes = bytes_of(answer, &size);
  if (size > out_size) error = ERROR_INSUFFICIENT_BUFFER;
  else {
    memset(out, 0xFE, out_size);
    memcpy(out, bytes, *returned = size);
    volume->cursor++;
  }
  free(bytes);
  return error;
}
