/* What the fuzz targets share: what any text that people will see must hold. */
#ifndef FUZZ_H
#define FUZZ_H

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A computation that is over in a moment even under the sanitizers, which slow loops 50 times. */
#define FUZZ_BUDGET ((struct budget){ .ops = 500000, .bytes = 4 << 20 })

/* What may go to a terminal: nothing in it moves a cursor or turns the writing around. */
static inline void assert_shown(const char *text)
{
	uint32_t c;
	assert(text && utf8_valid(text, strlen(text), NULL));
	for (size_t i = 0, n, len = strlen(text); i < len; i += n) {
		n = utf8_decode(text + i, len - i, &c);
		assert(c == '\n' || utf8_safe(c) == c);
	}
}

/* An error says something, and its place lies in the source. */
static inline void assert_error(const struct err *err, const char *source)
{
	struct str out = STR_INIT;
	assert(err->code != ERR_NONE && err->text[0]);
	assert(utf8_valid(err->text, strlen(err->text), NULL));
	if (err->at.line)
		assert(err->at.begin <= err->at.end && err->at.end <= strlen(source));
	err_format(err, "fuzz", source, &out);
	str_done(&out);
}

#endif
