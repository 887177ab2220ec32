/* The reader: shapes, findings with what to write instead, ids, the order of options. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "quiz/fold.h"
#include "quiz/quiz.h"

static struct quiz *read_text(const char *json, struct findings *findings)
{
	struct err err = {0};
	return quiz_parse("some/03-some-topic/quiz.json", json, strlen(json), findings, &err);
}

#define Q(stage, text, options, correct) \
	"{\"stage\":\"" stage "\",\"question\":\"" text "\",\"options\":" options \
	",\"correct\":" correct ",\"explanation\":\"e\"}"
#define GOOD Q("pre", "Which?", "[\"x\",\"y\"]", "1")

static const struct finding *find(const struct findings *findings, const char *rule)
{
	for (int i = 0; i < findings->count; i++)
		if (strcmp(findings->list[i].rule, rule) == 0)
			return &findings->list[i];
	return NULL;
}

static void all_four_shapes_load(void **state)
{
	(void)state;
	static const struct {
		const char *json, *id, *title;
	} rows[] = {
		{ "{\"lesson\":\"l1\",\"title\":\"T\",\"questions\":[" GOOD "]}", "l1", "T" },
		{ "{\"questions\":[" GOOD "]}", "03-some-topic", "Some topic" },
		{ "{\"lesson\":\"causal-masks\",\"questions\":[" GOOD "]}", "causal-masks", "Causal masks" },
		{ "{\"lesson\":\"Cross-attention, read\",\"questions\":[" GOOD "]}", "Cross-attention, read",
		  "Cross-attention, read" },
		{ "[" GOOD "]", "03-some-topic", "Some topic" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct findings findings = {0};
		struct quiz *quiz = read_text(rows[i].json, &findings);
		assert_non_null(quiz);
		assert_int_equal(findings.count, 0);
		assert_string_equal(quiz->id, rows[i].id);
		assert_string_equal(words_in(&quiz->title, LANGUAGE_ZH), rows[i].title);
		assert_int_equal(quiz->questions[0].correct, 1 << 1);
		assert_int_equal(quiz->questions[0].n_options, 2);
		quiz_free(quiz);
	}
}

/* A bad question is left out with an error that names the cure; a good one beside it plays. */
static void bad_questions_are_left_out(void **state)
{
	(void)state;
	static const struct {
		const char *question, *rule, *says;
	} rows[] = {
		{ Q("pre", "a", "[\"x\",\"y\"]", "true"), "key-type", "not true: write \"correct\": 0" },
		{ Q("pre", "a", "[\"x\",\"y\"]", "\"B\""), "key-type", "write \"correct\": 1" },
		{ Q("pre", "a", "[\"x\",\"y\"]", "\"b\""), "key-type", "write \"correct\": 1" },
		{ Q("pre", "a", "[\"x\",\"y\"]", "\"1\""), "key-type", "write \"correct\": 1" },
		{ Q("pre", "a", "[\"x\",\"y\"]", "\"y\""), "key-type", "write \"correct\": 1" },
		{ Q("pre", "a", "[\"x\",\"y\"]", "1.0"), "key-type", "write \"correct\": 1" },
		{ Q("pre", "a", "[\"x\",\"y\"]", "[1]"), "key-type", "write \"correct\": 1" },
		{ Q("pre", "a", "[\"x\",\"y\"]", "[0,1]"), "key-type", "write \"kind\": \"multiple\"" },
		{ Q("pre", "a", "[\"x\",\"y\"]", "null"), "key-type", "not null" },
		{ Q("pre", "a", "[\"x\",\"y\"]", "2"), "key-range", "write 0 to 1" },
		{ Q("pre", "a", "[\"x\",\"y\"]", "-1"), "key-range", "write 0 to 1" },
		{ Q("pre", "a", "[\"x\",\"y\"]", "1e300"), "key-type", "not with a point or exponent" },
		{ Q("pre", "a", "[\"x\"]", "0"), "options", "2 to 26 options, not 1" },
		{ Q("pre", "a", "{\"A\":\"x\"}", "0"), "options", "should be a list" },
		{ Q("pre", "a", "[\"x\",\" \"]", "0"), "text", "an option is empty" },
		{ Q("pre", "a", "[\"x\",3]", "0"), "text", "not a number: write it in \"…\"" },
		{ Q("pre", "a", "[{\"text\":\"x\",\"variant\":3},\"y\"]", "0"), "variant", "not a number" },
		{ Q("pre", " ", "[\"x\",\"y\"]", "0"), "text", "question is empty" },
		{ Q("mid", "a", "[\"x\",\"y\"]", "0"), "stage", "write \"pre\", \"check\" or \"post\"" },
		{ "{\"kind\":\"riddle\",\"question\":\"a\"}", "kind", "kind \"riddle\" is not known; known: choice" },
		{ "{\"stage\":\"pre\",\"options\":[\"x\",\"y\"],\"correct\":0}", "question-missing", "\"question\": " },
		{ "{\"stage\":\"pre\",\"question\":\"a\",\"correct\":0}", "options", "\"options\": [" },
		{ "{\"stage\":\"pre\",\"question\":\"a\",\"options\":[\"x\",\"y\"]}", "key-missing", "\"correct\": 0" },
		{ "{\"question\":\"a\",\"options\":[\"x\",{\"text\":\"y\",\"correct\":true}]}", "key-missing", "write \"correct\": 1" },
		{ "{\"question\":\"a\",\"options\":[\"x\",{\"label\":\"y\"}],\"correct\":1}", "options", "no \"text\"" },
		{ "{\"question\":\"a\",\"answer\":\"3\"}", "kind", "\"number\" / \"shape\" / \"mask\"" },
		{ "{\"question\":\"a\",\"steps\":[\"x\",\"y\",\"z\"]}", "kind", "\"order\"" },
		{ "{\"q\":\"a\",\"choices\":[\"x\",\"y\"],\"answer\":0}", "old-key", "write \"question\"" },
		{ "{\"question\":{\"en\":\"a\",\"zh\":\" \"},\"options\":[\"x\",\"y\"],\"correct\":0}", "text",
		  "an empty one" },
		{ "{\"question\":{\"fr\":\"a\"},\"options\":[\"x\",\"y\"],\"correct\":0}", "language", "\"fr\"" },
		{ "{\"question\":\"a\",\"question\":\"b\",\"options\":[\"x\",\"y\"],\"correct\":0}", "key-repeated",
		  "keep one" },
		{ "{\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0,\"lab\":\"../x\"}", "lab", "letters" },
		{ "{\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0,\"lab\":{\"set\":{}}}", "lab", "\"use\"" },
		{ "{\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0,\"lab\":{\"use\":\"x\",\"set\":{\"n\":1e999}}}",
		  "lab", "a knob" },
		{ "\"a\"", "question", "should be an object" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char json[1024];
		struct findings findings = {0};
		snprintf(json, sizeof json, "[%s,\n%s]", rows[i].question, GOOD);
		struct quiz *quiz = read_text(json, &findings);
		assert_non_null(quiz);
		assert_int_equal(quiz->n_questions, 1);
		assert_int_equal(quiz->questions[0].line, 2);
		const struct finding *f = find(&findings, rows[i].rule);
		if (!f || f->level != FINDING_ERROR || !strstr(f->text, rows[i].says) || f->line != 1)
			fail_msg("%s: %s", rows[i].question, f ? f->text : findings.list[0].text);
		quiz_free(quiz);
		findings_free(&findings);
	}
}

/* Everything that is wrong with a question is told at once, each at its place. */
static void all_mistakes_are_told_at_once(void **state)
{
	(void)state;
	static const struct {
		const char *json;
		int errors;
	} rows[] = {
		{ "[{\"stage\":\"x\",\"question\":3,\"options\":[\"a\",4,\"\"],\"correct\":\"B\",\"explanation\":{\"en\":1,\"fr\":\"b\"},"
		  "\"hint\":[1,2],\"source\":1,\"tags\":[1,\"a\",2],\"claims\":{},"
		  "\"lab\":{\"use\":\"a b\",\"set\":{\"n\":null,\"m\":[]},\"code\":[1],\"show\":2}}]", 18 },
		{ "[{\"stage\":\"pre\",\"q\":\"a\",\"choices\":[1,\"b\"],\"answer\":\"C\",\"explanation\":\"e\"}]", 5 },
		{ "[{\"stage\":\"pre\",\"kind\":\"multiple\",\"question\":\"a\",\"options\":[{\"text\":1,\"feedback\":2,\"variant\":3},\"b\"],"
		  "\"correct\":[7,\"A\"]}]", 5 },
		{ "[{\"stage\":\"pre\",\"kind\":\"open\",\"question\":\"a\",\"short\":1,\"say\":2,\"points\":[3,\"b\",4]}]", 4 },
		{ "[{\"stage\":\"pre\",\"kind\":\"number\",\"question\":\"a\",\"tolerance\":\"x\",\"unit\":3}]", 3 },
		{ "[{\"stage\":\"pre\",\"kind\":\"mask\",\"question\":\"a\",\"rows\":3,\"columns\":[\"a\",4]}]", 3 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct findings findings = {0};
		quiz_free(read_text(rows[i].json, &findings));
		if (findings.errors != rows[i].errors)
			fail_msg("%s: %d errors instead of %d", rows[i].json, findings.errors, rows[i].errors);
		findings_free(&findings);
	}
}

static void nothing_to_play_is_an_error(void **state)
{
	(void)state;
	static const struct {
		const char *json, *says;
		uint32_t line, column;
	} rows[] = {
		{ "{}", "\"questions\"", 1, 1 },
		{ "3", "\"questions\"", 1, 1 },
		{ "[]", "empty", 1, 1 },
		{ "{\"questions\":3}", "should be a list", 1, 14 },
		{ "{\"questions\":[],\"questions\":[]}", "keep one", 1, 29 },
		{ "{\"question\":\"a\"}", "single question", 1, 1 },
		{ "{\"question\":[]}", "write \"questions\"", 1, 2 },
		{ "[" Q("pre", "a", "[\"x\",\"y\"]", "7") "]", "outside", 1, 62 },
		{ "[", "file ends", 1, 2 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err err = {0};
		assert_null(quiz_parse("x.json", rows[i].json, strlen(rows[i].json), NULL, &err));
		if (!strstr(err.text, rows[i].says) || err.at.line != rows[i].line || err.at.column != rows[i].column)
			fail_msg("%s: %u:%u: %s", rows[i].json, err.at.line, err.at.column, err.text);
	}
}

static void optional_fields_are_read(void **state)
{
	(void)state;
	struct findings findings = {0};
	struct quiz *quiz = read_text(
		"{\"lesson\":\"l\",\"title\":{\"en\":\"T\",\"zh\":\"题\"},\"questions\":[{\"id\":\"one\",\"stage\":\"post\","
		"\"question\":{\"en\":\"Why?\",\"zh\":\"为什么?\"},\"explanation\":\"e\",\"hint\":[\"h1\",{\"en\":\"h2\",\"zh\":\"提\"}],"
		"\"options\":[{\"text\":\"x\",\"feedback\":\"no\",\"variant\":\"v\"},{\"en\":\"y\",\"zh\":\"乙\"}],\"correct\":1,"
		"\"tags\":[\"t\",\"u\"],\"source\":\"s\",\"claims\":\"a == b\","
		"\"lab\":{\"use\":\"gqa\",\"set\":{\"Nt\":12,\"p\":0.5,\"mode\":\"mha\",\"on\":true},"
		"\"code\":[\"a = 1\",\"b = 1\"],\"show\":\"table a\"}}]}", &findings);
	assert_non_null(quiz);
	assert_int_equal(findings.count, 0);
	const struct quiz_question *q = &quiz->questions[0];
	assert_string_equal(words_in(&quiz->title, LANGUAGE_ZH), "题");
	assert_string_equal(q->id, "one");
	assert_int_equal(q->stage, QUIZ_POST);
	assert_string_equal(q->text.in[LANGUAGE_ZH], "为什么?");
	assert_int_equal(q->n_hints, 2);
	assert_string_equal(q->hints[1].in[LANGUAGE_ZH], "提");
	assert_string_equal(words_in(&q->options[0].feedback, LANGUAGE_ZH), "no");
	assert_string_equal(q->options[0].variant, "v");
	assert_string_equal(q->options[1].text.in[LANGUAGE_ZH], "乙");
	assert_int_equal(q->n_tags, 2);
	assert_string_equal(q->source, "s");
	assert_int_equal(q->n_claims, 1);
	assert_string_equal(q->lab, "gqa");
	assert_string_equal(q->lab_code, "a = 1\nb = 1\nshow table a\n");
	static const char *const set[] = { "12", "0.5", "mha", "True" };
	assert_int_equal(q->n_set, 4);
	for (int i = 0; i < 4; i++)
		assert_string_equal(q->set[i].text, set[i]);
	struct lab_setting setting = quiz_setting(q);
	assert_int_equal(setting.n_knobs, 4);
	assert_int_equal(setting.variant, -1);
	quiz_free(quiz);
}

static void slips_are_named_and_play(void **state)
{
	(void)state;
	static const struct {
		const char *question, *rule, *says;
		enum finding_level level;
	} rows[] = {
		{ "{\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0,\"explanation\":\"e\"}", "stage-missing",
		  "no question has a stage", FINDING_NOTE },
		{ "{\"stage\":\"pre\",\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0},"
		  "{\"question\":\"b\",\"options\":[\"x\",\"y\"],\"correct\":0}", "stage-missing",
		  "the question has no stage", FINDING_WARNING },
		{ "{\"stage\":\"pre\",\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0,\"ID\":\"e\"}",
		  "unknown-key", "did you mean \"id\"?", FINDING_NOTE },
		{ "{\"stage\":\"pre\",\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0,\"unit\":\"e\"}",
		  "unknown-key", "belongs to \"number\"", FINDING_NOTE },
		{ "{\"stage\":\"pre\",\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0,\"explanaton\":\"e\"}",
		  "unknown-key", "did you mean \"explanation\"?", FINDING_NOTE },
		{ "{\"stage\":\"pre\",\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0}", "explanation-missing",
		  "\"explanation\"", FINDING_WARNING },
		{ "{\"stage\":\"pre\",\"question\":\"$\\frac12$\",\"options\":[\"x\",\"y\"],\"correct\":0}",
		  "control-character", "\\\\frac", FINDING_WARNING },
		{ "{\"stage\":\"pre\",\"question\":\"$\\\\softmx(x)$\",\"options\":[\"x\",\"y\"],\"correct\":0}",
		  "mathematics", "\\operatorname{softmx}", FINDING_NOTE },
		{ "{\"stage\":\"pre\",\"question\":\"$5 and $6\",\"options\":[\"x\",\"y\"],\"correct\":0}",
		  "dollars", "money", FINDING_NOTE },
		{ "{\"stage\":\"pre\",\"question\":{\"en\":\"a\",\"zh\":\"b\"},\"options\":[{\"en\":\"x\"},\"y\"],\"correct\":0}",
		  "translation", "\"zh\"", FINDING_WARNING },
		{ "{\"stage\":\"pre\",\"question\":{\"en\":\"a\",\"fr\":\"b\"},\"options\":[\"x\",\"y\"],\"correct\":0}",
		  "language", "\"fr\"", FINDING_NOTE },
		{ "{\"stage\":\"pre\",\"kind\":\"open\",\"question\":\"a\",\"short\":\"b\",\"answer\":\"c\"}",
		  "unknown-key", "\"answer\"", FINDING_NOTE },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char json[1024];
		struct findings findings = {0};
		snprintf(json, sizeof json, "[%s]", rows[i].question);
		struct quiz *quiz = read_text(json, &findings);
		assert_non_null(quiz);
		const struct finding *f = find(&findings, rows[i].rule);
		if (!f || f->level != rows[i].level || !strstr(f->text, rows[i].says))
			fail_msg("%s: %s", rows[i].question, f ? f->text : "no such finding");
		assert_int_equal(findings.errors, 0);
		quiz_free(quiz);
		findings_free(&findings);
	}
}

/* ---- Ids. ---- */

static void id_of(const char *question, char id[64])
{
	char json[512];
	struct findings findings = {0};
	snprintf(json, sizeof json, "[{\"stage\":\"pre\",\"question\":\"%s\",\"options\":[\"x\",\"y\"],\"correct\":0,"
	         "\"explanation\":\"e\"}]", question);
	struct quiz *quiz = read_text(json, &findings);
	assert_non_null(quiz);
	snprintf(id, 64, "%s", quiz->questions[0].id);
	quiz_free(quiz);
	findings_free(&findings);
}

static void ids_survive_punctuation(void **state)
{
	(void)state;
	static const char *const same[][2] = {
		{ "Why is cross-attention cached?", "why is Cross attention, cached" },
		{ "文本长度 Nt=10、图像长度 Nv=197 时,输出形状是什么?", "文本长度Nt=10,图像长度Nv=197时输出形状是什么?" },
		{ "Что такое «маска»?", "что такое \\\"маска\\\"" },
		{ "What does `K.T` do?", "What does **K.T** do?" },
		{ "All — heads?", "All-heads" },
		{ "文本长度(Nt=10)是多少?", "文本长度\uff08Ｎt\uff1d１０\uff09是多少\uff1f" },
	};
	static const char *const other[][2] = {
		{ "Nt=10?", "Nt=11?" }, { "Which is A?", "Which is B?" }, { "为什么加 mask?", "为什么不加 mask?" },
	};
	char a[64], b[64];
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		id_of(same[i][0], a);
		id_of(same[i][1], b);
		assert_string_equal(a, b);
	}
	for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
		id_of(other[i][0], a);
		id_of(other[i][1], b);
		assert_string_not_equal(a, b);
	}
}

static void ids_are_distinct(void **state)
{
	(void)state;
	struct findings findings = {0};
	struct quiz *quiz = read_text("[" GOOD "," GOOD "," GOOD "," Q("pre", "Which?", "[\"u\",\"v\"]", "1") "]",
	                              &findings);
	assert_int_equal(quiz->n_questions, 4);
	for (int i = 0; i < 4; i++)
		for (int j = 0; j < i; j++)
			assert_string_not_equal(quiz->questions[i].id, quiz->questions[j].id);
	quiz_free(quiz);
	findings_free(&findings);
}

/* Two questions that share their words keep their ids when they change places. */
static void ids_do_not_follow_the_order(void **state)
{
	(void)state;
#define A Q("pre", "Which?", "[\"x\",\"y\"]", "1")
#define B Q("pre", "Which?", "[\"u\",\"v\"]", "1")
	struct findings findings = {0};
	struct quiz *ab = read_text("[" A "," B "]", &findings), *ba = read_text("[" B "," A "]", &findings);
	assert_string_equal(ab->questions[0].id, ba->questions[1].id);
	assert_string_equal(ab->questions[1].id, ba->questions[0].id);
	quiz_free(ab);
	quiz_free(ba);
	findings_free(&findings);
}

static void a_repeated_id_is_an_error_and_plays(void **state)
{
	(void)state;
	struct findings findings = {0};
	struct quiz *quiz = read_text("[{\"id\":\"a\",\"stage\":\"pre\",\"question\":\"x\",\"options\":[\"x\",\"y\"],\"correct\":0},\n"
	                              "{\"id\":\"a\",\"stage\":\"pre\",\"question\":\"y\",\"options\":[\"x\",\"y\"],\"correct\":0}]",
	                              &findings);
	assert_int_equal(quiz->n_questions, 2);
	const struct finding *f = find(&findings, "id-duplicate");
	assert_non_null(f);
	assert_int_equal(f->line, 2);
	assert_int_equal(f->column, 7);
	assert_string_equal(quiz->questions[0].id, "a");
	assert_string_not_equal(quiz->questions[1].id, "a");
	quiz_free(quiz);
	findings_free(&findings);
}

/* An id that looks like one made from words takes no room from it. */
static void an_id_may_be_a_number(void **state)
{
	(void)state;
	struct findings findings = {0};
	struct quiz *quiz = read_text("[{\"id\":12,\"stage\":\"pre\",\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0,"
	                              "\"explanation\":\"e\"},{\"id\":\"12\",\"stage\":\"pre\",\"question\":\"b\",\"options\":[\"x\",\"y\"],"
	                              "\"correct\":0,\"explanation\":\"e\"}]", &findings);
	assert_string_equal(quiz->questions[0].id, "12");
	assert_int_equal(findings.count, 1);
	assert_non_null(find(&findings, "id-duplicate"));
	quiz_free(quiz);
	findings_free(&findings);
}

static void a_given_id_may_look_like_a_made_one(void **state)
{
	(void)state;
	char id[64], json[1024];
	struct findings findings = {0};
	id_of("Which?", id);
	snprintf(json, sizeof json, "[%s,%s,{\"id\":\"%s\",\"stage\":\"pre\",\"question\":\"z\",\"options\":[\"x\",\"y\"],"
	         "\"correct\":0}]", A, Q("pre", "Other?", "[\"x\",\"y\"]", "1"), id);
	struct quiz *quiz = read_text(json, &findings);
	assert_int_equal(quiz->n_questions, 3);
	assert_string_equal(quiz->questions[2].id, id);
	assert_string_not_equal(quiz->questions[0].id, id);
	quiz_free(quiz);
	findings_free(&findings);
}

/* ---- The order of options. ---- */

static void options_that_speak_of_others(void **state)
{
	(void)state;
	static const char *const yes[] = {
		"All of the above", "none of the above.", "Both A and B", "A and C", "A, B and C", "A & C",
		"both B and D are correct", "Options A and B", "neither A nor B", "(A) and (C)", "**All of the above**",
		"以上都是", "以上都不对", "以上皆非", "A 和 B", "A和B都对", "A、C", "选项 A 与 C", "上述说法都正确", "都不对",
		"Все вышеперечисленное", "ничего из перечисленного", "А и Б", "A и C", "все варианты верны",
		"ВСЁ ПЕРЕЧИСЛЕННОЕ", "None of these", "Neither",
	};
	static const char *const no[] = {
		"(B, 10, 256)", "(B, C)", "A + C", "A @ B", "Q and K", "entries above the diagonal", "90% 以上的参数",
		"both heads attend to the image", "A and B are multiplied first", "只有 self-attention 用", "两个都用", "A",
		"all of the heads", "K 和 V 都来自图像", "и то, что выше диагонали", "E and F", "", "none of the tokens",
		"图像 token 都可见", "A 100-token prefix and a cache",
	};
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		if (!fold_speaks_of_others(yes[i], 4))
			fail_msg("not seen: %s", yes[i]);
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		if (fold_speaks_of_others(no[i], 4))
			fail_msg("wrongly seen: %s", no[i]);
}

static void such_options_fix_the_order(void **state)
{
	(void)state;
	struct findings findings = {0};
	struct quiz *quiz = read_text("[" GOOD "," Q("pre", "b", "[\"x\",\"y\",\"以上都对\"]", "2") ","
	                              Q("pre", "c", "[\"x\",{\"en\":\"y\",\"ru\":\"всё перечисленное\"}]", "1") "]", &findings);
	assert_false(quiz->questions[0].fixed_order);
	assert_true(quiz->questions[1].fixed_order);
	assert_true(quiz->questions[2].fixed_order);
	quiz_free(quiz);
	findings_free(&findings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_four_shapes_load),
		cmocka_unit_test(bad_questions_are_left_out),
		cmocka_unit_test(all_mistakes_are_told_at_once),
		cmocka_unit_test(nothing_to_play_is_an_error),
		cmocka_unit_test(optional_fields_are_read),
		cmocka_unit_test(slips_are_named_and_play),
		cmocka_unit_test(ids_survive_punctuation),
		cmocka_unit_test(ids_are_distinct),
		cmocka_unit_test(ids_do_not_follow_the_order),
		cmocka_unit_test(a_repeated_id_is_an_error_and_plays),
		cmocka_unit_test(an_id_may_be_a_number),
		cmocka_unit_test(a_given_id_may_look_like_a_made_one),
		cmocka_unit_test(options_that_speak_of_others),
		cmocka_unit_test(such_options_fix_the_order),
	};
	return cmocka_run_group_tests_name("read", tests, NULL, NULL);
}
