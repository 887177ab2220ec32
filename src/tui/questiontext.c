/* What the question screen says, as a sheet: before the answer, and after. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "learn/interval.h"
#include "text/utf8.h"
#include "tui/answer.h"

/* ---- Texts ---- */

static enum language language(const struct question *q)
{
	return q->step.screen.app->language;
}

const char *question_say(struct question *q, const struct words *words)
{
	return asking_words(q->asking, words, language(q));
}

static void say_line(struct question *q, enum role role, const char *text)
{
	sheet_add_line(&q->sheet, 1, 0);
	sheet_run(&q->sheet, role, text);
}

/* ---- Before the answer ---- */

enum { ASIDE_INDENT = 2 };

static void write_complaint(struct question *q)
{
	if (!q->complaint)
		return;
	struct sheet_block *block = sheet_add_plain(&q->sheet, 1, ASIDE_INDENT, q->complaint);
	snprintf(block->sign, sizeof block->sign, "!");
	block->sign_role = block->tint = ROLE_WARN;
	block->tag = TAG_COMPLAINT;
}

static void write_hints(struct question *q)
{
	for (int i = 0; i < q->hints; i++) {
		sheet_add_line(&q->sheet, 1, 0)->tag = TAG_HINT;
		sheet_run(&q->sheet, ROLE_TITLE, _("hint"));
		if (q->quiz->n_hints > 1)
			sheet_runf(&q->sheet, ROLE_DIM, " %d/%d", i + 1, q->quiz->n_hints);
		sheet_add(&q->sheet, 0, ASIDE_INDENT, question_say(q, &q->quiz->hints[i]));
	}
}

static const char *const confidence_names[] = {
	[CONFIDENCE_SURE] = N_("sure"), [CONFIDENCE_UNSURE] = N_("unsure"), [CONFIDENCE_GUESS] = N_("guess"),
};

/* " ▸s sure" */
static void write_degree(struct question *q, enum confidence c, const char *key)
{
	const char *name = _(confidence_names[c]);
	bool chosen = question_item(q)->confidence == c;
	sheet_room(&q->sheet, 2 + (*key ? 2 : 0) + utf8_width(name));
	sheet_run(&q->sheet, ROLE_DIM, " ");
	sheet_run(&q->sheet, chosen ? ROLE_CURSOR : ROLE_DIM, chosen ? "▸" : " ");
	sheet_runf(&q->sheet, chosen ? ROLE_CURSOR : ROLE_KEY, "%s%s", key, *key ? " " : "");
	sheet_run(&q->sheet, chosen ? ROLE_CURSOR : ROLE_DIM, name);
}

/* A line of its own; false: that would lie below the screen, and it stands at the end of the answer's foot. */
static bool begin_confidence(struct question *q)
{
	enum { ITS_ROWS = 2, APART = 4, BLANKS = 4 };   /* with a blank one; before it, and in each degree */
	struct sheet *sheet = &q->sheet;
	bool below = sheet->rows + ITS_ROWS > frame_height(q->step.screen.app);
	if (!below || sheet->blocks[sheet->count - 1].tag != TAG_FOOT) {
		sheet_add_line(sheet, 1, 0);
		return true;
	}
	int width = utf8_width(_("how sure?"));
	for (enum confidence c = CONFIDENCE_SURE; c <= CONFIDENCE_GUESS; c++)
		width += BLANKS + utf8_width(_(confidence_names[c]));
	if (sheet_left(sheet) < APART + width)
		sheet_add_line(sheet, 0, 0)->tag = TAG_FOOT;
	else
		sheet_repeat(sheet, ROLE_DIM, " ", sheet_left(sheet) - width);
	return false;
}

/*
 * While a field takes the letters its own key goes through them; where text of many rows
 * is written none does. An open answer is rated instead, when its card has been seen.
 */
