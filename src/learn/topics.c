#include "learn/topics.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

static int topic_at(struct topics *t, const char *tag)
{
	uint64_t hash = hash_text(tag);
	uint32_t at = 0;
	for (int i; (i = lookup_next(&t->by_tag, hash, &at)) >= 0;)
		if (strcmp(t->list[i].public.tag, tag) == 0)
			return i;
	t->list = mem_grow(t->list, (size_t)t->count + 1, sizeof *t->list);
	t->list[t->count] = (struct topic){ .public.tag = tag };
	lookup_add(&t->by_tag, hash, t->count);
	return t->count++;
}

static int place_at(struct topics *t, int topic, const char *quiz)
{
	uint64_t hash = hash_text(quiz) ^ (uint64_t)topic << 32;
	uint32_t at = 0;
	for (int i; (i = lookup_next(&t->by_place, hash, &at)) >= 0;)
		if (t->places[i].topic == topic && strcmp(t->places[i].quiz, quiz) == 0)
			return i;
	t->places = mem_grow(t->places, (size_t)t->n_places + 1, sizeof *t->places);
	t->places[t->n_places] = (struct topic_in_quiz){ .topic = topic, .quiz = quiz };
	lookup_add(&t->by_place, hash, t->n_places);
	return t->n_places++;
}

void topics_add(struct topics *t, const char *tag, const char *quiz, struct stats_share share)
{
	int topic = topic_at(t, tag), place = place_at(t, topic, quiz);
	stats_join(&t->list[topic].public.share, share);
	stats_join(&t->places[place].share, share);
}

/* Of quizzes that are alike the first one that was met. */
static void name_quizzes(struct topics *t)
{
	for (int i = 0; i < t->n_places; i++) {
		const struct topic_in_quiz *place = &t->places[i];
		struct topic *topic = &t->list[place->topic];
		int missed = place->share.answers - place->share.right;
		if (topic->public.quiz && missed <= topic->missed)
			continue;
		topic->public.quiz = place->quiz;
		topic->missed = missed;
	}
}

static int weakest_first(const void *a, const void *b)
{
	const struct stats_topic *x = a, *y = b;
	int64_t left = (int64_t)x->share.right * y->share.answers;
	int64_t right = (int64_t)y->share.right * x->share.answers;
	if (left != right)
		return left < right ? -1 : 1;
	return x->share.answers != y->share.answers ? y->share.answers - x->share.answers
	                                            : strcmp(x->tag, y->tag);
}

void topics_finish(struct topics *t, struct stats *stats)
{
	name_quizzes(t);
	stats->topics = arena_new(&stats->arena, (size_t)t->count + 1, sizeof *stats->topics);
	for (int i = 0; i < t->count; i++)
		if (t->list[i].public.share.answers >= STATS_TOPIC_LEAST)
			stats->topics[stats->n_topics++] = t->list[i].public;
	qsort(stats->topics, (size_t)stats->n_topics, sizeof *stats->topics, weakest_first);
}

void topics_done(struct topics *t)
{
	free(t->list);
	free(t->places);
	lookup_done(&t->by_tag);
	lookup_done(&t->by_place);
}
