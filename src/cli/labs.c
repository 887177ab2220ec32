#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "cli/cli.h"

enum { LAB_MAX_BYTES = 1 << 20 };

struct lab_library *labs_open(const struct cli *cli, struct err *err)
{
	char *folder = file_join(cli->data_dir, "lessons/labs");
	struct lab_library *library = lab_library_open(folder, err);
	free(folder);
	return library;
}

bool labs_is_file(const char *name)
{
	return strchr(name, '/') || str_ends(name, ".lab");
}

char *labs_source(struct lab_library *library, const char *name, struct err *err)
{
	size_t len;
	if (!labs_is_file(name) && library) {
		struct program_loader loader = lab_library_loader(library);
		return loader.load(loader.context, name, err);
	}
	char *source = file_read(name, LAB_MAX_BYTES, &len, err);
	if (!source || strlen(source) == len)
		return source;
	free(source);
	err_say(err, ERR_FORMAT, _("%s is no text file: it has a NUL character in it"), name);
	return NULL;
}

static struct lab *read_lab(struct lab_library *library, const char *path)
{
	struct err err;
	char *source = labs_source(library, path, &err);
	if (!source) {
		say_error(&err);
		return NULL;
	}
	struct lab_shelf shelf = { .path = path, .library = library };
	struct lab *lab = lab_shelf_open(&shelf, NULL, source, path, &err);
	if (lab)
		lab_trust(lab);
	else
		say_where(&err, path, source);
	free(source);
	return lab;
}

struct lab *labs_find(struct lab_library *library, const char *name)
{
	struct err err;
	if (labs_is_file(name))
		return read_lab(library, name);
	const struct lab *lab = lab_library_find(library, name, &err);
	if (lab)
		return lab_ref(lab);
	if (!err.hint && !err.at.line)
		err_hint(&err, "attnquiz lab lists them");
	if (err.at.line)
		say_where(&err, name, NULL);
	else
		say_error(&err);
	return NULL;
}
