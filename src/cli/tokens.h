/* Looking at the tokens of what was typed. */
#ifndef CLI_TOKENS_H
#define CLI_TOKENS_H

#include "lang/lexer.h"

/* A name or an operator that is written so. */
bool token_is(const struct token *token, const char *text);
bool token_is_one_of(const struct token *token, const char *const *words);   /* NULL ends them */
bool token_ends(const struct token *token);                                  /* the statement */

/* Behind the bracket that closes the one here; NULL if none does. */
const struct token *token_behind(const struct token *token);

/* The first such token outside brackets, or the end of the statement. */
const struct token *token_find(const struct token *token, const char *text);

/*
 * torch.softmax(x) is softmax(x): the text without names of modules, and None for np.newaxis; heap.
 * defined: what is a name of the program's own, and no module.
 */
char *tokens_without_modules(const char *text, bool (*defined)(const void *context, const char *name),
                             const void *context);

#endif
