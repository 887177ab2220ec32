#include "draw/view.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "text/utf8.h"
#include "text/wrap.h"

struct matrix figure_matrix(const struct figure *figure)
{
	return matrix_of(figure->n_items > 0 ? figure->items[0].tensor : NULL);
}

const char *item_name(const struct figure_item *item)
{
	return item->name ? item->name : item->code ? item->code : "";
}

const char *figure_code(const struct figure *figure)
{
	return figure->n_items > 0 ? item_name(&figure->items[0]) : "";
}

void matrix_extent(const struct figure *figure, int64_t *rows, int64_t *cols)
{
	struct matrix m = figure_matrix(figure);
	*rows = m.rows;
	*cols = m.cols;
}

static int64_t clamp(int64_t x, int64_t count)
{
	return x >= count && count > 0 ? count - 1 : x < 0 || count <= 0 ? 0 : x;
}

void look_clamp(const struct look *look, int64_t rows, int64_t cols, int64_t *row, int64_t *col)
{
	*row = clamp(look->row, rows);
	*col = clamp(look->col, cols);
}

bool hit_asked(const struct scene *scene, const struct canvas *canvas)
{
	const struct probe *probe = scene->look->probe;
	return probe && canvas_at(canvas, probe->x - canvas->left, probe->y - canvas->top);
}

void hit_mark(const struct scene *scene, const struct canvas *canvas, struct hit hit)
{
	struct canvas area = canvas_part(canvas, hit.x, hit.y, hit.width, hit.height);
	if (!hit_asked(scene, &area))
		return;
	scene->look->probe->hit = true;
	scene->look->probe->row = hit.row;
	scene->look->probe->col = hit.col;
}

void label_format(const char *const *labels, int64_t i, char out[LABEL_TEXT])
{
	if (!labels || !labels[i]) {
		snprintf(out, LABEL_TEXT, "%" PRId64, i);
		return;
	}
	size_t n = utf8_fit(labels[i], LABEL_TEXT / 4 - 1);
	if (n >= LABEL_TEXT)   /* many combining characters */
		n = 0;
	memcpy(out, labels[i], n);
	out[n] = '\0';
}

bool label_goes_on(const char *const *labels, int64_t i)
{
	return labels && i > 0 && labels[i] && labels[i - 1] && strcmp(labels[i], labels[i - 1]) == 0;
}

bool label_is_group(const char *const *labels, int64_t count, int64_t i)
{
	return label_goes_on(labels, i) || (i + 1 < count && label_goes_on(labels, i + 1));
}

void label_place(const char *const *labels, int64_t count, int64_t i, char out[LABEL_TEXT])
{
	enum { NUMBER = 24 };
	label_format(labels, i, out);
	size_t len = strlen(out);
	if (label_is_group(labels, count, i) && len + NUMBER < LABEL_TEXT)
		snprintf(out + len, NUMBER, " #%" PRId64, i);
}

/* How much is said of an axis. */
enum detail { IN_FULL, IN_WORDS, BY_NAME, BY_SIZE };

/* "text tokens Nt=10", "text tokens", "Nt=10", "10" */
static void add_axis(const char *words, const char *name, int64_t size, enum detail detail,
                     struct str *out)
{
	bool worded = words && *words && detail <= IN_WORDS;
	str_add(out, worded ? words : "");
	if (worded && detail == IN_WORDS)
		return;
	str_add(out, worded ? " " : "");
	if (name && *name && detail != BY_SIZE)
		str_addf(out, "%s=", name);
	str_addf(out, "%" PRId64, size);
}

static bool has_words(const struct figure *figure)
{
	return (figure->row_words && *figure->row_words) || (figure->col_words && *figure->col_words);
}

/* "text tokens Nt=10 ↓ × image tokens Nv=197 →" */
static void add_axes(const struct figure *figure, const struct look *look, enum detail detail,
                     struct str *out)
{
	struct matrix m = figure_matrix(figure);
	if (!m.tensor || m.tensor->shape.ndim >= 2) {
		add_axis(figure->row_words, figure->row_name, m.rows, detail, out);
		str_add(out, look->ascii ? " x " : " ↓ × ");
	}
	add_axis(figure->col_words, figure->col_name, m.cols, detail, out);
	str_add(out, look->ascii ? "" : " →");
}

/* Between the tensor's name, its axes, and a note. */
enum { HEADING_GAP = 2, NOTE_GAP = 3 };

static int width_of(const struct figure *figure, const struct look *look, enum detail detail)
{
	struct str axes = STR_INIT;
	add_axes(figure, look, detail, &axes);
	int width = utf8_width(figure_code(figure)) + HEADING_GAP + utf8_width(axes.data);
	str_done(&axes);
	return width;
}

