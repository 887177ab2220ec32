#include "tui/labknobs.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "text/utf8.h"

enum { KNOB_GAP = 3, MAX_KNOBS = 64, VALUE_MOST = 40, VALUE_TEXT = 4 * VALUE_MOST, ROWS_MOST = 4 };

struct knob_box {
	int x, y, width;       /* all of it */
	int value;             /* where "◂ 10 ▸" begins */
};

static void knob_value(const struct labpane *pane, int i, char *out, size_t size)
{
	const struct lab_knob *knob = &labpane_knobs(pane)->knobs[i];
	if (i == labpane_knobs(pane)->clock)
		snprintf(out, size, "%s/%s", knob->text, knob->last);
	else if (utf8_width(knob->text) <= VALUE_MOST)
		snprintf(out, size, "%s", knob->text);
	else
		snprintf(out, size, "%.*s…", (int)utf8_fit(knob->text, VALUE_MOST - 1), knob->text);
}

/* "▸▸ " before a clock that plays, "‖ " before one that stands. */
static const char *clock_sign(const struct labpane *pane, int i)
{
	if (i != labpane_knobs(pane)->clock)
		return "";
	return pane->playing ? "▸▸ " : "‖ ";
}

/* Of many rows those that end with the selected knob's; the others lie outside. Returns how many are seen. */
static int see_rows(const struct labpane *pane, int n, int rows, struct knob_box *boxes)
{
	int selected = pane->knob < n ? boxes[pane->knob].y : 0;
	int first = selected < ROWS_MOST ? 0 : selected - ROWS_MOST + 1;
	for (int i = 0; i < n && rows > ROWS_MOST; i++)
		boxes[i].y -= first;
	return rows < ROWS_MOST ? rows : ROWS_MOST;
}

/* Returns the rows they take. */
static int place_knobs(const struct labpane *pane, int width, struct knob_box *boxes)
{
	int n = pane->state ? labpane_knobs(pane)->n_knobs : 0, x = 1, y = 0;
	for (int i = 0; i < n && i < MAX_KNOBS; i++) {
		char value[VALUE_TEXT];
		knob_value(pane, i, value, sizeof value);
		int before = utf8_width(clock_sign(pane, i)) +
		             utf8_width(labpane_knobs(pane)->knobs[i].name) + 1;
		int w = before + utf8_width(value) + 4;
		if (x > 1 && x + w > width) {
			x = 1;
			y++;
		}
		boxes[i] = (struct knob_box){ .x = x, .y = y, .width = w, .value = x + before };
		x += w + KNOB_GAP;
	}
	return see_rows(pane, n < MAX_KNOBS ? n : MAX_KNOBS, n > 0 ? y + 1 : 0, boxes);
}

static void paint_knob(const struct labpane *pane, int i, const struct knob_box *box,
                       struct canvas *canvas)
{
	const struct lab_knob *knob = &labpane_knobs(pane)->knobs[i];
	bool focused = pane->focus == LABPANE_KNOBS && pane->knob == i;
	char value[VALUE_TEXT];
	knob_value(pane, i, value, sizeof value);
	int x = box->x + canvas_text(canvas, box->x, box->y, ROLE_KEY, clock_sign(pane, i));
	canvas_text(canvas, x, box->y, ROLE_TEXT, knob->name);
	bool first = strcmp(knob->text, knob->down) == 0, last = strcmp(knob->text, knob->up) == 0;
	canvas_text(canvas, box->value, box->y, ROLE_KEY, first ? " " : "◂");
	int w = canvas_text(canvas, box->value + 2, box->y, ROLE_NUMBER, value);
	canvas_text(canvas, box->value + 3 + w, box->y, ROLE_KEY, last ? " " : "▸");
	if (focused)
		canvas_role(canvas, box->value, box->y, w + 4, 1, ROLE_CURSOR);
}

int labknobs_height(const struct labpane *pane, int width)
{
	struct knob_box boxes[MAX_KNOBS];
	return place_knobs(pane, width, boxes);
}

int labknobs_hit(const struct labpane *pane, int width, int x, int y, int *direction)
{
	struct knob_box boxes[MAX_KNOBS];
	int rows = place_knobs(pane, width, boxes);
	for (int i = 0; i < labpane_knobs(pane)->n_knobs && i < MAX_KNOBS; i++) {
		const struct knob_box *box = &boxes[i];
		*direction = x < box->value + 2 ? -1 : 1;
		if (y == box->y && y < rows && y >= 0 && x >= box->x && x < box->x + box->width)
			return i;
	}
	return -1;
}


void labknobs_paint(const struct labpane *pane, struct canvas *canvas)
{
	struct knob_box boxes[MAX_KNOBS];
	int rows = place_knobs(pane, canvas->width, boxes);
	bool above = false, below = false;
	for (int i = 0; i < labpane_knobs(pane)->n_knobs && i < MAX_KNOBS; i++) {
		above |= boxes[i].y < 0;
		below |= boxes[i].y >= rows;
		if (boxes[i].y >= 0 && boxes[i].y < rows)
			paint_knob(pane, i, &boxes[i], canvas);
	}
	if (above)
		canvas_text(canvas, canvas->width - 1, 0, ROLE_DIM, "▴");
	if (below)
		canvas_text(canvas, canvas->width - 1, rows - 1, ROLE_DIM, "▾");
}

int labknobs_paint_rule(const struct labpane *pane, int y, struct canvas *canvas)
{
	canvas_hline(canvas, 0, y, canvas->width);
	if (pane->focus != LABPANE_KNOBS || !pane->state || pane->knob >= labpane_knobs(pane)->n_knobs)
		return 0;
	const struct lab_knob *knob = &labpane_knobs(pane)->knobs[pane->knob];
	const char *caption = words_in(&knob->caption, pane->look.language);
	struct str text = STR_INIT;
	str_addf(&text, " %s", knob->name);
	if (caption)
		str_addf(&text, "%s%s", _(": "), caption);
	if (knob->choices)
		str_addf(&text, "  %s ", knob->choices);
	else
		str_addf(&text, "  %s … %s ", knob->first, knob->last);
	int end = 2 + canvas_text_cut(canvas, 2, y, canvas->width - 4, ROLE_DIM, text.data);
	str_done(&text);
	return end;
}
