/*
 * Texts compared by their words: what punctuation, markup, case, spaces and
 * full-width forms change is folded away.
 */
#ifndef QUIZ_FOLD_H
#define QUIZ_FOLD_H

#include "base/str.h"

/*
 * Append the text's words in lower case, one space between them. Punctuation
 * separates words and is dropped, but for the characters in `keep` (ASCII).
 */
void fold_words(const char *text, const char *keep, struct str *out);

/*
 * An option that speaks of the other options: "all of the above", "both A and C",
 * "以上都不对", "все вышеперечисленное". `n_options` says which letters are options.
 */
bool fold_speaks_of_others(const char *option, int n_options);

/* The text begins with the mark that the option had in its list at home: "B. …", "(2) …", "Б) …". */
bool fold_has_own_letter(const char *option, int index);

/* A text that names an option by its letter: "Answer: C", "option B", "答案：C", "вариант Б". */
bool fold_names_letter(const char *text, int n_options);

#endif