int heading_width(const struct figure *figure, const struct look *look)
{
	return width_of(figure, look, IN_FULL);
}

bool heading_needs(const struct figure *figure, const struct look *look, int note, int room)
{
	int words = width_of(figure, look, IN_WORDS);
	return has_words(figure) && words <= room && words + NOTE_GAP + note > room;
}

int figure_heading(const struct figure *figure, const struct look *look, int room,
                   struct canvas *canvas)
{
	struct str axes = STR_INIT;
	int used = canvas_text_cut(canvas, 0, 0, room < NAME_LEAST ? canvas->width : room, ROLE_CODE,
	                           figure_code(figure));
	for (enum detail detail = IN_FULL; detail <= BY_SIZE; detail++) {
		str_clear(&axes);
		add_axes(figure, look, detail, &axes);
		if (used + HEADING_GAP + utf8_width(axes.data) > room)
			continue;
		used += HEADING_GAP + canvas_text(canvas, used + HEADING_GAP, 0, ROLE_TEXT, axes.data);
		break;
	}
	str_done(&axes);
	return used;
}

void figure_say_axes(const struct figure *figure, const struct look *look, struct str *out)
{
	if (has_words(figure))
		add_axes(figure, look, IN_WORDS, out);
}

void heading_pair(const struct scene *scene, const char *note, struct canvas *canvas)
{
	int width = utf8_width(note), room = canvas->width - width - NOTE_GAP;
	bool both = width > 0 && (room >= NAME_LEAST || room >= utf8_width(figure_code(scene->figure)));
	int used = figure_heading(scene->figure, scene->look, both ? room : canvas->width, canvas);
	if (both)
		canvas_text(canvas, used + NOTE_GAP, 0, ROLE_DIM, note);
}

/* "3", or "3 (cat)" where the row has a name. */
static void add_place(struct str *out, const char *const *labels, int64_t i)
{
	char label[LABEL_TEXT];
	str_addf(out, "%" PRId64, i);
	if (!labels || !labels[i])
		return;
	label_format(labels, i, label);
	str_addf(out, " (%s)", label);
}

bool figure_outlined(const struct figure *figure)
{
	return figure->n_items > 0 && figure->items[0].tensor && tensor_is_outline(figure->items[0].tensor);
}

void cell_format(const struct figure *figure, int64_t row, int64_t col, struct str *out)
{
	struct matrix m = figure_matrix(figure);
	struct str r = STR_INIT, c = STR_INIT;
	char number[NUMBER_TEXT];
	matrix_text(&m, row, col, 6, number);
	add_place(&r, figure->row_labels, row);
	add_place(&c, figure->col_labels, col);
	str_addf(out, "%s  ", figure_code(figure));
	if (m.tensor->shape.ndim < 2)
		str_addf(out, _("element %s = %s"), c.data, number);
	else
		str_addf(out, _("row %s, column %s = %s"), r.data, c.data, number);
	str_done(&r);
	str_done(&c);
}

/* What is said of the cell needs the room more than a long expression does. */
static void add_short(struct str *out, const char *code)
{
	enum { MOST = 28 };
	size_t fits = utf8_width(code) > MOST ? utf8_fit(code, MOST - 1) : strlen(code);
	str_add_n(out, code, fits);
	str_add(out, code[fits] ? "… " : " ");
}

void cell_place(const struct scene *scene, struct str *out)
{
	const struct figure *figure = scene->figure;
	struct matrix m = figure_matrix(figure);
	char row[LABEL_TEXT], col[LABEL_TEXT];
	int64_t r, c;
	look_clamp(scene->look, m.rows, m.cols, &r, &c);
	label_place(figure->row_labels, m.rows, r, row);
	label_place(figure->col_labels, m.cols, c, col);
	str_addf(out, "%s ", scene->look->ascii ? "<" : "◀");
	add_short(out, figure_code(figure));
	if (m.tensor->shape.ndim < 2)
		str_addf(out, "(%s)", col);
	else
		str_addf(out, "(%s, %s)", row, col);
}

void cell_short(const struct scene *scene, struct str *out)
{
	struct matrix m = figure_matrix(scene->figure);
	char number[NUMBER_TEXT];
	int64_t row, col;
	look_clamp(scene->look, m.rows, m.cols, &row, &col);
	matrix_text(&m, row, col, FOOT_DIGITS, number);
	cell_place(scene, out);
	str_addf(out, " = %s", number);
}

