#include "learn/round.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/philox.h"
#include "learn/cards.h"
#include "learn/interval.h"
#include "quiz/course.h"
#include "quiz/gather.h"
#include "quiz/kind.h"

struct gathering {
	const struct round_wish *wish;
	struct store *store;
	struct quiz *quiz;             /* what the round asks */
	struct card_place place;       /* where its cards lie */
	struct str topics;             /* of all that could have been asked: ", cache, heads" */
	bool known;                    /* the topic is one of them, */
	bool wanted;                   /* and there are such at all */
	struct err bad;                /* why a file of the course could not be asked */
	struct candidate {
		const struct quiz_question *question;
		struct fsrs_card card;
		uint64_t rank;         /* the lower, the sooner */
	} *list;
	int count;
	struct card_review *gone;      /* cards of questions that their file no longer has */
	int n_gone;
};

/* ---- Topics ---- */

static void note_topic(struct gathering *g, const char *topic)
{
	struct str item = STR_INIT;
	str_addf(&item, ", %s,", topic);
	str_add(&g->topics, g->topics.len ? "" : ",");
	if (!strstr(g->topics.data, item.data + 1))
		str_addf(&g->topics, " %s,", topic);
	str_done(&item);
}

static bool on_topic(struct gathering *g, const struct quiz_question *question)
{
	bool is = !g->wish->topic;
	for (int i = 0; i < question->n_tags; i++) {
		is = is || strcasecmp(question->tags[i], g->wish->topic) == 0;
		note_topic(g, question->tags[i]);
	}
	g->known |= is;
	return is;
}

static bool say_no_questions(const struct gathering *g, struct err *err)
{
	if (g->bad.code != ERR_NONE)
		*err = g->bad;
	else if (g->wanted)
		err_say(err, ERR_NAME, _("no question there has a topic: topics are \"tags\" of questions"));
	else if (g->wish->kind == SESSION_OF_DRILL)
		err_say(err, ERR_NAME, _("there is nothing to drill here: an exercise is a question with \"vary\""));
	else
		err_say(err, ERR_NAME, _("there is nothing for an interview here: its questions have \"kind\": \"open\""));
	return false;
}

static bool say_no_topic(struct gathering *g, struct err *err)
{
	if (g->topics.len == 0)
		return say_no_questions(g, err);
	struct str all = STR_INIT;
	str_add(&all, g->topics.data + 2);
	all.data[--all.len] = '\0';
	const char *text = g->wish->path ? _("no question there has the topic \"%.80s\"; the topics are %s")
	                                 : _("there is no topic, file or folder \"%.80s\"; the topics are %s");
	err_say(err, ERR_NAME, text, g->wish->topic, all.data);
	str_done(&all);
	return false;
}

/* ---- What could be asked ---- */

static bool is_wanted(const struct gathering *g, const struct quiz_question *question)
{
	switch (g->wish->kind) {
	case SESSION_OF_DRILL: return question->n_vary > 0;
	case SESSION_OF_INTERVIEW: return question->kind == &kind_open;
	default: return true;
	}
}

static void add_candidate(struct gathering *g, const struct quiz_question *question)
{
	struct err ignored;
	if (!is_wanted(g, question))
		return;
	g->wanted = true;
	if (!on_topic(g, question))
		return;
	g->list = mem_grow(g->list, (size_t)g->count + 1, sizeof *g->list);
	struct candidate *c = &g->list[g->count++];
	*c = (struct candidate){ .question = question };
	cards_get(g->store, question->of->id, question->id, &c->card, &ignored);
}

static void add_file(struct gathering *g, const char *path)
{
	struct err bad = {0};          /* `check` says what is wrong with it */
	const struct quiz *quiz = gather_file(g->quiz, path, &bad);
	if (!quiz)
		g->bad = bad;
	for (int i = 0; quiz && i < quiz->n_questions; i++)
		add_candidate(g, &quiz->questions[i]);
}

static bool add_course(struct gathering *g, const char *path, struct err *err)
{
	struct course course;
	if (!course_open(g->wish->data_dir, path, &course, err))
		return false;
	for (int i = 0; i < course.count; i++)
		add_file(g, course.entries[i].quiz_path);
	course_done(&course);
	return true;
}

static void add_shipped(struct gathering *g, const char *folder)
{
	struct err ignored;
	char *path = file_join(g->wish->data_dir, folder);
	add_course(g, path, &ignored);
	free(path);
}

static bool add_all(struct gathering *g, struct err *err)
{
	if (g->wish->path)
		return add_course(g, g->wish->path, err);
	add_shipped(g, "practice");
	add_shipped(g, "quizzes");
	return true;
}

/* ---- In which order ---- */

enum { RANK_DUE, RANK_NEW, RANK_KNOWN };

/*
 * Those never seen stay as the file has them: from tokens to models. Of the others what is
 * remembered least comes first.
 */
static void rank_interview(struct gathering *g)
{
	for (int i = 0; i < g->count; i++) {
		const struct fsrs_card *card = &g->list[i].card;
		bool new = card->state == FSRS_NEW, due = !new && card->due_ms <= g->wish->now_ms;
		double known = fsrs_retrievability(card, g->wish->now_ms);
		uint64_t order = new ? (uint64_t)i : due ? (uint64_t)card->due_ms : (uint64_t)(known * 1e9);
		g->list[i].rank = (uint64_t)(due ? RANK_DUE : new ? RANK_NEW : RANK_KNOWN) << 56 | order;
	}
}

static void rank_drill(struct gathering *g)
{
	struct philox_stream random = philox_stream(g->wish->seed, "drill", 0);
	for (int i = 0; i < g->count; i++)
		g->list[i].rank = philox_below(&random, (uint64_t)i, UINT64_MAX);
}

