#include "quiz/vary.h"

#include "base/philox.h"

enum {
	INSTANCES = 32,              /* that are checked */
	CALL = 1,                    /* the seed's other streams of a question: 0 shuffles its options */
};

static void put(struct quiz_vary *vary, int value)
{
	vary->knob->text = vary->values[value];
}

static void roll(struct quiz_question *q, uint64_t seed)
{
	struct philox_stream random = philox_stream(seed, q->id, CALL);
	for (int i = 0; i < q->n_vary; i++)
		put(&q->vary[i], (int)philox_below(&random, (uint64_t)i, (uint64_t)q->vary[i].n_values));
}

void quiz_roll(struct quiz *quiz, uint64_t seed)
{
	for (int i = 0; i < quiz->n_questions; i++)
		roll(&quiz->questions[i], seed);
}

/* ---- All of them, or a sample. ---- */

/* INSTANCES + 1 where there are more. */
static int count(const struct quiz_question *q)
{
	int n = 1;
	for (int i = 0; i < q->n_vary && n <= INSTANCES; i++)
		n *= q->vary[i].n_values;
	return n <= INSTANCES ? n : INSTANCES + 1;
}

int vary_instances(const struct quiz_question *q)
{
	int n = count(q);
	return n <= INSTANCES ? n : INSTANCES;
}

/* A sample has the first values, the last ones, and rolls; else the number counts them through. */
void vary_take(struct quiz_question *q, int instance)
{
	bool all = count(q) <= INSTANCES;
	if (!all && instance > 1)
		roll(q, (uint64_t)instance);
	for (int i = 0; i < q->n_vary && (all || instance <= 1); i++) {
		int n = q->vary[i].n_values;
		put(&q->vary[i], all ? instance % n : instance * (n - 1));
		instance /= all ? n : 1;
	}
}
