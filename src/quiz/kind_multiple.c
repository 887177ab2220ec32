/* kind "multiple": options, all and only the correct ones are to be chosen. */
#include "base/i18n.h"
#include "quiz/kind.h"

static bool add_correct(struct reader *r, const struct json *value, struct quiz_question *q)
{
	int last = q->n_options - 1;
	if (value->kind != JSON_NUMBER || !value->integer || value->number < 0 || value->number > last)
		return reader_fail(r, value, value->kind == JSON_NUMBER ? "key-range" : "key-type",
		                   "\"correct\" lists the right options, counted from 0: write numbers from "
		                   "0 to %d",
		                   last);
	uint32_t bit = UINT32_C(1) << (int)value->number;
	if (q->correct & bit)
		return reader_fail(r, value, "key-repeated", "option %.0f is there twice: keep one",
		                   value->number);
	q->correct |= bit;
	return true;
}

static bool read_correct(struct reader *r, const struct json *json, struct quiz_question *q)
{
	const struct json *list = json_get(json, "correct");
	if (!list)
		return reader_fail(r, json, "key-missing",
		                   "the question does not say which options are right: write \"correct\": "
		                   "[0, 2]");
	if (list->kind != JSON_ARRAY)
		return reader_fail(r, list, "key-type",
		                   "\"correct\" should be a list of the right options, like [0, 2], not %s; "
		                   "for a single one the kind is \"choice\"",
		                   _(json_kind_name(list)));
	if (!list->count)
		return reader_fail(r, list, "key-range",
		                   "no option is right, and then there is nothing to choose: name at least "
		                   "one in \"correct\"");
	bool fine = true;
	for (const struct json *item = list->first; item; item = item->next)
		fine &= add_correct(r, item, q);
	return fine;
}

static bool read_multiple(struct reader *r, const struct json *json, struct quiz_question *q)
{
	bool fine = options_read(r, json, q);
	return q->n_options && read_correct(r, json, q) && fine;
}

static uint32_t all_of(const struct quiz_question *q)
{
	return (UINT32_C(1) << q->n_options) - 1;
}

static void check(const struct quiz *quiz, const struct quiz_question *q, struct findings *findings)
{
	options_check(quiz, q, findings);
	if (q->correct && q->correct == all_of(q))
		findings_add(findings, FINDING_WARNING, quiz->path, q->line, q->column, "key-all",
		             "all options are right, so ticking everything is: add options that a student "
		             "may wrongly believe");
}

/* ---- Answers ---- */

static bool fits(const struct quiz_question *q, const char *answer)
{
	uint32_t set;
	return options_of_answer(q, answer, &set);
}

static bool print_key(struct asking *asking, struct str *out, struct err *err)
{
	(void)err;
	options_to_answer(asking_question(asking)->correct, out);
	return true;
}

static int count(uint32_t set)
{
	int n = 0;
	for (; set; set &= set - 1)
		n++;
	return n;
}

static void say_counts(uint32_t missed, uint32_t wrong, struct str *out)
{
	if (missed)
		str_addf(out, _("missed: %d"), count(missed));
	if (missed && wrong)
		str_add(out, " · ");
	if (wrong)
		str_addf(out, _("wrongly ticked: %d"), count(wrong));
}

static bool judge(struct asking *asking, const char *answer, enum language language,
                  struct judgement *out, struct err *err)
{
	const struct quiz_question *q = asking_question(asking);
	uint32_t set;
	if (!options_of_answer(q, answer, &set))
		return err_say(err, ERR_VALUE, _("choose among the options 1 to %d"), q->n_options);
	uint32_t missed = q->correct & ~set, wrong = set & ~q->correct;
	out->verdict = !missed && !wrong ? VERDICT_RIGHT
	             : set & q->correct ? VERDICT_PARTLY : VERDICT_WRONG;
	say_counts(missed, wrong, &out->said);
	for (int i = 0; i < q->n_options; i++) {
		if (!(set >> i & 1) || !words_any(&q->options[i].feedback))
			continue;
		str_add(&out->said, out->said.len ? "\n\n" : "");
		str_addf(&out->said, _("“%s”: %s"), asking_words(asking, &q->options[i].text, language),
		         asking_words(asking, &q->options[i].feedback, language));
	}
	return true;
}

const struct question_kind kind_multiple = {
	.name = "multiple",
	.keys = (const char *const[]){ "options", "correct", NULL },
	.read = read_multiple,
	.check = check,
	.fits = fits,
	.key = print_key,
	.judge = judge,
	.say = options_say,
};
