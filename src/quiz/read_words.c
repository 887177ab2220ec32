/* What every part of the reader needs: findings, texts, lists of strings, unknown keys. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "quiz/read.h"
#include "quiz/text_notes.h"

static void say(struct reader *r, enum finding_level level, const struct json *at, const char *rule,
                const char *fmt, va_list args)
{
	struct str text = STR_INIT;
	str_addv(&text, _(fmt), args);
	findings_add(r->findings, level, r->quiz->path, at->line, at->column, rule, "%s", text.data);
	str_done(&text);
}

void reader_say(struct reader *r, enum finding_level level, const struct json *at, const char *rule,
                const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	say(r, level, at, rule, fmt, args);
	va_end(args);
}

bool reader_fail(struct reader *r, const struct json *at, const char *rule, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	say(r, FINDING_ERROR, at, rule, fmt, args);
	va_end(args);
	return false;
}

struct json read_key(const struct json *member)
{
	return (struct json){ .line = member->key_line, .column = member->key_column };
}

const char *nearest_name(const char *name, const char *const *known)
{
	const char *best = NULL;
	int allowed = strlen(name) < 4 ? 1 : 2, least = allowed + 1;
	for (; *known; known++) {
		int distance = strcasecmp(name, *known) == 0 ? 0 : str_distance(name, *known);
		if (distance < least) {
			least = distance;
			best = *known;
		}
	}
	return best;
}

bool read_is_among(const char *name, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(name, *list) == 0)
			return true;
	return false;
}

void read_unknown_key(struct reader *r, const struct json *object, const struct json *member,
                      const char *meant)
{
	struct json key = read_key(member);
	if (meant && !json_get(object, meant))   /* where it is there already, this is something else */
		reader_say(r, FINDING_NOTE, &key, "unknown-key",
		           "\"%.60s\" is not a key that is read here; did you mean \"%s\"?", member->key,
		           meant);
	else
		reader_say(r, FINDING_NOTE, &key, "unknown-key",
		           "\"%.60s\" is not a key that is read here", member->key);
}

void read_unknown_keys(struct reader *r, const struct json *object, const char *const *known)
{
	for (const struct json *m = object->first; m; m = m->next)
		if (!read_is_among(m->key, known))
			read_unknown_key(r, object, m, nearest_name(m->key, known));
}

const struct json *read_repeated(const struct json *value)
{
	const struct json *found = value->repeated;
	for (const struct json *m = value->first; m && !found; m = m->next)
		found = read_repeated(m);
	return found;
}

static bool is_blank(const char *text)
{
	return text[strspn(text, " \t\r\n")] == '\0';
}

struct noted {
	struct reader *reader;
	const struct json *value;
};

static void note_text(void *context, const char *at, const char *rule, const char *said)
{
	const struct noted *noted = context;
	(void)at;
	reader_say(noted->reader, FINDING_NOTE, noted->value, rule, "%s", said);
}

static void note_fill(struct quiz *quiz, const char *text, const struct json *at)
{
	int n = quiz->n_fills;
	if ((n & (n - 1)) == 0)   /* full at every power of two */
		quiz->fills = mem_grow(quiz->fills, n ? 2 * (size_t)n : 1, sizeof *quiz->fills);
	quiz->fills[quiz->n_fills++] = (struct quiz_fill){ text, { at->line, at->column } };
}

static const char *copy_text(struct reader *r, const struct json *value)
{
	if (value->cleaned)
		reader_say(r, FINDING_WARNING, value, "control-character",
		           "control or bidirectional characters were taken out of this text; for a "
		           "backslash, as in \\frac, write \\\\frac");
	text_notes(value->text, note_text, &(struct noted){ r, value });
	const char *text = arena_copy(&r->quiz->arena, value->text);
	if (strstr(text, "{{"))
		note_fill(r->quiz, text, value);
	return text;
}