bool same_number(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

static double distance(double a, double b)
{
	if (same_number(a, b))
		return 0;
	double d = fabs(a - b);
	return isnan(d) ? INFINITY : d;
}

static int insert(struct difference *out, int have, int max, struct difference new)
{
	int at = have < max ? have : max;
	while (at > 0 && out[at - 1].largest < new.largest)
		at--;
	if (at == max)
		return have;
	int last = have < max ? have : max - 1;
	memmove(out + at + 1, out + at, (size_t)(last - at) * sizeof *out);
	out[at] = new;
	return last + 1;
}

/* How many numbers of two strips differ, and by how much at most; NaN if that is unclear. */
static int64_t strip_difference(const double *x, const double *y, int n, double *most)
{
	int64_t cells = 0;
	double largest = 0, odd = 0;
	for (int i = 0; i < n; i++) {
		double d = fabs(x[i] - y[i]);
		cells += x[i] != y[i];
		largest = d > largest ? d : largest;
		odd += d * 0;
	}
	*most = odd == 0 ? largest : NAN;
	return cells;
}

/* The differences of two strips; returns how many `out` has now. */
static int add_differences(const double *x, const double *y, int n, struct difference at,
                           struct difference *out, int have, int max, int64_t *cells)
{
	double most;
	int64_t count = strip_difference(x, y, n, &most);
	if (count == 0 || (have == max && most <= out[max - 1].largest)) {
		*cells += count;   /* none that would be listed */
		return have;
	}
	for (int i = 0; i < n; i++, at.col++) {
		at.largest = distance(x[i], y[i]);
		*cells += at.largest != 0;
		if (at.largest != 0)
			have = insert(out, have, max, at);
	}
	return have;
}

int matrix_differences(const struct matrix *a, const struct matrix *b, struct difference *out,
                       int max, int64_t *cells)
{
	enum { STRIP = 256 };
	double x[STRIP], y[STRIP];
	struct block all = { .rows = a->rows, .cols = a->cols };
	int have = 0;
	*cells = 0;
	block_sample(&all, SENTENCE_BUDGET);
	if (all.col_step > 1)
		all.cols = SENTENCE_BUDGET;
	for (int64_t row = 0; row < all.rows; row += all.row_step)
		for (int64_t col = 0; col < all.cols; col += STRIP) {
			int n = all.cols - col < STRIP ? (int)(all.cols - col) : STRIP;
			struct difference at = { .row = row, .col = col };
			matrix_read(a, row, col, 1, n, x);
			matrix_read(b, row, col, 1, n, y);
			have = add_differences(x, y, n, at, out, have, max, cells);
		}
	return have;
}

int wrap_text(struct canvas *canvas, int x, int y, int lines, enum role role, const char *text)
{
	int width = canvas->width - x, used = 0;
	while (*text && used < lines && width > 0) {
		size_t next, end = wrap_line(text, width, &next);
		struct str line = STR_INIT;
		bool cut = used + 1 == lines && text[next];
		str_add_n(&line, text, cut ? strlen(text) : end);
		canvas_text_cut(canvas, x, y + used, width, role, line.data);
		str_done(&line);
		text += next;
		used++;
	}
	return used;
}

bool line_pair(struct canvas *canvas, int y, const char *left, const char *right)
{
	int room = canvas->width - utf8_width(right);
	bool both = utf8_width(left) + 2 <= room || !*left;
	canvas_text_cut(canvas, 0, y, canvas->width, ROLE_NUMBER, left);
	if (both && *right)
		canvas_text_cut(canvas, room > 0 ? room : 0, y, canvas->width, ROLE_DIM, right);
	return both;
}

void foot_done(struct foot *foot)
{
	str_done(&foot->left);
	str_done(&foot->right);
	str_done(&foot->axes);
	str_done(&foot->pixels[0]);
	str_done(&foot->pixels[1]);
}

/* Between what stands beside each other. */
enum { FOOT_GAP = 3 };

static int ramp_room(const struct foot *foot)
{
	return foot->ramp.columns ? ramp_width(&foot->ramp) + FOOT_GAP : 0;
}

static int axes_room(const struct foot *foot)
{
	return foot->axes.len ? utf8_width(foot->axes.data) + FOOT_GAP : 0;
}

bool foot_fits(const struct foot *foot, const struct canvas *canvas)
{
	int left = utf8_width(foot->left.data);
	int right = axes_room(foot) + ramp_room(foot) + utf8_width(foot->right.data);
	return right == 0 || left + (left ? FOOT_GAP : 0) + right <= canvas->width;
}

void foot_clear(struct foot *foot)
{
	str_clear(&foot->left);
	str_clear(&foot->right);
	str_clear(&foot->axes);
	str_clear(&foot->pixels[0]);
	str_clear(&foot->pixels[1]);
}

/* Once if both say so, else with the picture that it is said of. */
static void add_pixels(struct foot *foot)
{
	const struct str *pixels = foot->pixels;
	bool alike = !foot->where[0] || strcmp(pixels[0].data, pixels[1].data) == 0;
	struct str list = STR_INIT;
	for (int i = 0; i < (alike ? 1 : 2); i++)
		if (pixels[i].len > 0)
			str_addf(&list, alike ? "%s%s" : "%s%s %s", list.len ? _(", ") : "", pixels[i].data, foot->where[i]);
	if (list.len > 0) {
		str_add(&foot->right, foot->right.len ? _(", ") : "");
		str_addf(&foot->right, _("each pixel = %s"), list.data);
	}
	str_done(&list);
	str_clear(&foot->pixels[0]);
	str_clear(&foot->pixels[1]);
}

void foot_say_pixels(struct foot *foot, const struct scene *scene, const char *blocks)
{
	str_add(&foot->pixels[0], blocks);
	if (!scene->foot)
		add_pixels(foot);
}

/* The note has a line of its own below the cell. */
int foot_lines(struct foot *foot, const struct canvas *canvas)
{
	add_pixels(foot);
	return foot->left.len > 0 && !foot_fits(foot, canvas) ? 2 : 1;
}

void foot_paint(struct foot *foot, struct canvas *canvas, int y)
{
	bool below = foot_lines(foot, canvas) > 1;
	int x = canvas_text_cut(canvas, 0, y, canvas->width, ROLE_NUMBER, foot->left.data);
	x = x > 0 && !below ? x + FOOT_GAP : 0;
	canvas_text_cut(canvas, x, y + below, canvas->width - x, ROLE_TEXT, foot->axes.data);
	x += axes_room(foot);
	if (foot->ramp.columns)
		ramp_paint(&foot->ramp, canvas, x, y + below);
	x += ramp_room(foot);
	wrap_text(canvas, x, y + below, below ? 1 : 2, ROLE_DIM, foot->right.data);
	foot_done(foot);
}

/* Whether the first `len` bytes of `part` stand in the list, between commas. */
static bool has_part(const char *list, const char *part, size_t len)
{
	const char *comma = _(", "), *next;
	for (; list; list = next ? next + strlen(comma) : NULL) {
		next = strstr(list, comma);
		if (strncmp(list, part, len) == 0 && (!list[len] || list + len == next))
			return true;
	}
	return false;
}

/* What another picture has said is not said again. */
static void join(struct str *to, const struct str *words)
{
	const char *comma = _(", ");
	for (const char *part = words->len ? words->data : NULL, *end; part; part = end ? end + strlen(comma) : NULL) {
		end = strstr(part, comma);
		size_t len = end ? (size_t)(end - part) : strlen(part);
		if (!has_part(to->data, part, len))
			str_addf(to, "%s%.*s", to->len ? comma : "", (int)len, part);
	}
}

static bool ends_at(const char *text, size_t n, const char *end)
{
	size_t len = strlen(end);
	return n >= len && memcmp(text + n - len, end, len) == 0;
}

/* Where "0.99" begins in "◀ A (0, 0) = 0.99", if both say the same before it; else behind the sign. */
static size_t value_place(const char *one, const char *other)
{
	size_t place = strcspn(other, " ");
	place += other[place] == ' ';
	for (size_t i = 0; one[i] && one[i] == other[i]; i++)
		if (ends_at(one, i + 1, "= ") || ends_at(one, i + 1, _(": ")))
			place = i + 1;
	return place;
}

/* The cell of a second picture: "◀ A (0, 0) = 0.79 (left), 0.99 (right)" */
static void join_cell(struct foot *to, const struct foot *from)
{
	if (!from->left.len || strcmp(to->left.data, from->left.data) == 0)
		return;
	const char *other = from->left.data + (to->left.len ? value_place(to->left.data, from->left.data) : 0);
	if (to->left.len && to->where[0])
		str_addf(&to->left, " %s%s%s %s", to->where[0], _(", "), other, to->where[1]);
	else
		str_addf(&to->left, "%s%s", to->left.len ? _(", ") : "", other);
}

void foot_hand(struct foot *foot, const struct scene *scene, struct canvas *canvas, int y)
{
	if (!scene->foot) {
		foot_paint(foot, canvas, y);
		return;
	}
	join_cell(scene->foot, foot);
	join(&scene->foot->right, &foot->right);
	join(&scene->foot->axes, &foot->axes);
	join(&scene->foot->pixels[scene->foot->side], &foot->pixels[0]);
	if (foot->ramp.columns)
		scene->foot->ramp = foot->ramp;
	foot_done(foot);
}

struct canvas body_room(const struct canvas *canvas, int foot)
{
	int head = canvas->height >= 3, least = canvas->height >= 6 ? foot : canvas->height >= 2;
	return canvas_part(canvas, 0, head, canvas->width, canvas->height - head - least);
}

uint32_t difference_glyph(bool ascii)
{
	return ascii ? '!' : 0x2260;
}
