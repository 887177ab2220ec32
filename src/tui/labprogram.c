#include "tui/labprogram.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "lang/program.h"
#include "text/utf8.h"

enum { GAP = 3, ERROR_ROWS = 3, SHAPE_MAX = 24, NOTE_MIN = 16, WORK_TEXT = 32, WORK_FROM = 100,
       MAX_STEP = 10000 };

/* ---- Columns ---- */

struct columns {                 /* where each begins; 0 = it has no room */
	int code_width, names, shape, other, note, work;
	int shape_width;
	int end;                     /* of what a line may fill */
};

/* Items of the program: its defs, then its lines. */
static int count_defs(const struct labpane *pane)
{
	return lab_program(pane->lab)->n_defs;
}

/* "10× 403 kflop": how often the line was computed and what it cost. */
static void work_text(const struct lab_line *line, char out[static WORK_TEXT])
{
	if (line->in_parts) {
		snprintf(out, WORK_TEXT, "%s", _("in parts"));
		return;
	}
	static const char *const units[] = { "flop", "kflop", "Mflop", "Gflop", "Tflop" };
	double flops = (double)line->flops;
	size_t unit = 0;
	while (flops >= 999.5 && unit + 1 < sizeof units / sizeof *units) {
		flops /= 1000;
		unit++;
	}
	if (line->flops > 0)
		snprintf(out, WORK_TEXT, "%lld×  %7.3g %-5s", (long long)line->evals, flops, units[unit]);
	else
		snprintf(out, WORK_TEXT, "%lld×  %13s", (long long)line->evals, "");
}

static int work_width(const struct labpane *pane)
{
	int width = 0;
	for (int i = 0; i < pane->state->n_lines; i++) {
		char text[WORK_TEXT];
		work_text(&pane->state->lines[i], text);
		int w = utf8_width(text);
		width = w > width ? w : width;
	}
	return width;
}

static const char *cover(bool narrow)
{
	return narrow ? "███" : _("███ answer first");
}

/* The first line that is covered says why; the others need not. */
static bool is_first_covered(const struct labpane *pane, const struct lab_line *line)
{
	int i = 0;
	while (&pane->state->lines[i] != line && i + 1 < pane->state->n_lines &&
	       !labpane_covers(pane, pane->state->lines[i].name))
		i++;
	return &pane->state->lines[i] == line;
}

static const char *error_sign(void)
{
	return _("✗ error");
}

static int shape_width(const struct labpane *pane, const struct lab_line *line)
{
	if (line->error.code != ERR_NONE)
		return utf8_width(error_sign());
	if (labpane_covers(pane, line->name))
		return utf8_width(cover(true));
	return line->shape ? utf8_width(line->shape) : 0;
}

/* The variant's line in the place of this one, or NULL. */
static const struct lab_line *replacement(const struct labpane *pane, int i)
{
	const struct lab_state *with = pane->state->with;
	return with && i < with->n_lines && with->lines[i].replaced ? &with->lines[i] : NULL;
}

/* The variant's line, where what it computes has another shape than this one's; or NULL. */
static const struct lab_line *reshaped(const struct labpane *pane, int i)
{
	const struct lab_state *with = pane->state->with;
	const struct lab_line *line = &pane->state->lines[i];
	const struct lab_line *other = with && i < with->n_lines ? &with->lines[i] : NULL;
	bool both = other && line->shape && other->shape && line->error.code == ERR_NONE &&
	            other->error.code == ERR_NONE && !other->replaced;
	return both && strcmp(line->shape, other->shape) != 0 ? other : NULL;
}

static int at_most(int x, int limit)
{
	return x < limit ? x : limit;
}

/* A list, of labels mostly, is cut before it takes the room of the others. */
static bool is_list(struct value value)
{
	return value.kind == VALUE_LIST || value.kind == VALUE_TUPLE || value.kind == VALUE_STR;
}

