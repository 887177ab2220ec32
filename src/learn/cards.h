/*
 * What comes again, and when: for each question a card in the answer log, which
 * says how well it is remembered (learn/fsrs.h).
 *
 * Reviews, one rating each, are only added; the card is what they have come to. A
 * card knows the file of its question, so that a review finds it wherever it lies.
 */
#ifndef LEARN_CARDS_H
#define LEARN_CARDS_H

#include "base/err.h"
#include "learn/fsrs.h"

struct store;

struct card_review {
	const char *quiz, *question;    /* ids */
	const char *path;               /* of the quiz's file, absolute; "" = it has none */
	int rating;                     /* enum fsrs_rating; 0 = an earlier one is taken back */
	int64_t at_ms;
	struct fsrs_card card;          /* what comes of it; of one never seen nothing stays */
};

/* The question's card; all zero when it has none. */
bool cards_get(struct store *store, const char *quiz, const char *question, struct fsrs_card *out,
               struct err *err);

/* Durable when it returns. An answer and its review are kept together by store_add. */
bool cards_review(struct store *store, const struct card_review *review, struct err *err);

struct card_due {
	const char *quiz, *question, *path;
	struct fsrs_card card;
};

/* Cards that are due at this time, those that wait longest first, until `seen` says false. */
typedef bool card_seen(void *context, const struct card_due *due);
bool cards_due(struct store *store, int64_t now_ms, card_seen *seen, void *context, struct err *err);

/* Where cards are looked for. */
struct card_place {
	const char *data_dir;           /* of what ships; may be NULL */
	const char *under;              /* this file or folder (course_place) alone; NULL = anywhere */
};

/*
 * Where a card's quiz is now: at its path, or, as what ships moves when the program is
 * installed elsewhere, in the folder of the same name in data_dir. Heap; NULL: not in the place.
 */
char *card_file(const char *path, const struct card_place *place);

/* Cards whose quiz is in the place. */
struct card_count {
	int64_t due;                    /* at this time */
	int64_t next_ms;                /* when another one will be; 0: there is none */
};
bool cards_count(struct store *store, const struct card_place *place, int64_t now_ms, struct card_count *out,
                 struct err *err);

#endif
