#include "tui/statspage.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "text/utf8.h"
#include "tui/statsdays.h"

enum {
	TWO_COLUMNS = 104, ONE_MOST = 84, GAP = 6,     /* columns between the columns */
	GAINS_SHOWN = 8, PLAYS_SHOWN = 8, TOPICS_SHOWN = 6, TAG_MOST = 18,
	GAIN_BAR = 40, GAIN_NUMBERS = 19,              /* columns of the bar, and of what stands behind it */
	TOPIC_BAR = 20, TOPIC_BAR_LEAST = 4, PERCENT = 7, NAME_MOST = 20,
	PLOT_MOST = 56, PLOT_ROWS = 9, PLOT_ROWS_MOST = 14, TABLE_GAP = 4, LEAST_TO_JUDGE = 5,
};

struct writer {
	const struct stats *stats;
	const struct catalog *catalog;
	const struct look *look;
	struct statspage *page;          /* takes the rows down */
};

static void heading(struct sheet *sheet, const char *text)
{
	sheet_add_line(sheet, 2, 0);
	sheet_run(sheet, ROLE_TITLE, text);
}

static int percent(double share)
{
	return (int)lround(share * 100);
}

static void pad(struct sheet *sheet, enum role role, const char *text, int columns)
{
	struct str cut = STR_INIT;
	size_t fits = utf8_fit(text, columns);
	if (text[fits])
		str_addf(&cut, "%.*s…", (int)utf8_fit(text, columns - 1), text);
	sheet_run(sheet, role, cut.len ? cut.data : text);
	sheet_repeat(sheet, role, " ", columns - utf8_width(cut.len ? cut.data : text));
	str_done(&cut);
}

/* The line that was added last tells of a lesson, if the course still has it, or a topic. */
static void note_row(const struct writer *w, const char *quiz, const char *topic, const struct sheet *sheet)
{
	struct statspage *page = w->page;
	const struct course_entry *lesson = catalog_lesson(w->catalog, quiz);
	int block = sheet->count - 1;
	if (!lesson && !topic)
		return;
	assert(page->n_rows < STATSPAGE_ROWS);
	page->row[page->n_rows++] = (struct statspage_row){
		.lesson = lesson, .topic = topic, .part = sheet == &page->part[1], .block = block,
		.y = page->top + sheet->blocks[block].top,
	};
}

/* The title of a quiz, or its id where the course has it not. */
static const char *title_of(const struct writer *w, const char *id, const char **name)
{
	*name = id;
	const struct quiz *quiz = catalog_quiz(w->catalog, id, name);
	const char *title = quiz ? words_in(&quiz->title, w->look->language) : NULL;
	return title ? title : id;
}

/* ---- The head ---- */

static void say_time(int64_t ms, struct str *out)
{
	int minutes = (int)((ms + 30000) / 60000);
	if (minutes < 60)
		str_addf(out, _("%d min"), minutes);
	else
		str_addf(out, _("%d h %d min"), minutes / 60, minutes % 60);
}

/* "214 answers, 67 % right · on 12 days · 3 h 20 min" */
static void write_head(const struct stats *s, struct sheet *sheet)
{
	struct str text = STR_INIT;
	str_add(&text, "**");
	str_addf(&text, i18n_count("%d answer", "%d answers", (unsigned long)s->all.answers), s->all.answers);
	str_add(&text, "**");
	str_addf(&text, _(", %d %% right"), percent(stats_share(s->all)));
	str_add(&text, " · ");
	str_addf(&text, i18n_count("on %d day", "on %d days", (unsigned long)s->n_days), s->n_days);
	str_add(&text, " · ");
	say_time(s->spent_ms, &text);
	sheet_add(sheet, 0, 0, text.data);
	str_done(&text);
}

static void write_nothing(struct sheet *sheet)
{
	sheet_add_line(sheet, 0, 0);
	sheet_run(sheet, ROLE_TITLE, _("Nothing is answered yet"));
	sheet_add(sheet, 1, 0, _("Open a lesson: what you answer is kept, and how sure you were. When the first "
	                         "lesson is finished you see here what you gained from its first questions to its "
	                         "last, whether you know what you know, and what to look at again."));
}

/* ---- Gains ---- */

