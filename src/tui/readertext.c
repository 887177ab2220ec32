#include "tui/reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "quiz/lesson.h"
#include "tui/labmove.h"
#include "tui/labpaint.h"
#include "tui/scroll.h"

enum { TEXT_MAX = 76, LAB_MAX = 112, LAB_ROWS_MAX = 44, MARK_SCALE = 10000, MARK_ROWS = 64,
       FAILURE_ROWS = 6 };

static struct session *session_of(const struct reader *r)
{
	return r->step.play->session;
}

int reader_height(const struct reader *r)
{
	return frame_height(r->step.screen.app);
}

/* ---- Labs ---- */

void reader_close_labs(struct reader *r)
{
	for (int i = 0; i < r->n_labs; i++) {
		labpane_free(r->labs[i].pane);
		free(r->labs[i].failure);
	}
	free(r->labs);
	r->labs = NULL;
	r->n_labs = 0;
	r->focus = -1;
}

static void open_labs(struct reader *r)
{
	const struct app *app = r->step.screen.app;
	const char *path = course_lesson(r->step.play->entry, app->language);
	reader_close_labs(r);
	r->labs = mem_new((size_t)r->text->n_fences + 1, sizeof *r->labs);
	for (int f = 0; f < r->text->n_fences; f++) {
		if (!lesson_is_lab(&r->text->fences[f]))
			continue;
		struct err err = {0};
		struct inline_lab *lab = &r->labs[r->n_labs++];
		lab->fence = f;
		struct lab *found = lesson_lab(path, &r->text->fences[f], app->library, &err);
		if (found)
			lab->pane = labpane_new(r->step.screen.app, found, NULL);
		else
			lab->failure = mem_copy(err.text);
		if (!lab->pane)
			continue;
		labpane_speak(lab->pane, r->language);
	}
}

bool reader_sees(const struct reader *r, const struct inline_lab *lab)
{
	return lab->top < r->scroll + reader_height(r) && lab->top + lab->rows > r->scroll;
}

/* ---- Rows ---- */

static void add_row(struct reader *r, enum row_kind kind, int index, int within, int line)
{
	if (r->n_rows % 256 == 0)
		r->rows = mem_grow(r->rows, (size_t)r->n_rows + 256, sizeof *r->rows);
	r->rows[r->n_rows++] = (struct row){ kind, index, within, line };
}

/* Figures may take fewer rows than they asked for: the blank ones at the end go. */
static int rows_used(const struct labpane *pane, int width, int rows)
{
	struct canvas canvas = canvas_new(width, rows);
	labpaint_paint(pane, &canvas);
	int used = canvas_rows_used(&canvas);
	canvas_free(&canvas);
	return used > 1 ? used : 1;
}

int reader_failure(const struct inline_lab *lab, int width, struct canvas *canvas)
{
	const struct wrapped place = { .width = width, .rows = FAILURE_ROWS, .role = ROLE_WARN };
	int rows = wrapped_paint(&place, lab->failure, canvas);
	return rows > 1 ? rows : 1;
}

static void add_lab(struct reader *r, int i, int line)
{
	struct inline_lab *lab = &r->labs[i];
	int most = reader_height(r) < LAB_ROWS_MAX ? reader_height(r) : LAB_ROWS_MAX;
	int rows = lab->pane ? labpaint_height(lab->pane, r->lab_width - 2) : 1;
	int least = lab->pane ? labpaint_least(lab->pane, r->lab_width - 2, reader_height(r)) : 1;
	lab->height = rows < most ? rows : most > least ? most : least;
	if (labmove_is_zoomed(lab->pane))
		labpaint_settle(lab->pane, r->step.screen.app->width, reader_height(r));
	else if (lab->pane)
		labpaint_settle(lab->pane, r->lab_width - 2, lab->height);
	lab->figures = lab->pane ? labpaint_figures(lab->pane, r->lab_width - 2, lab->height) : 0;
	lab->rows = lab->pane ? rows_used(lab->pane, r->lab_width - 2, lab->height) : 1;
	lab->top = r->n_rows;
	if (!lab->pane)
		lab->rows = lab->height = reader_failure(lab, r->lab_width - 2, NULL);
	for (int row = 0; row < lab->rows; row++)
		add_row(r, ROW_LAB, i, row, line);
}

int reader_asks(const struct reader *r, enum quiz_stage stage)
{
	const struct quiz *quiz = r->step.play->quiz;
	int n = 0;
	for (int i = 0; i < quiz->n_questions; i++)
		n += quiz->questions[i].stage == stage;
	return n;
}

int reader_checks_done(const struct reader *r)
{
	return reader_asks(r, QUIZ_CHECK) - session_checks_left(session_of(r));
}

static void make_rows(struct reader *r)
{
	int lab = 0, check = 0, n = r->text->n_lines, asked = reader_asks(r, QUIZ_PRE) > 0;
	r->n_rows = 0;
	if (asked)
		add_row(r, ROW_BEFORE, 0, 0, -1);
	add_row(r, ROW_BLANK, 0, asked, -1);
	for (int i = 0; i < n; i++) {
		int f = r->text->lines[i].fence;
		if (f < 0)
			add_row(r, ROW_LINE, i, 0, i);
		else if (lab < r->n_labs && r->labs[lab].fence == f)
			add_lab(r, lab++, i);
		else if (lesson_is_check(&r->text->fences[f]) && check < reader_asks(r, QUIZ_CHECK))
			add_row(r, ROW_CHECK, check++, 0, i);
	}
	add_row(r, ROW_BLANK, 0, 0, n);
	add_row(r, ROW_END, 0, 1, n);
	add_row(r, ROW_BLANK, 0, 2, n);
}

