/* A question in the plain mode: the covered lab, the answer, and what the lab says to it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/labtext.h"
#include "cli/plain.h"
#include "text/i18n.h"

/* A question while it is on the page. */
struct asked {
	struct plain *plain;
	const struct quiz_question *question;
	struct lab_setting setting;
	struct lab *lab;               /* NULL: it has none */
	struct lab_state *state;       /* NULL: it could not be run */
	char *trouble;                 /* why there is no lab or no state; heap */
	int hints;                     /* shown so far */
};

static const struct session_item *item_of(const struct asked *a)
{
	return session_item(a->plain->session);
}

static const char *words_of(const struct asked *a, const struct words *words)
{
	const char *text = words_in(words, a->plain->cli->language);
	return text ? text : "";
}

static void print_words(const struct asked *a, const struct words *words, const char *first)
{
	plain_markdown(words_of(a, words), first, a->lab, &a->setting);
}

/* ---- The lab ---- */

static void open_lab(struct asked *a)
{
	struct plain *plain = a->plain;
	struct err err = {0};
	struct budget budget = cli_budget(plain->cli, &budget_lab);
	a->setting = quiz_setting(a->question);
	a->lab = quiz_lab(plain->quiz, item_of(a)->question, plain->library, &err);
	if (a->lab)
		a->state = lab_run(a->lab, &a->setting, &budget, NULL, &err);
	if (!a->state && err.code != ERR_NONE) {
		struct str text = STR_INIT;
		str_add(&text, err.text);
		a->trouble = str_take(&text);
	}
}

static void close_lab(struct asked *a)
{
	lab_state_unref(a->state);
	lab_unref(a->lab);
	free(a->trouble);
}

/* Before the answer: the program alone, and nothing that gives the answer away. */
static void print_lab(const struct asked *a, bool before)
{
	struct str out = STR_INIT;
	enum language language = a->plain->cli->language;
	if (a->state) {
		str_addf(&out, "\n%s: %s\n", _("lab"), lab_name(a->lab));
		bool *covered = before ? quiz_cover(a->question, a->lab) : NULL;
		labtext_program(a->state, covered, &out);
		free(covered);
		if (!before) {
			labtext_figures(a->state, language, &out);
			labtext_claims(a->state, language, &out);
		}
	} else if (a->trouble) {
		str_addf(&out, "\n%s: ✗ %s\n", _("lab"), a->trouble);
	}
	say_text(out.data);
	str_done(&out);
}

static int find_variant(const struct lab *lab, const char *name)
{
	const struct program *program = lab_program(lab);
	for (int i = 0; i < program->n_variants; i++)
		for (int k = 0; k < LANGUAGE_COUNT; k++)
			if (program->variants[i].name.in[k] &&
			    strcmp(program->variants[i].name.in[k], name) == 0)
				return i;
	return -1;
}

/* The wrong idea that was chosen, run beside the right one. */
static void print_variant(const struct asked *a, const char *name)
{
	struct lab_setting with = a->setting;
	struct err err;
	struct budget budget = cli_budget(a->plain->cli, &budget_lab);
	with.variant = a->state && name ? find_variant(a->lab, name) : -1;
	if (with.variant < 0)
		return;
	struct lab_state *state = lab_run(a->lab, &with, &budget, NULL, &err);
	struct str out = STR_INIT;
	str_addf(&out, "\n%s\n", _("Your answer, run beside it:"));
	if (state)
		labtext_variant(state, a->plain->cli->language, &out);
	else
		str_addf(&out, "  ✗ %s\n", err.text);
	say_text(out.data);
	lab_state_unref(state);
	str_done(&out);
}

/* ---- Question and answer ---- */

static void print_question(const struct asked *a)
{
	const struct session_item *item = item_of(a);
	int of, place = session_place(a->plain->session, &of);
	printf("\n── %s %d/%d%s ──\n", plain_stage(a->question->stage), place, of,
	       item->flagged ? _("  (flagged)") : "");
	print_words(a, &a->question->text, "");
	putchar('\n');
	for (int i = 0; i < item->n_options; i++) {
		char number[16];
		snprintf(number, sizeof number, "  %d  ", i + 1);
		print_words(a, &a->question->options[item->order[i]].text, number);
	}
}

static int place_of(const struct session_item *item, int option)
{
	int i = 0;
	while (i < item->n_options && item->order[i] != option)
		i++;
	return i + 1;
}

static void print_feedback(const struct asked *a)
{
	const struct session_item *item = item_of(a);
	const struct quiz_question *q = a->question;
	const struct quiz_option *chosen = &q->options[item->chosen];
	if (item->correct)
		printf("✓ %s\n", _("Right."));
	else
		printf(_("✗ Not right. The answer is %d:\n"), place_of(item, q->correct));
	if (!item->correct)
		print_words(a, &q->options[q->correct].text, "    ");
	if (words_any(&chosen->feedback))
		print_words(a, &chosen->feedback, "");
	if (words_any(&q->explanation)) {
		putchar('\n');
		print_words(a, &q->explanation, "");
	}
	print_lab(a, false);
	if (!item->correct)
		print_variant(a, chosen->variant);
}

