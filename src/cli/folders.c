/* Where the program's data is: named by the user, in the build tree, or installed. */
#include <stdlib.h>
#include <string.h>

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
	char *path = realpath("/proc/self/exe", NULL);
	if (path && !go_up(path)) {
		free(path);
		return NULL;
	}
	return path;
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

char *folder_of_data(const char *installed_dir)
{
	const char *named = getenv("ATTNQUIZ_DATA");
	if (named && named[0])
		return mem_copy(named);
	char *folder = own_folder();
	char *tree = folder ? build_tree(folder) : NULL;
	free(folder);
	return tree ? tree : mem_copy(installed_dir);
}

char *folder_of_locale(const char *installed_dir)
{
	char *folder = own_folder();
	char *tree = folder ? build_tree(folder) : NULL;
	char *locale = file_join(tree ? folder : installed_dir, "locale");
	free(folder);
	free(tree);
	return locale;
}
