/*
 * A growing string. `data` is always NUL-terminated; an empty str owns nothing.
 *
 *	struct str s = STR_INIT;
 *	str_addf(&s, "%d tokens", n);
 *	str_done(&s);
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct str {
	char *data;
	size_t len, cap;
};

extern char str_empty[1];
#define STR_INIT { str_empty, 0, 0 }

void str_done(struct str *s);                 /* frees; the str is empty again */
void str_clear(struct str *s);                /* keeps the memory */
void str_add(struct str *s, const char *text);
void str_add_n(struct str *s, const char *text, size_t len);
void str_add_char(struct str *s, char c);
void str_addf(struct str *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
void str_addv(struct str *s, const char *fmt, va_list args);
char *str_take(struct str *s);                /* the heap string; caller frees; s is empty */

bool str_starts(const char *text, const char *prefix);
bool str_ends(const char *text, const char *suffix);

/* Edits (insert, delete, replace, swap) that turn a into b: for "did you mean". */
int str_distance(const char *a, const char *b);

#endif