/* ---- Arranging ---- */

static void lay_out(struct reader *r)
{
	int width = r->step.screen.app->width;
	int text = width - 6 < TEXT_MAX ? width - 6 : TEXT_MAX;
	r->x = (width - text) / 2;
	r->lab_x = r->x - 2;             /* its text stands where the lesson's does */
	r->lab_width = width - r->lab_x - 2 < LAB_MAX ? width - r->lab_x - 2 : LAB_MAX;
	if (r->text && text == r->width)
		return;
	if (r->text)
		markdown_free(r->text);
	r->width = text;
	r->text = markdown_layout(r->source, text);
	reader_search_again(r);
}

/* Another language is another text, with labs of its own. */
static void read_text(struct reader *r)
{
	struct app *app = r->step.screen.app;
	struct err err = {0};
	if (r->source && r->language == app->language)
		return;
	free(r->source);
	r->language = app->language;
	r->source = play_lesson(r->step.play, r->language, &err);
	if (!r->source)
		r->source = mem_copy(err.text);
	r->width = 0;
}

/* ---- Where one reads ---- */

/* The row of the place, or the one before it where it is not shown any more. */
static int row_of_place(const struct reader *r)
{
	int found = 0;
	for (int i = 0; i < r->n_rows; i++) {
		const struct row *row = &r->rows[i];
		if (row->line < r->line || (row->line == r->line && row->within <= r->within))
			found = i;
	}
	return found;
}

/* The place as a number: a share of the lines, good for any width and language, and a row within. */
static int mark_of_place(const struct reader *r)
{
	int n = r->text->n_lines + 1, within = r->within < MARK_ROWS ? r->within : MARK_ROWS - 1;
	return (int)(((int64_t)(r->line + 1) * MARK_SCALE + n - 1) / n) * MARK_ROWS + within;
}

static void go_to_mark(struct reader *r, int mark)
{
	r->line = (int)((int64_t)(mark / MARK_ROWS) * (r->text->n_lines + 1) / MARK_SCALE) - 1;
	r->within = mark % MARK_ROWS;
}

/* A row that is seen stays where it is. */
static void stay_at(struct reader *r, int row)
{
	r->line = r->rows[row].line;
	r->within = r->rows[row].within;
	r->below = row - r->scroll;
	session_set_mark(session_of(r), mark_of_place(r));
}

void reader_stay(struct reader *r)
{
	stay_at(r, r->scroll);
}

void reader_limit_scroll(struct reader *r)
{
	r->scroll = scroll_to(r->scroll, reader_height(r), r->n_rows, r->scroll, 0);
}

/* A row and the one before it belong together: a paragraph, a formula, a lab or, of a high one, its figures. */
static bool row_goes_on(const struct reader *r, int i)
{
	const struct row *row = &r->rows[i], *before = row - 1;
	if (i == 0 || row->kind != before->kind)
		return false;
	if (row->kind == ROW_LINE)
		return r->text->lines[row->index].n_runs > 0 && r->text->lines[before->index].n_runs > 0;
	const struct inline_lab *lab = &r->labs[row->index];
	return row->kind == ROW_LAB && row->index == before->index &&
	       (lab->rows <= reader_height(r) || row->within != lab->figures);
}

int reader_next_page(const struct reader *r)
{
	int height = reader_height(r), end = r->scroll + height, top = end, bottom = end;
	while (top > r->scroll && top < r->n_rows && row_goes_on(r, top))
		top--;
	while (bottom < r->n_rows && row_goes_on(r, bottom))
		bottom++;
	bool parted = top < end && top > r->scroll && bottom - top <= height;
	return parted ? top : end - 2;
}

int reader_row_of_line(const struct reader *r, int line)
{
	int i = 0;
	while (i < r->n_rows - 1 && r->rows[i].line < line)
		i++;
	return i;
}

void reader_go_to_line(struct reader *r, int line)
{
	r->scroll = reader_row_of_line(r, line);
	reader_limit_scroll(r);
	reader_stay(r);
}

void reader_show_line(struct reader *r, int line)
{
	enum { AROUND = 3 };
	int row = reader_row_of_line(r, line);
	r->scroll = scroll_to(r->scroll, reader_height(r), r->n_rows, row - AROUND, row + AROUND + 1);
	reader_limit_scroll(r);
	stay_at(r, row);
}

/* Labs begin to run when they come into view. */
static void start_labs(struct reader *r)
{
	for (int i = 0; i < r->n_labs; i++)
		if (r->labs[i].pane && reader_sees(r, &r->labs[i]))
			labpane_start(r->labs[i].pane);
}

void reader_arrange(struct screen *screen)
{
	struct reader *r = (struct reader *)screen;
	bool fresh = !r->text;
	int mark = fresh ? session_mark(session_of(r)) : mark_of_place(r), width = r->width;
	enum language before = r->language;
	read_text(r);
	lay_out(r);
	if (fresh || before != r->language)
		open_labs(r);
	if (fresh || before != r->language || width != r->width)
		go_to_mark(r, mark);
	make_rows(r);
	r->scroll = row_of_place(r) - r->below;
	reader_limit_scroll(r);
	start_labs(r);
}
