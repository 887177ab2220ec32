#include "tui/labprogram.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "lang/program.h"
#include "text/utf8.h"
#include "tui/labclaims.h"
#include "tui/labcolumns.h"
#include "tui/labfold.h"

enum { ERROR_ROWS = 3, CODE_ROWS = 4, NOTE_ROWS = 6, INDENT = 4 };

/* ---- Code ---- */

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (c & 0x80);
}

/* The bytes of the token that begins here, and its role. */
static size_t token(const char *text, enum role *role)
{
	size_t n = 1;
	*role = strchr("()[]{},:. ", *text) ? ROLE_DIM : ROLE_KEYWORD;
	if (*text == '"' || *text == '\'') {
		const char *end = strchr(text + 1, *text);
		n = end ? (size_t)(end - text) + 1 : strlen(text);
		*role = ROLE_CODE;
	} else if (is_word(*text)) {
		while (is_word(text[n]) || (text[n] == '.' && isdigit((unsigned char)*text)))
			n++;
		*role = ROLE_CODE;
	}
	return n;
}

static void paint_tokens(struct canvas *canvas, int x, int y, int columns, const char *code)
{
	int end = x + columns;
	bool cut = utf8_width(code) > columns;
	if (cut)
		end--;
	while (*code && x < end) {
		enum role role;
		size_t n = token(code, &role);
		struct str text = STR_INIT;
		str_add_n(&text, code, n);
		text.data[utf8_fit(text.data, end - x)] = '\0';
		x += canvas_text(canvas, x, y, role, text.data);
		str_done(&text);
		code += n;
	}
	if (cut)
		canvas_text(canvas, end, y, ROLE_DIM, "…");
}

/* The bytes of code that go on a row; the next one begins at *next. */
static size_t row_bytes(const char *code, int columns, size_t *next)
{
	enum { BEGUN = 2 };              /* "=" alone is no row, unless a name would be torn */
	size_t fits = utf8_fit(code, columns), end = fits;
	while (code[fits] && end > BEGUN && code[end] != ' ')
		end--;
	for (size_t i = BEGUN + 1; end <= BEGUN && i <= fits; i++)
		end = code[i - 1] == '(' ? i : end;   /* the outer one */
	if (end <= BEGUN && code[0] == '=')
		end = 1;
	else if (end <= BEGUN)
		end = fits > 0 ? fits : strlen(code);
	*next = end + strspn(code + end, " ");
	return end;
}

/* Code of a line: what stands behind it stands in its first row. */
struct code {
	const char *name, *text;         /* "S", "= Q @ K.mT"; no name: all of it is text */
	int left, x, indent;             /* where the name begins, the text, and its other rows */
	int end, end_below;              /* how far its first row goes, and the others */
	int rows;                        /* at most */
};

static int at_least(int x, int limit)
{
	return x > limit ? x : limit;
}

/* A long name leaves room for the beginning of its code. */
static int name_width(const struct code *code)
{
	int most = code->end - code->left - INDENT, width = utf8_width(code->name);
	return width < most ? width : at_least(most, 1);
}

/* Has its column no room for all of it? */
static bool is_note_cut(const struct lab_line *line, const struct labcolumns *at)
{
	return line->note && (!at->note || at->note + utf8_width(line->note) > at->end + 1);
}

static struct code code_of(const struct lab_line *line, const struct labcolumns *at, int left)
{
	bool beside = at->note && is_note_cut(line, at);   /* the note may go on beside the code's other rows */
	const char *text = labcolumns_behind_name(line->code);
	bool behind = line->error.code != ERR_NONE || (line->shape && *line->shape);
	struct code code = {
		.name = text ? line->name : NULL, .text = text ? text : line->code,
		.left = left, .x = left,
		.end = behind ? at->code_end : at->end - 1,
		.end_below = beside ? at->note - 1 : at->end - 1,
		.rows = behind ? CODE_ROWS : 1,
	};
	if (text)
		code.x = at_least(at->equals, left + name_width(&code) + 1);
	code.indent = at->equals + INDENT;
	return code;
}

/* With canvas NULL only counted. Returns the rows. */
static int code_rows(const struct code *code, int y, struct canvas *canvas)
{
	const char *text = code->text;
	int rows = 0;
	if (canvas && code->name)
		canvas_text_cut(canvas, code->left, y, name_width(code), ROLE_STRONG, code->name);
	while (*text && rows < code->rows) {
		int x = rows ? code->indent : code->x;
		int columns = at_least((rows ? code->end_below : code->end) - x, 1);
		size_t next, n = row_bytes(text, columns, &next);
		struct str row = STR_INIT;
		str_add_n(&row, text, rows + 1 < code->rows ? n : strlen(text));
		if (canvas)
			paint_tokens(canvas, x, y + rows, columns, row.data);
		str_done(&row);
		text += next;
		rows++;
	}
	return rows;
}

