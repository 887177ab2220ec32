/* What stays covered until the answer. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lang/ast.h"
#include "quiz/quiz.h"

static bool is_no_random_call(void *context, const struct expr *expr)
{
	bool *found = context;
	*found |= expr->kind == EXPR_CALL && strncmp(expr->text, "rand", strlen("rand")) == 0;
	return !*found;
}

/* An input is made of one of the nodes: they are sizes, and no results. */
static bool makes_inputs(const struct program *program, const bool *nodes)
{
	bool found = false;
	for (int i = 0; i < program->n_nodes && !found; i++)
		if (nodes[i])
			expr_walk(program->nodes[i].expr, is_no_random_call, &found);
	return found;
}

/*
 * A claim speaks of the last results it names: in equal(out, x) that is `out`, when
 * x is what out was made of. An input is no answer.
 */
static void cover_claim(const struct lab *lab, const char *claim, bool *covered)
{
	const struct program *program = lab_program(lab);
	size_t n = (size_t)program->n_nodes;
	bool *named = mem_new(n, sizeof *named), *after = mem_new(n, sizeof *after);
	lab_reads(lab, claim, named);
	for (size_t i = 0; i < n; i++) {
		if (!named[i])
			continue;
		memset(after, 0, n * sizeof *after);
		after[i] = true;
		lab_spread(lab, after);
		after[i] = false;
		bool last = !makes_inputs(program, after);
		for (size_t k = i + 1; k < n; k++)
			last &= !(named[k] && after[k]);
		covered[i] |= last;
	}
	free(named);
	free(after);
}

bool *quiz_cover(const struct quiz_question *question, const struct lab *lab)
{
	const struct program *program = lab_program(lab);
	bool *covered = mem_new((size_t)program->n_nodes, sizeof *covered);
	for (int i = 0; i < question->n_claims; i++)
		cover_claim(lab, question->claims[i], covered);
	if (question->answer)
		cover_claim(lab, question->answer, covered);
	bool own = question->n_claims || question->answer;
	for (int i = 0; i < program->n_claims && !own; i++)
		cover_claim(lab, program->claims[i].code, covered);
	lab_spread(lab, covered);
	return covered;
}
