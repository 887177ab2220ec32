#include "base/mem.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

enum { LARGE_BLOCK = 4 << 20, PAGE = 4096 };

static void *checked(void *memory)
{
	if (!memory) {
		fputs("attnquiz: out of memory\n", stderr);
		errno = ENOMEM;              /* the signal's handler says it again when the screen is back */
		abort();
	}
	return memory;
}

void *mem_new(size_t count, size_t size)
{
	return checked(calloc(count ? count : 1, size ? size : 1));
}

void *mem_grow(void *old, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		return checked(NULL);
	size_t bytes = count * size;
	return checked(realloc(old, bytes ? bytes : 1));
}

/* Advice that the system does not know is not given. */
#ifndef MADV_HUGEPAGE
#define MADV_HUGEPAGE 0
#endif
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 0
#endif

struct pages {
	char *first;
	size_t bytes;
};

/* The whole pages inside a block. */
static struct pages pages_of(void *memory, size_t bytes)
{
	uintptr_t begin = ((uintptr_t)memory + PAGE - 1) & ~(uintptr_t)(PAGE - 1);
	bool any = memory && bytes >= 2 * PAGE;
	return (struct pages){ (char *)begin, any ? (bytes - PAGE) & ~(size_t)(PAGE - 1) : 0 };
}

static void advise(struct pages pages, int advice)
{
	if (advice && pages.bytes)
		madvise(pages.first, pages.bytes, advice);
}

/* A block that was freed and is used again has its pages, the last one too. */
static bool are_there(struct pages pages)
{
	unsigned char last;
	return pages.bytes && mincore(pages.first + pages.bytes - PAGE, PAGE, &last) == 0 && (last & 1);
}

/* Large pages for what has not been touched yet: a fault for 2 MB instead of 512. */
static void advise_large(void *memory, size_t bytes)
{
	if (bytes >= LARGE_BLOCK)
		advise(pages_of(memory, bytes), MADV_HUGEPAGE);
}

void mem_settle(void *memory, size_t bytes)
{
	struct pages pages = pages_of(memory, bytes);
	if (!are_there(pages))
		advise(pages, MADV_POPULATE_WRITE);
}

void *mem_block(size_t bytes, bool zeros)
{
	void *memory = zeros ? calloc(bytes ? bytes : 1, 1) : malloc(bytes ? bytes : 1);
	advise_large(memory, bytes);
	return memory;
}

void *mem_try(size_t bytes)
{
	if (bytes > SIZE_MAX - 63)
		return NULL;
	size_t rounded = bytes ? (bytes + 63) & ~(size_t)63 : 64;
	void *memory = aligned_alloc(64, rounded);
	advise_large(memory, rounded);
	if (memory)
		memset(memory, 0, rounded);
	return memory;
}

void mem_keep(void)
{
#ifdef __GLIBC__
	mallopt(M_MMAP_THRESHOLD, MEM_KEPT);
	mallopt(M_TRIM_THRESHOLD, MEM_KEPT);
#endif
}

char *mem_copy_n(const char *text, size_t len)
{
	char *copy = mem_new(len + 1, 1);
	memcpy(copy, text, len);
	return copy;
}

char *mem_copy(const char *text)
{
	return mem_copy_n(text, strlen(text));
}