static void write_confidence(struct question *q)
{
	static const char *const keys[] = { NULL, "s", "u", "g" };
	enum confidence now = question_item(q)->confidence;
	bool typing = q->class->types && q->class->types(q, &(struct input){ .key = 's' });
	if ((typing && !q->class->confidence_key) || q->quiz->card)
		return;
	bool apart = begin_confidence(q);
	sheet_run(&q->sheet, ROLE_DIM, _("how sure?"));
	if (typing)
		sheet_runf(&q->sheet, ROLE_KEY, "  %s", q->class->confidence_key);
	for (enum confidence c = CONFIDENCE_SURE; c <= CONFIDENCE_GUESS; c++)
		write_degree(q, c, typing ? "" : keys[c]);
	if (now == CONFIDENCE_NONE && apart) {
		sheet_room(&q->sheet, utf8_width(_(" (optional)")));
		sheet_run(&q->sheet, ROLE_DIM, _(" (optional)"));
	}
}

/* ---- After it ---- */

static const struct {
	const char *sign, *word;
	enum role role;
} verdicts[] = {
	[VERDICT_WRONG] = { "✗ ", N_("not right"), ROLE_BAD },
	[VERDICT_PARTLY] = { "◐ ", N_("partly right"), ROLE_WARN },
	[VERDICT_RIGHT] = { "✓ ", N_("right"), ROLE_GOOD },
};

/* "✓ 2": the options may have been scrolled away. */
static void write_right(struct question *q)
{
	struct str right = STR_INIT;
	q->class->right(q, &right);
	sheet_runf(&q->sheet, ROLE_GOOD, "   ✓ %s", right.data);
	str_done(&right);
}

/* `rated`: what to say instead of the verdict's word, or empty. */
static void write_verdict(struct question *q, enum verdict verdict, const char *rated)
{
	enum confidence confidence = question_item(q)->confidence;
	sheet_add_line(&q->sheet, 1, 0)->tag = TAG_VERDICT;
	sheet_run(&q->sheet, verdicts[verdict].role, verdicts[verdict].sign);
	sheet_run(&q->sheet, verdicts[verdict].role, *rated ? rated : _(verdicts[verdict].word));
	if (confidence != CONFIDENCE_NONE) {
		sheet_run(&q->sheet, ROLE_DIM, "  · ");
		sheet_run(&q->sheet, ROLE_DIM, _(confidence_names[confidence]));
	}
	if (verdict != VERDICT_RIGHT && q->class->right)
		write_right(q);
}

/* What the log says stands, also where the key can no longer be computed. */
static void write_judgement(struct question *q)
{
	const struct session_item *item = question_item(q);
	struct judgement judgement;
	struct err err = {0};
	if (!asking_judge(q->asking, item->answer, language(q), &judgement, &err)) {
		write_verdict(q, item->correct ? VERDICT_RIGHT : VERDICT_WRONG, "");
		sheet_add_plain(&q->sheet, 1, 0, err.text)->tint = ROLE_WARN;
		return;
	}
	write_verdict(q, judgement.verdict, judgement.rated.data);
	if (judgement.said.len && !q->quiz->card)    /* what a card left out is seen unticked above */
		sheet_add(&q->sheet, 1, 0, judgement.said.data);
	judgement_done(&judgement);
}

void question_write_ratings(struct question *q, const char *const *names, int chosen)
{
	for (int rating = FSRS_AGAIN; rating <= FSRS_EASY; rating++) {
		bool here = rating == chosen;
		int64_t ms = session_interval(q->step.play->session, (enum fsrs_rating)rating);
		struct str text = STR_INIT;
		str_addf(&text, " %s", _(names[rating]));
		if (ms >= 0) {
			str_add(&text, " ");
			interval_say_short(ms, &text);
		}
		sheet_room(&q->sheet, 4 + utf8_width(text.data));
		sheet_runf(&q->sheet, ROLE_KEY, " %s%d", here ? "▸" : " ", rating);
		sheet_run(&q->sheet, here ? ROLE_STRONG : ROLE_DIM, text.data);
		str_done(&text);
	}
}

/* The rating that followed from the answer, which the student may change. */
static void write_rating(struct question *q)
{
	static const char *const names[] = { "", N_("again"), N_("hard"), N_("good"), N_("easy") };
	if (!question_rated(q))
		return;
	sheet_add_line(&q->sheet, 1, 0)->tag = TAG_RATING;
	sheet_run(&q->sheet, ROLE_DIM, _("comes back:"));
	question_write_ratings(q, names, question_item(q)->rating);
}

