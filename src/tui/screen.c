#include "tui/screen.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "text/utf8.h"
#include "text/wrap.h"
#include "tui/labkeys.h"
#include "tui/scroll.h"

static bool triggers(const struct binding *binding, const struct screen *screen,
                     struct input *input)
{
	int n = binding->digits ? binding->digits(screen) : 0;
	if (input->key >= '1' && input->key < '1' + (uint32_t)(n > 9 ? 9 : n)) {
		input->x = (int)(input->key - '1');
		return true;
	}
	for (size_t i = 0; i < sizeof binding->on / sizeof *binding->on; i++)
		if (binding->on[i] && binding->on[i] == input->key)
			return true;
	return false;
}

const struct binding *binding_find(const struct binding *table, const struct screen *screen,
                                   struct input *input)
{
	for (const struct binding *b = table; b->keys; b++)
		if (triggers(b, screen, input) && (!b->when || b->when(screen)))
			return b;
	return NULL;
}

void binding_keys(const struct binding *binding, const struct screen *screen, char *out,
                  size_t size)
{
	int n = binding->digits ? binding->digits(screen) : 0;
	if (n > 1)
		snprintf(out, size, "1-%d", n > 9 ? 9 : n);
	else
		snprintf(out, size, "%s", binding->keys);
}

struct labpane *screen_lab(const struct screen *screen)
{
	return screen->class->lab ? screen->class->lab(screen) : NULL;
}

/* Text that scrolls and a lab beside it have the keys that are left; the lab the first when the focus goes to it. */
int screen_tables(const struct screen *screen, const struct binding *tables[SCREEN_MAX_TABLES])
{
	const struct labpane *lab = screen_lab(screen);
	bool aside = lab && lab->focus == LABPANE_ASIDE;
	int n = 0;
	if (lab && !aside)
		tables[n++] = labkeys_bindings;
	if (screen->class->more)
		tables[n++] = screen->class->more(screen);
	tables[n++] = screen->class->bindings;
	if (screen->class->scroll)
		tables[n++] = scroll_bindings;
	if (aside)
		tables[n++] = labkeys_bindings;
	return n;
}

/* ---- The frame ---- */

enum { FOOTER_GAP = 2 };

/* One entry of the footer from x on; with canvas NULL only its width. */
static int footer_entry(const struct binding *binding, const struct screen *screen,
                        struct canvas *canvas, int x)
{
	char keys[32];
	binding_keys(binding, screen, keys, sizeof keys);
	const char *label = _(binding->label);
	int y = canvas ? canvas->height - 1 : 0, start = x;
	x += canvas ? canvas_text(canvas, x, y, ROLE_KEY, keys) : utf8_width(keys);
	x++;
	x += canvas ? canvas_text(canvas, x, y, ROLE_BAR, label) : utf8_width(label);
	return x - start;
}

/* Whether its key would do it now: no field takes it as text, and no binding before it has the key. */
static bool is_in_force(const struct binding *binding, const struct screen *screen)
{
	struct input input = { .key = binding->digits ? '1' : binding->on[0] };
	const struct binding *tables[SCREEN_MAX_TABLES], *found = NULL;
	if (screen->class->types && screen->class->types(screen, &input))
		return false;
	int n = screen_tables(screen, tables);
	for (int i = 0; i < n && !found; i++)
		found = binding_find(tables[i], screen, &input);
	return found == binding;
}

static bool in_footer(const struct binding *binding, const struct screen *screen)
{
	return binding->label && is_in_force(binding, screen);
}

/* While the lab has the focus, its keys and the ways out are enough. */
static bool is_aside(const struct binding *table, const struct binding *binding,
                     const struct screen *screen)
{
	const struct labpane *lab = screen_lab(screen);
	return lab && lab->focus != LABPANE_ASIDE && table != labkeys_bindings &&
	       !binding->with_lab;
}

struct footer {
	const struct screen *screen;
	const struct binding *last;      /* not among the entries: it stands behind them */
	int x, room;                     /* where the next begins, and all end */
	bool spare;                      /* the turn of those that may be left out first */
};

/* As many entries of the table as fit. */
static void footer_entries(struct footer *f, const struct binding *table, struct canvas *canvas)
{
	for (const struct binding *b = table; b->keys; b++) {
		if (b == f->last || b->spare != f->spare || !in_footer(b, f->screen) ||
		    is_aside(table, b, f->screen) ||
		    f->x + footer_entry(b, f->screen, NULL, 0) > f->room)
			continue;
		f->x += footer_entry(b, f->screen, canvas, f->x) + FOOTER_GAP;
	}
}

