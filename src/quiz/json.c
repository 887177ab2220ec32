/* The only file that knows cJSON. */
#include "quiz/json.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "quiz/names.h"
#include "text/utf8.h"

struct decoder {
	struct arena *arena;
	const struct json_place *place;   /* of the next value */
	struct str clean;
};

static const char *clean_text(struct decoder *d, const char *text, bool keep_lines)
{
	str_clear(&d->clean);
	text_clean(text, strlen(text), keep_lines, &d->clean);
	return arena_copy_n(d->arena, d->clean.data, d->clean.len);
}

static enum json_kind kind_of(const cJSON *item)
{
	switch (item->type & 0xff) {
	case cJSON_True:
	case cJSON_False:
		return JSON_BOOL;
	case cJSON_Number:
		return JSON_NUMBER;
	case cJSON_String:
		return JSON_STRING;
	case cJSON_Array:
		return JSON_ARRAY;
	case cJSON_Object:
		return JSON_OBJECT;
	default:
		return JSON_NULL;
	}
}

static const struct json *find_repeated(const struct json *object)
{
	struct names seen = {0};
	const struct json *member = object->first;
	while (member && names_add(&seen, member->key, 0) < 0)
		member = member->next;
	names_done(&seen);
	return member;
}

/* Lines that end as Windows ends them are no slip of the author's. */
static bool same_but_line_ends(const char *clean, const char *text)
{
	for (; *clean; clean++, text++)
		if (*clean != *text && !(*clean == '\n' && *text == '\r' && *++text == '\n'))
			return false;
	return *text == '\0';
}

/* Depth is bounded by json_scan, and so is the number of places. */
static struct json *decode(struct decoder *d, const cJSON *item)
{
	const struct json_place *place = d->place++;
	struct json *value = arena_new(d->arena, 1, sizeof *value);
	*value = (struct json){
		.kind = kind_of(item),
		.line = place->line,
		.column = place->column,
		.key_line = place->key_line,
		.key_column = place->key_column,
		.key = item->string ? clean_text(d, item->string, false) : NULL,
		.number = cJSON_IsTrue(item) ? 1 : cJSON_IsNumber(item) ? item->valuedouble : 0,
		.integer = place->integer,
	};
	if (value->kind == JSON_STRING) {
		value->text = clean_text(d, item->valuestring, true);
		value->cleaned = !same_but_line_ends(value->text, item->valuestring);
	}
	const struct json **end = &value->first;
	for (const cJSON *child = item->child; child; child = child->next) {
		struct json *member = decode(d, child);
		*end = member;
		end = &member->next;
		value->count++;
	}
	if (value->kind == JSON_OBJECT)
		value->repeated = find_repeated(value);
	return value;
}

const struct json *json_parse(const char *text, size_t len, struct arena *arena, struct err *err)
{
	struct json_places places = {0};
	const struct json *root = NULL;
	if (json_scan(text, len, &places, err)) {
		cJSON *tree = cJSON_ParseWithLength(text, len);
		struct decoder d = { .arena = arena, .place = places.list, .clean = STR_INIT };
		if (tree)
			root = decode(&d, tree);
		else
			err_say(err, ERR_LIMIT, "there is not enough memory to read this file");
		str_done(&d.clean);
		cJSON_Delete(tree);
	}
	free(places.list);
	return root;
}

const struct json *json_get(const struct json *value, const char *key)
{
	if (value->kind != JSON_OBJECT)
		return NULL;
	for (const struct json *member = value->first; member; member = member->next)
		if (strcmp(member->key, key) == 0)
			return member;
	return NULL;
}

const char *json_kind_name(const struct json *value)
{
	static const char *const name[] = {
		[JSON_NULL] = "null",         [JSON_BOOL] = N_("true or false"), [JSON_NUMBER] = N_("a number"),
		[JSON_STRING] = N_("a text"), [JSON_ARRAY] = N_("a list"),       [JSON_OBJECT] = N_("an object"),
	};
	return name[value->kind];
}
