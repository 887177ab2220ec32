/* A question in the plain mode: the covered lab, the answer, and what the lab says to it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "cli/labtext.h"
#include "cli/plain_answer.h"

static void print_words(const struct asked *a, const struct words *words, const char *first)
{
	plain_words(a->asking, words, first, a->plain->cli->language);
}

/* ---- The lab ---- */

static void open_lab(struct asked *a)
{
	struct plain *plain = a->plain;
	struct err err = {0};
	struct budget budget = cli_budget(plain->cli, &budget_lab);
	a->setting = quiz_setting(a->question);
	a->lab = quiz_lab(a->question, plain->library, &err);
	a->asking = asking_new(a->question, a->lab);
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
	asking_free(a->asking);
	lab_state_unref(a->state);
	lab_unref(a->lab);
	free(a->trouble);
}

/* Before the answer: the program alone, and nothing that gives the answer away. */
static void print_lab(const struct asked *a, bool before)
{
	struct str out = STR_INIT;
	enum language language = a->plain->cli->language;
	if (!session_shows_lab(a->plain->session)) {
		str_addf(&out, a->lab ? "\n%s\n" : "", _("Its lab opens after these questions: it would tell the answer."));
	} else if (a->state) {
		str_addf(&out, "\n%s%s%s\n", _("lab"), _(": "), labtext_title(a->lab, language));
		bool *covered = before ? quiz_cover(a->question, a->lab) : NULL;
		labtext_program(a->state, covered, &out);
		free(covered);
		if (!before) {
			labtext_figures(a->state, language, &out);
			labtext_claims(a->state, language, &out);
		}
	} else if (a->trouble) {
		str_addf(&out, "\n%s%s✗ %s\n", _("lab"), _(": "), a->trouble);
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

/* The wrong idea that was chosen, or what it speaks of, run beside the right one. */
static void print_variant(const struct asked *a)
{
	struct lab_setting with = a->setting;
	struct err err;
	bool own;
	const char *name = quiz_answer_variant(a->question, asked_item(a)->answer, &own);
	struct budget budget = cli_budget(a->plain->cli, &budget_lab);
	with.variant = a->state && name ? find_variant(a->lab, name) : -1;
	if (with.variant < 0)
		return;
	struct lab_state *state = lab_run(a->lab, &with, &budget, NULL, &err);
	struct str out = STR_INIT;
	str_addf(&out, "\n%s\n", own ? _("Your answer, run beside it:") : _("Run beside it:"));
	if (state)
		labtext_variant(state, a->plain->cli->language, &out);
	else
		str_addf(&out, "  ✗ %s\n", err.text);
	say_text(out.data);
	lab_state_unref(state);
	str_done(&out);
}

/* ---- Question and answer ---- */

static void print_question(struct asked *a)
{
	const struct session_item *item = asked_item(a);
	int of, place = session_place(a->plain->session, &of);
	const char *stage = a->plain->entry ? session_stage_name(a->question->stage) : "";
	printf("\n── %s%s%d/%d%s ──\n", stage, *stage ? " " : "", place, of, item->flagged ? _("  (flagged)") : "");
	print_words(a, &a->question->text, "");
	putchar('\n');
	if (item->state != ANSWER_VOID && plain_answer_of(a->question)->print)
		plain_answer_of(a->question)->print(a);
}

/* The numbers that the page shows, where there are such; then the words. */
static void print_answer(struct asked *a, const char *format, const char *answer, bool numbers_do)
{
	const struct plain_answer *kind = plain_answer_of(a->question);
	struct str numbers = STR_INIT, words = STR_INIT, line = STR_INIT;
	if (kind->say)
		kind->say(a, answer, &numbers);
	str_addf(&line, format, numbers.data);
	while (line.len && line.data[line.len - 1] == ' ')
		line.data[--line.len] = '\0';
	str_addf(&line, "%s\n", numbers.len && numbers_do ? "" : _(":"));
	say_text(line.data);
	asking_say(a->asking, answer, a->plain->cli->language, &words);
	if (words.len && !(numbers.len && numbers_do))
		plain_markdown(words.data, "    ");
	str_done(&line);
	str_done(&words);
	str_done(&numbers);
}

static const char *const verdicts[] = {
	[VERDICT_WRONG] = N_("✗ Not right."), [VERDICT_PARTLY] = N_("◐ Partly right."),
	[VERDICT_RIGHT] = N_("✓ Right."),
};

/* What the log says stands, also where the key can no longer be computed. */
static void print_judgement(struct asked *a)
{
	const struct session_item *item = asked_item(a);
	struct judgement judgement;
	struct err err = {0};
	bool judged = asking_judge(a->asking, item->answer, a->plain->cli->language, &judgement, &err);
	enum verdict verdict = judged ? judgement.verdict
	                              : item->correct ? VERDICT_RIGHT : VERDICT_WRONG;
	if (judged && judgement.rated.len)
		printf("%s\n", judgement.rated.data);
	else
		printf("%s\n", _(verdicts[verdict]));
	bool told = verdict == VERDICT_RIGHT || plain_answer_of(a->question)->tells;
	const char *key = told ? NULL : asking_key(a->asking, &err);
	if (key)
		print_answer(a, _("The answer is %s"), key, false);
	if (!judged)
		printf("%s\n", err.text);
	else if (judgement.said.len)
		plain_markdown(judgement.said.data, "");
	if (judged)
		judgement_done(&judgement);
}

static void print_feedback(struct asked *a)
{
	const struct quiz_question *q = a->question;
	print_judgement(a);
	if (words_any(&q->explanation)) {
		putchar('\n');
		print_words(a, &q->explanation, "");
	}
	print_lab(a, false);
	if (!asked_item(a)->correct)
		print_variant(a);
}

static void print_given(struct asked *a)
{
	print_answer(a, _("Your answer is %s"), asked_item(a)->answer, true);
	if (session_gives_feedback(a->plain->session))
		print_feedback(a);
}

/* The author's mistake, told instead of asking: a lab that fails is one, or else a key that does. */
static void print_void(const struct asked *a, const struct err *err)
{
	printf("%s\n", _("This question has a mistake in it and cannot be asked. It does not count."));
	if (a->lab || !a->trouble)
		printf("  ✗ %s: %s\n", a->question->answer, err->text);
	else
		printf("  ✗ %s: %s\n", _("lab"), a->trouble);
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

/* "comes back: 1 again (1 min), 2 hard (6 min), 3 good (10 min), 4 easy (8 d); Enter leaves it at 3:" */
static void ask_rating(const struct asked *a, struct str *prompt)
{
	static const char *const names[] = { "", N_("again"), N_("hard"), N_("good"), N_("easy") };
	str_add(prompt, _("comes back:"));
	plain_ratings(a, names, prompt);
	str_addf(prompt, _("; Enter leaves it at %d:"), asked_item(a)->rating);
}

/* How well it was known, where the answer has not said that itself. */
static bool rate(struct asked *a, struct err *err)
{
	struct session *session = a->plain->session;
	if (!asked_item(a)->rating || a->question->card || session_interval(session, FSRS_GOOD) < 0)
		return true;
	struct str prompt = STR_INIT;
	ask_rating(a, &prompt);
	char key = 0;
	bool rated = plain_key(a->plain, prompt.data, "1234", &key) && key;
	str_done(&prompt);
	return !rated || session_rate(session, (enum fsrs_rating)(key - '0'), err);
}

/* The answer is in the log before a word about it is printed. */
static enum typed log_answer(struct asked *a, const char *answer, bool correct, struct err *err)
{
	struct session *session = a->plain->session;
	if (!session_answer(session, answer, correct, err))
		return TYPED_FAILED;
	if (session_gives_feedback(session))
		print_feedback(a);
	else
		printf("%s\n", _("Noted."));
	fflush(stdout);
	return rate(a, err) && session_next(session, err) ? TYPED_MOVED : TYPED_FAILED;
}

static enum typed give_answer(struct asked *a, struct err *err)
{
	struct str answer = STR_INIT;
	struct judgement judgement;
	struct err bad = {0};
	enum typed typed = TYPED_STAY;
	bool read = plain_answer_of(a->question)->take(a, &answer, &bad) &&
	            asking_judge(a->asking, answer.data, a->plain->cli->language, &judgement, &bad);
	if (read) {
		bool correct = judgement.verdict == VERDICT_RIGHT;
		judgement_done(&judgement);
		typed = log_answer(a, answer.data, correct, err);
	} else {
		printf("%s\n", bad.text);
		if (*a->plain->line && !a->plain->left)
			plain_keys();
	}
	str_done(&answer);
	return typed;
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
	printf("%s\n", asked_item(a)->flagged ? _("Flagged as wrong.") : _("No longer flagged."));
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

static enum typed answer(struct asked *a, struct err *err)
{
	struct str form = STR_INIT;
	plain_answer_of(a->question)->prompt(a, &form);
	bool read = plain_read(a->plain, form.data);
	str_done(&form);
	if (!read)
		return leave(a);
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
	default: return give_answer(a, err);
	}
}

/* A question that one has gone back to, or that cannot be asked. */
static enum typed look(struct asked *a, struct err *err)
{
	char key;
	if (!plain_key(a->plain, _("Enter goes on, b back, f flag, q leave:"), "bf", &key))
		return leave(a);
	switch (key) {
	case 'b': return look_back(a);
	case 'f': return flag(a, err);
	default: return session_next(a->plain->session, err) ? TYPED_MOVED : TYPED_FAILED;
	}
}

static bool converse(struct asked *a, struct err *err)
{
	enum typed typed = TYPED_STAY;
	while (typed == TYPED_STAY && !a->plain->left)
		typed = session_answerable(asked_item(a)) ? answer(a, err) : look(a, err);
	return typed != TYPED_FAILED;
}

bool plain_question(struct plain *plain, struct err *err)
{
	const struct session_item *item = session_item(plain->session);
	struct asked a = { .plain = plain, .question = &plain->quiz->questions[item->question] };
	struct err broken = {0};
	open_lab(&a);
	if (!asking_key(a.asking, &broken))
		session_void(plain->session);
	print_question(&a);
	if (item->state == ANSWER_GIVEN)
		print_given(&a);
	else if (item->state == ANSWER_VOID)
		print_void(&a, &broken);
	else
		print_lab(&a, true);
	putchar('\n');
	bool ok = converse(&a, err);
	close_lab(&a);
	return ok;
}
