#include "tui/scroll.h"

#include "base/i18n.h"

/* ---- Where it stands ---- */

int scroll_to(int first, int rows, int total, int top, int bottom)
{
	if (bottom > first + rows)
		first = bottom - rows;
	if (top < first)
		first = top;
	if (first > total - rows)
		first = total - rows;
	return first < 0 ? 0 : first;
}

void scroll_fit(struct scroll *s, int rows, int total)
{
	*s = (struct scroll){ scroll_to(s->first, rows, total, s->first, 0), rows, total };
}

void scroll_marks(struct canvas *canvas, int first, int total)
{
	if (first > 0)
		canvas_char(canvas, canvas->width - 1, 0, ROLE_DIM, 0x25B4);
	if (first + canvas->height < total)
		canvas_char(canvas, canvas->width - 1, canvas->height - 1, ROLE_DIM, 0x25BE);
}

/* ---- Keys ---- */

static bool is_long(const struct screen *screen)
{
	const struct scroll *s = screen->class->scroll(screen);
	return s->total > s->rows;
}

/* A screen may have a use of its own for them: a cursor. */
static bool are_free(const struct screen *screen)
{
	return !binding_find(screen->class->bindings, screen, &(struct input){ .key = INPUT_DOWN });
}

const struct binding scroll_bindings[] = {
	{ .keys = "↑↓", .on = { INPUT_DOWN, 'j' }, .action = SCROLL_DOWN, .label = N_("scroll"), .when = is_long,
	  .ever = are_free },
	{ .keys = "↑", .on = { INPUT_UP, 'k' }, .action = SCROLL_UP, .when = is_long },
	{ .keys = "wheel", .on = { INPUT_WHEEL_DOWN }, .action = SCROLL_WHEEL_DOWN, .when = is_long },
	{ .keys = "wheel", .on = { INPUT_WHEEL_UP }, .action = SCROLL_WHEEL_UP, .when = is_long },
	{ .keys = "PgDn", .on = { INPUT_PAGE_DOWN, INPUT_SPACE }, .action = SCROLL_PAGE_DOWN,
	  .label = N_("page"), .help = N_("further down"), .when = is_long, .spare = true },
	{ .keys = "PgUp", .on = { INPUT_PAGE_UP }, .action = SCROLL_PAGE_UP, .help = N_("further up"),
	  .when = is_long },
	{ .keys = "Home", .on = { INPUT_HOME }, .action = SCROLL_BEGIN, .help = N_("the beginning"),
	  .when = is_long },
	{ .keys = "End", .on = { INPUT_END }, .action = SCROLL_END, .help = N_("the end"), .when = is_long },
	{0},
};

void scroll_key(struct scroll *s, int action)
{
	enum { WHEEL = 3, KEPT = 2 };    /* so many rows of a page are seen on the next one, too */
	const int by[] = {
		[SCROLL_DOWN] = 1, [SCROLL_UP] = -1, [SCROLL_WHEEL_DOWN] = WHEEL, [SCROLL_WHEEL_UP] = -WHEEL,
		[SCROLL_PAGE_DOWN] = s->rows - KEPT, [SCROLL_PAGE_UP] = KEPT - s->rows,
		[SCROLL_BEGIN] = -s->total, [SCROLL_END] = s->total,
	};
	s->first += by[action];
	scroll_fit(s, s->rows, s->total);
}