static int by_size(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* Wide enough for most; a few that are longer by a step push what stands behind them aside. */
static int most_of(int *widths, int n, int step)
{
	int i = n - 1 - n / 4;
	qsort(widths, (size_t)n, sizeof *widths, by_size);
	while (i >= 0 && i + 1 < n && widths[i + 1] <= widths[i] + step)
		i++;
	return i >= 0 ? widths[i] : 0;
}

/* The width of the code: of most lines, by steps; or with step MAX_STEP of the longest. */
static int code_width(const struct labpane *pane, int step)
{
	int n = 0, *widths = mem_new(2 * (size_t)pane->state->n_lines + 1, sizeof *widths);
	for (int i = 0; i < pane->state->n_lines; i++) {
		const struct lab_line *line = &pane->state->lines[i], *instead = replacement(pane, i);
		if (!is_list(line->value))
			widths[n++] = utf8_width(line->code);
		if (instead)
			widths[n++] = utf8_width(instead->code) + 2;
	}
	int width = most_of(widths, n, step);
	free(widths);
	return width;
}

struct widths {                  /* of what stands behind the code */
	int names, shape, other, note;
};

static struct widths measure(const struct labpane *pane)
{
	struct widths w = { .names = 0 };
	for (int i = 0; i < pane->state->n_lines; i++) {
		const struct lab_line *line = &pane->state->lines[i], *other = reshaped(pane, i);
		int s = shape_width(pane, line), n = line->names ? utf8_width(line->names) : 0;
		int o = other ? utf8_width(other->shape) + 2 : 0;
		int note = line->note ? utf8_width(line->note) : 0;
		w.names = n > w.names ? n : w.names;
		w.shape = s > w.shape ? s : w.shape;
		w.other = o > w.other ? o : w.other;
		w.note = note > w.note ? note : w.note;
	}
	return w;
}

/* The shape is what the engine says, so it stays; first the symbolic one goes, then code is cut. */
static struct columns place_behind(const struct widths *w, int code, int work, int width)
{
	int shape = at_most(at_most(w->shape, SHAPE_MAX), width / 2), end = 1 + code + GAP;
	struct columns at = { .code_width = code, .shape_width = shape, .end = width - 1 };
	if (w->names > 0 && end + w->names + GAP + shape < width) {
		at.names = end;
		end += w->names + GAP;
	}
	at.shape = at_most(end, width - 1 - shape);
	if (!at.names)
		at.code_width = at_most(code, at.shape - 3);
	end = at.shape + shape;
	if (w->other && end + 1 + w->other < width) {
		at.other = end + 1;
		end = at.other + w->other;
	}
	end += GAP;
	if (work && end + (w->note ? w->note + GAP : 0) + work + GAP < width) {
		at.work = width - 1 - work;
		at.end = at.work - GAP;
	}
	if (w->note && end + NOTE_MIN < at.end + 1)
		at.note = end;
	return at;
}

/* Nothing of any line is cut, left out or pushed aside. */
static bool has_all(const struct columns *at, const struct widths *w, int code, int work)
{
	return at->code_width >= code && (!w->names || at->names) && (!w->other || at->other) &&
	       (!work || at->work) && at->shape_width == w->shape &&
	       (!w->note || (at->note && at->note + w->note <= at->end + 1));
}

/*
 * All lines' code in one column if there is the room, and the way to what stands behind it is not
 * far. Where the notes would be cut, more lines go beyond their column if that gains much.
 */
static struct columns place(const struct labpane *pane, int width)
{
	enum { STEP = 8, SMALL_STEP = 2, GAIN = 6, FAR = 16 };
	struct widths w = measure(pane);
	int work = pane->whole && width >= WORK_FROM ? work_width(pane) : 0;
	int code = code_width(pane, STEP), longest = code_width(pane, MAX_STEP);
	struct columns at = place_behind(&w, code, work, width);
	struct columns whole = place_behind(&w, longest, work, width);
	if (longest <= code + FAR && has_all(&whole, &w, longest, work))
		return whole;
	if (w.note == 0 || (at.note && at.note + w.note <= at.end + 1))
		return at;
	struct columns tight = place_behind(&w, code_width(pane, SMALL_STEP), work, width);
	return tight.note && tight.code_width + GAIN <= at.code_width ? tight : at;
}

static int shape_end(const struct columns *at, const struct lab_line *line)
{
	return at->shape + at_most(line->shape ? utf8_width(line->shape) : 0, at->shape_width);
}

/* The columns of a line whose code is longer: what is behind it moves right as far as there is room. */
static struct columns moved(struct columns at, const struct lab_line *line)
{
	enum { ROOM_LEAST = 6 };
	int code = utf8_width(line->code), more = code - at.code_width;
	if (more <= 0)
		return at;
	if (!line->shape || !*line->shape) {
		at.code_width = at.end - 1;
		return at;
	}
	int room = at.end - shape_end(&at, line);
	if (at.names && more > room) {   /* the names do not go with it */
		at.code_width = at.shape - 1 - GAP;
		at.names = 0;
		more = code - at.code_width;
	}
	if (room <= 0 || (more > room && room < ROOM_LEAST))   /* that would gain nothing */
		return at;
	more = at_most(more, room);
	at.code_width += more;
	at.names += at.names ? more : 0;
	at.shape += more;
	at.other += at.other ? more : 0;
	return at;
}

/* Where the line's note begins: in its column or behind what was moved; 0: it has a row below. */
static int note_left(const struct columns *at, const struct lab_line *line)
{
	int x = shape_end(at, line) + GAP;
	if (x <= at->note)
		return at->note;
	return x + utf8_width(line->note) <= at->end ? x : 0;
}

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

static void paint_code(struct canvas *canvas, int x, int y, int columns, const char *code)
{
	int end = x + columns;
	bool cut = utf8_width(code) > columns, name = true;
	if (cut)
		end--;
	while (*code && x < end) {
		enum role role;
		size_t n = token(code, &role);
		struct str text = STR_INIT;
		str_add_n(&text, code, n);
		text.data[utf8_fit(text.data, end - x)] = '\0';
		x += canvas_text(canvas, x, y, name ? ROLE_STRONG : role, text.data);
		str_done(&text);
		code += n;
		name = false;
	}
	if (cut)
		canvas_text(canvas, end, y, ROLE_DIM, "…");
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

static void paint_shape(const struct labpane *pane, const struct lab_line *line,
                        const struct columns *at, int y, struct canvas *canvas)
{
	if (line->error.code != ERR_NONE) {
		canvas_text(canvas, at->shape, y, ROLE_WARN, error_sign());
	} else if (labpane_covers(pane, line->name)) {
		int x = at->names ? at->names : at->shape;
		bool narrow = !is_first_covered(pane, line) || utf8_width(cover(false)) > canvas->width - x;
		canvas_text(canvas, narrow ? at->shape : x, y, ROLE_COVERED, cover(narrow));
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
	char text[WORK_TEXT];
	work_text(line, text);
	canvas_text(canvas, canvas->width - 1 - utf8_width(text), y, ROLE_DIM, text);
}

/* What the variant computes in this line: beside the shape, or below it. */
static void paint_other(const struct lab_line *other, int x, int y, struct canvas *canvas)
{
	canvas_text(canvas, x, y, ROLE_WARN, "≠");
	canvas_text_cut(canvas, x + 2, y, canvas->width - x - 3, ROLE_WARN, other->shape);
}

static void paint_line(const struct labpane *pane, const struct lab_line *line,
                       const struct columns *at, int y, struct canvas *canvas)
{
	paint_code(canvas, 1, y, at->code_width, line->code);
	paint_shape(pane, line, at, y, canvas);
	if (at->work && line->error.code == ERR_NONE && !labpane_covers(pane, line->name))
		paint_work(line, y, canvas);
}

static void paint_replacement(const struct labpane *pane, const struct lab_line *line,
                              const struct columns *at, int y, struct canvas *canvas)
{
	paint_code(canvas, 3, y, at->code_width - 2, line->code);
	paint_shape(pane, line, at, y, canvas);
	canvas_role(canvas, 0, y, canvas->width, 1, ROLE_WARN);
	canvas_text(canvas, 1, y, ROLE_WARN, "≠");
}

/* The line's note in its own row or, of a long line, the next; returns the rows more. */
static int note_rows(const struct lab_line *line, const struct columns *at, int y,
                     struct canvas *canvas)
{
	if (!line->note || !at->note)
		return 0;
	int x = note_left(at, line), below = x == 0;
	x = below ? at->note : x;
	if (canvas)
		canvas_text_cut(canvas, x, y + below, at->end + 1 - x, ROLE_DIM, line->note);
	return below;
}

static int other_rows(const struct labpane *pane, int i, const struct columns *at, int y,
                      struct canvas *canvas)
{
	const struct lab_line *other = reshaped(pane, i);
	if (!other || labpane_covers(pane, other->name))
		return 0;
	int beside = at->other && at->other + 2 + utf8_width(other->shape) <= at->end + 1;
	if (canvas)
		paint_other(other, beside ? at->other : at->shape - 2, y + !beside, canvas);
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

/* A line and what belongs below it; with canvas NULL only counted. Returns the rows. */
static int line_rows(const struct labpane *pane, int i, const struct columns *at, int width,
                     struct canvas *canvas, int y)
{
	const struct lab_line *line = &pane->state->lines[i], *instead = replacement(pane, i);
	struct columns own = moved(*at, line);
	int rows = 1;
	if (canvas)
		paint_line(pane, line, &own, y, canvas);
	rows += note_rows(line, &own, y, canvas);
	rows += other_rows(pane, i, &own, y + rows - 1, canvas);
	if (instead) {
		struct columns its = moved(*at, instead);
		if (canvas)
			paint_replacement(pane, instead, &its, y + rows, canvas);
		rows++;
	}
	return rows + error_rows(pane, i, width, canvas, y + rows);
}

/* A def or a line, and what belongs below it. */
static int item_rows(const struct labpane *pane, int i, const struct columns *at, int width,
                     struct canvas *canvas, int y)
{
	int defs = count_defs(pane);
	if (i >= defs)
		return line_rows(pane, i - defs, at, width, canvas, y);
	if (canvas)
		paint_code(canvas, 1, y, at->end - 1, lab_program(pane->lab)->defs[i].code);
	return 1;
}

static int count_items(const struct labpane *pane)
{
	return count_defs(pane) + pane->state->n_lines;
}

/* A run that stopped as a whole is said before everything else. */
static const char *stopped(const struct labpane *pane)
{
	const struct lab_state *state = pane->state;
	return state->error.code != ERR_NONE ? state->error.text : NULL;
}

int labprogram_height(const struct labpane *pane, int width)
{
	struct columns at = place(pane, width);
	int rows = stopped(pane) ? message_rows(stopped(pane), width, NULL, 0) : 0;
	for (int i = 0; i < count_items(pane); i++)
		rows += item_rows(pane, i, &at, width, NULL, 0);
	return rows;
}

/* The last page is a full one. */
static int first_item(const struct labpane *pane, const struct columns *at, const struct canvas *canvas)
{
	int first = count_items(pane), y = 0;
	while (first > 0 && (y += item_rows(pane, first - 1, at, canvas->width, NULL, 0)) <= canvas->height)
		first--;
	return at_most(pane->first_line, at_most(first, count_items(pane) - 1));
}

void labprogram_paint(const struct labpane *pane, struct canvas *canvas)
{
	struct columns at = place(pane, canvas->width);
	int total = labprogram_height(pane, canvas->width), n = count_items(pane);
	int first = total <= canvas->height ? 0 : first_item(pane, &at, canvas), i = first;
	int y = stopped(pane) ? message_rows(stopped(pane), canvas->width, canvas, 0) : 0;
	while (i < n && y < canvas->height) {
		y += item_rows(pane, i, &at, canvas->width, canvas, y);
		i++;
	}
	if (first > 0)
		canvas_text(canvas, canvas->width - 1, 0, ROLE_DIM, "▴");
	if (i < n || y > canvas->height)
		canvas_text(canvas, canvas->width - 1, canvas->height - 1, ROLE_DIM, "▾");
}
