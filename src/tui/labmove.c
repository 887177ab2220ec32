#include "tui/labmove.h"

#include "tui/labfold.h"

enum { ZOOM_FROM = 120 };

static int64_t clamp(int64_t x, int64_t n)
{
	return x >= n ? (n > 0 ? n - 1 : 0) : x < 0 ? 0 : x;
}

static int wrapped(int i, int n)
{
	return n > 0 ? (i + n) % n : 0;
}

/* ---- Knobs and the program ---- */

void labmove_knob(struct labpane *pane, int direction)
{
	pane->knob = wrapped(pane->knob + direction, pane->state ? labpane_knobs(pane)->n_knobs : 0);
}

void labmove_lines(struct labpane *pane, int rows)
{
	int n = pane->state ? labfold_count(pane) : 0;
	if (pane->first_line < 0)        /* opened at its beginning, and folded again there */
		pane->first_line = rows > 0 ? 0 : -1;
	else if (pane->first_line == 0 && rows < 0)
		pane->first_line = -1;
	else
		pane->first_line = (int)clamp(pane->first_line + rows, n);
}

/* ---- Figures and their cells ---- */

const struct figure *labmove_shown(const struct labpane *pane)
{
	const struct lab_state *state = pane->state;
	return state && pane->figure < state->n_figures ? &state->figures[pane->figure] : NULL;
}

void labmove_select(struct labpane *pane, int figure)
{
	if (figure != pane->figure) {
		pane->look.row = pane->look.col = pane->look.zoom = 0;
		pane->pointed = false;
	}
	pane->figure = figure;
}

/* The cell under the cursor, of what shows a tensor cell by cell and is not covered. */
bool labmove_find_cell(const struct labpane *pane, struct lab_cell *out)
{
	const struct figure *figure = labmove_shown(pane);
	struct draw_target target;
	if (!figure || !draw_find_target(figure, &pane->look, &target))
		return false;
	*out = (struct lab_cell){
		.code = figure->items[target.item].code, .row = target.row, .col = target.col,
	};
	return !labpane_covers(pane, out->code);
}

void labmove_cell(struct labpane *pane, int64_t rows, int64_t cols)
{
	const struct figure *figure = labmove_shown(pane);
	int64_t n_rows = 0, n_cols = 0;
	if (figure)
		draw_extent(figure, &n_rows, &n_cols);
	pane->look.row = clamp(pane->look.row + rows, n_rows);
	pane->look.col = clamp(pane->look.col + cols, n_cols);
}

/* A cursor that comes to a figure begins where there is most to see. */
void labmove_point(struct labpane *pane)
{
	const struct figure *figure = labmove_shown(pane);
	if (!figure || pane->pointed || pane->focus != LABPANE_FIGURE)
		return;
	draw_start(figure, &pane->look.row, &pane->look.col);
	pane->pointed = true;
}

void labmove_figure(struct labpane *pane, int direction)
{
	labmove_select(pane, wrapped(pane->figure + direction, pane->state->n_figures));
	pane->top_figure = pane->figure;
	labmove_point(pane);
}

/* The pane is not as wide as the screen, but what it cannot show at once is large. */
int labmove_zoom_most(const struct labpane *pane)
{
	const struct figure *figure = labmove_shown(pane);
	return figure ? draw_zoom_most(figure, ZOOM_FROM) : 0;
}

void labmove_closer(struct labpane *pane, int direction)
{
	pane->look.zoom = (int)clamp(pane->look.zoom + direction, labmove_zoom_most(pane) + 1);
}

/* ---- Stops ---- */

bool labmove_is_zoomed(const struct labpane *pane)
{
	return pane && pane->zoomed && pane->focus != LABPANE_ASIDE;
}

static bool has_stop(const struct labpane *pane, enum labpane_focus focus)
{
	return focus == LABPANE_KNOBS || (pane->state && pane->state->n_figures > 0);
}

bool labmove_tab(struct labpane *pane, int direction)
{
	int stop = pane->focus == LABPANE_ASIDE && direction < 0 ? LABPANE_FIGURE + 1
	                                                         : (int)pane->focus;
	for (stop += direction; stop > LABPANE_ASIDE && stop <= LABPANE_FIGURE; stop += direction)
		if (has_stop(pane, (enum labpane_focus)stop)) {
			pane->focus = (enum labpane_focus)stop;
			labmove_point(pane);
			return true;
		}
	pane->focus = LABPANE_ASIDE;
	return false;
}

/* ---- A new state ---- */

void labmove_settle(struct labpane *pane)
{
	pane->knob = (int)clamp(pane->knob, labpane_knobs(pane)->n_knobs);
	pane->figure = (int)clamp(pane->figure, pane->state->n_figures);
	pane->top_figure = (int)clamp(pane->top_figure, pane->state->n_figures);
}
