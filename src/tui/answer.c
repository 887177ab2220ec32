/* The ways of answering there are. */
#include "tui/answer.h"

#include <assert.h>
#include <string.h>

#include "quiz/kind.h"

static const struct answer_class *const classes[] = { &answer_choice };

const struct answer_class *answer_class_of(const struct quiz_question *question)
{
	size_t i = 0, n = sizeof classes / sizeof *classes;
	while (i < n && strcmp(classes[i]->kind, question->kind->name) != 0)
		i++;
	assert(i < n);
	return classes[i];
}
