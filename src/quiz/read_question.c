#include <math.h>
#include <string.h>

#include "base/i18n.h"

#include "quiz/kind.h"

const char *const question_keys[] = {
	"id", "stage", "kind", "question", "explanation", "hint", "source", "tags", "lab", "vary",
	"claims", NULL
};

static const char *const stage_names[] = {
	[QUIZ_PRE] = "pre", [QUIZ_CHECK] = "check", [QUIZ_POST] = "post", [QUIZ_STAGES] = NULL
};

/* Keys that older quizzes use. */
static const struct {
	const char *old, *new, *help;
} old_keys[] = {
	{ "q", "question", N_("write \"question\": \"…\"") },
	{ "choices", "options", N_("write \"options\": [\"…\", \"…\"]") },
	{ "answer", "correct",
	  N_("write \"correct\": with the number of the right option, counted from 0") },
};

static bool is_key_of(const struct question_kind *kind, const char *key)
{
	return read_is_among(key, question_keys) || read_is_among(key, kind->keys);
}

/* The kinds whose questions have a key of their own called so: "number" / "shape". */
static void add_kinds_with(const char *key, struct str *out)
{
	for (int i = 0; question_kinds[i]; i++)
		if (read_is_among(key, question_kinds[i]->keys))
			str_addf(out, "%s\"%s\"", out->len ? " / " : "", question_kinds[i]->name);
}

/* Keys that are not read: those of other kinds, and those of none. */
static void note_keys(struct reader *r, const struct json *json, const struct question_kind *kind)
{
	for (const struct json *m = json->first; m; m = m->next) {
		struct str kinds = STR_INIT;
		struct json key = read_key(m);
		const char *meant = nearest_name(m->key, question_keys);
		if (is_key_of(kind, m->key))
			continue;
		add_kinds_with(m->key, &kinds);
		if (kinds.len)
			reader_say(r, FINDING_NOTE, &key, "unknown-key",
			           "\"%s\" is not read in a question of the kind \"%s\"; it belongs to %s", m->key,
			           kind->name, kinds.data);
		else
			read_unknown_key(r, json, m, meant ? meant : nearest_name(m->key, kind->keys));
		str_done(&kinds);
	}
}

static int find_old_key(const struct json *json, const struct json *member,
                        const struct question_kind *kind)
{
	for (size_t i = 0; i < sizeof old_keys / sizeof *old_keys; i++)
		if (strcmp(member->key, old_keys[i].old) == 0 && !json_get(json, old_keys[i].new) &&
		    is_key_of(kind, old_keys[i].new) && !is_key_of(kind, member->key))
			return (int)i;
	return -1;
}

/*
 * The question with its older keys as they are written today, so that what is wrong besides is told
 * at once; the question itself when it has none.
 */
static const struct json *renew_keys(struct reader *r, const struct json *json,
                                     const struct question_kind *kind)
{
	struct json *copy = arena_new(&r->quiz->arena, (size_t)json->count + 1, sizeof *copy);
	int n = 0, found = 0;
	copy[0] = *json;
	copy[0].first = json->first ? copy + 1 : NULL;
	for (const struct json *m = json->first; m; m = m->next) {
		int old = find_old_key(json, m, kind);
		copy[++n] = *m;
		copy[n].next = m->next ? copy + n + 1 : NULL;
		if (old < 0)
			continue;
		struct json key = read_key(m);
		reader_fail(r, &key, "old-key", "\"%s\" is an older key: %s", m->key, _(old_keys[old].help));
		copy[n].key = old_keys[old].new;
		found++;
	}
	return found ? copy : json;
}