/* "····○━━━━━━▶·····": from pre to post, on a line from 0 to 100 % */
static void write_gain_bar(const struct stats_play *play, int columns, struct sheet *sheet)
{
	int from = (int)lround(play->pre * (columns - 1)), to = (int)lround(play->post * (columns - 1));
	int low = from < to ? from : to, high = from < to ? to : from;
	enum role role = to > from ? ROLE_GOOD : to < from ? ROLE_BAD : ROLE_STRONG;
	sheet_repeat(sheet, ROLE_DIM, "·", low);
	sheet_run(sheet, role, from > to ? "◀" : "○");
	sheet_repeat(sheet, role, "━", high - low - 1);
	if (high > low)
		sheet_run(sheet, role, from > to ? "○" : "▶");
	sheet_repeat(sheet, ROLE_DIM, "·", columns - 1 - high);
}

static void write_last_play(const struct stats_quiz *quiz, struct sheet *sheet)
{
	const struct stats_play *last = &quiz->plays[quiz->n_plays - 1];
	int room = sheet->width - 2 - GAIN_NUMBERS;
	sheet_add_line(sheet, 0, 2);
	if (stats_has_gain(last)) {
		int points = percent(last->post) - percent(last->pre);
		write_gain_bar(last, room < GAIN_BAR ? room : GAIN_BAR, sheet);
		sheet_runf(sheet, ROLE_NUMBER, "  %3d → %3d %%", percent(last->pre), percent(last->post));
		sheet_runf(sheet, points > 0 ? ROLE_GOOD : points < 0 ? ROLE_BAD : ROLE_STRONG, "  %+4d", points);
	} else {
		sheet_run(sheet, ROLE_DIM, last->pre < 0 ? _("no questions before the lesson, so no gain is known")
		                                         : _("no questions after the lesson, so no gain is known"));
	}
}

/* "gain of each play  +20 +30 +40": the last ones */
static void write_history(const struct stats_quiz *quiz, struct sheet *sheet)
{
	int first = quiz->n_plays > PLAYS_SHOWN ? quiz->n_plays - PLAYS_SHOWN : 0;
	if (quiz->n_plays < 2)
		return;
	sheet_add_line(sheet, 0, 2);
	sheet_run(sheet, ROLE_DIM, _("gain of each play"));
	sheet_run(sheet, ROLE_DIM, first ? "  … " : " ");
	for (int i = first; i < quiz->n_plays; i++) {
		const struct stats_play *play = &quiz->plays[i];
		if (stats_has_gain(play))
			sheet_runf(sheet, ROLE_NUMBER, " %+d", percent(play->post) - percent(play->pre));
		else
			sheet_run(sheet, ROLE_DIM, " –");
	}
}

static void write_gain(const struct writer *w, const struct stats_quiz *quiz, struct sheet *sheet)
{
	struct str beside = STR_INIT;
	const char *name, *title = title_of(w, quiz->id, &name);
	str_addf(&beside, "  %s · ", name);
	str_addf(&beside, i18n_count("%d play", "%d plays", (unsigned long)quiz->n_plays), quiz->n_plays);
	sheet_add_line(sheet, 1, 2);
	note_row(w, quiz->id, NULL, sheet);
	pad(sheet, ROLE_STRONG, title, sheet->width - 2 - utf8_width(beside.data));
	sheet_run(sheet, ROLE_DIM, beside.data);
	str_done(&beside);
	write_last_play(quiz, sheet);
	write_history(quiz, sheet);
}

static void write_gains(const struct writer *w, struct sheet *sheet)
{
	const struct stats *s = w->stats;
	heading(sheet, _("What you gained"));
	if (s->n_quizzes == 0) {
		sheet_add(sheet, 1, 2, _("No lesson is finished yet: the gain is seen after its last questions."));
		return;
	}
	sheet_run(sheet, ROLE_DIM, _("   ○ before   ▶ after the lesson"));
	for (int i = 0; i < s->n_quizzes && i < GAINS_SHOWN; i++)
		write_gain(w, &s->quizzes[i], sheet);
	int more = s->n_quizzes - GAINS_SHOWN;
	if (more <= 0)
		return;
	sheet_add_line(sheet, 1, 2);
	sheet_runf(sheet, ROLE_DIM, i18n_count("%d more was played earlier", "%d more were played earlier",
	                                       (unsigned long)more), more);
}