static const struct binding *last_entry(const struct screen *screen)
{
	const struct binding *last = NULL;
	for (const struct binding *b = screen->class->bindings; b->keys; b++)
		if (in_footer(b, screen))
			last = b;
	return last;
}

/* The focus's own keys first; the last one, how to leave, is always there. */
static void paint_footer(const struct screen *screen, struct canvas *canvas)
{
	const struct binding *last = last_entry(screen), *tables[SCREEN_MAX_TABLES];
	int n = screen_tables(screen, tables);
	struct footer f = { .screen = screen, .last = last, .x = 1 };
	f.room = canvas->width - 1 - (last ? FOOTER_GAP + footer_entry(last, screen, NULL, 0) : 0);
	for (int turn = 0; turn < 2; turn++) {
		f.spare = turn == 1;
		for (int i = 0; i < n; i++)
			footer_entries(&f, tables[i], canvas);
	}
	if (last)
		footer_entry(last, screen, canvas, f.x);
}

/* The language and how to get help, at the right; returns where it begins. */
static int paint_corner(const struct screen *screen, struct canvas *canvas)
{
	const char *code = language_code(screen->app->language), *help = _("help");
	int x = canvas->width - 1 - utf8_width(help) - 2;
	canvas_text(canvas, x, 0, ROLE_KEY, "?");
	canvas_text(canvas, x + 2, 0, ROLE_BAR, help);
	x -= 2 + utf8_width(code);
	canvas_text(canvas, x, 0, ROLE_DIM, code);
	return x;
}

/* "00:12", or with its key: "L language". */
static void paint_right(const struct frame_words *words, int x, int end, struct canvas *canvas)
{
	if (words->right_key)
		x += canvas_text(canvas, x, 0, ROLE_KEY, words->right_key) + 1;
	canvas_text_cut(canvas, x, 0, end - x, ROLE_BAR, words->right);
}

static void paint_header(const struct screen *screen, struct canvas *canvas,
                         const struct frame_words *words)
{
	enum { LEFT_LEAST = 12 };
	int corner = paint_corner(screen, canvas);
	int right = words->right ? utf8_width(words->right) : 0;
	right += words->right_key ? utf8_width(words->right_key) + 1 : 0;
	int left = utf8_width(words->left);
	int x = (canvas->width - right) / 2;             /* in the middle, or where there is room */
	if (x + right > corner - 3 || x < left + 4)
		x = corner - 3 - right > LEFT_LEAST ? corner - 3 - right : LEFT_LEAST;
	if (words->right)
		paint_right(words, x, corner - 3, canvas);
	else
		x = corner - 3;
	canvas_text_cut(canvas, 1, 0, x - 3, ROLE_TITLE, words->left);
}

int frame_height(const struct app *app)
{
	return app->height - 4;
}

static void paint_rule(struct canvas *canvas, int y, int join, uint32_t joint)
{
	canvas_hline(canvas, 0, y, canvas->width);
	if (join >= 0)
		canvas_char(canvas, join, y, ROLE_BORDER, joint);
}

struct canvas frame_paint(const struct screen *screen, struct canvas *canvas,
                          const struct frame_words *words, int rule_join)
{
	int bottom = canvas->height - 1;
	canvas_fill(canvas, 0, 0, canvas->width, 1, ROLE_BAR, ' ');
	canvas_fill(canvas, 0, bottom, canvas->width, 1, ROLE_BAR, ' ');
	paint_header(screen, canvas, words);
	paint_rule(canvas, 1, rule_join, 0x252C);
	paint_rule(canvas, bottom - 1, rule_join, 0x2534);
	if (screen->app->message)
		canvas_text_cut(canvas, 1, bottom, canvas->width - 2, ROLE_WARN,
		                screen->app->message);
	else
		paint_footer(screen, canvas);
	return canvas_part(canvas, 0, 2, canvas->width, canvas->height - 4);
}

/* ---- Wrapped text ---- */

int wrapped_paint(const struct wrapped *place, const char *text, struct canvas *canvas)
{
	int row = 0;
	for (size_t n, next; *text && row < place->rows; text += next, row++) {
		n = wrap_line(text, place->width, &next);
		if (!canvas)
			continue;
		struct str line = STR_INIT;
		bool cut = row == place->rows - 1 && text[next];
		str_add_n(&line, text, cut ? strlen(text) : n);
		canvas_text_cut(canvas, place->x, place->y + row, place->width, place->role, line.data);
		str_done(&line);
	}
	return row;
}
