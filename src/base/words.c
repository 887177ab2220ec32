#include "base/words.h"

#include <stddef.h>
#include <string.h>

static const char *const codes[LANGUAGE_COUNT] = {
	[LANGUAGE_EN] = "en", [LANGUAGE_ZH] = "zh", [LANGUAGE_RU] = "ru",
};

const char *words_in(const struct words *words, enum language language)
{
	if (words->in[language])
		return words->in[language];
	for (int i = 0; i < LANGUAGE_COUNT; i++)   /* English is first */
		if (words->in[i])
			return words->in[i];
	return NULL;
}

bool words_any(const struct words *words)
{
	return words_in(words, LANGUAGE_EN) != NULL;
}

const char *language_code(enum language language)
{
	return codes[language];
}

bool language_parse(const char *code, enum language *out)
{
	for (int i = 0; i < LANGUAGE_COUNT; i++) {
		size_t n = strlen(codes[i]);
		if (strncmp(code, codes[i], n) == 0 && (!code[n] || strchr("_-.@", code[n]))) {
			*out = (enum language)i;
			return true;
		}
	}
	return false;
}
