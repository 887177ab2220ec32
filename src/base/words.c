#include "base/words.h"

#include <stddef.h>
#include <string.h>

#include "base/arena.h"

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

/* Where the next mark of a language begins, or the end. */
static const char *next_mark(const char *text, enum language *language)
{
	for (; *text; text++)
		for (int i = 0; *text == '#' && i < LANGUAGE_COUNT; i++) {
			size_t n = strlen(codes[i]);
			if (strncmp(text + 1, codes[i], n) != 0 || text[n + 1] != ' ')
				continue;
			*language = (enum language)i;
			return text;
		}
	return text;
}

static const char *copy_trimmed(struct arena *arena, const char *text, const char *end)
{
	while (text < end && strchr(" \t", *text))
		text++;
	while (text < end && strchr(" \t", end[-1]))
		end--;
	return text < end ? arena_copy_n(arena, text, (size_t)(end - text)) : NULL;
}

struct words words_split(struct arena *arena, const char *text)
{
	struct words words = {0};
	enum language language = LANGUAGE_EN, next = LANGUAGE_EN;
	for (;;) {
		const char *end = next_mark(text, &next);
		words.in[language] = copy_trimmed(arena, text, end);
		if (!*end)
			return words;
		language = next;
		text = end + 1 + strlen(codes[language]);
	}
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
