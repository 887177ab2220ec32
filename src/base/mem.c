#include "base/mem.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

void *mem_try(size_t bytes)
{
	if (bytes > SIZE_MAX - 63)
		return NULL;
	size_t rounded = bytes ? (bytes + 63) & ~(size_t)63 : 64;
	void *memory = aligned_alloc(64, rounded);
	if (memory)
		memset(memory, 0, rounded);
	return memory;
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