/* ---- Lines ---- */

/* Paint the message with canvas, else only count its rows. */
static int message_rows(const char *text, int width, struct canvas *canvas, int y)
{
	const struct wrapped place = {
		.x = 3, .y = y, .width = width - 4, .rows = ERROR_ROWS, .role = ROLE_WARN,
	};
	return wrapped_paint(&place, text, canvas);
}

/* The first line that is covered says why; the others need not, and none where the figure says so. */
static bool is_first_covered(const struct labpane *pane, const struct lab_line *line)
{
	const struct lab_state *state = pane->state;
	int i = 0;
	if (state->n_figures > 0 && labpane_hides(pane, &state->figures[pane->top_figure]))
		return false;
	while (&pane->state->lines[i] != line && i + 1 < pane->state->n_lines &&
	       !labpane_covers(pane, pane->state->lines[i].name))
		i++;
	return &pane->state->lines[i] == line;
}

static void paint_shape(const struct labpane *pane, const struct lab_line *line,
                        const struct labcolumns *at, int y, struct canvas *canvas)
{
	if (line->error.code != ERR_NONE) {
		canvas_text(canvas, at->shape, y, ROLE_WARN, labcolumns_error());
	} else if (labpane_covers(pane, line->name)) {
		int x = at->names ? at->names : at->shape;
		bool narrow = !is_first_covered(pane, line) ||
		              utf8_width(labcolumns_cover(false)) > canvas->width - x;
		canvas_text(canvas, narrow ? at->shape : x, y, ROLE_COVERED, labcolumns_cover(narrow));
	} else {
		if (at->names && line->names &&
		    strcmp(line->names, line->shape ? line->shape : "") != 0)
			canvas_text(canvas, at->names, y, ROLE_DIM, line->names);
		canvas_text_cut(canvas, at->shape, y, at->shape_width, ROLE_NUMBER,
		                line->shape ? line->shape : "");
	}
}

static void paint_work(const struct lab_line *line, int y, struct canvas *canvas)
{
	char text[LABCOLUMNS_WORK];
	labcolumns_work(line, text);
	canvas_text(canvas, canvas->width - 1 - utf8_width(text), y, ROLE_DIM, text);
}

/* What the variant computes in this line: beside the shape, or below it. */
static void paint_other(const struct lab_line *other, int x, int y, struct canvas *canvas)
{
	canvas_text(canvas, x, y, ROLE_WARN, "≠");
	canvas_text_cut(canvas, x + 2, y, canvas->width - x - 3, ROLE_WARN, other->shape);
}

/* The line itself, and what stands behind it in its first row. */
static int own_rows(const struct labpane *pane, const struct lab_line *line,
                    const struct labcolumns *at, int y, struct canvas *canvas)
{
	struct code code = code_of(line, at, LABCOLUMNS_LEFT);
	if (!labfold_opened(pane) && labfold_is_stage(pane, (int)(line - pane->state->lines)))
		code.rows = 1;
	int rows = code_rows(&code, y, canvas);
	if (!canvas)
		return rows;
	paint_shape(pane, line, at, y, canvas);
	if (at->work && line->error.code == ERR_NONE && !labpane_covers(pane, line->name))
		paint_work(line, y, canvas);
	return rows;
}

/* All of its note: down its column or, without one, below the line as it is written. Returns the rows of both. */
static int note_rows(const struct lab_line *line, const struct labcolumns *at, int y, int rows,
                     struct canvas *canvas)
{
	int x = at->note ? at->note : at->equals + 2;
	const struct wrapped place = {
		.x = x, .y = at->note ? y : y + rows, .width = at->end + 1 - x, .rows = NOTE_ROWS, .role = ROLE_DIM,
	};
	struct str text = STR_INIT;
	str_addf(&text, "%s%s", at->note ? "" : "# ", line->note);
	int own = wrapped_paint(&place, text.data, canvas);
	str_done(&text);
	return at->note ? at_least(own, rows) : rows + own;
}

static int replacement_rows(const struct labpane *pane, const struct lab_line *line,
                            const struct labcolumns *at, int y, struct canvas *canvas)
{
	struct code code = code_of(line, at, LABCOLUMNS_LEFT + 2);
	int rows = code_rows(&code, y, canvas);
	if (!canvas)
		return rows;
	paint_shape(pane, line, at, y, canvas);
	canvas_role(canvas, 0, y, canvas->width, rows, ROLE_WARN);
	canvas_text(canvas, LABCOLUMNS_LEFT, y, ROLE_WARN, "≠");
	return rows;
}

