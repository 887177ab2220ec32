#include "tui/labprogram.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "lang/program.h"
#include "text/i18n.h"
#include "text/utf8.h"

enum { GAP = 3, ERROR_ROWS = 3, SHAPE_MAX = 24, NOTE_MIN = 16, WORK_TEXT = 32, WORK_FROM = 100 };

/* ---- Columns ---- */

struct columns {                 /* where each begins; 0 = it has no room */
	int code_width, names, shape, note, work;
	int shape_width, note_width;
};

/* Items of the program: its defs, then its lines. */
static int count_defs(const struct labpane *pane)
{
	return lab_program(pane->lab)->n_defs;
}

/* "10× 403 kflop": how often the line was computed and what it cost. */
static void work_text(const struct lab_line *line, char out[static WORK_TEXT])
{
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

static int at_most(int x, int limit)
{
	return x < limit ? x : limit;
}

/* A list, of labels mostly, is cut before it takes the room of the others. */
static bool is_list(struct value value)
{
	return value.kind == VALUE_LIST || value.kind == VALUE_TUPLE || value.kind == VALUE_STR;
}

/* The shape is what the engine says, so it stays; first the symbolic one goes, then code is cut. */
static struct columns place(const struct labpane *pane, int width)
{
	int code = 0, names = 0, shape = 0, notes = 0;
	for (int i = 0; i < pane->state->n_lines; i++) {
		const struct lab_line *line = &pane->state->lines[i];
		const struct lab_line *instead = replacement(pane, i);
		int c = utf8_width(line->code), s = shape_width(pane, line);
		int n = line->names ? utf8_width(line->names) : 0;
		if (instead && utf8_width(instead->code) + 2 > c)
			c = utf8_width(instead->code) + 2;
		code = c > code && !is_list(line->value) ? c : code;
		names = n > names ? n : names;
		shape = s > shape ? s : shape;
		notes |= line->note ? NOTE_MIN + GAP : 0;
	}
	for (int i = 0; i < count_defs(pane); i++) {
		int c = utf8_width(lab_program(pane->lab)->defs[i].code);
		code = c > code ? c : code;
	}
	shape = at_most(at_most(shape, SHAPE_MAX), width / 2);
	struct columns at = { .code_width = code, .shape_width = shape };
	int work = pane->whole && width >= WORK_FROM ? work_width(pane) : 0;
	int end = 1 + code + GAP;
	if (names > 0 && end + names + GAP + shape < width) {
		at.names = end;
		end += names + GAP;
	}
	at.shape = at_most(end, width - 1 - shape);
	if (!at.names)
		at.code_width = at_most(code, at.shape - 3);
	end = at.shape + shape + GAP;
	if (work && end + notes + work + GAP < width) {
		at.work = width - 1 - work;
		width = at.work - GAP;
	}
	if (end + NOTE_MIN < width) {
		at.note = end;
		at.note_width = width - end;
	}
	return at;
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
		bool narrow = utf8_width(cover(false)) > canvas->width - x;
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

static void paint_line(const struct labpane *pane, const struct lab_line *line,
                       const struct columns *at, int y, struct canvas *canvas)
{
	paint_code(canvas, 1, y, at->code_width, line->code);
	paint_shape(pane, line, at, y, canvas);
	if (line->note && at->note)
		canvas_text_cut(canvas, at->note, y, at->note_width, ROLE_DIM, line->note);
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
	int rows = 1;
	if (canvas)
		paint_line(pane, line, at, y, canvas);
	if (instead) {
		if (canvas)
			paint_replacement(pane, instead, at, y + rows, canvas);
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
		paint_code(canvas, 1, y, at->code_width, lab_program(pane->lab)->defs[i].code);
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
	struct columns at = {0};
	int rows = stopped(pane) ? message_rows(stopped(pane), width, NULL, 0) : 0;
	for (int i = 0; i < count_items(pane); i++)
		rows += item_rows(pane, i, &at, width, NULL, 0);
	return rows;
}

void labprogram_paint(const struct labpane *pane, struct canvas *canvas)
{
	struct columns at = place(pane, canvas->width);
	int total = labprogram_height(pane, canvas->width), n = count_items(pane);
	int first = total <= canvas->height ? 0 : at_most(pane->first_line, n - 1), i = first;
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
