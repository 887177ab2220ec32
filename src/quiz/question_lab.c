/* A question and its lab. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "quiz/quiz.h"

struct lab_setting quiz_setting(const struct quiz_question *question)
{
	return (struct lab_setting){
		.knobs = question->set,
		.n_knobs = question->n_set,
		.variant = -1,
	};
}

static void each_of(const struct words *list, int n,
                    void (*seen)(void *context, const struct words *words), void *context)
{
	for (int i = 0; i < n; i++)
		seen(context, &list[i]);
}

void quiz_each_words(const struct quiz_question *q,
                     void (*seen)(void *context, const struct words *words), void *context)
{
	seen(context, &q->text);
	seen(context, &q->explanation);
	seen(context, &q->unit);
	each_of(q->hints, q->n_hints, seen, context);
	for (int i = 0; i < q->n_options; i++) {
		seen(context, &q->options[i].text);
		seen(context, &q->options[i].feedback);
	}
	if (!q->card)
		return;
	each_of(q->card->part, CARD_PARTS, seen, context);
	each_of(q->card->points, q->card->n_points, seen, context);
}

/* ---- The best match for what a question says. ---- */

struct texts {
	const char **list;
	int count;
};

static void add_words(struct texts *texts, const struct words *words)
{
	for (int k = 0; k < LANGUAGE_COUNT; k++)
		if (words->in[k])
			texts->list[texts->count++] = words->in[k];
}

/* The title speaks of the whole quiz: it decides only where the question itself does not. */
static const struct lab *match(const struct quiz_question *q, struct lab_library *library)
{
	size_t room = (size_t)(3 + q->n_options) * LANGUAGE_COUNT + (size_t)q->n_tags;
	struct texts texts = { .list = mem_new(room, sizeof *texts.list) };
	add_words(&texts, &q->text);
	add_words(&texts, &q->explanation);
	for (int i = 0; i < q->n_options; i++)
		add_words(&texts, &q->options[i].text);
	for (int i = 0; i < q->n_tags; i++)
		texts.list[texts.count++] = q->tags[i];
	const struct lab *lab = lab_library_match(library, texts.list, texts.count);
	if (!lab) {
		add_words(&texts, &q->of->title);
		lab = lab_library_match(library, texts.list, texts.count);
	}
	free(texts.list);
	return lab;
}

struct lab *quiz_lab(const struct quiz_question *q, struct lab_library *library, struct err *err)
{
	enum { NAME = 96 };
	if (q->lab || q->lab_code) {
		struct lab_shelf shelf = { .path = q->of->path, .library = library };
		char name[NAME];
		snprintf(name, sizeof name, "%.80s %d", q->of->id, q->number);
		struct lab *lab = lab_shelf_open(&shelf, q->lab, q->lab_code, q->named ? q->id : name, err);
		if (!lab && err->at.line)
			err_prepend(err, "line %u of the lab's code", (unsigned)err->at.line);
		return lab;
	}
	const struct lab *lab = library ? match(q, library) : NULL;
	return lab ? lab_ref(lab) : NULL;
}
