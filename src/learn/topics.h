/*
 * Topics of statistics: answers by tag, and in which quiz most of them were missed.
 *
 * Start with {0}; tags and ids live as long as the stats that they are for.
 */
#ifndef LEARN_TOPICS_H
#define LEARN_TOPICS_H

#include "base/lookup.h"
#include "learn/stats.h"

struct topics {
	struct topic {
		struct stats_topic public;
		int missed;                      /* in its quiz */
	} *list;
	struct topic_in_quiz {
		int topic;
		const char *quiz;
		struct stats_share share;
	} *places;
	int count, n_places;
	struct lookup by_tag, by_place;
};

void topics_add(struct topics *topics, const char *tag, const char *quiz, struct stats_share share);

/* Those with enough answers become the topics of the stats. */
void topics_finish(struct topics *topics, struct stats *stats);
void topics_done(struct topics *topics);

#endif