/* ---- Calibration ---- */

static const enum confidence surer[] = { CONFIDENCE_GUESS, CONFIDENCE_UNSURE, CONFIDENCE_SURE };
enum { LEVELS = sizeof surer / sizeof *surer };

static const char *const level_names[] = {
	[CONFIDENCE_SURE] = N_("sure"), [CONFIDENCE_UNSURE] = N_("unsure"), [CONFIDENCE_GUESS] = N_("guess"),
};

static struct tensor *row_of_numbers(const double *x, int n)
{
	const struct shape shape = { .ndim = 1, .size = { n } };
	struct run run;
	struct err ignored;
	run_init(&run, budget_console, NULL);
	struct tensor *tensor = tensor_new(&run, DT_FLOAT64, &shape, &ignored);
	if (tensor)
		memcpy((double *)tensor_doubles(tensor), x, (size_t)n * sizeof *x);
	return tensor;
}

/* How much is right at each level that was chosen: the surer, the higher it should go. */
static void paint_curve(const struct writer *w, struct canvas *canvas)
{
	double right[LEVELS];
	const char *labels[LEVELS];
	int n = 0;
	for (int i = 0; i < LEVELS; i++) {
		struct stats_share share = w->stats->by_confidence[surer[i]];
		if (share.answers == 0)
			continue;
		labels[n] = _(level_names[surer[i]]);
		right[n++] = 100 * stats_share(share);
	}
	struct tensor *tensor = row_of_numbers(right, n);
	if (!tensor)
		return;
	struct figure_item item = { .name = _("% right"), .tensor = tensor, .evals = -1 };
	const struct figure figure = {
		.kind = FIGURE_PLOT, .items = &item, .n_items = 1, .col_labels = labels, .here = -1,
		.low = 0, .high = 100, .clock = -1,
	};
	draw_figure(&figure, w->look, canvas);
	tensor_unref(tensor);
}

/* "sure     149/182   82 %" */
static int level_text(const struct writer *w, enum confidence level, int names, struct str *out)
{
	struct stats_share share = w->stats->by_confidence[level];
	const char *name = _(level_names[level]);
	int digits = snprintf(NULL, 0, "%d", w->stats->all.answers);
	str_addf(out, "%s%*s  %*d/%-*d", name, names - utf8_width(name), "", digits, share.right, digits,
	         share.answers);
	if (share.answers)
		str_addf(out, "  %3d %%", percent(stats_share(share)));
	return utf8_width(out->data);
}

/* The table beside the curve, the surest first, as they stand there; returns its width. */
static int paint_levels(const struct writer *w, int x, struct canvas *canvas)
{
	int names = 0, widest = 0;
	for (int i = 0; i < LEVELS; i++) {
		int width = utf8_width(_(level_names[i + 1]));
		names = width > names ? width : names;
	}
	for (int i = 0; i < LEVELS; i++) {
		struct str text = STR_INIT;
		int width = level_text(w, surer[LEVELS - 1 - i], names, &text);
		widest = width > widest ? width : widest;
		if (canvas)
			canvas_text(canvas, x, 1 + 2 * i, ROLE_TEXT, text.data);
		str_done(&text);
	}
	return widest;
}

static void write_curve(const struct writer *w, struct sheet *sheet)
{
	int width = sheet->width - 2, plot = width - paint_levels(w, 0, NULL) - TABLE_GAP;
	plot = plot < PLOT_MOST ? plot : PLOT_MOST;
	int rows = plot / 4 < PLOT_ROWS ? PLOT_ROWS : plot / 4 < PLOT_ROWS_MOST ? plot / 4 : PLOT_ROWS_MOST;
	struct canvas picture = canvas_new(width, rows), left = canvas_part(&picture, 0, 0, plot, rows);
	paint_curve(w, &left);
	paint_levels(w, plot + TABLE_GAP, &picture);
	picture.height = canvas_rows_used(&picture);
	sheet_add_picture(sheet, 1, 2, picture);
}

