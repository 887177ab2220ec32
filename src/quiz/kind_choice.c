/* kind "choice": options, one of them correct. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "quiz/kind.h"

static int find_option(const struct quiz_question *q, const char *text)
{
	for (int i = 0; i < q->n_options; i++)
		for (int k = 0; k < LANGUAGE_COUNT; k++)
			if (q->options[i].text.in[k] && strcmp(q->options[i].text.in[k], text) == 0)
				return i;
	return -1;
}

/* The index that a wrong `correct` most likely means, or -1. */
static int meant_index(const struct json *value, const struct quiz_question *q)
{
	if (value->kind == JSON_ARRAY && value->count == 1)
		value = value->first;
	double index = -1;
	if (value->kind == JSON_NUMBER) {
		index = value->number;
	} else if (value->kind == JSON_STRING) {
		char letter = (char)(*value->text & ~0x20), *end;
		index = strtod(value->text, &end);
		if (end == value->text || *end)
			index = find_option(q, value->text);
		if (index < 0 && letter >= 'A' && letter <= 'Z' && !value->text[1])
			index = letter - 'A';
	}
	bool fits = index >= 0 && index < q->n_options && index == (int)index;
	return fits ? (int)index : -1;
}

static bool wrong_key(struct reader *r, const struct json *value, const struct quiz_question *q)
{
	int last = q->n_options - 1, meant = meant_index(value, q);
	if (value->kind == JSON_NUMBER && value->integer)
		return reader_fail(r, value, "key-range",
		                   "\"correct\": %.0f is outside the options, which count from 0: write 0 "
		                   "to %d",
		                   value->number, last);
	const char *what = json_kind_name(value);
	if (value->kind == JSON_BOOL)
		what = value->number != 0 ? "true" : "false";
	else if (value->kind == JSON_NUMBER)
		what = N_("with a point or exponent");
	if (value->kind == JSON_ARRAY && value->count > 1)
		return reader_fail(r, value, "key-type",
		                   "\"correct\" is a list, and in a question of this kind one option is right: where "
		                   "several are, write \"kind\": \"multiple\"");
	if (meant >= 0)
		return reader_fail(r, value, "key-type",
		                   "\"correct\" is the number of the right option, counted from 0, not %s: "
		                   "write \"correct\": %d",
		                   _(what), meant);
	return reader_fail(r, value, "key-type",
	                   "\"correct\" is the number of the right option, counted from 0, not %s: "
	                   "write \"correct\": 0 for the first, %d for the last",
	                   _(what), last);
}

/* The option that says of itself that it is correct, or -1. */
static int marked_option(const struct json *json)
{
	const struct json *list = json_get(json, "options");
	int i = 0;
	for (const struct json *option = list ? list->first : NULL; option; option = option->next, i++) {
		const struct json *mark = json_get(option, "correct");
		mark = mark ? mark : json_get(option, "isCorrect");
		if (mark && mark->kind == JSON_BOOL && mark->number != 0)
			return i;
	}
	return -1;
}

static bool read_correct(struct reader *r, const struct json *json, struct quiz_question *q)
{
	const struct json *value = json_get(json, "correct");
	int marked = value ? -1 : marked_option(json);
	if (marked >= 0)
		return reader_fail(r, json, "key-missing",
		                   "which option is right is said in the question: write \"correct\": %d", marked);
	if (!value)
		return reader_fail(r, json, "key-missing",
		                   "the question does not say which option is right: write \"correct\": 0 "
		                   "for the first");
	if (value->kind != JSON_NUMBER || !value->integer || value->number < 0 ||
	    value->number >= q->n_options)
		return wrong_key(r, value, q);
	q->correct = UINT32_C(1) << (int)value->number;
	return true;
}

static bool read_choice(struct reader *r, const struct json *json, struct quiz_question *q)
{
	bool fine = options_read(r, json, q);
	return q->n_options && read_correct(r, json, q) && fine;
}

/* ---- Answers ---- */

static bool fits(const struct quiz_question *q, const char *answer)
{
	uint32_t set;
	return options_of_answer(q, answer, &set) && (set & (set - 1)) == 0;
}

static bool print_key(struct asking *asking, struct str *out, struct err *err)
{
	(void)err;
	options_to_answer(asking_question(asking)->correct, out);
	return true;
}

static bool judge(struct asking *asking, const char *answer, enum language language,
                  struct judgement *out, struct err *err)
{
	const struct quiz_question *q = asking_question(asking);
	if (!fits(q, answer))
		return err_say(err, ERR_INDEX, _("there is no such option here; choose 1 to %d"),
		               q->n_options);
	int chosen = atoi(answer);
	const struct words *feedback = &q->options[chosen].feedback;
	out->verdict = q->correct >> chosen & 1 ? VERDICT_RIGHT : VERDICT_WRONG;
	if (words_any(feedback))
		str_add(&out->said, asking_words(asking, feedback, language));
	return true;
}

const struct question_kind kind_choice = {
	.name = "choice",
	.keys = (const char *const[]){ "options", "correct", NULL },
	.one_right = true,
	.read = read_choice,
	.check = options_check,
	.fits = fits,
	.key = print_key,
	.judge = judge,
	.say = options_say,
};
