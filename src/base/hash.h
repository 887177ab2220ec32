/* FNV-1a, 64 bits: names to numbers, never for security. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_START UINT64_C(0xcbf29ce484222325)

uint64_t hash_bytes(uint64_t hash, const void *data, size_t len);
uint64_t hash_text(const char *text);

#endif