/* What stands out. */
static const char *verdict(const struct stats *s)
{
	struct stats_share sure = s->by_confidence[CONFIDENCE_SURE], unsure = s->by_confidence[CONFIDENCE_UNSURE];
	if (sure.answers >= LEAST_TO_JUDGE && stats_share(sure) < 0.75)
		return _("You are surer than you should be: before you press \"sure\", say why the other answers are wrong.");
	if (unsure.answers >= LEAST_TO_JUDGE && sure.answers >= LEAST_TO_JUDGE &&
	    stats_share(unsure) > stats_share(sure))
		return _("Where you doubt you are right more often than where you are sure: look at what you were sure of.");
	if (unsure.answers >= LEAST_TO_JUDGE && stats_share(unsure) >= 0.85)
		return _("You know more than you think: where you doubt, you are mostly right.");
	if (sure.answers >= LEAST_TO_JUDGE && stats_share(sure) >= 0.9)
		return _("You know what you know: what you are sure of is right.");
	if (unsure.answers && sure.answers >= LEAST_TO_JUDGE && stats_share(sure) > stats_share(unsure))
		return _("The surer you are, the more of it is right.");
	return NULL;
}

/* "Sure: 9 of 10 right. Guesses between options: 4 of 10 right; chance would give about 3." */
static void write_calibration_words(const struct stats *s, struct sheet *sheet)
{
	struct str text = STR_INIT;
	struct stats_share sure = s->by_confidence[CONFIDENCE_SURE], guess = s->by_confidence[CONFIDENCE_GUESS];
	if (sure.answers)
		str_addf(&text, _("Sure: %d of %d right. "), sure.right, sure.answers);
	if (s->guesses.answers)
		str_addf(&text, _("Guesses between options: %d of %d right; chance would give about %.1f. "), s->guesses.right,
		         s->guesses.answers, s->guessed_by_chance);
	else if (guess.answers)
		str_addf(&text, _("Guesses: %d of %d right. "), guess.right, guess.answers);
	if (verdict(s))
		str_add(&text, verdict(s));
	if (text.len)
		sheet_add(sheet, 1, 2, text.data);
	str_done(&text);
}

static void write_calibration(const struct writer *w, struct sheet *sheet)
{
	heading(sheet, _("Whether you know what you know"));
	if (w->stats->by_confidence[CONFIDENCE_NONE].answers == w->stats->all.answers) {
		sheet_add(sheet, 1, 2, _("Say how sure you are before you answer: s, u or g."));
		return;
	}
	write_curve(w, sheet);
	write_calibration_words(w->stats, sheet);
}

/* ---- Topics ---- */

struct topic_columns {
	int tag, bar, digits;
};

static int at_least(int width, int least)
{
	return width < least ? least : width;
}

/* As wide as the first n topics need it; the bar has what they leave. */
static struct topic_columns topic_columns(const struct writer *w, int n, int width)
{
	struct topic_columns c = {0};
	int names = 0;
	for (int i = 0; i < n; i++) {
		const struct stats_topic *topic = &w->stats->topics[i];
		const char *name;
		title_of(w, topic->quiz, &name);
		c.tag = at_least(c.tag, utf8_width(topic->tag) + 2);
		c.digits = at_least(c.digits, snprintf(NULL, 0, "%d", topic->share.answers));
		names = at_least(names, utf8_width(name) + 4);
	}
	c.tag = c.tag < TAG_MOST ? c.tag : TAG_MOST;
	names = names < NAME_MOST ? names : NAME_MOST;
	c.bar = at_least(width - c.tag - 2 * c.digits - 3 - PERCENT - names, TOPIC_BAR_LEAST);
	c.bar = c.bar < TOPIC_BAR ? c.bar : TOPIC_BAR;
	return c;
}

static void write_topic(const struct writer *w, const struct stats_topic *topic,
                        const struct topic_columns *columns, struct sheet *sheet)
{
	const char *name;
	title_of(w, topic->quiz, &name);
	sheet_add_line(sheet, 0, 2);
	note_row(w, topic->quiz, topic->tag, sheet);
	pad(sheet, ROLE_TEXT, topic->tag, columns->tag);
	sheet_share(sheet, columns->bar, topic->share.right, topic->share.answers, columns->digits);
	sheet_runf(sheet, ROLE_DIM, "  ▸ %s", name);
}

