/* Painting a mask: which cell of a grid, query by key, is visible. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "quiz/kind.h"
#include "text/utf8.h"
#include "tui/answer.h"

enum { DOWN = ANSWER_KEYS, UP, RIGHT, LEFT, CARRY_DOWN, CARRY_UP, CARRY_RIGHT, CARRY_LEFT, PAINT, MARK };

enum { MAX_LABEL = 10, TAG_GRID = 0 };   /* row i of the grid is tagged i */

struct mask {
	char *cells;                     /* "100/110", as the answer; NULL: there is no key to give it a size */
	char *key;                       /* the same of the right mask */
	struct err error;                /* why there is none */
	int rows, columns;
	int row, column;                 /* the cursor */
	int mark_row, mark_column;       /* the other corner of a marked rectangle; -1: none is */
	int label_width, cell_width;     /* as of the last write */
};

static struct mask *state(const struct question *q)
{
	return q->answer;
}

static char *cell(const struct mask *mask, char *cells, int row, int column)
{
	return &cells[row * (mask->columns + 1) + column];
}

static void *open_mask(struct question *q, const char *given)
{
	struct mask *mask = mem_new(1, sizeof *mask);
	const char *key = asking_key(q->asking, &mask->error);
	int rows, columns;
	mask->mark_row = -1;
	if (!key)
		return mask;
	mask_size(key, &mask->rows, &mask->columns);
	mask->key = mem_copy(key);
	bool fits = given && mask_size(given, &rows, &columns) && rows == mask->rows &&
	            columns == mask->columns;
	mask->cells = mem_copy(fits ? given : key);
	for (char *at = mask->cells; *at && !fits; at++)
		*at = *at == '1' ? '0' : *at;
	return mask;
}

static void close_mask(void *answer)
{
	struct mask *mask = answer;
	free(mask->cells);
	free(mask->key);
	free(mask);
}

/* ---- The grid ---- */

static bool is_marked(const struct mask *m, int row, int column)
{
	if (m->mark_row < 0)
		return false;
	bool rows = m->mark_row < m->row ? row >= m->mark_row && row <= m->row
	                                 : row >= m->row && row <= m->mark_row;
	bool columns = m->mark_column < m->column ? column >= m->mark_column && column <= m->column
	                                          : column >= m->column && column <= m->mark_column;
	return rows && columns;
}

static const struct {
	const char *sign;
	enum role role;
} looks[2][2] = {                        /* [painted][right], once it is revealed */
	{ { "·", ROLE_DIM }, { "+", ROLE_WARN } },
	{ { "×", ROLE_BAD }, { "●", ROLE_GOOD } },
};

static void write_cell(struct question *q, int row, int column)
{
	const struct mask *m = state(q);
	bool painted = *cell(m, m->cells, row, column) == '1', open = question_open(q);
	bool right = question_revealed(q) ? *cell(m, m->key, row, column) == '1' : painted;
	enum role role = question_revealed(q) ? looks[painted][right].role
	               : painted ? ROLE_NUMBER : ROLE_DIM;
	bool here = open && !question_aside(q) && row == m->row && column == m->column;
	bool marked = open && is_marked(m, row, column), apart = here && !marked;
	const char *blank = m->cell_width > 1 ? " " : "";
	sheet_runf(&q->sheet, here || marked ? ROLE_CURSOR : role, "%s%s", looks[painted][right].sign,
	           apart ? "" : blank);
	if (apart)
		sheet_run(&q->sheet, ROLE_TEXT, blank);
}

static const char *name_of(const char *const *names, int n, int i, char number[12])
{
	if (i < n)
		return names[i];
	snprintf(number, 12, "%d", i);
	return number;
}

