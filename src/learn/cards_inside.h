/* Inside a transaction of store.c: the answer and its review go together. */
#ifndef LEARN_CARDS_INSIDE_H
#define LEARN_CARDS_INSIDE_H

#include "learn/cards.h"

bool cards_write(struct store *store, const struct card_review *review, struct err *err);

#endif
