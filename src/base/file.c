#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/str.h"

static char *read_stream(FILE *in, const char *path, size_t max_bytes, size_t *len, struct err *err)
{
	struct str text = STR_INIT;
	char chunk[64 * 1024];
	size_t n;
	while ((n = fread(chunk, 1, sizeof chunk, in)) > 0 && text.len <= max_bytes)
		str_add_n(&text, chunk, n);
	if (ferror(in)) {
		err_say(err, ERR_IO, "cannot read %s: %s", path, strerror(errno));
	} else if (text.len > max_bytes) {
		err_say(err, ERR_LIMIT, "%s is larger than the %zu MiB that are read here", path,
		        max_bytes >> 20);
	} else {
		*len = text.len;
		return str_take(&text);
	}
	str_done(&text);
	return NULL;
}

char *file_read(const char *path, size_t max_bytes, size_t *len, struct err *err)
{
	if (file_is_dir(path)) {
		err_say(err, ERR_IO, "%s is a folder, not a file", path);
		return NULL;
	}
	FILE *in = fopen(path, "rb");
	if (!in) {
		err_say(err, ERR_IO, "cannot open %s: %s", path, strerror(errno));
		return NULL;
	}
	char *text = read_stream(in, path, max_bytes, len, err);
	fclose(in);
	return text;
}

bool file_write(const char *path, const char *bytes, size_t len, struct err *err)
{
	FILE *file = fopen(path, "wb");
	bool ok = file && fwrite(bytes, 1, len, file) == len;
	ok = (!file || fclose(file) == 0) && ok;
	return ok || err_say(err, ERR_IO, "cannot write %s: %s", path, strerror(errno));
}

char *file_read_beside(const char *folder, const char *name, size_t max_bytes, size_t *len,
                       struct err *err)
{
	struct stat st;
	if (strchr(name, '/') || name[0] == '.' || !*name) {
		err_say(err, ERR_IO, "only files beside the lab or quiz can be read; write a name without a folder, "
		        "not %s", name);
		return NULL;
	}
	char *path = file_join(folder, name), *text = NULL;
	if (lstat(path, &st) != 0)
		err_say(err, ERR_IO, "cannot open %s: %s", path, strerror(errno));
	else if (!S_ISREG(st.st_mode))
		err_say(err, ERR_IO, "%s is no plain file", path);
	else
		text = file_read(path, max_bytes, len, err);
	free(path);
	return text;
}

char *file_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash == path ? mem_copy("/") : slash ? mem_copy_n(path, (size_t)(slash - path))
		: mem_copy(".");
}

bool file_exists(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0;
}

bool file_is_dir(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool file_make_dirs(const char *path, struct err *err)
{
	char *copy = mem_copy(path);
	bool ok = true;
	for (char *p = copy + 1; ok && *copy; p++) {
		if (*p != '/' && *p != '\0')
			continue;
		char saved = *p;
		*p = '\0';
		if (mkdir(copy, 0700) != 0 && errno != EEXIST)
			ok = err_say(err, ERR_IO, "cannot make the folder %s: %s", copy, strerror(errno));
		*p = saved;
		if (!saved)
			break;
	}
	free(copy);
	return ok;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

bool file_list(const char *dir, char ***names, size_t *count, struct err *err)
{
	DIR *folder = opendir(dir);
	if (!folder)
		return err_say(err, ERR_IO, "cannot open the folder %s: %s", dir, strerror(errno));
	char **list = NULL;
	size_t n = 0;
	for (struct dirent *entry; (entry = readdir(folder));) {
		if (entry->d_name[0] == '.')
			continue;
		list = mem_grow(list, n + 1, sizeof *list);
		list[n++] = mem_copy(entry->d_name);
	}
	closedir(folder);
	if (n)
		qsort(list, n, sizeof *list, by_name);
	*names = list;
	*count = n;
	return true;
}

void file_list_free(char **names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
}

char *file_join(const char *dir, const char *name)
{
	struct str path = STR_INIT;
	str_add(&path, dir);
	if (path.len && path.data[path.len - 1] != '/')
		str_add_char(&path, '/');
	str_add(&path, name);
	return str_take(&path);
}
