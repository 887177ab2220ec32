/*
 * Reading the statements of one source text: what they have in common.
 * Internal to lang/. Functions that return bool or an expression set
 * r->p.err when they fail.
 */
#ifndef LANG_READER_H
#define LANG_READER_H

#include "lang/names.h"
#include "lang/statements.h"

struct reader {
	struct parser p;
	struct builder *b;
	const struct using *file;
	struct program local;        /* shows, claims, variants, title: kept only for the lab itself */
	const struct token *statement;
};

struct program *reader_program(struct reader *r);

/* One more zeroed item; the array moves when its count reaches a power of two. */
void *reader_push(struct arena *arena, void *items, int count, size_t size);

/* The new last item of an array of the program. */
#define PUSH(r, array, count) \
	((array) = reader_push((r)->p.arena, (void *)(array), (count), sizeof *(array)), &(array)[(count)++])

bool reader_count(struct reader *r, int count, int max, const char *what);

/* From a token to the one just read: the place, and the text on one line. */
struct span reader_span(const struct reader *r, const struct token *first);
const char *reader_code(const struct reader *r, const struct token *first);

bool reader_at_string(const struct reader *r);
bool reader_at_option(const struct reader *r);   /* NAME = */
bool reader_string(struct reader *r, const char **out, const char *what);
bool reader_name(struct reader *r, const char **out, const char *what);

/* "..." [zh "..."] [ru "..."]; `words` stays empty when there is no string. */
bool reader_words(struct reader *r, struct words *words);

/* An expression whose names exist by now. */
const struct expr *reader_expr(struct reader *r, const struct scope *scope);

/* define.c: NAME = expr, def, param; look.c: show, claim, variant. After the first word. */
bool define_node(struct reader *r);
bool define_def(struct reader *r);
bool define_param(struct reader *r);
bool define_read_node(struct reader *r, struct program_node *node);   /* NAME = expr, not kept */
bool look_show(struct reader *r);
bool look_claim(struct reader *r);
bool look_variant(struct reader *r);

#endif
