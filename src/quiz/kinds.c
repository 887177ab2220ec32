/* The kinds of questions there are. */
#include "quiz/kind.h"

const struct question_kind *const question_kinds[] = { &kind_choice, NULL };
