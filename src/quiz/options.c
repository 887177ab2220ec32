/* Options: read, compared with each other, and as an answer names them. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "quiz/fold.h"
#include "quiz/kind.h"

/* {"en": "…"}: nothing but a text. */
static bool is_words(const struct json *value, const char *const *keys)
{
	bool speaks = false;
	enum language language;
	for (const struct json *m = value->first; m; m = m->next) {
		speaks |= language_parse(m->key, &language);
		if (read_is_among(m->key, keys))
			return false;
	}
	return speaks;
}

static bool read_option(struct reader *r, const struct json *value, struct quiz_option *option)
{
	static const char *const keys[] = { "text", "feedback", "variant", NULL };
	const struct json *text = json_get(value, "text");
	if (!text && value->kind == JSON_OBJECT && !is_words(value, keys))
		return reader_fail(r, value, "options", "this option has no \"text\": write {\"text\": \"…\"}");
	if (!text)   /* "…" or {"en": "…"} */
		return read_words(r, value, "an option", &option->text);
	read_unknown_keys(r, value, keys);
	const struct json *feedback = json_get(value, "feedback");
	const struct json *variant = json_get(value, "variant");
	bool fine = read_words(r, text, "an option", &option->text);
	fine &= !feedback || read_words(r, feedback, "feedback", &option->feedback);
	if (variant && (variant->kind != JSON_STRING || !*variant->text))
		return reader_fail(r, variant, "variant",
		                   "variant should be the name of one of the lab's variants, not %s",
		                   _(json_kind_name(variant)));
	if (variant) {
		option->variant = arena_copy(&r->quiz->arena, variant->text);
		option->variant_at = (struct quiz_place){ variant->line, variant->column };
	}
	return fine;
}

bool options_read_list(struct reader *r, const struct json *json, const char *key, int least,
                       struct quiz_question *q)
{
	const struct json *list = json_get(json, key);
	if (!list)
		return reader_fail(r, json, key, "the question has no %s: write \"%s\": [\"…\", \"…\"]",
		                   key, key);
	if (list->kind != JSON_ARRAY)
		return reader_fail(r, list, key, "%s should be a list, [\"…\", \"…\"], not %s", key,
		                   _(json_kind_name(list)));
	if (list->count < least || list->count > QUIZ_MAX_OPTIONS)
		return reader_fail(r, list, key, "a question takes %d to %d %s, not %d", least,
		                   QUIZ_MAX_OPTIONS, key, list->count);
	q->options = arena_new(&r->quiz->arena, (size_t)list->count, sizeof *q->options);
	bool fine = true;
	for (const struct json *item = list->first; item; item = item->next)
		fine &= read_option(r, item, &q->options[q->n_options++]);
	return fine;
}

/* Those of a question that is left out may not. */
static bool have_words(const struct quiz_question *q)
{
	int i = 0;
	while (i < q->n_options && words_any(&q->options[i].text))
		i++;
	return q->n_options && i == q->n_options;
}

static bool speaks_of_others(const struct quiz_question *q, int option)
{
	for (int k = 0; k < LANGUAGE_COUNT; k++)
		if (q->options[option].text.in[k] &&
		    fold_speaks_of_others(q->options[option].text.in[k], q->n_options))
			return true;
	return false;
}

/* "A. …", "B. …": other texts may name them so, and they stay in their order. */
static bool have_letters(const struct quiz_question *q)
{
	for (int i = 0; i < q->n_options; i++)
		if (!fold_has_own_letter(words_in(&q->options[i].text, LANGUAGE_EN), i))
			return false;
	return true;
}

bool options_read(struct reader *r, const struct json *json, struct quiz_question *q)
{
	bool fine = options_read_list(r, json, "options", 2, q);
	q->fixed_order = fine && have_letters(q);
	for (int i = 0; fine && i < q->n_options && !q->fixed_order; i++)
		q->fixed_order = speaks_of_others(q, i);
	return fine;
}

/* Options as they are read in one language: in the file, or with their {{ }} computed. */
struct readings {
	const struct quiz *quiz;
	const struct quiz_question *question;
	const char *text[QUIZ_MAX_OPTIONS];
};

static void compare(const struct readings *read, int first, int second, struct findings *findings)
{
	const struct quiz_question *q = read->question;
	const char *a = read->text[first], *b = read->text[second];
	if (strcmp(a, b) == 0)
		findings_add(findings, FINDING_ERROR, read->quiz->path, q->line, q->column, "option-duplicate",
		             q->kind->in_order ? N_("steps %d and %d are the same: \"%.80s\"; change or remove one")
		             : N_("options %d and %d are the same: \"%.80s\"; change or remove one"), first + 1,
		             second + 1, a);
	else
		findings_add(findings, FINDING_WARNING, read->quiz->path, q->line, q->column, "option-near-copy",
		             q->kind->in_order
		             ? N_("steps %d and %d differ in case or punctuation only: \"%.80s\" and \"%.80s\"")
		             : N_("options %d and %d differ in case or punctuation only: \"%.80s\" and \"%.80s\""),
		             first + 1, second + 1, a, b);
}

