/*
 * An arena: many small allocations that die together (a document, a program,
 * a run). Pointers stay valid until arena_done.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "base/err.h"

struct arena {
	struct arena_block *blocks;
	size_t used;    /* bytes handed out so far */
	size_t limit;   /* 0 = no limit */
};

void arena_init(struct arena *arena, size_t limit);
void arena_done(struct arena *arena);

/* Zeroed memory, aligned for any type; never NULL. For sizes the program decides. */
void *arena_new(struct arena *arena, size_t count, size_t size);
char *arena_copy(struct arena *arena, const char *text);
char *arena_copy_n(struct arena *arena, const char *text, size_t len);
char *arena_printf(struct arena *arena, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* The same for sizes that input decides: NULL with ERR_LIMIT beyond the limit. */
void *arena_try(struct arena *arena, size_t count, size_t size, struct err *err);

#endif
