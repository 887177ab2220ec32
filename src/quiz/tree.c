#include "quiz/tree.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

struct walk {
	struct tree *tree;
	bool (*wanted)(const char *path);
};

static bool is_folder(const char *path)
{
	struct stat st;
	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_regular(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static void add(struct tree *tree, char *owned)
{
	int n = tree->count;
	if ((n & (n - 1)) == 0)   /* full at every power of two */
		tree->files = mem_grow(tree->files, n ? 2 * (size_t)n : 1, sizeof *tree->files);
	tree->files[tree->count++] = owned;
}

static bool walk_folder(struct walk *w, const char *dir, int depth, struct err *err)
{
	char **names;
	size_t count;
	if (!file_list(dir, &names, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct err ignored;   /* a folder below that may not be read is passed over */
		char *path = file_join(dir, names[i]);
		if (w->wanted(path) && is_regular(path)) {
			add(w->tree, path);
			continue;
		}
		if (depth < TREE_MAX_DEPTH && is_folder(path))
			walk_folder(w, path, depth + 1, &ignored);
		free(path);
	}
	file_list_free(names, count);
	return true;
}

/* Runs of digits compare as numbers; a folder's end comes before everything. */
static int compare(const char *a, const char *b)
{
	while (*a && *b) {
		if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
			a += strspn(a, "0");
			b += strspn(b, "0");
			size_t n = strspn(a, "0123456789"), m = strspn(b, "0123456789");
			int order = n != m ? (n < m ? -1 : 1) : strncmp(a, b, n);
			if (order)
				return order;
			a += n;
			b += m;
		} else if (*a != *b) {
			if (*a == '/' || *b == '/')
				return *a == '/' ? -1 : 1;
			return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
		} else {
			a++;
			b++;
		}
	}
	return (*a != '\0') - (*b != '\0');
}

static int by_path(const void *a, const void *b)
{
	const char *p = *(char *const *)a, *q = *(char *const *)b;
	int order = compare(p, q);
	return order ? order : strcmp(p, q);
}

bool tree_list(const char *dir, bool (*wanted)(const char *path), struct tree *tree, struct err *err)
{
	struct walk w = { .tree = tree, .wanted = wanted };
	*tree = (struct tree){0};
	if (!walk_folder(&w, dir, 0, err))
		return false;
	if (tree->count)
		qsort(tree->files, (size_t)tree->count, sizeof *tree->files, by_path);
	return true;
}

void tree_done(struct tree *tree)
{
	for (int i = 0; i < tree->count; i++)
		free(tree->files[i]);
	free(tree->files);
	*tree = (struct tree){0};
}