/* Options that say the same to a reader; mathematical signs count. */
static void compare_all(const struct readings *read, struct findings *findings)
{
	struct str keys[QUIZ_MAX_OPTIONS];
	int n = read->question->n_options;
	for (int i = 0; i < n; i++) {
		keys[i] = (struct str)STR_INIT;
		fold_words(read->text[i], "+-*=<>/^%&|@~#$!()[]{}:", &keys[i]);
		for (int j = 0; j < i; j++)
			if (keys[i].len && strcmp(keys[i].data, keys[j].data) == 0) {
				compare(read, j, i, findings);
				break;
			}
	}
	for (int i = 0; i < n; i++)
		str_done(&keys[i]);
}

static bool is_filled(const struct quiz_question *q, enum language language)
{
	for (int i = 0; i < q->n_options; i++)
		if (strstr(words_in(&q->options[i].text, language), "{{"))
			return true;
	return false;
}

void options_check_filled(const struct quiz *quiz, struct asking *asking, struct findings *findings)
{
	const struct quiz_question *q = asking_question(asking);
	struct readings read = { .quiz = quiz, .question = q };
	for (int k = 0; have_words(q) && k < LANGUAGE_COUNT; k++) {
		if (!q->options[0].text.in[k] || !is_filled(q, (enum language)k))
			continue;
		for (int i = 0; i < q->n_options; i++)
			read.text[i] = asking_words(asking, &q->options[i].text, (enum language)k);
		compare_all(&read, findings);
	}
}

/* In any language that the first option is written in. */
static void check_language(const struct quiz *quiz, const struct quiz_question *q, int language,
                           struct findings *findings)
{
	struct readings read = { .quiz = quiz, .question = q };
	for (int i = 0; i < q->n_options; i++)
		read.text[i] = words_in(&q->options[i].text, (enum language)language);
	compare_all(&read, findings);
}

static void check_letters(const struct quiz *quiz, const struct quiz_question *q, struct findings *findings)
{
	bool named = false;
	for (int k = 0; !q->fixed_order && k < LANGUAGE_COUNT; k++)
		named |= q->explanation.in[k] && fold_names_letter(q->explanation.in[k], q->n_options);
	const char *text = named ? N_("the explanation names an option by its letter, and options are shuffled and "
	                              "numbered: say it in words")
	                 : !have_letters(q) ? NULL
	                 : q->kind->in_order ? N_("the steps bring their numbers, which tell the order: take them out")
	                 : N_("the options bring letters of their own, so they are not shuffled, and get numbers besides: "
	                      "take the letters out");
	if (text)
		findings_add(findings, FINDING_WARNING, quiz->path, q->line, q->column, "option-letters", "%s",
		             _(text));
}

void options_check(const struct quiz *quiz, const struct quiz_question *q,
                   struct findings *findings)
{
	if (!have_words(q))
		return;
	for (int k = 0; k < LANGUAGE_COUNT; k++)
		if (q->options[0].text.in[k])
			check_language(quiz, q, k, findings);
	check_letters(quiz, q, findings);
	for (int i = 0; q->fixed_order && i < q->n_options; i++)
		if (speaks_of_others(q, i))
			findings_add(findings, FINDING_NOTE, quiz->path, q->line, q->column, "speaks-of-others",
			             "option %d, \"%.80s\", speaks of the others, so the options cannot be "
			             "shuffled; say in words what it stands for", i + 1,
			             words_in(&q->options[i].text, LANGUAGE_EN));
}

/* ---- Answers ---- */

bool options_of_answer(const struct quiz_question *q, const char *answer, uint32_t *set)
{
	*set = 0;
	for (const char *at = answer; *at; at++) {
		char *end;
		if (*at < '0' || *at > '9')
			return false;
		unsigned long option = strtoul(at, &end, 10);
		if (option >= (unsigned long)q->n_options || *set & UINT32_C(1) << option)
			return false;
		*set |= UINT32_C(1) << option;
		if (*end != ',')
			return *end == '\0';
		at = end;
	}
	return false;
}

void options_to_answer(uint32_t set, struct str *out)
{
	const char *comma = "";
	for (int i = 0; i < QUIZ_MAX_OPTIONS; i++)
		if (set & UINT32_C(1) << i) {
			str_addf(out, "%s%d", comma, i);
			comma = ",";
		}
}

void options_say(struct asking *asking, const char *answer, enum language language, struct str *out)
{
	const struct quiz_question *q = asking_question(asking);
	uint32_t set;
	if (!options_of_answer(q, answer, &set))
		return;
	const char *gap = "", *item = set & (set - 1) ? "- " : "";   /* several are a list */
	for (int i = 0; i < q->n_options; i++)
		if (set & UINT32_C(1) << i) {
			str_addf(out, "%s%s%s", gap, item, asking_words(asking, &q->options[i].text, language));
			gap = "\n";
		}
}
