#include "quiz/bias.h"

#include <math.h>

#include "quiz/fill.h"

/*
 * A strategy is a give-away when it scores this much above chance, and chance alone
 * would hardly do so: the excess in standard deviations of a sum of independent guesses.
 */
static const double least_excess = 0.10, least_deviations = 2.5;
enum { LEAST_QUESTIONS = 5 };

/* What stands in {{ }} is not what is read: a number, of any length. */
static int length(const char *text)
{
	struct arena arena;
	struct fill_hole *holes;
	int n = 0, hole = 0;
	arena_init(&arena, 0);
	int n_holes = fill_find(text, &arena, &holes);
	for (size_t i = 0; text[i]; i++) {
		if (hole < n_holes && i == holes[hole].begin)
			i = holes[hole++].end - 1;
		else
			n += ((unsigned char)text[i] & 0xC0) != 0x80;
	}
	arena_done(&arena);
	return n;
}

static void add(struct bias_score *score, double hit, int n_options)
{
	double chance = 1.0 / n_options;
	score->hits += hit;
	score->chance += chance;
	score->variance += chance * (1 - chance);
	score->questions++;
}

/* Picking at random among the longest: 1 / how many they are, if the right one is among them. */
static double longest_hit(const struct quiz_question *q)
{
	int most = 0, how_many = 0, right = 0;
	for (int i = 0; i < q->n_options; i++) {
		int n = length(words_in(&q->options[i].text, LANGUAGE_EN));
		how_many = n > most ? 1 : how_many + (n == most);
		most = n > most ? n : most;
		right = q->correct >> i & 1 ? n : right;
	}
	return right == most ? 1.0 / how_many : 0;
}

void bias_add(struct bias *bias, const struct quiz_question *q)
{
	add(&bias->longest, longest_hit(q), q->n_options);
	for (int k = 0; k < q->n_options; k++)
		add(&bias->position[k], q->correct >> k & 1, q->n_options);
}

static void merge(struct bias_score *into, const struct bias_score *score)
{
	into->hits += score->hits;
	into->chance += score->chance;
	into->variance += score->variance;
	into->questions += score->questions;
}

void bias_merge(struct bias *into, const struct bias *bias)
{
	merge(&into->longest, &bias->longest);
	for (int k = 0; k < QUIZ_MAX_OPTIONS; k++)
		merge(&into->position[k], &bias->position[k]);
}

static bool gives_away(const struct bias_score *s)
{
	double excess = s->hits - s->chance;
	return s->questions >= LEAST_QUESTIONS && excess >= least_excess * s->questions &&
	       excess >= least_deviations * sqrt(s->variance);
}

static double percent(double sum, int questions)
{
	return 100 * sum / questions;
}

static void report_longest(const struct bias_score *s, const char *path, uint32_t line,
                           struct findings *findings)
{
	if (gives_away(s))
		findings_add(findings, FINDING_WARNING, path, line, line, "give-away-length",
		             "picking the longest option scores %.0f %% in %d questions, chance %.0f %%: "
		             "write wrong options as long and as careful as the right one",
		             percent(s->hits, s->questions), s->questions,
		             percent(s->chance, s->questions));
}

static void report_position(const struct bias *bias, const char *path, uint32_t line,
                            struct findings *findings)
{
	int best = 0;
	for (int k = 1; k < QUIZ_MAX_OPTIONS; k++)
		if (bias->position[k].hits > bias->position[best].hits)
			best = k;
	const struct bias_score *s = &bias->position[best];
	if (gives_away(s))
		findings_add(findings, FINDING_WARNING, path, line, line, "give-away-position",
		             "always picking option %d scores %.0f %% in %d questions, chance %.0f %%: "
		             "spread the right ones over the places",
		             best + 1, percent(s->hits, s->questions), s->questions,
		             percent(s->chance, s->questions));
}

void bias_report(const struct bias *bias, const char *path, uint32_t line,
                 struct findings *findings)
{
	report_longest(&bias->longest, path, line, findings);
	report_position(bias, path, line, findings);
}
