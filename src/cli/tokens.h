/* What was typed, without the names of modules. */
#ifndef CLI_TOKENS_H
#define CLI_TOKENS_H

#include "lang/lexer.h"

/*
 * torch.softmax(x) is softmax(x): the text without names of modules, and None for np.newaxis; heap.
 * defined: what is a name of the program's own, and no module.
 */
char *tokens_without_modules(const char *text, bool (*defined)(const void *context, const char *name),
                             const void *context);

#endif