static void write_row(struct question *q, int row)
{
	const struct mask *m = state(q);
	char number[12];
	const char *name = name_of(q->quiz->rows, q->quiz->n_rows, row, number);
	int used = utf8_width(name) < m->label_width ? utf8_width(name) : m->label_width;
	sheet_add_line(&q->sheet, 0, 0)->tag = TAG_GRID + row;
	sheet_runf(&q->sheet, ROLE_DIM, "%*s%.*s ", m->label_width - used, "",
	           (int)utf8_fit(name, m->label_width), name);
	for (int column = 0; column < m->columns; column++)
		write_cell(q, row, column);
}

/* The names over the columns where they fit; else their numbers, all where they have one digit, or every fifth. */
static void write_head(struct question *q, int gap)
{
	enum { DIGITS = 10 };
	const struct mask *m = state(q);
	char number[12];
	struct str line = STR_INIT;
	bool fit = q->quiz->n_columns > 0;
	for (int i = 0; i < q->quiz->n_columns; i++)
		fit &= utf8_width(q->quiz->columns[i]) <= m->cell_width;
	int step = fit || m->columns <= DIGITS ? 1 : 5;
	for (int i = 0; i < m->columns; i += step) {
		int room = m->label_width + 1 + i * m->cell_width - utf8_width(line.data);
		str_addf(&line, "%*s%s", room, "", fit ? q->quiz->columns[i] : name_of(NULL, 0, i, number));
	}
	sheet_add_line(&q->sheet, gap, 0);
	sheet_run(&q->sheet, ROLE_DIM, line.data);
	str_done(&line);
}

static int widest(const char *const *names, int n)
{
	int width = 2;
	for (int i = 0; i < n; i++) {
		int w = utf8_width(names[i]);
		width = w > width ? w : width;
	}
	return width < MAX_LABEL ? width : MAX_LABEL;
}

/* In words, where the cursor stands: nothing here is told by colour alone. */
static void write_place(struct question *q, int gap)
{
	const struct mask *m = state(q);
	char row[12], column[12];
	bool on = *cell(m, m->cells, m->row, m->column) == '1';
	sheet_add_line(&q->sheet, gap, 0)->tag = TAG_FOOT;
	sheet_runf(&q->sheet, ROLE_TEXT, _("%s looks at %s: "),
	           name_of(q->quiz->rows, q->quiz->n_rows, m->row, row),
	           name_of(q->quiz->columns, q->quiz->n_columns, m->column, column));
	sheet_run(&q->sheet, ROLE_STRONG, on ? _("● visible") : _("· hidden"));
}

/* Blank rows around the grid, if then all of it is seen. */
static int gap_of(const struct question *q)
{
	enum { OTHERS = 6 };             /* its head, the place, how sure, and a blank row before each */
	return q->sheet.rows + state(q)->rows + OTHERS <= frame_height(q->step.screen.app);
}

static void write_mask(struct question *q, int options_gap)
{
	(void)options_gap;
	struct mask *m = state(q);
	int gap = gap_of(q);
	if (!m->cells) {
		sheet_add_plain(&q->sheet, 1, 0, m->error.text)->tint = ROLE_WARN;
		return;
	}
	m->label_width = widest(q->quiz->rows, q->quiz->n_rows);
	m->cell_width = m->label_width + 1 + 2 * m->columns <= q->text_width ? 2 : 1;
	write_head(q, gap);
	for (int row = 0; row < m->rows; row++)
		write_row(q, row);
	if (question_open(q))
		write_place(q, gap);
}

/* ---- Keys ---- */

static bool can_paint(const struct screen *screen)
{
	return answer_is_open(screen) && state((const struct question *)screen)->cells;
}

