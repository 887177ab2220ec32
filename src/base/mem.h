/*
 * Heap memory.
 *
 * mem_new and mem_grow never return NULL: small allocations that fail end the
 * program through the handler, which restores the terminal and says so.
 * Allocations whose size a user decides go through mem_try, and their failure
 * is reported as a limit error.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

void *mem_new(size_t count, size_t size);              /* zeroed; free() it */
void *mem_grow(void *old, size_t count, size_t size);  /* realloc; may move */
void *mem_try(size_t bytes);                           /* zeroed, 64-byte aligned, or NULL */
char *mem_copy(const char *text);                      /* a heap copy of a string */
char *mem_copy_n(const char *text, size_t len);

/* Called once, when memory has run out; must not return. */
void mem_on_failure(void (*handler)(void));

#endif