static void print_given(const struct asked *a)
{
	const struct session_item *item = item_of(a);
	printf(_("Your answer is %d."), place_of(item, item->chosen));
	putchar('\n');
	if (session_gives_feedback(a->plain->session))
		print_feedback(a);
}

static void print_hint(struct asked *a)
{
	if (a->hints < a->question->n_hints)
		print_words(a, &a->question->hints[a->hints++], _("hint: "));
	else
		printf("%s\n", a->hints ? _("There is no further hint.") : _("There is no hint."));
}

/* ---- What is typed ---- */

enum typed { TYPED_STAY, TYPED_MOVED, TYPED_FAILED };

/* The answer is in the log before a word about it is printed. */
static enum typed give_answer(struct asked *a, int option, struct err *err)
{
	struct session *session = a->plain->session;
	if (!session_answer(session, option, err))
		return TYPED_FAILED;
	if (session_gives_feedback(session))
		print_feedback(a);
	else
		printf("%s\n", _("Noted."));
	fflush(stdout);
	return session_next(session, err) ? TYPED_MOVED : TYPED_FAILED;
}

static enum typed be_sure(struct asked *a, enum confidence confidence, const char *said)
{
	session_confidence(a->plain->session, confidence);
	printf("%s\n", said);
	return TYPED_STAY;
}

static enum typed flag(struct asked *a, struct err *err)
{
	if (!session_flag(a->plain->session, err))
		return TYPED_FAILED;
	printf("%s\n", item_of(a)->flagged ? _("Flagged as wrong.") : _("No longer flagged."));
	return TYPED_STAY;
}

static enum typed look_back(struct asked *a)
{
	struct err err;
	if (session_back(a->plain->session, &err))
		return TYPED_MOVED;
	printf("%s\n", err.text);
	return TYPED_STAY;
}

static enum typed leave(struct asked *a)
{
	a->plain->left = true;
	return TYPED_MOVED;
}

static enum typed number(struct asked *a, struct err *err)
{
	const char *line = a->plain->line;
	char *end;
	long n = strtol(line, &end, 10);
	const struct session_item *item = item_of(a);
	if (*line && !*end && n >= 1 && n <= item->n_options)
		return give_answer(a, item->order[n - 1], err);
	if (*line)
		plain_keys();
	else
		puts(_("Type the number of an answer; anything else lists the keys."));
	return TYPED_STAY;
}

static enum typed obey(struct asked *a, struct err *err)
{
	const char *line = a->plain->line;
	switch (strlen(line) == 1 ? line[0] : 0) {
	case '?': print_hint(a); return TYPED_STAY;
	case 's': return be_sure(a, CONFIDENCE_SURE, _("Sure."));
	case 'u': return be_sure(a, CONFIDENCE_UNSURE, _("Unsure."));
	case 'g': return be_sure(a, CONFIDENCE_GUESS, _("A guess."));
	case 'f': return flag(a, err);
	case 'b': return look_back(a);
	case 'n': return session_skip(a->plain->session, err) ? TYPED_MOVED : TYPED_FAILED;
	case 'q': return leave(a);
	default: return number(a, err);
	}
}

/* An answered question that one has gone back to. */
static enum typed obey_looking(struct asked *a, struct err *err)
{
	const char *line = a->plain->line;
	switch (line[0]) {
	case 'b': return look_back(a);
	case 'f': return flag(a, err);
	case 'q': return leave(a);
	default: return session_next(a->plain->session, err) ? TYPED_MOVED : TYPED_FAILED;
	}
}

static bool converse(struct asked *a, struct err *err)
{
	enum typed typed = TYPED_STAY;
	while (typed == TYPED_STAY) {
		bool given = item_of(a)->state == ANSWER_GIVEN;
		char answers[32];
		snprintf(answers, sizeof answers, "1-%d:", item_of(a)->n_options);
		if (!plain_read(a->plain, given ? _("Enter goes on, b back, f flag, q leave:") : answers))
			typed = leave(a);
		else
			typed = given ? obey_looking(a, err) : obey(a, err);
	}
	return typed == TYPED_MOVED;
}

bool plain_question(struct plain *plain, struct err *err)
{
	const struct session_item *item = session_item(plain->session);
	struct asked a = { .plain = plain, .question = &plain->quiz->questions[item->question] };
	open_lab(&a);
	print_question(&a);
	if (item->state == ANSWER_GIVEN)
		print_given(&a);
	else
		print_lab(&a, true);
	putchar('\n');
	bool ok = converse(&a, err);
	close_lab(&a);
	return ok;
}