static void write_markdown(struct question *q, int gap, const struct words *words)
{
	if (words_any(words))
		sheet_add(&q->sheet, gap, 0, question_say(q, words));
}

/* What the lab runs beside it, and that `v` has the answer's own idea; the lab says what comes of it. */
static void write_variant(struct question *q)
{
	const char *runs = q->pane ? labpane_variant_name(q->pane, language(q)) : NULL;
	const char *chosen = q->pane ? labpane_chosen_name(q->pane, language(q)) : NULL;
	struct str text = STR_INIT;
	bool own;
	if (!runs && !chosen)
		return;
	quiz_answer_variant(q->quiz, question_item(q)->answer, &own);
	if (!runs)
		str_addf(&text, own ? _("v runs the answer you chose: %s") : _("v runs beside it: %s"), chosen);
	else if (q->pane->variant == q->pane->chosen)
		str_addf(&text, own ? _("Beside it runs the answer you chose (v: off and on): %s")
		                    : _("Beside it runs (v: off and on): %s"), runs);
	else
		str_addf(&text, _("beside it runs: %s"), runs);
	struct sheet_block *block = sheet_add_plain(&q->sheet, 1, ASIDE_INDENT, text.data);
	strcpy(block->sign, "≠");
	block->sign_role = block->tint = ROLE_WARN;
	str_done(&text);
}

static void write_after(struct question *q)
{
	write_judgement(q);
	write_rating(q);
	write_markdown(q, 1, &q->quiz->explanation);
	write_variant(q);
	if (q->quiz->source) {
		struct sheet_block *line = sheet_add(&q->sheet, 1, 0, q->quiz->source);
		line->tint = ROLE_DIM;
	}
}

/* ---- What its author did wrong ---- */

void question_find_void(struct question *q)
{
	struct err err = {0};
	if (question_item(q)->state == ANSWER_GIVEN || asking_key(q->asking, &err))
		return;
	session_void(q->step.play->session);
	free(q->no_key);
	q->no_key = mem_copy(err.text);
}

void question_fail_again(struct question *q)
{
	struct err err = {0};
	if (q->no_key)
		question_find_void(q);
	if (!q->lab_failure)
		return;
	lab_unref(quiz_lab(q->quiz, q->step.screen.app->library, &err));
	free(q->lab_failure);
	q->lab_failure = mem_copy(err.text);
}

/* Where the lab is what fails, the notes say so. */
static void write_void(struct question *q)
{
	struct sheet_block *block = sheet_add_plain(&q->sheet, 1, ASIDE_INDENT,
		_("This question has a mistake in it and cannot be asked. It does not count."));
	strcpy(block->sign, "!");
	block->sign_role = block->tint = ROLE_WARN;
	if (q->lab_failure)
		return;
	struct str why = STR_INIT;
	str_addf(&why, "%s: %s", q->quiz->answer, q->no_key);
	sheet_add_plain(&q->sheet, 0, ASIDE_INDENT, why.data)->tint = ROLE_WARN;
	str_done(&why);
}

/* ---- All ---- */

static void write_notes(struct question *q)
{
	if (question_item(q)->flagged)
		say_line(q, ROLE_WARN, _("⚑ you say that this question is wrong"));
	if (q->lab_later)
		say_line(q, ROLE_DIM, _("Its lab opens after these questions: it would tell the answer."));
	if (!q->lab_failure)
		return;
	say_line(q, ROLE_WARN, _("This question's lab cannot run:"));
	struct sheet_block *block = sheet_add_plain(&q->sheet, 0, ASIDE_INDENT, q->lab_failure);
	block->tint = ROLE_WARN;
}

void question_write(struct question *q, int gap)
{
	sheet_done(&q->sheet);
	sheet_init(&q->sheet, q->text_width);
	sheet_add(&q->sheet, 0, 0, question_say(q, &q->quiz->text));
	if (!q->no_key)
		q->class->write(q, gap);
	if (q->no_key) {
		write_void(q);
	} else if (question_revealed(q)) {
		write_after(q);
	} else {
		write_complaint(q);
		write_hints(q);
		if (question_open(q))
			write_confidence(q);
		else
			say_line(q, ROLE_DIM,
			         _("answered; what is right is told after these questions"));
	}
	write_notes(q);
}
