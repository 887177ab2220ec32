/* kind "order": steps to be put in order; the file has them in the right one. */
#include <stdlib.h>

#include "base/i18n.h"
#include "quiz/kind.h"

enum { LEAST_STEPS = 3 };

static bool read_order(struct reader *r, const struct json *json, struct quiz_question *q)
{
	return options_read_list(r, json, "steps", LEAST_STEPS, q);
}

/* ---- Answers ---- */

/* "2,0,1": each step once. */
static bool parse(const struct quiz_question *q, const char *answer, int *steps)
{
	uint32_t set;
	if (!options_of_answer(q, answer, &set) || set != (UINT32_C(1) << q->n_options) - 1)
		return false;
	const char *at = answer;
	for (int i = 0; i < q->n_options; i++, at++) {
		char *end;
		steps[i] = (int)strtol(at, &end, 10);
		at = end;
	}
	return true;
}

static bool fits(const struct quiz_question *q, const char *answer)
{
	int steps[QUIZ_MAX_OPTIONS];
	return parse(q, answer, steps);
}

static bool print_key(struct asking *asking, struct str *out, struct err *err)
{
	(void)err;
	options_to_answer((UINT32_C(1) << asking_question(asking)->n_options) - 1, out);
	return true;
}

/* The most steps that stand in order among themselves. */
static int longest_rise(const int *steps, int n)
{
	int best = 0, ending[QUIZ_MAX_OPTIONS];
	for (int i = 0; i < n; i++) {
		ending[i] = 1;
		for (int k = 0; k < i; k++)
			if (steps[k] < steps[i] && ending[k] >= ending[i])
				ending[i] = ending[k] + 1;
		best = ending[i] > best ? ending[i] : best;
	}
	return best;
}

/* The first step that stands before one it has to follow. */
static void say_break(struct asking *asking, const int *steps, enum language language, struct str *out)
{
	const struct quiz_question *q = asking_question(asking);
	int i = 0;
	while (i + 2 < q->n_options && steps[i] < steps[i + 1])
		i++;
	str_addf(out, _("You put “%s” before “%s”; it comes after it."),
	         asking_words(asking, &q->options[steps[i]].text, language),
	         asking_words(asking, &q->options[steps[i + 1]].text, language));
}

static bool judge(struct asking *asking, const char *answer, enum language language,
                  struct judgement *out, struct err *err)
{
	const struct quiz_question *q = asking_question(asking);
	int steps[QUIZ_MAX_OPTIONS], n = q->n_options, in_place = 0;
	if (!parse(q, answer, steps))
		return err_say(err, ERR_VALUE, _("each of the %d steps has to be there once"), n);
	for (int i = 0; i < n; i++)
		in_place += steps[i] == i;
	int rise = longest_rise(steps, n);
	out->verdict = rise == n ? VERDICT_RIGHT : rise == n - 1 ? VERDICT_PARTLY : VERDICT_WRONG;
	if (rise == n)
		return true;
	if (rise == n - 1)
		str_add(&out->said, _("One step is out of its place."));
	else
		str_addf(&out->said, _("Steps that stand where they belong: %d of %d."), in_place, n);
	str_add_char(&out->said, ' ');
	say_break(asking, steps, language, &out->said);
	return true;
}

static void say(struct asking *asking, const char *answer, enum language language, struct str *out)
{
	const struct quiz_question *q = asking_question(asking);
	int steps[QUIZ_MAX_OPTIONS];
	for (int i = 0; parse(q, answer, steps) && i < q->n_options; i++)
		str_addf(out, "%s%d. %s", i ? "\n" : "", i + 1,
		         asking_words(asking, &q->options[steps[i]].text, language));
}

const struct question_kind kind_order = {
	.name = "order",
	.keys = (const char *const[]){ "steps", NULL },
	.in_order = true,
	.read = read_order,
	.check = options_check,
	.fits = fits,
	.key = print_key,
	.judge = judge,
	.say = say,
};
