/*
 * Any bytes as a quiz file: the reader takes them or says what is wrong, and
 * whatever it takes is clean and whole. A libFuzzer target: clang with
 * -fsanitize=fuzzer,address,undefined and the sources of quiz and the layers below it.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "quiz/kind.h"
#include "quiz/vary.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void assert_clean(const char *text)
{
	assert(text && utf8_valid(text, strlen(text), NULL));
	for (; *text; text++)
		assert((unsigned char)*text >= 0x20 || *text == '\n' || *text == '\t');
}

/* Also fills it, with no lab: every {{ is looked for. */
static void assert_words(const struct words *words)
{
	for (int k = 0; k < LANGUAGE_COUNT; k++) {
		if (!words->in[k])
			continue;
		struct str out = STR_INIT;
		struct err err = {0};
		assert_clean(words->in[k]);
		quiz_fill(words->in[k], NULL, NULL, &out, &err);
		str_done(&out);
	}
}

static void assert_question(const struct quiz_question *q)
{
	assert_clean(q->id);
	assert(words_any(&q->text));
	assert_words(&q->text);
	assert_words(&q->explanation);
	assert(!q->kind->one_right || q->n_options >= 2);
	assert(q->n_options <= QUIZ_MAX_OPTIONS && q->correct < (uint32_t)1 << q->n_options);
	assert(q->stage < QUIZ_STAGES);
	for (int i = 0; i < q->n_options; i++) {
		assert(words_any(&q->options[i].text));
		assert_words(&q->options[i].text);
		assert_words(&q->options[i].feedback);
	}
	for (int i = 0; i < q->n_hints; i++)
		assert_words(&q->hints[i]);
	for (int i = 0; i < q->n_claims; i++)
		assert_clean(q->claims[i]);
	for (int i = 0; i < q->n_set; i++)
		assert_clean(q->set[i].text);
	for (int i = 0; i < q->n_vary; i++)
		assert(q->vary[i].n_values > 0 && q->vary[i].n_values <= VARY_MAX_VALUES);
	if (q->lab_code)
		assert_clean(q->lab_code);
}

static void assert_findings(const struct findings *findings)
{
	for (int i = 0; i < findings->count; i++) {
		assert_clean(findings->list[i].text);
		assert(!strchr(findings->list[i].text, '\n'));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *json = mem_copy_n((const char *)data, size);
	struct findings findings = {0};
	struct err err = {0};
	struct quiz *quiz = quiz_parse("fuzz.json", json, size, &findings, &err);
	assert(!quiz == (err.code != ERR_NONE));
	if (quiz)
		quiz_roll(quiz, size);
	for (int i = 0; quiz && i < quiz->n_questions; i++)
		assert_question(&quiz->questions[i]);
	assert_findings(&findings);
	quiz_free(quiz);
	findings_free(&findings);
	free(json);
	return 0;
}