/* A question without options that says no kind is none of choice: its keys tell which it may be. */
static bool misses_kind(struct reader *r, const struct json *json)
{
	if (json_get(json, "kind") || json_get(json, "options") || json_get(json, "choices"))
		return false;
	for (const struct json *m = json->first; m; m = m->next) {
		struct str kinds = STR_INIT;
		struct json key = read_key(m);
		bool other = !is_key_of(&kind_choice, m->key);
		if (other)
			add_kinds_with(m->key, &kinds);
		other = kinds.len > 0;
		if (other)
			reader_fail(r, &key, "kind", "this question has \"%s\" and no options: write its \"kind\": %s",
			            m->key, kinds.data);
		str_done(&kinds);
		if (other)
			return true;
	}
	return false;
}

static const struct question_kind *read_kind(struct reader *r, const struct json *value)
{
	struct str known = STR_INIT;
	const struct question_kind *kind = value ? NULL : &kind_choice;
	for (int i = 0; question_kinds[i]; i++) {
		const char *name = question_kinds[i]->name;
		if (value && value->kind == JSON_STRING && strcmp(value->text, name) == 0)
			kind = question_kinds[i];
		str_addf(&known, "%s%s", i ? ", " : "", name);
	}
	if (!kind && value->kind == JSON_STRING)
		reader_fail(r, value, "kind", "kind \"%.60s\" is not known; known: %s", value->text,
		            known.data);
	else if (!kind)
		reader_fail(r, value, "kind", "kind should be a text, not %s; known: %s",
		            _(json_kind_name(value)), known.data);
	str_done(&known);
	return kind;
}

static bool read_stage(struct reader *r, const struct json *json, enum quiz_stage *stage)
{
	const struct json *value = json_get(json, "stage");
	*stage = QUIZ_CHECK;
	if (!value && r->staged)
		reader_say(r, FINDING_WARNING, json, "stage-missing",
		           "the question has no stage and is asked as \"check\": write \"stage\": \"pre\", "
		           "\"check\" or \"post\"");
	if (!value)
		return true;
	if (value->kind != JSON_STRING)
		return reader_fail(r, value, "stage",
		                   "stage should be \"pre\", \"check\" or \"post\", not %s",
		                   _(json_kind_name(value)));
	for (int i = 0; i < QUIZ_STAGES; i++)
		if (strcmp(value->text, stage_names[i]) == 0) {
			*stage = (enum quiz_stage)i;
			return true;
		}
	return reader_fail(r, value, "stage",
	                   "stage \"%.60s\" is not known: write \"pre\", \"check\" or \"post\"",
	                   value->text);
}

/* Many number their questions: 12 is "12". */
static bool read_id(struct reader *r, const struct json *value, struct quiz_question *q)
{
	bool number = value->kind == JSON_NUMBER && value->integer && isfinite(value->number);
	if (!number && (value->kind != JSON_STRING || !*value->text))
		return reader_fail(r, value, "id", "id should be a text, \"…\", not %s",
		                   _(value->kind == JSON_STRING ? N_("an empty one") : json_kind_name(value)));
	const char *id = number ? arena_printf(&r->quiz->arena, "%.0f", value->number)
	                        : arena_copy(&r->quiz->arena, value->text);
	int first = names_add(&r->ids, id, r->quiz->n_questions);
	if (first >= 0)   /* it gets one made from its words */
		reader_fail(r, value, "id-duplicate",
		            "the id \"%.60s\" is taken by the question on line %u: write another, or leave "
		            "it out",
		            id, (unsigned)r->quiz->questions[first].line);
	else
		q->id = id;
	q->named = first < 0;
	return true;
}

static bool read_hints(struct reader *r, const struct json *value, struct quiz_question *q)
{
	bool many = value->kind == JSON_ARRAY;
	const struct json *hint = many ? value->first : value;
	int n = many ? value->count : 1;
	q->hints = arena_new(&r->quiz->arena, (size_t)n, sizeof *q->hints);
	bool fine = true;
	for (; q->n_hints < n; hint = hint->next)
		fine &= read_words(r, hint, "a hint", &q->hints[q->n_hints++]);
	return fine;
}

