/* Labs by name: beside the file that names them, then in the library. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "lab/library.h"

enum { LAB_FILE_MAX = 256 * 1024 };

/* The lab that ships: read by whoever opens the library, if there is one. */
static bool has_library(const struct lab_shelf *shelf, const char *name, struct err *err)
{
	return shelf->library ||
	       err_say(err, ERR_NAME, "the lab \"%s\" cannot be opened: there is no folder of labs", name);
}

/* The path of NAME.lab beside the shelf's file, or NULL when nothing stands there. */
static char *find_beside(const struct lab_shelf *shelf, const char *name)
{
	if (!shelf->path || strchr(name, '/'))
		return NULL;
	struct str file = STR_INIT;
	char *folder = file_folder(shelf->path);
	str_addf(&file, "%s.lab", name);
	char *path = file_join(folder, file.data);
	str_done(&file);
	free(folder);
	if (file_exists(path))
		return path;
	free(path);
	return NULL;
}

static char *read_plain(const char *path, struct err *err)
{
	size_t len;
	char *folder = file_folder(path);
	char *text = file_read_beside(folder, strrchr(path, '/') + 1, LAB_FILE_MAX, &len, err);
	free(folder);
	if (!text || strlen(text) == len)
		return text;
	free(text);
	err_say(err, ERR_FORMAT, "%s contains a NUL byte; a lab is plain text", path);
	return NULL;
}

static char *load(void *context, const char *name, struct err *err)
{
	struct lab_shelf *shelf = context;
	char *path = find_beside(shelf, name), *text = NULL;
	if (path) {
		text = read_plain(path, err);
	} else if (has_library(shelf, name, err)) {
		struct program_loader loader = lab_library_loader(shelf->library);
		text = loader.load(loader.context, name, err);
	}
	free(path);
	return text;
}

struct program_loader lab_shelf_loader(struct lab_shelf *shelf)
{
	return (struct program_loader){ .load = load, .context = shelf };
}

static struct lab *parse(struct lab_shelf *shelf, const char *name, const char *source, struct err *err)
{
	struct program_loader loader = lab_shelf_loader(shelf);
	struct lab *lab = lab_parse(name, source, &loader, err);
	if (lab && shelf->path)
		lab_stands_at(lab, shelf->path);
	return lab;
}

/* The place of what is wrong in the lab's own file is told in words. */
static void tell_place(const char *name, struct err *err)
{
	if (err->at.line)
		err_prepend(err, "%s.lab:%u:%u", name, (unsigned)err->at.line, (unsigned)err->at.column);
	err->at = (struct span){0};
}

static struct lab *find(struct lab_shelf *shelf, const char *name, struct err *err)
{
	struct err bad = {0};
	struct lab *lab = NULL;
	char *path = find_beside(shelf, name), *text = path ? read_plain(path, &bad) : NULL;
	if (text) {
		lab = parse(shelf, name, text, &bad);
	} else if (!path && has_library(shelf, name, &bad)) {
		const struct lab *shared = lab_library_find(shelf->library, name, &bad);
		lab = shared ? lab_ref(shared) : NULL;
	}
	free(text);
	free(path);
	if (lab)
		return lab;
	*err = bad;
	tell_place(name, err);
	return NULL;
}

/* From a place in the text with `use` above it to one in the text itself; none where it is in `use`. */
static void move_up(struct err *err, size_t bytes)
{
	if (!bytes)
		return;
	if (err->at.line < 2) {
		err->at = (struct span){0};
		return;
	}
	err->at.line--;
	err->at.begin -= (uint32_t)bytes;
	err->at.end -= (uint32_t)bytes;
}

struct lab *lab_shelf_open(struct lab_shelf *shelf, const char *name, const char *code,
                           const char *title, struct err *err)
{
	if (name && (!code || code[strspn(code, " \t\n")] == '\0'))
		return find(shelf, name, err);
	struct str source = STR_INIT;
	struct err bad = {0};
	if (name)
		str_addf(&source, "use \"%s\"\n", name);
	size_t before = source.len;
	str_add(&source, code ? code : "");
	struct lab *lab = parse(shelf, name ? name : title, source.data, &bad);
	str_done(&source);
	if (lab)
		return lab;
	*err = bad;
	move_up(err, before);
	return NULL;
}