/* The variant's shape: beside the line, which begins at y, or in a row below, at `below`. */
static int other_rows(const struct labpane *pane, int i, const struct labcolumns *at, int y, int below,
                      struct canvas *canvas)
{
	const struct lab_line *other = labcolumns_reshaped(pane, i);
	if (!other || labpane_covers(pane, other->name))
		return 0;
	int beside = at->other && at->other + 2 + utf8_width(other->shape) <= at->end + 1;
	if (canvas)
		paint_other(other, beside ? at->other : at->shape - 2, beside ? y : below, canvas);
	return !beside;
}

/* The message of the line that is the first to fail, and of the variant's that is. */
static int error_rows(const struct labpane *pane, int i, int width, struct canvas *canvas, int y)
{
	const struct lab_state *state = pane->state, *with = state->with;
	const struct lab_line *failed = labpane_first_error(state);
	const struct lab_line *fails_with = with ? labpane_first_error(with) : NULL;
	int rows = 0;
	if (failed == &state->lines[i])
		rows += message_rows(failed->error.text, width, canvas, y);
	if (fails_with && fails_with == &with->lines[i] &&
	    !(failed && strcmp(failed->error.text, fails_with->error.text) == 0))
		rows += message_rows(fails_with->error.text, width, canvas, y + rows);
	return rows;
}

/* ---- The whole ---- */

/* What is seen of the items (labfold.h), and how. */
struct items {
	struct labcolumns at;
	int n, defs, lines, width;
	int *brief, *full;               /* the rows that each takes: a row of its note or sentence, or all */
	bool *seen, *whole;
};

/* A line and what belongs below it. */
static int line_rows(const struct labpane *pane, const struct items *items, int i, int y,
                     struct canvas *canvas)
{
	const struct labcolumns *at = &items->at;
	const struct lab_line *line = &pane->state->lines[i], *instead = labcolumns_replacement(pane, i);
	int rows = own_rows(pane, line, at, y, canvas);
	if (items->whole[items->defs + i] && is_note_cut(line, at))
		rows = note_rows(line, at, y, rows, canvas);
	else if (canvas && at->note && line->note)
		canvas_text_cut(canvas, at->note, y, at->end + 1 - at->note, ROLE_DIM, line->note);
	rows += other_rows(pane, i, at, y, y + rows, canvas);
	if (instead)
		rows += replacement_rows(pane, instead, at, y + rows, canvas);
	return rows + error_rows(pane, i, items->width, canvas, y + rows);
}

static int def_rows(const struct labpane *pane, int i, const struct labcolumns *at, int y,
                    struct canvas *canvas)
{
	const struct code code = {
		.text = lab_program(pane->lab)->defs[i].code, .x = LABCOLUMNS_LEFT,
		.indent = LABCOLUMNS_LEFT + INDENT,
		.end = at->end - 1, .end_below = at->end - 1, .rows = CODE_ROWS,
	};
	return code_rows(&code, y, canvas);
}

/* An item and what belongs below it; with canvas NULL only counted. Returns the rows. */
static int item_rows(const struct labpane *pane, const struct items *items, int i, int y,
                     struct canvas *canvas)
{
	const struct labclaims_place claim = { y, items->width, items->whole[i] };
	int behind = i - items->defs;
	if (behind < 0)
		return def_rows(pane, i, &items->at, y, canvas);
	if (behind < items->lines)
		return line_rows(pane, items, behind, y, canvas);
	return labclaims_rows(pane, behind - items->lines, &claim, canvas);
}

static void measure(const struct labpane *pane, struct items *items, bool whole, int *rows)
{
	for (int i = 0; i < items->n; i++) {
		items->whole[i] = whole;
		rows[i] = item_rows(pane, items, i, 0, NULL);
		items->whole[i] = false;
	}
}

static struct items items_new(const struct labpane *pane, int width)
{
	struct items items = {
		.at = labcolumns_place(pane, width), .width = width,
		.n = labfold_count(pane), .defs = lab_program(pane->lab)->n_defs, .lines = pane->state->n_lines,
	};
	size_t n = (size_t)items.n + 1;
	items.brief = mem_new(n, sizeof *items.brief);
	items.full = mem_new(n, sizeof *items.full);
	items.seen = mem_new(n, sizeof *items.seen);
	items.whole = mem_new(n, sizeof *items.whole);
	measure(pane, &items, false, items.brief);
	measure(pane, &items, true, items.full);
	return items;
}

static void items_free(struct items *items)
{
	free(items->brief);
	free(items->full);
	free(items->seen);
	free(items->whole);
}

