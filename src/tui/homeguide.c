#include "tui/homeguide.h"

#include <stdio.h>

#include "base/i18n.h"
#include "text/utf8.h"

struct guide_row {
	const char *what, *words;
	int questions;               /* -1: it has none to count; 0: there is no such part */
};

static void paint_guide_row(const struct guide_row *row, int column, int y, struct canvas *canvas)
{
	char count[64] = "";
	if (row->questions > 0)
		snprintf(count, sizeof count, i18n_count("%d question", "%d questions",
		                                       (unsigned long)row->questions), row->questions);
	int x = 5 + column;
	canvas_text(canvas, 3, y, ROLE_STRONG, row->what);
	x += canvas_text(canvas, x, y, ROLE_TEXT, count);
	x += *count ? canvas_text(canvas, x, y, ROLE_DIM, _(": ")) : 0;
	canvas_text_cut(canvas, x, y, canvas->width - 1 - x, ROLE_DIM, row->words);
}

void homeguide_paint(const int n[QUIZ_STAGES], bool text, int y, struct canvas *canvas)
{
	const struct guide_row rows[] = {
		{ _("pre"), _("what you know already; nothing is told yet"), n[QUIZ_PRE] },
		{ _("lesson"), _("text with live labs: turn a knob, point at a cell, ask why"), text ? -1 : 0 },
		{ _("check"), _("within the lesson, each explained at once"), n[QUIZ_CHECK] },
		{ _("post"), _("the ideas once more"), n[QUIZ_POST] },
		{ _("summary"), _("what you gained, what you missed, what to see again"), -1 },
	};
	enum { ROWS = sizeof rows / sizeof *rows };
	int column = 0, row = y + 2;
	canvas_text(canvas, 3, y, ROLE_TITLE, _("How it goes"));
	for (int i = 0; i < ROWS; i++) {
		int w = utf8_width(rows[i].what);
		column = w > column ? w : column;
	}
	for (int i = 0; i < ROWS; i++)
		if (rows[i].questions)
			paint_guide_row(&rows[i], column, row++, canvas);
	canvas_text_cut(canvas, 3, row + 1, canvas->width - 4, ROLE_DIM,
	                _("Leave when you like: everything is kept."));
}