static bool read_source(struct reader *r, const struct json *value, struct quiz_question *q)
{
	if (value->kind != JSON_STRING)
		return reader_fail(r, value, "text", "source should be a text, \"…\", not %s",
		                   _(json_kind_name(value)));
	q->source = arena_copy(&r->quiz->arena, value->text);
	return true;
}

static bool read_texts(struct reader *r, const struct json *json, struct quiz_question *q)
{
	const struct json *text = json_get(json, "question"), *why = json_get(json, "explanation");
	if (!text)
		return reader_fail(r, json, "question-missing",
		                   "the question has no text: write \"question\": \"…\"");
	bool fine = read_words(r, text, "question", &q->text);
	if (why)
		return read_words(r, why, "explanation", &q->explanation) && fine;
	if (q->kind->explains)
		return fine;
	reader_say(r, FINDING_WARNING, json, "explanation-missing",
	           "the question does not say why its answer is right: write \"explanation\": \"…\"");
	return fine;
}

static bool read_optional(struct reader *r, const struct json *json, struct quiz_question *q)
{
	const struct json *hint = json_get(json, "hint");
	const struct json *source = json_get(json, "source"), *tags = json_get(json, "tags");
	const struct json *lab = json_get(json, "lab"), *claims = json_get(json, "claims");
	const struct json *vary = json_get(json, "vary");
	bool fine = !hint || read_hints(r, hint, q);
	fine &= !source || read_source(r, source, q);
	fine &= !tags || read_strings(r, tags, "tags", &q->tags, &q->n_tags);
	q->lab_fine = !lab || read_lab(r, lab, q);
	q->lab_fine &= !vary || read_vary(r, vary, q);
	q->lab_fine &= !claims || read_claims(r, claims, q);
	return fine && q->lab_fine;
}

bool read_answer(struct reader *r, const struct json *json, const char *form,
                 struct quiz_question *q)
{
	const struct json *value = json_get(json, "answer");
	bool text = value && value->kind == JSON_STRING && value->text[strspn(value->text, " ")];
	bool number = value && value->kind == JSON_NUMBER && isfinite(value->number);
	if (!value)
		return reader_fail(r, json, "answer", "the question has no key: write \"answer\": %s", form);
	if (!text && !number)
		return reader_fail(r, value, "answer",
		                   "answer should be an expression that the lab computes, like %s, not %s",
		                   form, _(value->kind == JSON_STRING ? N_("an empty text") : json_kind_name(value)));
	struct arena *arena = &r->quiz->arena;
	q->answer_at = (struct quiz_place){ value->line, value->column };
	if (text)
		q->answer = arena_copy(arena, value->text);
	else
		q->answer = arena_printf(arena, value->integer ? "%.0f" : "%.17g", value->number);
	return true;
}

bool read_question(struct reader *r, const struct json *json, struct quiz_question *q)
{
	*q = (struct quiz_question){
		.line = json->line, .column = json->column, .first_fill = r->quiz->n_fills,
	};
	if (json->kind != JSON_OBJECT)
		return reader_fail(r, json, "question", "a question should be an object, {…}, not %s",
		                   _(json_kind_name(json)));
	const struct json *again = read_repeated(json);
	if (again) {
		struct json key = read_key(again);
		return reader_fail(r, &key, "key-repeated",
		                   "\"%.60s\" is there twice in one object: keep one", again->key);
	}
	if (misses_kind(r, json))
		return false;
	q->kind = read_kind(r, json_get(json, "kind"));
	if (!q->kind)
		return false;
	const struct json *now = renew_keys(r, json, q->kind);
	bool fine = now == json;
	note_keys(r, now, q->kind);
	fine &= read_stage(r, now, &q->stage);
	fine &= read_texts(r, now, q);
	fine &= q->kind->read(r, now, q);
	fine &= read_optional(r, now, q);
	q->n_fills = r->quiz->n_fills - q->first_fill;
	const struct json *id = json_get(json, "id");
	return fine && (!id || read_id(r, id, q));   /* a question that is left out takes no id */
}
