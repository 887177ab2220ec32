#include "quiz/source.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/utf8.h"

char *source_read(const char *path, size_t max_bytes, size_t *len, struct err *err)
{
	struct stat st;
	if (stat(path, &st) != 0) {
		err_say(err, ERR_IO, "cannot open %s: %s", path, strerror(errno));
	} else if (S_ISDIR(st.st_mode)) {
		err_say(err, ERR_IO, "%s is a folder, not a file", path);
	} else if (!S_ISREG(st.st_mode)) {
		err_say(err, ERR_IO, "%s is not a regular file: copy its content into one", path);
	} else if (st.st_size > (off_t)max_bytes) {
		err_say(err, ERR_LIMIT, "%s is larger than the %zu MiB that are read here: split it", path,
		        max_bytes >> 20);
	} else {
		return file_read(path, max_bytes, len, err);
	}
	return NULL;
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* The name of the folder that a file stands in, as the file system knows it. */
static char *folder_name(const char *path)
{
	const char *name = last_part(path);
	size_t len = (size_t)(name - path);   /* with the slash */
	char *dir = len == 0 ? mem_copy(".") : mem_copy_n(path, len > 1 ? len - 1 : 1);
	char *real = realpath(dir, NULL);
	char *folder = mem_copy(last_part(real ? real : dir));
	free(real);
	free(dir);
	return folder;
}

static char *clean_name(char *owned)
{
	struct str clean = STR_INIT;
	text_clean(owned, strlen(owned), false, &clean);
	free(owned);
	return str_take(&clean);
}

char *source_name(const char *path)
{
	const char *name = last_part(path);
	if (strcmp(name, "quiz.json") == 0) {
		char *folder = folder_name(path);
		if (*folder)
			return clean_name(folder);
		free(folder);
	}
	const char *dot = strrchr(name, '.');
	return clean_name(mem_copy_n(name, dot > name ? (size_t)(dot - name) : strlen(name)));
}

char *source_title(const char *name)
{
	size_t number = strspn(name, "0123456789");
	if (number && (name[number] == '-' || name[number] == '_') && name[number + 1])
		name += number + 1;
	char *title = mem_copy(name);
	bool words = strchr(title, ' ') != NULL;   /* then its hyphens belong to them */
	for (char *p = title; *p && !words; p++)
		if (*p == '-' || *p == '_')
			*p = ' ';
	title[0] = (char)toupper((unsigned char)title[0]);
	return title;
}
