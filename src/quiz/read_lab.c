/* "lab": "name", or {use, set, code, show}; "claims": expressions. */
#include <math.h>
#include <string.h>

#include "base/i18n.h"

#include "quiz/read.h"

/* Lab names are file names: nothing that could lead out of the folder. */
static bool is_lab_name(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                              "0123456789-_";
	return *name && name[strspn(name, letters)] == '\0';
}

/* "masks", or as its file is called: "masks.lab". */
static bool read_name(struct reader *r, const struct json *value, struct quiz_question *q)
{
	static const char ending[] = ".lab";
	struct arena *arena = &r->quiz->arena;
	const char *name = value->kind == JSON_STRING ? value->text : "";
	if (str_ends(name, ending))
		name = arena_copy_n(arena, name, strlen(name) - strlen(ending));
	if (!is_lab_name(name))
		return reader_fail(r, value, "lab", "a lab is named by letters, digits, - and _, like "
		                   "\"cross-attention\"");
	q->lab = arena_copy(arena, name);
	return true;
}

static const char *knob_text(struct arena *arena, const struct json *value)
{
	if (value->kind == JSON_BOOL)
		return value->number != 0 ? "True" : "False";
	if (value->kind == JSON_NUMBER && isfinite(value->number))
		return arena_printf(arena, value->integer ? "%.0f" : "%.17g", value->number);
	return value->kind == JSON_STRING && *value->text ? arena_copy(arena, value->text) : NULL;
}

const char *read_knob(struct reader *r, const struct json *value, const char *rule)
{
	const char *text = knob_text(&r->quiz->arena, value);
	if (!text)
		reader_fail(r, value, rule, "a knob is set to a number, a text, true or false, not %s",
		            _(value->kind == JSON_STRING ? N_("an empty text") : json_kind_name(value)));
	return text;
}

static bool read_set(struct reader *r, const struct json *object, struct quiz_question *q)
{
	if (object->kind != JSON_OBJECT)
		return reader_fail(r, object, "lab",
		                   "set should name knobs and values, like {\"Nt\": 12}, not %s",
		                   _(json_kind_name(object)));
	q->set = arena_new(&r->quiz->arena, (size_t)object->count, sizeof *q->set);
	q->set_at = arena_new(&r->quiz->arena, (size_t)object->count, sizeof *q->set_at);
	for (const struct json *m = object->first; m; m = m->next) {
		const char *text = read_knob(r, m, "lab");
		if (!text)
			continue;
		q->set_at[q->n_set] = (struct quiz_place){ m->line, m->column };
		q->set[q->n_set++] = (struct lab_knob_setting){
			.name = arena_copy(&r->quiz->arena, m->key),
			.text = text,
		};
	}
	return q->n_set == object->count;
}

static void add_lines(struct str *code, const char *word, const char **lines, int n)
{
	size_t len = strlen(word);
	for (int i = 0; i < n; i++) {
		bool has_word = strncmp(lines[i], word, len) == 0;
		str_addf(code, "%s%s\n", has_word ? "" : word, lines[i]);
	}
}

static const char *next_line(const char *text)
{
	const char *end = strchr(text, '\n');
	return end ? end + 1 : NULL;
}

/* Where each line of the text comes from: a string of the list may hold several. */
static void note_places(struct reader *r, const struct json *value, const char **lines, int n,
                        struct quiz_question *q)
{
	const struct quiz_place *at = read_places(r, value);
	for (int i = 0; i < n; i++)
		for (const char *p = lines[i]; p; p = next_line(p))
			q->code_at[q->n_code_at++] = at[i];
}

static int lines_in(const char **list, int n)
{
	int lines = 0;
	for (int i = 0; i < n; i++)
		for (const char *p = list[i]; p; p = next_line(p))
			lines++;
	return lines;
}

static bool read_code(struct reader *r, const struct json *lab, struct quiz_question *q)
{
	const struct json *code = json_get(lab, "code"), *show = json_get(lab, "show");
	const char **lines, **views;
	int n_lines = 0, n_views = 0;
	bool fine = !code || read_strings(r, code, "code", &lines, &n_lines);
	fine &= !show || read_strings(r, show, "show", &views, &n_views);
	if (!fine || n_lines + n_views == 0)
		return fine;
	struct arena *arena = &r->quiz->arena;
	struct str text = STR_INIT;
	add_lines(&text, "", lines, n_lines);
	add_lines(&text, "show ", views, n_views);
	q->lab_code = arena_copy_n(arena, text.data, text.len);
	str_done(&text);
	size_t room = (size_t)(lines_in(lines, n_lines) + lines_in(views, n_views));
	q->code_at = arena_new(arena, room, sizeof *q->code_at);
	note_places(r, code, lines, n_lines, q);
	note_places(r, show, views, n_views, q);
	return true;
}

bool read_lab(struct reader *r, const struct json *value, struct quiz_question *q)
{
	static const char *const keys[] = { "use", "set", "code", "show", NULL };
	q->lab_at = (struct quiz_place){ value->line, value->column };
	if (value->kind == JSON_STRING)
		return read_name(r, value, q);
	if (value->kind != JSON_OBJECT)
		return reader_fail(r, value, "lab",
		                   "lab should be a name, \"…\", or {\"use\": \"…\", \"set\": {…}, "
		                   "\"code\": […]}, not %s",
		                   _(json_kind_name(value)));
	read_unknown_keys(r, value, keys);
	const struct json *use = json_get(value, "use"), *set = json_get(value, "set");
	if (!use && !json_get(value, "code"))
		return reader_fail(r, value, "lab",
		                   "the lab has neither \"use\": \"name\" nor \"code\": […]: write one");
	bool fine = !use || read_name(r, use, q);
	fine &= !set || read_set(r, set, q);
	return read_code(r, value, q) && fine;
}

bool read_claims(struct reader *r, const struct json *value, struct quiz_question *q)
{
	q->claims_at = read_places(r, value);
	return read_strings(r, value, "claims", &q->claims, &q->n_claims);
}
