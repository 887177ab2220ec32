/* S: the figure on the screen as two new files in the present folder, a PNG and an SVG. */
#include <stdlib.h>

#include "base/file.h"
#include "base/i18n.h"
#include "tui/labpane.h"
#include "tui/labposter.h"
#include "tui/save.h"

static void say_saved(const struct labpane *pane, const char *path)
{
	struct str text = STR_INIT;
	str_addf(&text, _("saved %s.png and .svg"), save_said(path));
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
	static const char *const extensions[] = { ".png", ".svg", NULL };
	char *path = save_name(lab_name(pane->lab), extensions);
	struct err err;
	if (save(pane, path, &err))
		say_saved(pane, path);
	else
		app_fail(pane->app, &err);
	free(path);
}
