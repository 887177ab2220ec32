#include "learn/returns.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "learn/interval.h"
#include "learn/session_inside.h"

/* 0: it does not come again. */
static int64_t due_of(const struct session *s, const struct session_item *item)
{
	const struct quiz_question *question = session_question(s, item);
	struct fsrs_card card;
	struct err ignored;
	bool known = item->state == ANSWER_GIVEN &&
	             cards_get(s->store, question->of->id, question->id, &card, &ignored);
	return known && card.state != FSRS_NEW ? card.due_ms : 0;
}

static int by_time(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

/* Times that are told in the same words are one group. */
static void add(struct returns *returns, int64_t ms)
{
	struct str when = STR_INIT;
	interval_say(ms, &when);
	struct return_group *last = returns->count ? &returns->list[returns->count - 1] : NULL;
	if (last && strcmp(last->when, when.data) == 0) {
		last->count++;
		str_done(&when);
		return;
	}
	returns->list = mem_grow(returns->list, (size_t)returns->count + 1, sizeof *returns->list);
	returns->list[returns->count++] = (struct return_group){ .when = str_take(&when), .count = 1 };
}

struct returns session_returns(const struct session *session)
{
	const struct agenda *agenda = &session->agenda;
	struct returns returns = {0};
	int64_t *due = mem_new((size_t)agenda->n_items + 1, sizeof *due);
	int n = 0;
	for (int i = 0; i < agenda->n_items; i++)
		if ((due[n] = due_of(session, &agenda->items[i])) != 0)
			n++;
	qsort(due, (size_t)n, sizeof *due, by_time);
	for (int i = 0; i < n; i++)
		add(&returns, due[i] - session_now(session));
	free(due);
	return returns;
}

void returns_done(struct returns *returns)
{
	for (int i = 0; i < returns->count; i++)
		free(returns->list[i].when);
	free(returns->list);
}
