/* What the question screen says, as a sheet: before the answer, and after. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/i18n.h"
#include "tui/question.h"

/* ---- Texts ---- */

static enum language language(const struct question *q)
{
	return q->step.screen.app->language;
}

/* Computed once: a {{ }} runs the lab. One that fails stays as it is written. */
static const char *fill(struct question *q, const char *source)
{
	if (!source || !strstr(source, "{{") || !q->pane)
		return source ? source : "";
	for (int i = 0; i < q->n_filled; i++)
		if (q->filled[i].source == source)
			return q->filled[i].text;
	struct lab_setting setting = quiz_setting(q->quiz);
	struct str out = STR_INIT;
	struct err ignored = {0};
	quiz_fill(source, q->pane->lab, &setting, &out, &ignored);
	q->filled = mem_grow(q->filled, (size_t)q->n_filled + 1, sizeof *q->filled);
	q->filled[q->n_filled] = (struct filled){ .source = source, .text = str_take(&out) };
	return q->filled[q->n_filled++].text;
}

static const char *say(struct question *q, const struct words *words)
{
	return fill(q, words_in(words, language(q)));
}

static void say_line(struct question *q, enum role role, const char *text)
{
	sheet_add_line(&q->sheet, 1, 0);
	sheet_run(&q->sheet, role, text);
}

/* ---- Options ---- */

enum { OPTION_INDENT = 5, ASIDE_INDENT = 2 };

static void sign_open(const struct question *q, struct sheet_block *block, int place)
{
	bool here = place == q->cursor, aside = q->pane && q->pane->focus != LABPANE_ASIDE;
	snprintf(block->sign, sizeof block->sign, "%s%2d", here ? "▸" : " ", place + 1);
	block->sign_role = ROLE_KEY;
	if (here) {
		block->tint = aside ? ROLE_STRONG : ROLE_CURSOR;
		block->bar = !aside;
	}
}

static void sign_revealed(const struct question *q, struct sheet_block *block, int place)
{
	const struct session_item *item = question_item(q);
	int option = item->order[place];
	bool right = option == q->quiz->correct, chosen = option == item->chosen;
	const char *sign = right ? "✓" : chosen ? "✗" : " ";
	snprintf(block->sign, sizeof block->sign, "%s%2d", sign, place + 1);
	block->sign_role = right ? ROLE_GOOD : chosen ? ROLE_BAD : ROLE_DIM;
	block->tint = right ? ROLE_GOOD : chosen ? ROLE_BAD : ROLE_DIM;
}

static void write_options(struct question *q, int gap)
{
	const struct session_item *item = question_item(q);
	for (int place = 0; place < item->n_options; place++) {
		const struct quiz_option *option = &q->quiz->options[item->order[place]];
		struct sheet_block *block = sheet_add(&q->sheet, place == 0 ? 1 : gap,
		                                      OPTION_INDENT, say(q, &option->text));
		block->tag = place;
		if (question_revealed(q))
			sign_revealed(q, block, place);
		else
			sign_open(q, block, place);
	}
}

/* ---- Before the answer ---- */

static void write_hints(struct question *q)
{
	for (int i = 0; i < q->hints; i++) {
		sheet_add_line(&q->sheet, 1, 0)->tag = TAG_HINT;
		sheet_run(&q->sheet, ROLE_TITLE, _("hint"));
		if (q->quiz->n_hints > 1)
			sheet_runf(&q->sheet, ROLE_DIM, " %d/%d", i + 1, q->quiz->n_hints);
		sheet_add(&q->sheet, 0, ASIDE_INDENT, say(q, &q->quiz->hints[i]));
	}
}

static const char *const confidence_names[] = {
	[CONFIDENCE_SURE] = N_("sure"), [CONFIDENCE_UNSURE] = N_("unsure"), [CONFIDENCE_GUESS] = N_("guess"),
};

static void write_confidence(struct question *q)
{
	static const char *const keys[] = { NULL, "s", "u", "g" };
	enum confidence now = question_item(q)->confidence;
	sheet_add_line(&q->sheet, 1, 0);
	sheet_run(&q->sheet, ROLE_DIM, _("how sure?"));
	for (enum confidence c = CONFIDENCE_SURE; c <= CONFIDENCE_GUESS; c++) {
		sheet_run(&q->sheet, ROLE_KEY, c == now ? " ▸ " : "   ");
		sheet_run(&q->sheet, ROLE_KEY, keys[c]);
		sheet_run(&q->sheet, ROLE_TEXT, " ");
		sheet_run(&q->sheet, c == now ? ROLE_STRONG : ROLE_DIM, _(confidence_names[c]));
	}
}

/* ---- After it ---- */

static void write_verdict(struct question *q)
{
	const struct session_item *item = question_item(q);
	sheet_add_line(&q->sheet, 1, 0)->tag = TAG_VERDICT;
	sheet_run(&q->sheet, item->correct ? ROLE_GOOD : ROLE_BAD, item->correct ? "✓ " : "✗ ");
	sheet_run(&q->sheet, item->correct ? ROLE_GOOD : ROLE_BAD,
	          item->correct ? _("right") : _("not right"));
	if (item->confidence != CONFIDENCE_NONE) {
		sheet_run(&q->sheet, ROLE_DIM, "  · ");
		sheet_run(&q->sheet, ROLE_DIM, _(confidence_names[item->confidence]));
	}
}

static void write_markdown(struct question *q, int gap, const struct words *words)
{
	if (words_any(words))
		sheet_add(&q->sheet, gap, 0, say(q, words));
}

/* That the lab now runs the chosen idea; the lab says what comes of it. */
static void write_variant(struct question *q)
{
	const char *name = q->pane ? labpane_variant_name(q->pane, language(q)) : NULL;
	if (!name)
		return;
	sheet_add_line(&q->sheet, 1, 0);
	sheet_run(&q->sheet, ROLE_WARN, "≠ ");
	sheet_run(&q->sheet, ROLE_DIM, _("beside it runs"));
	sheet_run(&q->sheet, ROLE_DIM, "  ");
	sheet_run(&q->sheet, ROLE_WARN, name);
}

static void write_after(struct question *q)
{
	const struct session_item *item = question_item(q);
	write_verdict(q);
	write_markdown(q, 1, &q->quiz->options[item->chosen].feedback);
	write_markdown(q, 1, &q->quiz->explanation);
	write_variant(q);
	if (q->quiz->source) {
		struct sheet_block *line = sheet_add(&q->sheet, 1, 0, q->quiz->source);
		line->tint = ROLE_DIM;
	}
}

/* ---- All ---- */

static void write_notes(struct question *q)
{
	if (question_item(q)->flagged)
		say_line(q, ROLE_WARN, _("⚑ you say that this question is wrong"));
	if (!q->lab_failure)
		return;
	say_line(q, ROLE_WARN, _("This question's lab cannot run:"));
	struct sheet_block *block = sheet_add(&q->sheet, 0, ASIDE_INDENT, q->lab_failure);
	block->tint = ROLE_WARN;
}

void question_write(struct question *q, int gap)
{
	sheet_done(&q->sheet);
	sheet_init(&q->sheet, q->text_width);
	sheet_add(&q->sheet, 0, 0, say(q, &q->quiz->text));
	write_options(q, gap);
	if (question_revealed(q)) {
		write_after(q);
	} else {
		write_hints(q);
		if (question_open(q))
			write_confidence(q);
		else
			say_line(q, ROLE_DIM,
			         _("answered; what is right is told after these questions"));
	}
	write_notes(q);
}
