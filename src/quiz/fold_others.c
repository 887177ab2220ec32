/* Which options speak of the other options, and which texts of options by their letters, in the three languages. */
#include <string.h>

#include "quiz/fold.h"
#include "text/utf8.h"

/* Anywhere in the option. */
static const char *const anywhere[] = {
	"of the above", "all the above", "all above", "none above", "the options above",
	"the answers above",
	"other options", "other answers", "of these options", "of these answers", "of the options",
	"以上都", "以上皆", "以上均", "以上全", "以上所有", "以上选项", "以上说法", "以上任", "其他选项", "其余选项", "所有选项",
	"вышеперечисл", "вышеуказан", "вышеназван", "вышесказан", "из перечисленн", "все перечисленн",
	"все варианты", "другие варианты", "остальные варианты",
	NULL
};

static const char *const at_the_start[] = { "以上", "上述", "前述", "前两项", "前三项", NULL };

/* The option says nothing else. */
static const char *const whole[] = {
	"both", "neither", "both of them", "neither of them", "all of them", "none of them",
	"all of these", "none of these", "any of these", "both of these", "neither of these",
	"all three", "all four",
	"都对", "都不对", "都错", "都是", "都不是", "都正确", "都不正确", "全部正确", "全都正确", "全对", "全错",
	"两者都是", "两者都不是", "两者皆是", "两者皆非", "两者都对", "两者都不对", "二者都是", "二者都不是",
	"оба", "обе", "оба варианта", "ни один", "ни одно из них", "ни то ни другое", "и то и другое",
	"все ответы верны", "ни один из них",
	NULL
};

/* What may stand around the letters in "both A and C are right"; longer ones first. */
static const char *const around_letters[] = {
	"&", "and", "or", "nor", "both", "only", "either", "neither", "not", "options", "option",
	"answers", "answer", "are correct", "are right", "are true", "are wrong", "are false", "correct",
	"right", "true", "选项", "只有", "只", "仅", "和", "与", "及", "或", "跟", "同时", "都不对", "都不正确",
	"都正确", "都对", "都是", "均正确", "均可", "都", "皆", "均", "正确", "对", "и", "или", "оба", "обе", "только",
	"варианты", "вариант", "ответы", "ответ", "верны", "верно", "правильны", "ни",
	NULL
};

static bool has_any(const char *text, const char *const *list)
{
	for (; *list; list++)
		if (strstr(text, *list))
			return true;
	return false;
}

static bool starts_any(const char *text, const char *const *list)
{
	for (; *list; list++)
		if (str_starts(text, *list))
			return true;
	return false;
}

static bool is_any(const char *text, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(text, *list) == 0)
			return true;
	return false;
}

/* The character at text; its bytes. Long options are walked through, so no strlen here. */
static size_t char_at(const char *text, uint32_t *c)
{
	return utf8_decode(text, strnlen(text, 4), c);
}

/* A letter of an alphabet with spaces between its words goes on at text. */
static bool word_goes_on(const char *text)
{
	uint32_t c = 0;
	char_at(text, &c);
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 0x400 && c <= 0x4FF);
}

/* Bytes of the option letter here ("a".."z", or Cyrillic "а", "б" …), 0 if there is none. */
static size_t option_letter(const char *text, int n_options)
{
	uint32_t c = 0;
	size_t n = char_at(text, &c);
	bool latin = c >= 'a' && c < 'a' + (uint32_t)n_options;
	bool cyrillic = c >= 0x430 && c < 0x430 + (uint32_t)n_options;
	return *text && (latin || cyrillic) && !word_goes_on(text + n) ? n : 0;
}

static size_t filler(const char *text)
{
	for (const char *const *word = around_letters; *word; word++) {
		if (**word != *text || !str_starts(text, *word))
			continue;
		size_t n = strlen(*word);
		bool spaced = word_goes_on(*word);   /* of an alphabet, so it must end here */
		if (!spaced || !word_goes_on(text + n))
			return n;
	}
	return 0;
}

/* Two option letters or more, and nothing but words that join them: "(B, C)" is a shape. */
static bool names_letters(const char *text, bool joined, int n_options)
{
	int letters = 0;
	while (*text) {
		size_t word = *text == ' ' ? 1 : filler(text);
		size_t letter = word ? 0 : option_letter(text, n_options);
		if (!word && !letter)
			return false;
		joined |= word && *text != ' ';
		letters += letter > 0;
		text += word + letter;
	}
	return joined && letters >= 2;
}

bool fold_speaks_of_others(const char *option, int n_options)
{
	struct str words = STR_INIT;
	fold_words(option, "&+-*/=@^", &words);   /* A + C is arithmetic */
	bool found = has_any(words.data, anywhere) || starts_any(words.data, at_the_start) ||
	             is_any(words.data, whole) ||
	             names_letters(words.data, strstr(option, "、") != NULL, n_options);
	str_done(&words);
	return found;
}

/* ---- Letters ---- */

/* A capital or small letter of the option, or its number counted from 1; its bytes, or 0. */
static size_t own_letter(const char *text, int index)
{
	uint32_t c = 0, i = (uint32_t)index;
	size_t n = char_at(text, &c);
	bool letter = c == 'A' + i || c == 'a' + i || c == 0x410 + i || c == 0x430 + i;
	return *text && (letter || (i < 9 && c == '1' + i)) ? n : 0;
}

bool fold_has_own_letter(const char *option, int index)
{
	static const char *const ends[] = { ") ", ". ", ": ", "）", "、", "．", "：", NULL };
	const char *at = option + (*option == '(' ? 1 : str_starts(option, "（") ? strlen("（") : 0);
	size_t letter = own_letter(at, index);
	return letter && starts_any(at + letter, ends);
}

bool fold_names_letter(const char *text, int n_options)
{
	static const char *const names[] = {
		"option ", "Option ", "Answer: ", "answer: ", "Answer ", "answer ", "选项", "答案：", "答案:", "答案是", "答案为",
		"选项 ", "答案： ", "答案: ", "答案是 ", "答案为 ", "вариант ", "Вариант ", "Ответ: ", "ответ: ", NULL
	};
	for (const char *const *name = names; *name; name++)
		for (const char *at = text; (at = strstr(at, *name)); at++) {
			uint32_t c = 0;
			const char *letter = at + strlen(*name);
			size_t n = char_at(letter, &c);
			bool capital = (c >= 'A' && c < 'A' + (uint32_t)n_options) ||
			               (c >= 0x410 && c < 0x410 + (uint32_t)n_options);
			bool alone = *letter && !word_goes_on(letter + n) && !strchr("_@[", letter[n] ? letter[n] : ' ') &&
			             !(letter[n] == '.' && word_goes_on(letter + n + 1));   /* A.shape is a tensor's */
			if (capital && alone)
				return true;
		}
	return false;
}
