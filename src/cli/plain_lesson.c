/* The lesson and the summary in the plain mode. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "cli/labtext.h"
#include "cli/plain.h"
#include "learn/returns.h"
#include "learn/round.h"
#include "quiz/asking.h"
#include "quiz/lesson.h"
#include "text/markdown.h"
#include "text/utf8.h"

/* ---- Labs inside the text ---- */

static void add_lab(const struct plain *plain, const struct markdown_fence *fence, struct str *out)
{
	struct err err = {0};
	struct budget budget = cli_budget(plain->cli, &budget_lab);
	struct lab_setting setting = { .variant = -1 };
	const char *path = course_lesson(plain->entry, plain->cli->language);
	struct lab *lab = lesson_lab(path, fence, plain->library, &err);
	struct lab_state *state = lab ? lab_run(lab, &setting, &budget, NULL, &err) : NULL;
	if (state) {
		str_addf(out, "%s%s%s\n", _("lab"), _(": "), labtext_title(lab, plain->cli->language));
		labtext_program(state, NULL, out);
		labtext_figures(state, plain->cli->language, out);
		labtext_claims(state, plain->cli->language, out);
	} else {
		str_addf(out, "%s%s✗ %s\n", _("lab"), _(": "), err.text);
	}
	lab_state_unref(state);
	lab_unref(lab);
}

/* ---- The text ---- */

static char *read_text(const struct plain *plain, struct err *err)
{
	size_t len;
	return file_read(course_lesson(plain->entry, plain->cli->language), LESSON_MAX_BYTES, &len, err);
}

static void add_line(const struct markdown_line *line, struct str *out)
{
	if (line->n_runs > 0)
		str_addf(out, "%*s", line->indent, "");
	for (int r = 0; r < line->n_runs; r++)
		str_add(out, line->runs[r].text);
	str_add_char(out, '\n');
}

static bool is_check(const struct markdown *text, int line)
{
	int fence = text->lines[line].fence;
	return fence >= 0 && lesson_is_check(&text->fences[fence]);
}

/* From `line` on; stops after a check mark, and says where. */
static int print_stretch(const struct plain *plain, const struct markdown *text, int line)
{
	struct str out = STR_INIT;
	bool check = false;
	for (; line < text->n_lines && !check; line++) {
		int fence = text->lines[line].fence;
		check = is_check(text, line);
		if (fence < 0)
			add_line(&text->lines[line], &out);
		else if (lesson_is_lab(&text->fences[fence]))
			add_lab(plain, &text->fences[fence], &out);
	}
	say_text(out.data);
	str_done(&out);
	return line;
}

static int first_line(const struct plain *plain, const struct markdown *text)
{
	int64_t mark = session_mark(plain->session);
	if (mark <= 0)
		return 0;
	int64_t line = (mark * text->n_lines - 1) / SESSION_MARK_SCALE;
	return line < text->n_lines ? (int)line : text->n_lines;
}

static void set_mark(const struct plain *plain, const struct markdown *text, int line)
{
	int64_t share = (int64_t)line * SESSION_MARK_SCALE / (text->n_lines ? text->n_lines : 1);
	session_set_mark(plain->session, (int)share + 1);
}

/* At the end: the rest of the questions, a look back, or a pause. */
static bool end_lesson(struct plain *plain, struct err *err)
{
	char key;
	if (!plain_key(plain, _("Enter goes on to the questions, b back, q leave:"), "b", &key))
		return true;
	return key == 'b' ? session_back(plain->session, err) : session_end_lesson(plain->session, err);
}

static bool read_on(struct plain *plain, const struct markdown *text, struct err *err)
{
	int line = first_line(plain, text);
	putchar('\n');
	while (line < text->n_lines) {
		line = print_stretch(plain, text, line);
		if (!is_check(text, line - 1) || session_checks_left(plain->session) == 0)
			continue;
		set_mark(plain, text, line);
		return session_ask_check(plain->session, err);
	}
	return end_lesson(plain, err);
}

bool plain_lesson(struct plain *plain, struct err *err)
{
	char *source = read_text(plain, err);
	if (!source)
		return false;
	struct markdown *text = markdown_layout(source, LABTEXT_WIDTH);
	bool ok = read_on(plain, text, err);
	markdown_free(text);
	free(source);
	return ok;
}

/* ---- The summary ---- */

static void print_shares(const struct plain *plain, const struct session_score *score)
{
	int column = 0, widths[QUIZ_STAGES];
	const char *names[QUIZ_STAGES];
	for (int stage = 0; stage < QUIZ_STAGES; stage++) {
		names[stage] = plain->entry ? session_stage_name((enum quiz_stage)stage)
		                            : round_share_name(session_kind(plain->session));
		widths[stage] = utf8_width(names[stage]);
		column = widths[stage] > column ? widths[stage] : column;
	}
	for (int stage = 0; stage < QUIZ_STAGES; stage++)
		if (score->asked[stage])
			printf("  %s%*s %d/%d\n", names[stage], column - widths[stage], "", score->right[stage],
			       score->asked[stage]);
	if (!isnan(score->gain))
		printf(_("  gain from pre to post: %+.0f percentage points\n"), 100 * score->gain);
	int64_t seconds = score->took_ms / 1000;
	printf(_("  time: %02d:%02d\n"), (int)(seconds / 60), (int)(seconds % 60));
}

static void print_missed(const struct plain *plain, const struct session_item *item)
{
	const struct quiz_question *q = &plain->quiz->questions[item->question];
	enum language language = plain->cli->language;
	struct err ignored;
	struct lab *lab = quiz_lab(q, plain->library, &ignored);
	struct asking *asking = asking_new(q, lab);
	const char *key = asking_key(asking, &ignored);
	struct str said = STR_INIT;
	putchar('\n');
	plain_words(asking, &q->text, "  ", language);
	if (key)
		asking_say(asking, key, language, &said);
	if (said.len)
		plain_markdown(said.data, "    ✓ ");
	str_done(&said);
	asking_free(asking);
	lab_unref(lab);
}

static void print_returns(const struct plain *plain)
{
	struct returns returns = session_returns(plain->session);
	if (returns.count)
		printf("\n%s\n", _("Comes back"));
	for (int i = 0; i < returns.count; i++) {
		int n = returns.list[i].count;
		printf("  %s%s", returns.list[i].when, _(": "));
		printf(i18n_count("%d question", "%d questions", (unsigned long)n), n);
		putchar('\n');
	}
	if (returns.count)
		plain_markdown(_("When they are due: `attnquiz review`, or Review on the home screen."), "  ");
	returns_done(&returns);
}

/* A review that has nothing to ask. */
static void print_nothing_due(const struct plain *plain)
{
	struct str nothing = STR_INIT, later = STR_INIT;
	round_say_nothing_due(plain->wish->topic, &nothing);
	round_say_later(plain->store, plain->wish, &later);
	str_add(&nothing, "\n\n");
	say_text(nothing.data);
	plain_markdown(later.data, "");
	str_done(&nothing);
	str_done(&later);
}

void plain_summary(const struct plain *plain)
{
	if (plain->quiz->n_questions == 0) {
		print_nothing_due(plain);
		return;
	}
	struct session_score score = session_score(plain->session);
	int count, missed = 0;
	const struct session_item *items = session_items(plain->session, &count);
	printf("\n── %s ──\n", _("summary"));
	print_shares(plain, &score);
	for (int i = 0; i < count; i++) {
		if (!session_missed(plain->session, &items[i], &score))
			continue;
		if (missed++ == 0)
			printf("\n%s\n", _("Missed:"));
		print_missed(plain, &items[i]);
	}
	print_returns(plain);
}
