#include "quiz/asking.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "quiz/kind.h"

struct filled {                      /* a text and what its {{ }} came to */
	const char *source;
	char *text;
};

struct asking {
	const struct quiz_question *question;
	struct lab *lab;                 /* or NULL */
	struct filled *filled;
	int n_filled;
	char *key;                       /* NULL until it is wanted */
};

struct asking *asking_new(const struct quiz_question *question, const struct lab *lab)
{
	struct asking *asking = mem_new(1, sizeof *asking);
	asking->question = question;
	asking->lab = lab ? lab_ref(lab) : NULL;
	return asking;
}

void asking_free(struct asking *asking)
{
	if (!asking)
		return;
	for (int i = 0; i < asking->n_filled; i++)
		free(asking->filled[i].text);
	free(asking->filled);
	free(asking->key);
	lab_unref(asking->lab);
	free(asking);
}

const struct quiz_question *asking_question(const struct asking *asking)
{
	return asking->question;
}

/* ---- Texts ---- */

const char *asking_fill(struct asking *asking, const char *text)
{
	if (!text || !strstr(text, "{{") || !asking->lab)
		return text ? text : "";
	for (int i = 0; i < asking->n_filled; i++)
		if (asking->filled[i].source == text)
			return asking->filled[i].text;
	struct lab_setting setting = quiz_setting(asking->question);
	struct str out = STR_INIT;
	struct err ignored;
	quiz_fill(text, asking->lab, &setting, &out, &ignored);
	size_t n = (size_t)asking->n_filled;
	asking->filled = mem_grow(asking->filled, n + 1, sizeof *asking->filled);
	asking->filled[n] = (struct filled){ .source = text, .text = str_take(&out) };
	return asking->filled[asking->n_filled++].text;
}

const char *asking_words(struct asking *asking, const struct words *words, enum language language)
{
	return asking_fill(asking, words_in(words, language));
}

/* ---- The key, and answers ---- */

const char *asking_key(struct asking *asking, struct err *err)
{
	struct str key = STR_INIT;
	if (!asking->key && asking->question->kind->key(asking, &key, err))
		asking->key = str_take(&key);
	str_done(&key);
	return asking->key;
}

void asking_say(struct asking *asking, const char *answer, enum language language, struct str *out)
{
	asking->question->kind->say(asking, answer, language, out);
}

bool asking_judge(struct asking *asking, const char *answer, enum language language,
                  struct judgement *out, struct err *err)
{
	*out = (struct judgement){ .said = STR_INIT };
	if (asking->question->kind->judge(asking, answer, language, out, err))
		return true;
	judgement_done(out);
	return false;
}

void judgement_done(struct judgement *judgement)
{
	str_done(&judgement->said);
}

bool quiz_answer_fits(const struct quiz_question *question, const char *answer)
{
	return question->kind->fits(question, answer);
}

/* An answer of several ideas runs none: the lab shows one beside the right one. */
const char *quiz_answer_variant(const struct quiz_question *question, const char *answer)
{
	uint32_t set;
	if (!question->n_options || !options_of_answer(question, answer, &set))
		return NULL;
	for (int i = 0; i < question->n_options; i++)
		if (set == UINT32_C(1) << i && !(set & question->correct))
			return question->options[i].variant;
	return NULL;
}