static void note_languages(struct reader *r, const struct json *at, const struct words *words)
{
	unsigned mask = 0;
	for (int i = 0; i < LANGUAGE_COUNT; i++)
		mask |= words->in[i] ? 1u << i : 0;
	int n = r->n_texts;
	if ((n & (n - 1)) == 0)   /* full at every power of two */
		r->texts = mem_grow(r->texts, n ? 2 * (size_t)n : 1, sizeof *r->texts);
	r->texts[r->n_texts++] = (struct reader_text){ .at = at, .languages = mask };
}

static bool read_translations(struct reader *r, const struct json *value, const char *what,
                              struct words *out)
{
	bool fine = true;
	const struct json *unknown = NULL;
	for (const struct json *m = value->first; m; m = m->next) {
		enum language language;
		if (!language_parse(m->key, &language))
			unknown = unknown ? unknown : m;
		else if (m->kind != JSON_STRING || is_blank(m->text))
			fine = reader_fail(r, m, "text", "%s in \"%.20s\" should be a text in \"…\", not %s",
			                   _(what), m->key,
			                   _(m->kind == JSON_STRING ? N_("an empty one") : json_kind_name(m)));
		else
			out->in[language] = copy_text(r, m);
	}
	if (unknown)   /* beside others it does no harm */
		reader_say(r, fine && words_any(out) ? FINDING_NOTE : FINDING_ERROR, unknown, "language",
		           "\"%.60s\" is not a language that is shown; write \"en\", \"zh\" or \"ru\" before each "
		           "text", unknown->key);
	if (unknown && !words_any(out))
		return false;
	if (fine && !words_any(out))
		return reader_fail(r, value, "text", "%s is empty: write {\"en\": \"…\"} or \"…\"", _(what));
	if (fine)
		note_languages(r, value, out);
	return fine;
}

bool read_words(struct reader *r, const struct json *value, const char *what, struct words *out)
{
	if (value->kind == JSON_OBJECT)
		return read_translations(r, value, what, out);
	if (value->kind == JSON_NUMBER)
		return reader_fail(r, value, "text", "%s should be a text, not a number: write it in \"…\"", _(what));
	if (value->kind != JSON_STRING)
		return reader_fail(r, value, "text",
		                   "%s should be \"…\" or {\"en\": \"…\", \"zh\": \"…\"}, not %s", _(what),
		                   _(json_kind_name(value)));
	if (is_blank(value->text))
		return reader_fail(r, value, "text", "%s is empty: write what it says", _(what));
	out->in[LANGUAGE_EN] = copy_text(r, value);   /* every language falls back to it */
	return true;
}

static bool read_string(struct reader *r, const struct json *value, const char *what,
                        const char **out)
{
	if (value->kind != JSON_STRING || is_blank(value->text))
		return reader_fail(r, value, "text", "%s should be \"…\" or a list of them, not %s", _(what),
		                   _(value->kind == JSON_STRING ? N_("an empty text") : json_kind_name(value)));
	*out = copy_text(r, value);
	return true;
}

bool read_strings(struct reader *r, const struct json *value, const char *what, const char ***list,
                  int *count)
{
	bool many = value->kind == JSON_ARRAY;
	const struct json *item = many ? value->first : value;
	int n = many ? value->count : 1;
	bool fine = true;
	*list = arena_new(&r->quiz->arena, (size_t)n, sizeof **list);
	for (int i = 0; i < n; i++, item = item->next)
		fine &= read_string(r, item, what, &(*list)[i]);
	*count = fine ? n : 0;
	return fine;
}

struct quiz_place *read_places(struct reader *r, const struct json *value)
{
	const struct json *item = value && value->kind == JSON_ARRAY ? value->first : value;
	size_t n = !value ? 0 : value->kind == JSON_ARRAY ? (size_t)value->count : 1;
	struct quiz_place *places = arena_new(&r->quiz->arena, n, sizeof *places);
	for (size_t i = 0; i < n; i++, item = item->next)
		places[i] = (struct quiz_place){ item->line, item->column };
	return places;
}
