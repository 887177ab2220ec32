#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* The first block is small: most arenas hold one expression. The others hold as much as all before them. */
enum { FIRST_BLOCK = 1024, LAST_BLOCK = 16 * 1024, ALIGN = alignof(max_align_t) };

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	alignas(max_align_t) unsigned char data[];
};

void arena_init(struct arena *arena, size_t limit)
{
	*arena = (struct arena){ .limit = limit };
}

void arena_done(struct arena *arena)
{
	while (arena->blocks) {
		struct arena_block *next = arena->blocks->next;
		free(arena->blocks);
		arena->blocks = next;
	}
	arena->used = 0;
}

static size_t rounded(size_t bytes)
{
	return (bytes + ALIGN - 1) / ALIGN * ALIGN;
}

static struct arena_block *add_block(struct arena *arena, size_t bytes)
{
	size_t size = arena->used < FIRST_BLOCK ? FIRST_BLOCK
	            : arena->used < LAST_BLOCK ? arena->used : LAST_BLOCK;
	if (size < bytes)
		size = bytes;
	struct arena_block *block = mem_new(1, sizeof *block + size);
	block->size = size;
	block->next = arena->blocks;
	arena->blocks = block;
	return block;
}

static void *take(struct arena *arena, size_t bytes)
{
	struct arena_block *block = arena->blocks;
	if (!block || block->size - block->used < bytes)
		block = add_block(arena, bytes);
	void *memory = block->data + block->used;
	block->used += bytes;
	arena->used += bytes;
	return memory;
}

void *arena_new(struct arena *arena, size_t count, size_t size)
{
	return take(arena, rounded(count * size));
}

void *arena_try(struct arena *arena, size_t count, size_t size, struct err *err)
{
	size_t left = SIZE_MAX / 2;
	if (arena->limit)
		left = arena->used < arena->limit ? arena->limit - arena->used : 0;
	if (left < ALIGN || (size && count > (left - ALIGN) / size)) {
		err_say(err, ERR_LIMIT, "this needs more than the %zu bytes allowed here", arena->limit);
		return NULL;
	}
	return arena_new(arena, count, size);
}

char *arena_copy_n(struct arena *arena, const char *text, size_t len)
{
	char *copy = arena_new(arena, len + 1, 1);
	memcpy(copy, text, len);
	return copy;
}

char *arena_copy(struct arena *arena, const char *text)
{
	return arena_copy_n(arena, text, strlen(text));
}

char *arena_printf(struct arena *arena, const char *fmt, ...)
{
	va_list args, again;
	va_start(args, fmt);
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, fmt, args);
	char *text = arena_new(arena, (size_t)len + 1, 1);
	vsnprintf(text, (size_t)len + 1, fmt, again);
	va_end(again);
	va_end(args);
	return text;
}
