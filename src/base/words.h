/*
 * A text in several languages. What a language lacks falls back to English,
 * then to whatever there is; NULL only when there is nothing at all.
 */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include <stdbool.h>

enum language { LANGUAGE_EN, LANGUAGE_ZH, LANGUAGE_RU, LANGUAGE_COUNT };

struct words {
	const char *in[LANGUAGE_COUNT];   /* UTF-8, or NULL */
};

const char *words_in(const struct words *words, enum language language);
bool words_any(const struct words *words);

/* Of one line: "asks #zh 提问 #ru спрашивает". The texts are copied into the arena. */
struct arena;
struct words words_split(struct arena *arena, const char *text);

const char *language_code(enum language language);   /* "en" */

/* "zh", "zh_CN.UTF-8", "zh-Hans" → LANGUAGE_ZH; false when it is none of ours. */
bool language_parse(const char *code, enum language *out);

#endif
