/* Files and folders, with sizes bounded before anything is read. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* A whole file, NUL-terminated (the NUL is not counted in *len); caller frees. */
char *file_read(const char *path, size_t max_bytes, size_t *len, struct err *err);

/* The same for a plain file of that folder: no path, no hidden name, no link, which could lead elsewhere. */
char *file_read_beside(const char *folder, const char *name, size_t max_bytes, size_t *len,
                       struct err *err);

bool file_write(const char *path, const char *bytes, size_t len, struct err *err);   /* what was there is gone */

bool file_exists(const char *path);   /* anything at all stands there */
bool file_is_dir(const char *path);
bool file_make_dirs(const char *path, struct err *err);   /* like mkdir -p, mode 0700 */

/* The sorted names in a folder, without "." files; free with file_list_free. */
bool file_list(const char *dir, char ***names, size_t *count, struct err *err);
void file_list_free(char **names, size_t count);

/* "a/b" + "c" → "a/b/c"; caller frees. */
char *file_join(const char *dir, const char *name);

char *file_folder(const char *path);   /* "a/b.json" → "a", "b.json" → "."; caller frees */

#endif
