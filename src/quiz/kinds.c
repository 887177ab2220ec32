/* The kinds of questions there are. */
#include "quiz/kind.h"

const struct question_kind *const question_kinds[] = {
	&kind_choice, &kind_multiple, &kind_number, &kind_shape, &kind_order, &kind_open, &kind_mask, NULL
};
