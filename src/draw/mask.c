/* Which query may attend to which key: ● and ·, half blocks when there are many. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "draw/grid.h"
#include "text/i18n.h"
#include "text/utf8.h"

/* A mask of bools or ints: not 0 may attend. An additive mask of floats: -inf may not. */
static bool visible(const struct matrix *m, double x)
{
	return dtype_is_float(m->tensor->dtype) ? !(isinf(x) && x < 0) : x != 0;
}

static bool any_visible(const struct grid *g, int px, int py)
{
	struct block block = grid_block(g, px, py);
	return visible(&g->m, matrix_peak(&g->m, &block, false));
}

/* ---- What a mask looks like, row by row ---- */

struct row_run {               /* the visible columns of a row */
	int64_t first, last, count;
};

static struct row_run read_row(const struct matrix *m, int64_t row)
{
	enum { STRIP = 256 };
	double x[STRIP];
	struct row_run run = { .first = -1, .last = -1 };
	for (int64_t col = 0; col < m->cols; col += STRIP) {
		int n = m->cols - col < STRIP ? (int)(m->cols - col) : STRIP;
		matrix_read(m, row, col, 1, n, x);
		for (int i = 0; i < n; i++) {
			if (!visible(m, x[i]))
				continue;
			if (run.count++ == 0)
				run.first = col + i;
			run.last = col + i;
		}
	}
	return run;
}

struct pattern {
	int64_t visible, fewest, most;
	bool runs;                 /* every row is one stretch of columns (or none) */
	bool causal;               /* row i sees 0 to i + late */
	bool window;               /* row i sees the last `width` of those */
	bool prefix;               /* row i sees the first `width`, and up to i */
	bool alike;                /* all rows see as many, from the same column on */
	int64_t late, width;
};

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void match_row(struct pattern *p, const struct matrix *m, int64_t i, struct row_run run,
                      struct row_run top)
{
	int64_t end = least(i + p->late, m->cols - 1);
	int64_t begin = end - p->width + 1 > 0 ? end - p->width + 1 : 0;
	p->visible += run.count;
	p->fewest = least(p->fewest, run.count);
	p->most = run.count > p->most ? run.count : p->most;
	p->runs = p->runs && (run.count == 0 || run.count == run.last - run.first + 1);
	p->causal = p->causal && run.first == 0 && run.last == end;
	p->window = p->window && run.first == begin && run.last == end;
	p->prefix = p->prefix && run.first == 0 && run.last == (end > top.last ? end : top.last);
	p->alike = p->alike && run.first == top.first && run.last == top.last &&
		run.count == top.count;
}

static struct pattern find_pattern(const struct matrix *m)
{
	struct row_run top = read_row(m, 0), bottom = read_row(m, m->rows - 1);
	struct pattern p = {
		.fewest = m->cols,
		.runs = true, .causal = true, .window = true, .prefix = true, .alike = true,
		.late = m->cols > m->rows ? m->cols - m->rows : 0, .width = bottom.count,
	};
	for (int64_t i = 0; i < m->rows; i++)
		match_row(&p, m, i, read_row(m, i), top);
	p.causal = p.causal && p.runs;
	p.window = p.window && p.runs;
	p.prefix = p.prefix && p.runs;
	p.width = p.prefix && !p.causal ? top.count : p.width;
	return p;
}

/* ---- Words ---- */

static void say_pattern(const struct matrix *m, const struct pattern *p, struct str *out)
{
	if (p->most == 0)
		str_add(out, _("no row sees anything."));
	else if (p->fewest == m->cols)
		str_add(out, _("every row sees every column."));
	else if (p->alike)
		str_addf(out, _("every row sees the same %lld columns."), (long long)p->most);
	else if (p->causal && p->late == 0)
		str_add(out, _("row i sees columns 0 to i."));
	else if (p->causal)
		str_addf(out, _("row i sees columns 0 to i + %lld."), (long long)p->late);
	else if (p->window)
		str_addf(out, _("row i sees a window: the last %lld columns up to its own."),
		         (long long)p->width);
	else if (p->prefix)
		str_addf(out,
		         _("every row sees the first %lld columns, and row i also those up to i."),
		         (long long)p->width);
	else
		str_addf(out, _("a row sees between %lld and %lld columns."),
		         (long long)p->fewest, (long long)p->most);
}

