#include "base/words.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *code, *name;
} languages[LANGUAGE_COUNT] = {
	[LANGUAGE_EN] = { "en", "English" },
	[LANGUAGE_ZH] = { "zh", "中文" },
	[LANGUAGE_RU] = { "ru", "русский" },
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
	return languages[language].code;
}

const char *language_name(enum language language)
{
	return languages[language].name;
}

bool language_parse(const char *code, enum language *out)
{
	for (int i = 0; i < LANGUAGE_COUNT; i++) {
		size_t n = strlen(languages[i].code);
		if (strncmp(code, languages[i].code, n) == 0 && (!code[n] || strchr("_-.@", code[n]))) {
			*out = (enum language)i;
			return true;
		}
	}
	return false;
}
