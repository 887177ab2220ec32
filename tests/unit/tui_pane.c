/*
 * The program beside a figure, of every lab that ships, at three sizes: columns are columns, what is folded is
 * counted, what one must see of it to follow the figure is seen, and all of it can be read. What the console
 * invites to can be typed. Run from the root of the tree.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lab/library.h"
#include "lang/program.h"
#include "tui/app.h"

#define LABS "lessons/labs"

static const struct { int width, height; } sizes[] = { { 80, 24 }, { 120, 36 }, { 200, 60 } };
enum { SIZES = sizeof sizes / sizeof *sizes, LEFT = 2, TOP = 3, NAME_MOST = 14 };

static int64_t stands(void *context)
{
	(void)context;
	return 0;
}

/* A lab on the screen, and what it computes. */
struct view {
	const struct lab *lab;
	const char *name;
	struct lab_state *state;
	struct app *app;
	struct canvas canvas;
};

static void look(struct view *v)
{
	app_settle(v->app);
	canvas_fill(&v->canvas, 0, 0, v->canvas.width, v->canvas.height, ROLE_TEXT, ' ');
	app_paint(v->app, &v->canvas);
}

static void press(struct view *v, int key)
{
	const struct input input = { .key = key };
	app_key(v->app, &input);
	look(v);
}

static struct view view_open(struct lab_library *library, int i, int size)
{
	static const struct clock clock = { stands, NULL };
	struct view v = { .name = lab_library_name(library, i) };
	struct err err = {0};
	v.lab = lab_library_find(library, v.name, &err);
	if (!v.lab)
		fail_msg("%s", err.text);
	const struct app_options options = {
		.data_dir = ".", .lab = (struct lab *)v.lab, .clock = &clock, .glyphs = GLYPHS_ALL,
	};
	const struct lab_setting setting = { .variant = -1 };
	v.state = lab_run(v.lab, &setting, lab_budget(v.lab), NULL, &err);
	v.app = app_new(&options, &err);
	if (!v.state || !v.app)
		fail_msg("%s: %s", v.name, err.text);
	v.canvas = canvas_new(sizes[size].width, sizes[size].height);
	app_resize(v.app, v.canvas.width, v.canvas.height);
	look(&v);
	return v;
}

static void view_close(struct view *v)
{
	app_free(v->app);
	lab_state_unref(v->state);
	canvas_free(&v->canvas);
}

/* ---- Finding things on it ---- */

static bool stands_at(const struct view *v, int x, int y, const char *text)
{
	for (; *text; text++, x++) {
		const struct cell *cell = canvas_at(&v->canvas, x, y);
		if (!cell || cell->c[0] != (unsigned char)*text)
			return false;
	}
	return true;
}

/* The row of a line: its name, blanks, "="; 0 when it is not seen. *equals is where that stands. */
static int row_of(const struct view *v, const char *name, int left, int *equals)
{
	for (int y = TOP; y < v->canvas.height; y++) {
		int x = left + (int)strlen(name);
		if (!stands_at(v, left, y, name) || !stands_at(v, x, y, " "))
			continue;
		while (stands_at(v, x, y, " "))
			x++;
		*equals = x;
		if (stands_at(v, x, y, "= "))
			return y;
	}
	return 0;
}

static bool is_digit(const struct view *v, int x, int y)
{
	uint32_t c = canvas_at(&v->canvas, x, y)->c[0];
	return c >= '0' && c <= '9';
}

/* The number before a word in "… 5 lines, 2 claims more"; 0 where it does not stand there. */
static int count_before(const struct view *v, const char *word)
{
	int n = 0;
	for (int y = TOP; y < v->canvas.height && n == 0; y++)
		for (int x = 3; x < 20 && canvas_at(&v->canvas, 0, y)->c[0] == 0x2026; x++)
			if (stands_at(v, x, y, word) && stands_at(v, x - 1, y, " "))
				for (int k = x - 2, scale = 1; is_digit(v, k, y); k--, scale *= 10)
					n += scale * (int)(canvas_at(&v->canvas, k, y)->c[0] - '0');
	return n;
}

static int count_folded(const struct view *v)
{
	return count_before(v, "line");
}

/* Rows that begin with the sign of a claim. */
static int count_claims(const struct view *v)
{
	int n = 0;
	for (int y = TOP; y < v->canvas.height; y++) {
		uint32_t c = canvas_at(&v->canvas, 1, y)->c[0];
		n += c == 0x2713 || c == 0x2717;
	}
	return n;
}

/* Of the columns where this shape may begin, in a row: those that have been so for all others too. */
static void keep_columns(const struct view *v, int y, const char *shape, bool *columns)
{
	for (int x = 0; x < v->canvas.width; x++)
		columns[x] = columns[x] && stands_at(v, x, y, shape);
}