static int by_rank(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	return x->rank < y->rank ? -1 : x->rank > y->rank;
}

static bool gather_practice(struct gathering *g, struct err *err)
{
	if (!add_all(g, err))
		return false;
	if (g->count == 0)
		return say_no_topic(g, err);
	if (g->wish->kind == SESSION_OF_DRILL)
		rank_drill(g);
	else
		rank_interview(g);
	qsort(g->list, (size_t)g->count, sizeof *g->list, by_rank);
	for (int i = 0; i < g->count && i < ROUND_MAX; i++)
		gather_add(g->quiz, g->list[i].question);
	return true;
}

/* ---- What is due ---- */

static const struct quiz_question *find(const struct quiz *quiz, const char *id)
{
	for (int i = 0; i < quiz->n_questions; i++)
		if (strcmp(quiz->questions[i].id, id) == 0)
			return &quiz->questions[i];
	return NULL;
}

/* The topics of whatever has a card. */
static bool note_card(void *context, const struct card_due *due)
{
	struct gathering *g = context;
	struct err ignored;
	char *file = card_file(due->path, &g->place);
	const struct quiz *quiz = file ? gather_file(g->quiz, file, &ignored) : NULL;
	const struct quiz_question *question = quiz ? find(quiz, due->question) : NULL;
	if (question)
		on_topic(g, question);
	free(file);
	return !g->known;
}

/* Noted while the log is being read, and written when it is not. */
static void note_gone(struct gathering *g, const struct card_due *due)
{
	g->gone = mem_grow(g->gone, (size_t)g->n_gone + 1, sizeof *g->gone);
	g->gone[g->n_gone++] = (struct card_review){
		.quiz = arena_copy(&g->quiz->arena, due->quiz),
		.question = arena_copy(&g->quiz->arena, due->question),
		.path = "", .at_ms = g->wish->now_ms,
	};
}

/* Gone for good is only what its own file, whole, no longer has: a mistake in it may be mended. */
static bool add_due(void *context, const struct card_due *due)
{
	struct gathering *g = context;
	struct err ignored;
	char *file = card_file(due->path, &g->place);
	const struct quiz *quiz = file ? gather_file(g->quiz, file, &ignored) : NULL;
	bool same = quiz && strcmp(quiz->id, due->quiz) == 0, moved = file && strcmp(file, due->path) != 0;
	const struct quiz_question *question = same ? find(quiz, due->question) : NULL;
	free(file);
	if (quiz && !question && !moved && quiz->n_left_out == 0)
		note_gone(g, due);
	else if (question && on_topic(g, question))
		gather_add(g->quiz, question);
	return g->quiz->n_questions < ROUND_REVIEW_MAX;
}

/* A topic may well have nothing due, but some question has it: one that was answered, or could be. */
static bool is_topic(struct gathering *g, struct err *err)
{
	return g->known || (cards_due(g->store, INT64_MAX, note_card, g, err) && add_all(g, err) &&
	                    (g->known || say_no_topic(g, err)));
}

static bool gather_due(struct gathering *g, struct err *err)
{
	bool ok = cards_due(g->store, g->wish->now_ms, add_due, g, err);
	for (int i = 0; ok && i < g->n_gone; i++)
		ok = cards_review(g->store, &g->gone[i], err);
	return ok && (!g->wish->topic || is_topic(g, err));
}

static struct card_place place_of(const struct round_wish *wish)
{
	return (struct card_place){
		.data_dir = wish->data_dir, .under = wish->path ? course_place(wish->data_dir, wish->path) : NULL,
	};
}

void round_count(const struct round_wish *wish, struct store *store, struct card_count *out)
{
	struct err ignored;
	struct card_place place = place_of(wish);
	cards_count(store, &place, wish->now_ms, out, &ignored);
	free((char *)place.under);
}

struct quiz *round_gather(const struct round_wish *wish, struct store *store, struct err *err)
{
	struct str id = STR_INIT;
	str_addf(&id, ":%s", session_kind_name(wish->kind));    /* no quiz has such an id */
	struct gathering g = { .wish = wish, .store = store, .quiz = gather_new(id.data), .place = place_of(wish) };
	str_done(&id);
	bool ok = wish->kind == SESSION_OF_REVIEW ? gather_due(&g, err) : gather_practice(&g, err);
	free(g.list);
	free(g.gone);
	free((char *)g.place.under);
	str_done(&g.topics);
	if (ok)
		return g.quiz;
	quiz_free(g.quiz);
	return NULL;
}

const char *round_share_name(enum session_kind kind)
{
	return kind == SESSION_OF_INTERVIEW ? _("good or better") : _("right");
}

void round_say_nothing_due(const char *topic, struct str *out)
{
	if (topic)
		str_addf(out, _("✓ Nothing about %s is due now."), topic);
	else
		str_add(out, _("✓ Nothing is due now."));
}

void round_say_later(struct store *store, const struct round_wish *wish, struct str *out)
{
	struct card_count cards;
	struct str when = STR_INIT;
	round_count(wish, store, &cards);
	interval_say(cards.next_ms - wish->now_ms, &when);
	if (wish->topic && cards.due)
		str_addf(out, i18n_count("%d question on other topics is due: `attnquiz review`.",
		                         "%d questions on other topics are due: `attnquiz review`.",
		                         (unsigned long)cards.due), (int)cards.due);
	else if (cards.next_ms)
		str_addf(out, _("The next question comes back %s."), when.data);
	else
		str_add(out, _("What you answer in a lesson or an interview comes back here: soon what "
		               "you missed, later and later what you know."));
	str_addf(out, "\n\n%s", _("Interview and drill ask at any time: `attnquiz interview`, `attnquiz drill`."));
	str_done(&when);
}