static void sentence(const struct figure *figure, struct str *out)
{
	struct matrix m = figure_matrix(figure);
	char seen[NUMBER_TEXT], all[NUMBER_TEXT];
	if (m.rows == 0 || m.cols == 0 || m.rows > SENTENCE_BUDGET / m.cols) {
		matrix_sentence(figure, out);
		return;
	}
	struct pattern p = find_pattern(&m);
	number_count(p.visible, seen);
	number_count(m.rows * m.cols, all);
	str_addf(out, _("%s of %s pairs are visible; "), seen, all);
	say_pattern(&m, &p, out);
}

/* Why a hidden cell is hidden, from what its row shows. */
static void add_reason(const struct matrix *m, int64_t row, int64_t col, struct str *out)
{
	struct row_run run = read_row(m, row);
	int64_t own = row + (m->cols > m->rows ? m->cols - m->rows : 0);
	if (run.count == 0)
		str_add(out, _("this query sees nothing: its softmax is nan"));
	else if (col > own && run.last <= own)
		str_add(out, _("the key comes after the query"));
	else if (col < run.first && run.count == run.last - run.first + 1)
		str_addf(out, _("the key lies before the %lld that this query sees"),
		         (long long)run.count);
	else
		str_addf(out, _("hidden; this query sees %lld of %lld keys"),
		         (long long)run.count, (long long)m->cols);
}

static void add_verdict(const struct matrix *m, int64_t row, int64_t col, struct str *out)
{
	if (visible(m, matrix_at(m, row, col)))
		str_add(out, _("visible"));
	else
		add_reason(m, row, col, out);
}

static void cell(const struct figure *figure, int64_t row, int64_t col, struct str *out)
{
	struct matrix m = figure_matrix(figure);
	cell_format(figure, row, col, out);
	str_add(out, ": ");
	add_verdict(&m, row, col, out);
}

/* ---- The picture ---- */

struct paper {
	struct grid grid;
	struct matrix other;           /* to mark what differs from; no tensor when there is none */
	bool halves;
};

static uint32_t glyph(bool on, bool ascii)
{
	static const uint32_t glyphs[2][2] = { { 0xB7, '.' }, { 0x25CF, '#' } };   /* · ● */
	return glyphs[on][ascii];
}

/* Newly visible ◆, newly hidden ◇. */
static uint32_t changed_glyph(bool on, bool ascii)
{
	return on ? (ascii ? '+' : 0x25C6) : (ascii ? '-' : 0x25C7);
}

static void paint_one(const struct paper *p, struct canvas *canvas, int px, int line, bool on)
{
	const struct grid *g = &p->grid;
	bool ascii = g->look->ascii;
	struct grid other = *g;
	other.m = p->other;
	if (p->other.tensor && any_visible(&other, px, line) != on)
		canvas_char(canvas, g->left + px, g->top + line, ROLE_WARN,
		            changed_glyph(on, ascii));
	else
		canvas_char(canvas, g->left + px, g->top + line, on ? ROLE_NUMBER : ROLE_DIM,
		            glyph(on, ascii));
}

static void paint_two(const struct paper *p, struct canvas *canvas, int px, int line, bool top,
                      bool bottom)
{
	/* · ▄ ▀ █ */
	static const uint32_t glyphs[2][2] = { { 0xB7, 0x2584 }, { 0x2580, 0x2588 } };
	const struct grid *g = &p->grid;
	canvas_char(canvas, g->left + px, g->top + line, top || bottom ? ROLE_NUMBER : ROLE_DIM,
	            glyphs[top][bottom]);
}

static void paint_line(const struct paper *p, struct canvas *canvas, int line, double *upper,
                       double *lower)
{
	const struct grid *g = &p->grid;
	bool two = 2 * line + 1 < g->y.pixels;
	grid_peaks(g, line * g->per_line, false, upper);
	if (p->halves && two)
		grid_peaks(g, 2 * line + 1, false, lower);
	for (int px = 0; px < g->x.pixels; px += g->x.span)
		if (p->halves)
			paint_two(p, canvas, px, line, visible(&g->m, upper[px]),
			          two && visible(&g->m, lower[px]));
		else
			paint_one(p, canvas, px, line, visible(&g->m, upper[px]));
}

static void paint_cells(const struct paper *p, struct canvas *canvas)
{
	const struct grid *g = &p->grid;
	double *upper = mem_new((size_t)g->x.pixels + 1, sizeof *upper);
	double *lower = mem_new((size_t)g->x.pixels + 1, sizeof *lower);
	for (int line = 0; g->x.pixels > 0 && line < grid_lines(g); line++)
		paint_line(p, canvas, line, upper, lower);
	free(upper);
	free(lower);
}