/* What to do about the weakest one. */
static void write_advice(const struct writer *w, struct sheet *sheet)
{
	struct str text = STR_INIT;
	const char *name, *title = title_of(w, w->stats->topics[0].quiz, &name);
	str_addf(&text, _("Begin with %s: play \"%s\" again, and say why before each answer."),
	         w->stats->topics[0].tag, title);
	sheet_add_plain(sheet, 1, 2, text.data);
	str_done(&text);
}

static void write_topics(const struct writer *w, struct sheet *sheet)
{
	const struct stats *s = w->stats;
	int weak = 0;
	while (weak < s->n_topics && weak < TOPICS_SHOWN && stats_share(s->topics[weak].share) < 1)
		weak++;
	struct topic_columns columns = topic_columns(w, weak, sheet->width - 2);
	heading(sheet, _("Weakest topics"));
	sheet_add_line(sheet, 0, 0);
	for (int i = 0; i < weak; i++)
		write_topic(w, &s->topics[i], &columns, sheet);
	if (weak)
		write_advice(w, sheet);
	else
		sheet_add(sheet, 0, 2, s->n_topics ? _("None: all you answered about each topic was right.")
		                                   : _("They are seen when three questions about a topic are answered."));
}

/* ---- Days ---- */

static void write_streak(const struct stats *s, struct sheet *sheet)
{
	sheet_add_line(sheet, 0, 2);
	if (s->streak)
		sheet_runf(sheet, ROLE_STRONG, i18n_count("%d day in a row", "%d days in a row",
		                                          (unsigned long)s->streak), s->streak);
	else
		sheet_run(sheet, ROLE_STRONG, _("No answers today or yesterday"));
	sheet_runf(sheet, ROLE_DIM, _("; the longest run: %d"), s->longest_streak);
}

static void write_days(const struct writer *w, struct sheet *sheet)
{
	heading(sheet, _("Your days"));
	sheet_add_picture(sheet, 1, 2, statsdays_picture(w->stats, sheet->width - 2));
	statsdays_legend(sheet);
	write_streak(w->stats, sheet);
}

/* ---- The page ---- */

static void lay_columns(struct statspage *page, bool two)
{
	int width = two ? (page->width - GAP) / 2 : page->width;
	sheet_init(&page->head, page->width);
	for (int i = 0; i < 2; i++) {
		sheet_init(&page->part[i], width);
		page->x[i] = i * (width + GAP);
	}
}

void statspage_lay(struct statspage *page, const struct stats *stats, const struct catalog *catalog,
                   const struct look *look, int width)
{
	const struct writer w = { stats, catalog, look, page };
	bool two = width >= TWO_COLUMNS;
	*page = (struct statspage){ .width = two || width < ONE_MOST ? width : ONE_MOST };
	lay_columns(page, two);
	if (stats->all.answers == 0) {
		write_nothing(&page->head);
		page->rows = page->head.rows;
		return;
	}
	struct sheet *first = &page->part[0], *second = &page->part[two];
	write_head(stats, &page->head);
	page->top = page->head.rows + 1;
	write_gains(&w, first);
	write_calibration(&w, second);
	write_topics(&w, second);
	write_days(&w, first);
	int rows = page->part[0].rows > page->part[1].rows ? page->part[0].rows : page->part[1].rows;
	page->rows = page->top + rows;
}

void statspage_point(struct statspage *page, int row)
{
	const struct statspage_row *at = &page->row[row];
	struct sheet_block *block = &page->part[at->part].blocks[at->block];
	strcpy(block->sign, "▸");
	block->tint = ROLE_CURSOR;
	block->bar = true;
}

int statspage_row_at(const struct statspage *page, int x, int y)
{
	for (int i = 0; i < page->n_rows; i++) {
		const struct statspage_row *row = &page->row[i];
		int left = page->x[row->part];
		if (y == row->y && x >= left && x < left + page->part[row->part].width)
			return i;
	}
	return -1;
}

void statspage_done(struct statspage *page)
{
	sheet_done(&page->head);
	sheet_done(&page->part[0]);
	sheet_done(&page->part[1]);
}

void statspage_paint(const struct statspage *page, int first, struct canvas *canvas)
{
	sheet_paint(&page->head, first, canvas);
	for (int i = 0; i < 2; i++) {
		struct canvas part = canvas_part(canvas, page->x[i], 0, page->part[i].width, canvas->height);
		sheet_paint(&page->part[i], first - page->top, &part);
	}
}
