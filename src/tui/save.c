#include "tui/save.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"

static bool taken(const char *path, const char *const *extensions)
{
	struct str file = STR_INIT;
	bool is_taken = false;
	for (; *extensions && !is_taken; extensions++) {
		str_clear(&file);
		str_addf(&file, "%s%s", path, *extensions);
		is_taken = file_exists(file.data);
	}
	str_done(&file);
	return is_taken;
}

static const char *folder_for(void)
{
	const char *home = getenv("HOME");
	return access(".", W_OK) == 0 || !home ? "." : home;
}

char *save_name(const char *name, const char *const *extensions)
{
	char plain[64] = "";
	for (size_t i = 0; name[i] && i + 1 < sizeof plain; i++)
		plain[i] = isalnum((unsigned char)name[i]) || strchr("-_", name[i]) ? name[i] : '-';
	struct str path = STR_INIT;
	for (int n = 1; n == 1 || taken(path.data, extensions); n++) {
		str_clear(&path);
		str_addf(&path, "%s/%s-%d", folder_for(), *plain ? plain : "lab", n);
	}
	return str_take(&path);
}

const char *save_said(const char *path)
{
	return strncmp(path, "./", 2) == 0 ? path + 2 : path;
}