static const struct binding bindings[] = {
	{ .keys = "Space", .on = { INPUT_SPACE }, .action = PAINT, .label = N_("paint"),
	  .help = N_("paint the cell, or all that are marked; again to clear them"),
	  .when = can_paint, .aim = AIM_ANSWER },
	{ .keys = "m", .on = { 'm' }, .action = MARK, .label = N_("mark"),
	  .help = N_("mark from here: the arrows stretch it, Space paints it"),
	  .when = can_paint, .aim = AIM_ANSWER },
	{ .keys = "Shift-arrows", .on = { INPUT_SHIFT_RIGHT }, .action = CARRY_RIGHT,
	  .help = N_("carry what this cell is on to its neighbours"),
	  .when = can_paint, .aim = AIM_ANSWER },
	{ .keys = "Shift-←", .on = { INPUT_SHIFT_LEFT }, .action = CARRY_LEFT, .when = can_paint },
	{ .keys = "Shift-↓", .on = { INPUT_SHIFT_DOWN }, .action = CARRY_DOWN, .when = can_paint },
	{ .keys = "Shift-↑", .on = { INPUT_SHIFT_UP }, .action = CARRY_UP, .when = can_paint },
	{ .keys = "↓", .on = { INPUT_DOWN }, .action = DOWN, .when = can_paint },
	{ .keys = "↑", .on = { INPUT_UP }, .action = UP, .when = can_paint },
	{ .keys = "→", .on = { INPUT_RIGHT }, .action = RIGHT, .when = can_paint },
	{ .keys = "←", .on = { INPUT_LEFT }, .action = LEFT, .when = can_paint },
	{0},
};

static int within(int x, int n)
{
	return x < 0 ? 0 : x >= n ? n - 1 : x;
}

static void go(struct mask *m, int direction)
{
	static const int rows[] = { 1, -1, 0, 0 }, columns[] = { 0, 0, 1, -1 };
	m->row = within(m->row + rows[direction], m->rows);
	m->column = within(m->column + columns[direction], m->columns);
}

/* One cell changes; of several marked ones all become visible, or hidden if they all were visible. */
static void paint(struct mask *m)
{
	bool all = true;
	if (m->mark_row < 0) {
		m->mark_row = m->row;
		m->mark_column = m->column;
	}
	for (int i = 0; i < m->rows; i++)
		for (int j = 0; j < m->columns; j++)
			all &= !is_marked(m, i, j) || *cell(m, m->cells, i, j) == '1';
	for (int i = 0; i < m->rows; i++)
		for (int j = 0; j < m->columns; j++)
			if (is_marked(m, i, j))
				*cell(m, m->cells, i, j) = all ? '0' : '1';
	m->mark_row = -1;
}

static void carry(struct mask *m, int direction)
{
	char value = *cell(m, m->cells, m->row, m->column);
	go(m, direction);
	*cell(m, m->cells, m->row, m->column) = value;
}

static enum reaction key(struct question *q, int action, const struct input *input)
{
	(void)input;
	struct mask *m = state(q);
	if (action >= CARRY_DOWN && action <= CARRY_LEFT)
		carry(m, action - CARRY_DOWN);
	else if (action <= LEFT)
		go(m, action - DOWN);
	else if (action == PAINT)
		paint(m);
	else
		m->mark_row = m->mark_row < 0 ? m->row : -1;
	if (action == MARK)
		m->mark_column = m->column;
	return answer_show(q, TAG_GRID + m->row);
}

static enum reaction click(struct question *q, int tag, int x, int y)
{
	(void)y;
	struct mask *m = state(q);
	int column = (x - m->label_width - 1) / m->cell_width;
	if (!m->cells || x < m->label_width + 1 || column >= m->columns)
		return REACT_NONE;
	m->row = tag - TAG_GRID;
	m->column = column;
	m->mark_row = -1;
	paint(m);
	return answer_show(q, tag);
}

static bool take(struct question *q, struct str *out, struct err *err)
{
	const struct mask *m = state(q);
	if (!m->cells) {
		*err = m->error;
		return false;
	}
	if (!strchr(m->cells, '1'))
		return err_say(err, ERR_VALUE, "%s",
		               _("Paint the cells that are visible first: arrows and Space."));
	str_add(out, m->cells);
	return true;
}

const struct answer_class answer_mask = {
	.kind = "mask",
	.bindings = bindings,
	.open = open_mask,
	.close = close_mask,
	.write = write_mask,
	.key = key,
	.click = click,
	.take = take,
};
