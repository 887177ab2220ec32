/*
 * JSON as a tree in which every value knows its place in the file.
 *
 * json_scan checks the text (RFC 8259, and limits) and notes the places; cJSON
 * then decodes it. Texts are cleaned (text_clean), keys too, so nothing in the
 * tree can harm a terminal. Everything lives in the arena that was given.
 */
#ifndef QUIZ_JSON_H
#define QUIZ_JSON_H

#include "base/arena.h"

enum {
	JSON_MAX_BYTES = 16 << 20,
	JSON_MAX_DEPTH = 64,
	JSON_MAX_VALUES = 1 << 20,
	JSON_MAX_STRING = 256 << 10,/* bytes of one string, as written */
	JSON_MAX_NUMBER = 60,        /* characters of one number; cJSON reads 63 */
};

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json {
	enum json_kind kind;
	uint32_t line, column;          /* where the value begins; from 1, columns count code points */
	uint32_t key_line, key_column;  /* where its key begins, in an object */
	const char *key;                /* NULL outside objects */
	const char *text;               /* STRING */
	double number;                  /* NUMBER; BOOL: 0 or 1 */
	bool integer;                   /* NUMBER: written without point and exponent */
	bool cleaned;                   /* STRING: control or bidirectional characters were taken out */
	const struct json *first, *next;
	int count;                      /* ARRAY, OBJECT: members */
	const struct json *repeated;    /* OBJECT: the first member whose key was there, or NULL */
};

/* NULL with *err, whose place points into the text. text[len] is NUL. A BOM is accepted. */
const struct json *json_parse(const char *text, size_t len, struct arena *arena, struct err *err);

/* The member with exactly this key, or NULL; NULL too when value is no object. */
const struct json *json_get(const struct json *value, const char *key);

/* "a list", "a number": how a message calls it. */
const char *json_kind_name(const struct json *value);

/* ---- Between json_scan.c and json.c. ---- */

struct json_place {              /* one a value, in the order of the text */
	uint32_t line, column, key_line, key_column;
	bool integer;
};

struct json_places {
	struct json_place *list;   /* heap */
	size_t count, room;
};

bool json_scan(const char *text, size_t len, struct json_places *places, struct err *err);

#endif
