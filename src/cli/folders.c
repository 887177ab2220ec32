/* Where the program's data is: named by the user, in the build tree, beside bin/, or installed. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "cli/cli.h"

/* Cut the last part off the path; false when there is none left. */
static bool go_up(char *path)
{
	char *slash = strrchr(path, '/');
	if (!slash || slash == path)
		return false;
	*slash = '\0';
	return true;
}

/* The folder this program was started from; heap, or NULL where the system does not tell. */
static char *own_folder(void)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
	path[n > 0 ? n : 0] = '\0';
	return go_up(path) ? mem_copy(path) : NULL;
}

/* PREFIX/bin → PREFIX/share/attnquiz, when it is there: an installed tree may have been moved. */
static char *share_beside(const char *folder)
{
	char *prefix = mem_copy(folder);
	char *share = go_up(prefix) ? file_join(prefix, "share/attnquiz") : NULL;
	char *data = share ? file_join(share, "lessons") : NULL;
	bool found = data && file_is_dir(data);
	free(prefix);
	free(data);
	if (found)
		return share;
	free(share);
	return NULL;
}

/* TREE/build/MODE → TREE; NULL when the program does not lie in a build tree. */
static char *build_tree(const char *folder)
{
	char *tree = mem_copy(folder);
	char *data = NULL;
	if (go_up(tree) && str_ends(tree, "/build") && go_up(tree))
		data = file_join(tree, "lessons");
	bool found = data && file_is_dir(data);
	free(data);
	if (found)
		return tree;
	free(tree);
	return NULL;
}

/* In the build tree translations lie beside the program, elsewhere beside the data. */
static char *find(const char *installed_dir, bool locale)
{
	char *folder = own_folder();
	char *tree = folder ? build_tree(folder) : NULL;
	char *share = folder && !tree ? share_beside(folder) : NULL;
	const char *data = tree ? tree : share ? share : installed_dir;
	char *found = locale ? file_join(tree ? folder : data, "locale") : mem_copy(data);
	free(folder);
	free(tree);
	free(share);
	return found;
}

char *folder_of_data(const char *installed_dir)
{
	const char *named = getenv("ATTNQUIZ_DATA");
	return named && named[0] ? mem_copy(named) : find(installed_dir, false);
}

char *folder_of_locale(const char *installed_dir)
{
	return find(installed_dir, true);
}
