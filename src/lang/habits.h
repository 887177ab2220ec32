/*
 * What people who know PyTorch and Python write, and what to write here. Sentences are N_(), to be
 * translated where they are said. Internal to lang/.
 */
#ifndef LANG_HABITS_H
#define LANG_HABITS_H

#include "lang/lexer.h"

/* Behind "there is no method cuda: "; NULL when nothing is known of the name. */
const char *habit_hint(const char *name);

/* What to write instead of one of Python's words that the language has not; or NULL. */
const char *habit_word(const char *word);

/* Whether an expression can begin with this word; false with *err for lambda, f"..." and their like. */
bool habit_check_word(const struct token *word, struct err *err);

/*
 * Whether nothing is known against the statement, or expression, that begins here: false with *err
 * for loops, imports, x[0] = 1, x += 1. first is no end; known: its word is a name of the program's.
 */
bool habit_check(const struct token *first, bool known, struct err *err);

#endif
