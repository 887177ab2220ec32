/*
 * Heap memory.
 *
 * mem_new and mem_grow never return NULL: a small allocation that fails says so and
 * aborts; the signal's handler restores the terminal.
 * Allocations whose size a user decides go through mem_try and mem_block, and their failure
 * is reported as a limit error.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>

void *mem_new(size_t count, size_t size);              /* zeroed; free() it */
void *mem_grow(void *old, size_t count, size_t size);  /* realloc; may move */
void *mem_try(size_t bytes);                           /* zeroed, 64-byte aligned, or NULL */
void *mem_block(size_t bytes, bool zeros);             /* of any content, or zeroed; or NULL */

/* Before all of a block is written that is new from the system: its pages come at once, not fault by fault. */
void mem_settle(void *memory, size_t bytes);

char *mem_copy(const char *text);                      /* a heap copy of a string */
char *mem_copy_n(const char *text, size_t len);

/*
 * Once, when a program starts: so many bytes that are freed are kept for the next block. Given back to
 * the system, each of their pages would be faulted in again: as long as the work on it takes.
 */
enum { MEM_KEPT = 32 << 20 };
void mem_keep(void);

#endif