static bool is_any(const bool *columns, int n)
{
	bool any = false;
	for (int i = 0; i < n; i++)
		any |= columns[i];
	return any;
}

/* ---- What must be so ---- */

static void check_columns(const struct view *v)
{
	int at = 0, seen = 0, equals;
	bool columns[256];
	memset(columns, true, sizeof columns);
	for (int i = 0; i < v->state->n_lines; i++) {
		const struct lab_line *line = &v->state->lines[i];
		int y = strlen(line->name) <= NAME_MOST ? row_of(v, line->name, LEFT, &equals) : 0;
		if (!y)
			continue;
		if (at && equals != at)
			fail_msg("%s: the = of %s stands aside", v->name, line->name);
		at = equals;
		seen++;
		if (line->shape && *line->shape == '(')
			keep_columns(v, y, line->shape, columns);
	}
	if (seen == 0 || !is_any(columns, v->canvas.width))
		fail_msg("%s at %d columns: no column has all shapes", v->name, v->canvas.width);
}

static int count_seen(const struct view *v)
{
	int seen = 0, equals;
	for (int i = 0; i < v->state->n_lines; i++)
		seen += row_of(v, v->state->lines[i].name, LEFT, &equals) > 0;
	for (int i = 0; i < lab_program(v->lab)->n_defs; i++)
		for (int y = TOP, found = 0; y < v->canvas.height && !found; y++)
			seen += found = stands_at(v, LEFT, y, "def ") &&
			                stands_at(v, LEFT + 4, y, lab_program(v->lab)->defs[i].name);
	return seen;
}

static void check_count(const struct view *v)
{
	int all = v->state->n_lines + lab_program(v->lab)->n_defs, seen = count_seen(v), folded = count_folded(v);
	if (seen + folded != all)
		fail_msg("%s at %d columns: %d of %d lines are seen, %d are said to be folded", v->name,
		         v->canvas.width, seen, all, folded);
	seen = count_claims(v);
	folded = count_before(v, "claim");
	if (seen + folded != v->state->n_claims)
		fail_msg("%s at %d columns: %d of %d claims are seen, %d are said to be folded", v->name,
		         v->canvas.width, seen, v->state->n_claims, folded);
}

/* What the figure that comes first names, if that is not much; and a claim, in words. */
static void check_shown(const struct view *v)
{
	if (v->state->n_claims > 0 && count_claims(v) == 0)
		fail_msg("%s at %d columns: no claim is seen", v->name, v->canvas.width);
	enum { FEW = 3 };
	bool *named = mem_new((size_t)v->state->n_lines + 1, sizeof *named);
	const struct figure *f = &v->state->figures[0];
	int count = 0, equals;
	for (int i = 0; i < f->n_items; i++)
		lab_reads(v->lab, f->items[i].code, named);
	for (int i = 0; i < v->state->n_lines; i++)
		count += named[i];
	for (int i = 0; i < v->state->n_lines && count <= FEW; i++)
		if (named[i] && !row_of(v, v->state->lines[i].name, LEFT, &equals))
			fail_msg("%s at %d columns: the figure shows %s, which is folded", v->name, v->canvas.width,
			         v->state->lines[i].name);
	free(named);
}

/* What a variant replaces is there, and what stands in its place: "≠ S = …" */
static void check_replaced(const struct view *v, const struct program_variant *variant)
{
	enum { FEW = 2 };
	int equals;
	for (int i = 0; i < variant->n_nodes && variant->n_nodes <= FEW; i++) {
		const char *name = variant->nodes[i].name;
		int y = row_of(v, name, LEFT + 2, &equals);
		if (!row_of(v, name, LEFT, &equals) || !y || canvas_at(&v->canvas, LEFT, y)->c[0] != 0x2260)
			fail_msg("%s at %d columns: %s is replaced, and one does not see it", v->name,
			         v->canvas.width, name);
	}
}

static bool is_seen(const struct view *v, const char *text)
{
	for (int y = TOP; y < v->canvas.height; y++)
		for (int x = 0; x < v->canvas.width; x++)
			if (stands_at(v, x, y, text))
				return true;
	return false;
}

