#include "tui/statsdays.h"

#include "base/i18n.h"
#include "learn/day.h"
#include "text/utf8.h"

enum { WEEK = 7, MOST_WEEKS = 53, COLUMNS = 2, TOP = 1 };

/* Four that differ also where ASCII stands in for them. */
static const struct {
	int answers;                     /* so many, or more */
	const char *glyph;
	enum role role;
} levels[] = {
	{ 0, "·", ROLE_DIM }, { 1, "░", ROLE_GOOD }, { 10, "▒", ROLE_GOOD }, { 30, "█", ROLE_GOOD },
};
enum { LEVELS = sizeof levels / sizeof *levels };

static const char *const months[] = {
	N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
	N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
};

/* Every other weekday has its name. */
static const char *const weekdays[WEEK] = { N_("Mon"), NULL, N_("Wed"), NULL, N_("Fri") };

static int level_of(int answers)
{
	int level = 0;
	while (level + 1 < LEVELS && answers >= levels[level + 1].answers)
		level++;
	return level;
}

static int paint_weekdays(struct canvas *canvas)
{
	int width = 0;
	for (int i = 0; i < WEEK; i++) {
		int w = weekdays[i] ? canvas_text(canvas, 0, TOP + i, ROLE_DIM, _(weekdays[i])) : 0;
		width = w > width ? w : width;
	}
	return width + 2;
}

/* Above the week in which they begin, where the one before leaves room. */
static void paint_months(int first, int weeks, int x, struct canvas *canvas)
{
	int end = x;
	for (int week = 0; week < weeks; week++) {
		struct day_date last = day_date(first + week * WEEK + WEEK - 1);
		int at = x + week * COLUMNS;
		if (last.day <= WEEK && at >= end && at + utf8_width(_(months[last.month - 1])) <= canvas->width)
			end = at + canvas_text(canvas, at, 0, ROLE_DIM, _(months[last.month - 1])) + 1;
	}
}

struct canvas statsdays_picture(const struct stats *stats, int width)
{
	struct canvas canvas = canvas_new(width, TOP + WEEK);
	int x = paint_weekdays(&canvas), weeks = (width - x) / COLUMNS;
	weeks = weeks < MOST_WEEKS ? weeks : MOST_WEEKS;
	int first = stats->today - day_date(stats->today).weekday - (weeks - 1) * WEEK;
	paint_months(first, weeks, x, &canvas);
	for (int i = 0, day = first; day <= stats->today; day++) {
		while (i < stats->n_days && stats->days[i].day < day)
			i++;
		bool here = i < stats->n_days && stats->days[i].day == day;
		int level = level_of(here ? stats->days[i].share.answers : 0);
		canvas_text(&canvas, x + (day - first) / WEEK * COLUMNS, TOP + (day - first) % WEEK,
		            levels[level].role, levels[level].glyph);
	}
	return canvas;
}

void statsdays_legend(struct sheet *sheet)
{
	sheet_add_line(sheet, 1, 2);
	sheet_run(sheet, ROLE_DIM, _("answers a day"));
	for (int i = 0; i < LEVELS; i++) {
		sheet_runf(sheet, levels[i].role, "  %s ", levels[i].glyph);
		if (i + 1 == LEVELS)
			sheet_runf(sheet, ROLE_DIM, "%d+", levels[i].answers);
		else if (levels[i].answers + 1 < levels[i + 1].answers)
			sheet_runf(sheet, ROLE_DIM, "%d–%d", levels[i].answers, levels[i + 1].answers - 1);
		else
			sheet_runf(sheet, ROLE_DIM, "%d", levels[i].answers);
	}
}
