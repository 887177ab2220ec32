/*
 * What may stand at the cursor of a line being typed: names of the program, functions,
 * after a dot methods and attributes, inside a call its keyword arguments.
 * From the table of operations (lang/ops.h).
 */
#ifndef LAB_COMPLETE_H
#define LAB_COMPLETE_H

#include <stddef.h>

struct program;

struct completion {
	size_t begin;          /* of the word at the cursor */
	char **words;          /* heap, sorted, each once: "softmax(", "dim=", "hidden" */
	int count;
};

/* first: words that may begin a line beside these, NULL at the end. */
void complete(const struct program *program, const char *line, size_t cursor,
              const char *const *first, struct completion *out);
void completion_done(struct completion *completion);

/* Add a word if it begins with what is typed: for what only the caller knows. */
void completion_add(struct completion *completion, const char *typed, const char *word,
                    const char *end);
void completion_sort(struct completion *completion);

#endif
