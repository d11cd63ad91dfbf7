/* What the files of the stand-in share. What it does and what its answers look like: standin.c. */
#ifndef STANDIN_H
#define STANDIN_H

#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <winioctl.h>
#include <stdlib.h>
#include <wchar.h>

/* The function that stands in for one of Windows; standin.def exports it under that name. */
#define PLAYED(name) standin_##name

/* standin.c: the answers and the log */

/* The first line of the section about a path (with or without \\?\), or NULL; after(line) is the next, NULL at its end. */
wchar_t *section_of(const wchar_t *path);
wchar_t *after(wchar_t *line);
/* All lines of the answers, one after the other; NULL at the end. */
wchar_t *first_line(void);
wchar_t *next_line(wchar_t *line);
/* What stands behind a letter in a file's section, or in the one of all files; NULL where it does not stand there. */
wchar_t *answer_of(const wchar_t *path, wchar_t letter);
/* The number with which a function is to fail for a path; 0: it is not. */
DWORD failure_of(const wchar_t *function, const wchar_t *path);
/* The bytes of an answer in hexadecimal; to be freed. */
BYTE *bytes_of(const wchar_t *hex, DWORD *size);
/* Appends a line to the log; the last error stays what it was. */
void log_call(const char *format, ...);
/* Text and bytes for the log, good for the next few calls; the last error stays what it was. */
char *utf8(const wchar_t *text);
char *hex(const void *bytes, DWORD size);

/* files.c: which file a handle is, as long as it is open */

typedef struct {
  HANDLE handle;
  wchar_t path[2048];
  DWORD access;
  DWORD flags;
  int cursor; /* of a volume: which answer of FSCTL_QUERY_FILE_LAYOUT is next; -1 before the first */
} Open;

Open *open_of(HANDLE handle);

/* layout.c: whole volumes */
BOOL is_played_volume(LPCWSTR path);
HANDLE open_volume(DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security, DWORD disposition, DWORD flags);
/* Gives back the error, 0 where there is none. */
DWORD query_layout(Open *volume, const void *in, DWORD in_size, BYTE *out, DWORD out_size, DWORD *returned);

/* security.c: whether the rights that this process has set on a file forbid it to write to it */
BOOL is_guarded(LPCWSTR path);

/* reparse.c: the reparse points that are played */

/* The data of the reparse point that a handle leads to, or NULL; to be freed. */
BYTE *reparse_data(HANDLE handle, DWORD *size);

#endif