/* Rows of those that are seen. */
static int count_rows(const struct items *items)
{
	int rows = 0;
	for (int i = 0; i < items->n; i++)
		rows += !items->seen[i] ? 0 : items->whole[i] ? items->full[i] : items->brief[i];
	return rows;
}

/* Where the last page begins, which is a full one. */
static int last_page(const struct items *items, int height)
{
	int first = items->n, y = 0;
	while (first > 0 && (y += items->full[first - 1]) <= height)
		first--;
	return first < items->n ? first : at_least(items->n - 1, 0);
}

/* Read line by line, from its first line on: nothing is cut. */
static void see_page(const struct labpane *pane, struct items *items, int height)
{
	int last = last_page(items, height);
	for (int i = last < pane->first_line ? last : pane->first_line; i < items->n; i++)
		items->seen[i] = items->whole[i] = true;
}

/* Those that matter; rows that are left are for what is cut of them. */
static void see_best(const struct labpane *pane, struct items *items, int height)
{
	labfold_choose(pane, items->brief, height, items->seen);
	int left = height - count_rows(items);
	for (int i = 0; i < items->n; i++) {
		int more = items->full[i] - items->brief[i];
		if (!items->seen[i] || more > left)
			continue;
		items->whole[i] = true;
		left -= more;
	}
}

static void see(const struct labpane *pane, struct items *items, int height)
{
	if (labfold_opened(pane))
		see_page(pane, items, height);
	else
		see_best(pane, items, height);
}

/* A run that stopped as a whole is said before everything else. */
static const char *stopped(const struct labpane *pane)
{
	const struct lab_state *state = pane->state;
	return state->error.code != ERR_NONE ? state->error.text : NULL;
}

static int said_rows(const struct labpane *pane, int width, struct canvas *canvas)
{
	return stopped(pane) ? message_rows(stopped(pane), width, canvas, 0) : 0;
}

int labprogram_height(const struct labpane *pane, int width)
{
	struct items items = items_new(pane, width);
	see(pane, &items, INT_MAX / 2);
	int rows = said_rows(pane, width, NULL) + count_rows(&items);
	items_free(&items);
	return rows;
}

int labprogram_least(const struct labpane *pane, int width)
{
	struct items items = items_new(pane, width);
	labfold_choose(pane, items.brief, LABFOLD_NEEDED, items.seen);
	int rows = said_rows(pane, width, NULL) + count_rows(&items);
	items_free(&items);
	return rows;
}

int labprogram_last_page(const struct labpane *pane, int width, int height)
{
	struct items items = items_new(pane, width);
	int first = last_page(&items, at_least(height - said_rows(pane, width, NULL), 0));
	items_free(&items);
	return first;
}

struct labprogram_rest labprogram_rest(const struct labpane *pane, int width, int height)
{
	struct labprogram_rest rest = { .lines = 0 };
	struct items items = items_new(pane, width);
	see(pane, &items, at_least(height - said_rows(pane, width, NULL), 0));
	for (int i = 0; i < items.n && !labfold_opened(pane); i++) {
		bool claim = i >= items.defs + items.lines;
		rest.lines += !items.seen[i] && !claim;
		rest.claims += !items.seen[i] && claim;
		rest.cut |= items.seen[i] && !items.whole[i];
	}
	items_free(&items);
	return rest;
}

/* … where lines are left out. */
static void mark_gap(const struct items *items, int i, int y, struct canvas *canvas)
{
	if (i > 0 && i < items->defs + items->lines && !items->seen[i - 1])
		canvas_text(canvas, 0, y, ROLE_DIM, "…");
}

static void mark_page(const struct items *items, int y, struct canvas *canvas)
{
	if (items->n > 0 && !items->seen[0])
		canvas_text(canvas, canvas->width - 1, 0, ROLE_DIM, "▴");
	if (y > canvas->height)
		canvas_text(canvas, canvas->width - 1, canvas->height - 1, ROLE_DIM, "▾");
}

void labprogram_paint(const struct labpane *pane, struct canvas *canvas)
{
	struct items items = items_new(pane, canvas->width);
	int y = said_rows(pane, canvas->width, canvas);
	see(pane, &items, at_least(canvas->height - y, 0));
	for (int i = 0; i < items.n; i++) {
		if (!items.seen[i])
			continue;
		if (!labfold_opened(pane))
			mark_gap(&items, i, y, canvas);
		y += item_rows(pane, &items, i, y, y < canvas->height ? canvas : NULL);
	}
	if (labfold_opened(pane))
		mark_page(&items, y, canvas);
	items_free(&items);
}