/* Opened, all that is said behind a line or of a claim can be read to its end. */
static void check_words(struct view *v)
{
	bool *read = mem_new((size_t)(v->state->n_lines + v->state->n_claims) + 1, sizeof *read);
	for (int page = 0; page < v->state->n_lines; page++) {
		for (int i = 0; i < v->state->n_lines + v->state->n_claims; i++) {
			const char *words = i < v->state->n_lines ? v->state->lines[i].note
			                    : words_in(&v->state->claims[i - v->state->n_lines].sentence, LANGUAGE_EN);
			const char *last = words ? strrchr(words, ' ') : NULL;
			read[i] |= !words || is_seen(v, last ? last + 1 : words);
		}
		press(v, INPUT_PAGE_DOWN);
	}
	for (int i = 0; i < v->state->n_lines + v->state->n_claims; i++)
		if (!read[i])
			fail_msg("%s at %d columns: the end of note %d cannot be read", v->name, v->canvas.width, i);
	free(read);
	for (int page = 0; page <= v->state->n_lines; page++)
		press(v, INPUT_PAGE_UP);
}

static void check_lab(struct lab_library *library, int i, int size)
{
	struct view v = view_open(library, i, size);
	const struct program *program = lab_program(v.lab);
	check_columns(&v);
	check_count(&v);
	check_shown(&v);
	press(&v, INPUT_PAGE_DOWN);
	assert_int_equal(count_folded(&v), 0);
	check_columns(&v);
	check_words(&v);
	check_count(&v);
	for (int k = 0; k < program->n_variants; k++) {
		press(&v, 'v');
		check_replaced(&v, &program->variants[k]);
		check_count(&v);
	}
	view_close(&v);
}

/* ---- What its console invites to ---- */

static bool has_role(const struct view *v, enum role role)
{
	for (int y = 2; y < v->canvas.height - 2; y++)
		for (int x = 0; x < v->canvas.width; x++)
			if (canvas_at(&v->canvas, x, y)->role == role)
				return true;
	return false;
}

/* The code that a row of the console begins with; heap, or NULL. */
static char *example_at(const struct view *v, int y)
{
	enum { EXAMPLE = 4 };
	struct str code = STR_INIT;
	for (int x = EXAMPLE; x < v->canvas.width && canvas_at(&v->canvas, x, y)->role == ROLE_CODE; x++)
		str_add_char(&code, (char)canvas_at(&v->canvas, x, y)->c[0]);
	if (code.len)
		return str_take(&code);
	str_done(&code);
	return NULL;
}

static void type_line(struct view *v, const char *line)
{
	for (; *line; line++)
		app_key(v->app, &(struct input){ .key = (unsigned char)*line });
	press(v, INPUT_ENTER);
}

/* At the figure that is shown: two lines over a tensor, and help. None of them is refused. */
static void check_examples(struct view *v)
{
	char *examples[8];
	int n = 0;
	press(v, ':');
	for (int y = 2; y < v->canvas.height - 4; y++) {
		char *example = example_at(v, y);
		if (example)
			examples[n++] = example;
	}
	assert_int_equal(n, 3);
	for (int i = 0; i < n; i++) {
		type_line(v, examples[i]);
		if (has_role(v, ROLE_WARN))
			fail_msg("%s: its console invites to %s, which fails", v->name, examples[i]);
		free(examples[i]);
	}
	press(v, INPUT_ESCAPE);
}

static void check_console(struct lab_library *library, int i)
{
	struct view v = view_open(library, i, 1);
	for (int figure = 0; figure < v.state->n_figures; figure++) {
		check_examples(&v);
		press(&v, ']');
	}
	view_close(&v);
}

static void each_lab(void (*check)(struct lab_library *library, int i))
{
	struct err err = {0};
	struct lab_library *library = lab_library_open(LABS, &err);
	if (!library)
		fail_msg("%s", err.text);
	for (int i = 0; i < lab_library_count(library); i++)
		check(library, i);
	lab_library_free(library);
}

static void check_sizes(struct lab_library *library, int i)
{
	for (int size = 0; size < SIZES; size++)
		check_lab(library, i, size);
}

static void every_console_invites(void **state)
{
	(void)state;
	each_lab(check_console);
}

static void every_lab_can_be_followed(void **state)
{
	(void)state;
	each_lab(check_sizes);
}

/* All of its figures differ: the one that is shown stays. */
static void a_variant_keeps_the_figure(void **state)
{
	(void)state;
	struct err err;
	struct lab_library *library = lab_library_open(LABS, &err);
	int i = 0;
	while (strcmp(lab_library_name(library, i), "gated-cross-attention") != 0)
		i++;
	struct view v = view_open(library, i, 1);
	press(&v, ']');
	assert_true(is_seen(&v, "figure 2/"));
	press(&v, 'v');
	assert_true(is_seen(&v, "figure 2/"));
	view_close(&v);
	lab_library_free(library);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_lab_can_be_followed),
		cmocka_unit_test(every_console_invites),
		cmocka_unit_test(a_variant_keeps_the_figure),
	};
	return cmocka_run_group_tests_name("pane", tests, NULL, NULL);
}
