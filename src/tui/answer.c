/* The ways of answering there are. */
#include "tui/answer.h"

#include <assert.h>
#include <string.h>

#include "quiz/kind.h"

static const struct answer_class *const classes[] = {
	&answer_choice, &answer_multiple, &answer_number, &answer_shape, &answer_order, &answer_open,
	&answer_mask,
};

const struct answer_class *answer_class_of(const struct quiz_question *question)
{
	size_t i = 0, n = sizeof classes / sizeof *classes;
	while (i < n && strcmp(classes[i]->kind, question->kind->name) != 0)
		i++;
	assert(i < n);
	return classes[i];
}

bool answer_is_open(const struct screen *screen)
{
	const struct question *q = (const struct question *)screen;
	return question_open(q) && !question_aside(q);
}