/* [●] where the cells have space between them. */
static void paint_cursor(const struct paper *p, struct canvas *canvas)
{
	const struct grid *g = &p->grid;
	int px = axis_pixel(&g->x, g->cursor_col), py = axis_pixel(&g->y, g->cursor_row);
	int x = g->left + px, y = g->top + py / g->per_line;
	if (!g->look->cursor || px < 0 || py < 0)
		return;
	canvas_role(canvas, x, y, 1, 1, ROLE_CURSOR);
	if (g->x.span == 1)
		return;
	canvas_char(canvas, x - 1, y, ROLE_CURSOR, '[');
	canvas_char(canvas, x + 1, y, ROLE_CURSOR, ']');
}

static void fit(struct paper *p, const struct scene *scene, const struct canvas *body)
{
	struct matrix m = figure_matrix(scene->figure);
	int label = grid_label_width(scene->figure->col_labels, m.cols) + 1;
	int wide = label < 2 ? 2 : label > 4 ? 4 : label;
	struct grid_wish wish = { .cell_width = wide, .cell_lines = 1 };
	grid_fit(&p->grid, scene, &wish, body);
	bool large = p->grid.x.block > 1 || p->grid.y.block > 1;
	wish.half = large && !scene->look->ascii && !scene->paired;
	if (!wish.half)
		return;
	grid_fit(&p->grid, scene, &wish, body);
	p->halves = p->grid.y.span == 1;
	if (!p->halves) {   /* rows had room, only the columns are too many */
		wish.half = false;
		grid_fit(&p->grid, scene, &wish, body);
	}
}

static void paint_head(const struct scene *scene, struct canvas *canvas)
{
	bool ascii = scene->look->ascii;
	struct str heading = STR_INIT, legend = STR_INIT;
	char on[5] = "", off[5] = "";
	utf8_encode(glyph(true, ascii), on);
	utf8_encode(glyph(false, ascii), off);
	figure_heading(scene->figure, scene->look, &heading);
	str_addf(&legend, _("%s may attend  %s may not"), on, off);
	line_pair(canvas, 0, heading.data, legend.data);
	canvas_role(canvas, 0, 0, utf8_width(heading.data), 1, ROLE_CODE);
	str_done(&heading);
	str_done(&legend);
}

static void format_foot(const struct paper *p, const struct scene *scene, struct foot *foot)
{
	const struct grid *g = &p->grid;
	if (g->m.rows == 0 || g->m.cols == 0)
		return;
	if (scene->look->cursor) {
		cell_place(scene, &foot->left);
		str_add(&foot->left, ": ");
		add_verdict(&g->m, g->cursor_row, g->cursor_col, &foot->left);
	}
	grid_note(g, _("any"), &foot->right);
	if (p->other.tensor)
		str_addf(&foot->right, "%s%s %s", foot->right.len ? ", " : "",
		         g->look->ascii ? "+ -" : "◆ ◇", _("differs"));
}

static void paint(const struct scene *scene, struct canvas *canvas)
{
	struct paper p = { .halves = false };
	struct matrix m = figure_matrix(scene->figure);
	struct foot foot = FOOT_INIT;
	struct canvas body = body_room(canvas, 1);
	p.other = scene->against ? figure_matrix(scene->against) : matrix_of(NULL);
	if (p.other.rows != m.rows || p.other.cols != m.cols)
		p.other.tensor = NULL;
	fit(&p, scene, &body);
	format_foot(&p, scene, &foot);
	if (scene->paired || !foot_fits(&foot, canvas)) {
		body = body_room(canvas, 2);
		fit(&p, scene, &body);
	}
	paint_cells(&p, &body);
	grid_paint_labels(&p.grid, &body);
	paint_cursor(&p, &body);
	if (body.top > canvas->top)
		paint_head(scene, canvas);
	foot_paint(&foot, canvas, body.top - canvas->top + p.grid.top + grid_lines(&p.grid));
}

static int height(const struct figure *figure, int width)
{
	enum { ALL = 24 };
	struct matrix m = figure_matrix(figure);
	(void)width;
	return m.rows <= ALL ? (int)m.rows + 3 : ALL + 4;
}

const struct view view_mask = {
	.paint = paint,
	.height = height,
	.extent = matrix_extent,
	.cell = cell,
	.sentence = sentence,
	.by_cells = true,
};
