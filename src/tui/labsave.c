/* S: the figure on the screen as two new files in the present folder, a PNG and an SVG. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "tui/labpane.h"
#include "tui/labposter.h"

static bool taken(const char *path)
{
	struct str file = STR_INIT;
	str_addf(&file, "%s.png", path);
	bool is_taken = file_exists(file.data);
	str_clear(&file);
	str_addf(&file, "%s.svg", path);
	is_taken |= file_exists(file.data);
	str_done(&file);
	return is_taken;
}

/* "FOLDER/LAB-N" with the first N for which there is neither a .png nor an .svg yet; heap. */
static char *new_name(const char *folder, const char *lab)
{
	char name[64] = "";
	for (size_t i = 0; lab[i] && i + 1 < sizeof name; i++)
		name[i] = isalnum((unsigned char)lab[i]) || strchr("-_", lab[i]) ? lab[i] : '-';
	struct str path = STR_INIT;
	for (int n = 1; n == 1 || taken(path.data); n++) {
		str_clear(&path);
		str_addf(&path, "%s/%s-%d", folder, *name ? name : "lab", n);
	}
	return str_take(&path);
}

/* Where one is, else at home. */
static const char *folder_for(void)
{
	const char *home = getenv("HOME");
	return access(".", W_OK) == 0 || !home ? "." : home;
}

static void say_saved(const struct labpane *pane, const char *path)
{
	struct str text = STR_INIT;
	str_addf(&text, _("saved %s.png and .svg"), str_starts(path, "./") ? path + 2 : path);
	app_say(pane->app, text.data);
	str_done(&text);
}

static bool save(const struct labpane *pane, const char *path, struct err *err)
{
	struct str png = STR_INIT, svg = STR_INIT;
	str_addf(&png, "%s.png", path);
	str_addf(&svg, "%s.svg", path);
	char *fonts = file_join(pane->app->options.data_dir, "fonts");
	const struct labposter labposter = {
		.state = pane->state, .figure = pane->figure, .language = pane->look.language,
		.covered = pane->covering ? pane->covered : NULL,
		.palette = pane->look.palette,
		.png = png.data, .svg = svg.data, .fonts = fonts,
	};
	bool ok = labposter_save(&labposter, err);
	free(fonts);
	str_done(&png);
	str_done(&svg);
	return ok;
}

bool labpane_can_save(const struct labpane *pane)
{
	if (!pane->state || pane->figure >= pane->state->n_figures)
		return false;
	const struct figure *figure = &pane->state->figures[pane->figure];
	return figure->error.code == ERR_NONE && !labpane_hides(pane, figure);
}

void labpane_save(struct labpane *pane)
{
	char *path = new_name(folder_for(), lab_name(pane->lab));
	struct err err;
	if (save(pane, path, &err))
		say_saved(pane, path);
	else
		app_fail(pane->app, &err);
	free(path);
}
