/* The kinds of questions: what is read, what is found wrong, and how answers are judged. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "quiz/check.h"
#include "quiz/kind.h"

#define LAB "\"lab\":{\"code\":[\"param Nt = 10 in 1..64\",\"param hidden = 256 in 8..1024\"," \
            "\"Nv = 197\",\"out = zeros(Nt, hidden)\",\"pairs = Nt * Nv\",\"ok = ones(3, 4, dtype=bool).tril()\"]},"
#define WITH(fields) "[{\"stage\":\"check\",\"question\":\"q\",\"explanation\":\"e\"," fields "}]"

#define MULTIPLE "\"kind\":\"multiple\",\"options\":[\"a\",{\"text\":\"b\",\"feedback\":\"no b\"},\"c\",\"d\"],\"correct\":[0,2]"
#define NUMBER   LAB "\"kind\":\"number\",\"answer\":\"pairs * 64 * 2\",\"unit\":{\"en\":\"bytes\",\"zh\":\"字节\"}"
#define ROUGH    LAB "\"kind\":\"number\",\"answer\":\"pairs / 1024\",\"tolerance\":\"1%\",\"unit\":\"KiB\""
#define SHAPE    LAB "\"kind\":\"shape\",\"answer\":\"out.shape\""
#define ORDER    "\"kind\":\"order\",\"steps\":[\"one\",\"two\",\"three\",\"four\"]"
#define OPEN     "\"kind\":\"open\",\"short\":\"s\",\"full\":\"f\",\"points\":[\"p0\",\"p1\"]"
#define MASK     LAB "\"kind\":\"mask\",\"answer\":\"ok\""
#define SQUARE   "\"kind\":\"mask\",\"answer\":\"ones(3, 3, dtype=bool).tril()\""

static struct quiz *load(const char *json)
{
	struct err err = {0};
	struct quiz *quiz = quiz_parse("kinds.json", json, strlen(json), NULL, &err);
	if (!quiz)
		fail_msg("%s: %s", json, err.text);
	return quiz;
}

static struct asking *ask(const struct quiz *quiz)
{
	struct err err = {0};
	struct lab *lab = quiz_lab(&quiz->questions[0], NULL, &err);
	if (err.code != ERR_NONE)
		fail_msg("%s", err.text);
	struct asking *asking = asking_new(&quiz->questions[0], lab);
	lab_unref(lab);
	return asking;
}

/* ---- Judging ---- */

static void answers_are_judged(void **state)
{
	(void)state;
	enum { X = VERDICT_WRONG, P = VERDICT_PARTLY, R = VERDICT_RIGHT, BAD = -1 };
	static const struct {
		const char *json, *answer;
		int verdict;
		const char *says;
	} rows[] = {
		{ WITH(MULTIPLE), "0,2", R, "" },
		{ WITH(MULTIPLE), "2,0", R, "" },
		{ WITH(MULTIPLE), "0", P, "missed: 1" },
		{ WITH(MULTIPLE), "0,1,2", P, "wrongly ticked: 1\n\n“b”: no b" },
		{ WITH(MULTIPLE), "1,3", X, "missed: 2 · wrongly ticked: 2" },
		{ WITH(MULTIPLE), "", BAD, "1 to 4" },
		{ WITH(MULTIPLE), "4", BAD, "1 to 4" },

		{ WITH(NUMBER), "252160", R, "" },
		{ WITH(NUMBER), "10*197*64*2", R, "" },
		{ WITH(NUMBER), "Nt * Nv * 128 bytes", R, "" },
		{ WITH(NUMBER), "2.5216e5", R, "" },
		{ WITH(NUMBER), "252,160 Bytes", R, "" },
		{ WITH(NUMBER), "１０×１９７×２^7 字节", R, "" },
		{ WITH(NUMBER), "= 252160", R, "" },
		{ WITH(NUMBER), "252161", X, "" },
		{ WITH(NUMBER), "126080", X, "2 times too little" },
		{ WITH(NUMBER), "504320", X, "2 times too much" },
		{ WITH(NUMBER), "-252160", X, "sign" },
		{ WITH(NUMBER), "252.16", P, "the unit is not" },
		{ WITH(NUMBER), "", BAD, "Type a number" },
		{ WITH(NUMBER), "bytes", BAD, "Type a number" },
		{ WITH(NUMBER), "many", BAD, "no name many" },
		{ WITH(NUMBER), "pairs * 128", BAD, "no name pairs" },      /* that would be the answer */
		{ WITH(NUMBER), "out", BAD, "no name out" },
		{ WITH(NUMBER), "(3 *", BAD, "never closed" },
		{ WITH(NUMBER), "1 / 0", BAD, "zero" },
		{ WITH(NUMBER), "(1, 2)", BAD, "one number is wanted" },
		{ WITH(NUMBER), "randn(3)", BAD, "one number is wanted" },
		{ WITH(NUMBER), "inf", BAD, "finite" },
		{ WITH(ROUGH), "1.92", R, "to the last digit it is 1.923828 KiB" },
		{ WITH(ROUGH), "1.90", X, "" },
		{ WITH(ROUGH), "1970", P, "the unit is not" },

		{ WITH(SHAPE), "(10, 256)", R, "" },
		{ WITH(SHAPE), "(Nt, hidden)", R, "" },
		{ WITH(SHAPE), "10 x 256", R, "" },
		{ WITH(SHAPE), "10x256", R, "" },
		{ WITH(SHAPE), "10 × 256", R, "" },
		{ WITH(SHAPE), "[Nt, 256]", R, "" },
		{ WITH(SHAPE), "torch.Size([10, 256])", R, "" },
		{ WITH(SHAPE), "（１０，２５６）", R, "" },
		{ WITH(SHAPE), "Nt, 2 * (64 + 64)", R, "" },
		{ WITH(SHAPE), "(5 + 5), (hidden)", R, "" },
		{ WITH(SHAPE), "(1, 10, 256)", X, "Rank 2, not 3." },
		{ WITH(SHAPE), "(10)", X, "Rank 2, not 1" },
		{ WITH(SHAPE), "(10,)", X, "Rank 2, not 1" },
		{ WITH(SHAPE), "()", X, "Rank 2, not 0" },
		{ WITH(SHAPE), "(10, Nv)", P, "last dimension: you wrote 197, it is 256" },
		{ WITH(SHAPE), "(197, hidden)", P, "dimension 1: you wrote 197, it is 10" },
		{ WITH(SHAPE), "(1, 2)", X, "dimension 1: you wrote 1, it is 10; last dimension" },
		{ WITH(SHAPE), "(256, 10)", P, "their order is not" },
		{ WITH(SHAPE), "(Nt hidden", BAD, "closing bracket is missing" },
		{ WITH(SHAPE), "Nt, hidden)", BAD, "never opened" },
		{ WITH(SHAPE), "(Nt hidden)", BAD, "commas between sizes" },
		{ WITH(SHAPE), "(10,, 256)", BAD, "Size 2 is empty" },
		{ WITH(SHAPE), "(10, 256.5)", BAD, "no whole number" },
		{ WITH(SHAPE), "out.shape", BAD, "no name out" },
		{ WITH(SHAPE), "", BAD, "Type a shape" },
		{ WITH(SHAPE), "1,1,1,1,1,1,1,1,1", BAD, "at most 8" },

		{ WITH(ORDER), "0,1,2,3", R, "" },
		{ WITH(ORDER), "1,0,2,3", P, "One step is out of its place. You put “two” before “one”" },
		{ WITH(ORDER), "1,2,3,0", P, "You put “four” before “one”" },
		{ WITH(ORDER), "3,2,1,0", X, "where they belong: 0 of 4." },
		{ WITH(ORDER), "0,1,2", BAD, "4 steps" },
		{ WITH(ORDER), "0,1,2,2", BAD, "4 steps" },

		{ WITH(OPEN), "4 0,1\nmine", R, "You ticked 2 of 2 points." },
		{ WITH(OPEN), "3 1\n", R, "Left out:\n\n- p0" },
		{ WITH(OPEN), "2 -\n", P, "- p0\n- p1" },
		{ WITH(OPEN), "1 -\nx", X, "Left out" },
		{ WITH(OPEN), "5 -\nx", BAD, "1 to 4" },
		{ WITH(OPEN), "3 2\nx", BAD, "1 to 4" },
		{ WITH(OPEN), "3 0", BAD, "1 to 4" },

		{ WITH(MASK), "1000/1100/1110", R, "" },
		{ WITH(MASK), "1000/1100/1111", P, "1 cell should be hidden" },
		{ WITH(MASK), "0111/0011/0001", X, "exactly the opposite" },
		{ WITH(MASK), "1000/0000/1111", X, "2 cells should be visible (+). 1 cell should be hidden (×)" },
		{ WITH(MASK), "100/110/111", BAD, "3 rows of 4 cells" },
		{ WITH(MASK), "", BAD, "3 rows" },
		{ WITH(SQUARE), "111/011/001", X, "Rows and columns are exchanged" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct quiz *quiz = load(rows[i].json);
		struct asking *asking = ask(quiz);
		struct judgement judgement = {0};
		struct err err = {0};
		bool read = asking_judge(asking, rows[i].answer, LANGUAGE_EN, &judgement, &err);
		if ((read ? (int)judgement.verdict : BAD) != rows[i].verdict)
			fail_msg("\"%s\" is %d, not %d: %s", rows[i].answer, read ? (int)judgement.verdict : BAD,
			         rows[i].verdict, read ? judgement.said.data : err.text);
		const char *said = read ? judgement.said.data : err.text;
		if (*rows[i].says ? !strstr(said, rows[i].says) : *said)
			fail_msg("\"%s\": \"%s\" lacks \"%s\"", rows[i].answer, said, rows[i].says);
		if (read)
			judgement_done(&judgement);
		asking_free(asking);
		quiz_free(quiz);
	}
}

/* The key in words, and an answer; while it is typed, what it comes to. */
static void answers_in_words(void **state)
{
	(void)state;
	static const struct {
		const char *json, *key, *key_words, *answer, *words, *preview;
	} rows[] = {
		{ WITH(MULTIPLE), "0,2", "- a\n- c", "1", "b", "" },
		{ WITH(NUMBER), "252160", "252160 bytes", "10*197*64", "`10*197*64` = 126080 bytes", "126080" },
		{ WITH(NUMBER), "252160", "252160 bytes", "12", "12 bytes", "" },
		{ WITH(SHAPE), "(10, 256)", "`(10, 256)`", "(Nt, 8)", "`(Nt, 8)` = `(10, 8)`", "(10, 8)" },
		{ WITH(SHAPE), "(10, 256)", "`(10, 256)`", "(Nt, ", "`(Nt, `", "" },
		{ WITH(SHAPE), "(10, 256)", "`(10, 256)`", "(8,24)", "`(8,24)`", "" },
		{ WITH(ORDER), "0,1,2,3", "1. one\n2. two\n3. three\n4. four", "1,0,2,3",
		  "1. two\n2. one\n3. three\n4. four", "" },
		{ WITH(OPEN), "=", "s", "3 -\nmine", "good: mine", "" },
		{ WITH(OPEN), "=", "s", "3 -\n", "good", "" },
		{ WITH(MASK), "1000/1100/1110", "```\n● · · · \n● ● · · \n● ● ● · \n```", "0000/0000/0001",
		  "```\n· · · · \n· · · · \n· · · ● \n```", "" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct quiz *quiz = load(rows[i].json);
		struct asking *asking = ask(quiz);
		struct err err = {0};
		struct str words = STR_INIT;
		const char *key = asking_key(asking, &err);
		assert_non_null(key);
		assert_string_equal(key, rows[i].key);
		asking_say(asking, key, LANGUAGE_EN, &words);
		assert_string_equal(words.data, rows[i].key_words);
		str_clear(&words);
		asking_say(asking, rows[i].answer, LANGUAGE_EN, &words);
		assert_string_equal(words.data, rows[i].words);
		str_clear(&words);
		asking_preview(asking, rows[i].answer, &words);
		assert_string_equal(words.data, rows[i].preview);
		str_done(&words);
		asking_free(asking);
		quiz_free(quiz);
	}
}

/* A wrong idea is the answer's own where no other option, not even the right one, names it too. */
static void variants_of_answers(void **state)
{
	(void)state;
	static const struct {
		const char *answer, *variant;
		bool own;
	} rows[] = {
		{ "0", NULL, false }, { "1", "shared", false }, { "2", "alone", true }, { "3", NULL, false }, { "9", NULL, false },
	};
	struct quiz *quiz = load("[{\"question\":\"a\",\"explanation\":\"e\",\"correct\":0,\"options\":["
		"{\"text\":\"a\",\"variant\":\"shared\"},{\"text\":\"b\",\"variant\":\"shared\"},"
		"{\"text\":\"c\",\"variant\":\"alone\"},\"d\"]}]");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bool own;
		const char *variant = quiz_answer_variant(quiz->questions, rows[i].answer, &own);
		assert_int_equal(variant != NULL, rows[i].variant != NULL);
		if (variant)
			assert_string_equal(variant, rows[i].variant);
		assert_int_equal(own, rows[i].own);
	}
	quiz_free(quiz);
}

/* ---- Reading ---- */

static const struct finding *find(const struct findings *findings, const char *rule)
{
	for (int i = 0; i < findings->count; i++)
		if (strcmp(findings->list[i].rule, rule) == 0)
			return &findings->list[i];
	return NULL;
}

static void check_text(const char *json, struct findings *findings)
{
	const char *path = "/tmp/attnquiz-kinds.json";
	struct err err = {0};
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(json, file);
	fclose(file);
	assert_true(check_path(path, NULL, findings, NULL, NULL, &err));
	remove(path);
}

static void the_linter_says_what_to_write(void **state)
{
	(void)state;
	static const struct {
		const char *json, *rule, *says;
	} rows[] = {
		{ WITH("\"kind\":\"multiple\",\"options\":[\"a\",\"b\"]"), "key-missing", "[0, 2]" },
		{ WITH("\"kind\":\"multiple\",\"options\":[\"a\",\"b\"],\"correct\":1"), "key-type", "\"choice\"" },
		{ WITH("\"kind\":\"multiple\",\"options\":[\"a\",\"b\"],\"correct\":[]"), "key-range", "at least one" },
		{ WITH("\"kind\":\"multiple\",\"options\":[\"a\",\"b\"],\"correct\":[2]"), "key-range", "0 to 1" },
		{ WITH("\"kind\":\"multiple\",\"options\":[\"a\",\"b\"],\"correct\":[true]"), "key-type", "0 to 1" },
		{ WITH("\"kind\":\"multiple\",\"options\":[\"a\",\"b\"],\"correct\":[1,1]"), "key-repeated", "twice" },
		{ WITH("\"kind\":\"multiple\",\"options\":[\"a\",\"b\"],\"correct\":[0,1]"), "key-all", "wrongly believe" },
		{ WITH("\"kind\":\"multiple\",\"options\":[\"a\",\"a\"],\"correct\":[0]"), "option-duplicate", "same" },
		{ WITH("\"kind\":\"number\""), "answer", "write \"answer\"" },
		{ WITH("\"kind\":\"number\",\"answer\":\" \""), "answer", "an empty text" },
		{ WITH("\"kind\":\"number\",\"answer\":[1]"), "answer", "not a list" },
		{ WITH("\"kind\":\"number\",\"answer\":\"1 +\""), "answer", "1 +" },
		{ WITH("\"kind\":\"number\",\"answer\":\"Nt\""), "answer", "no name Nt" },
		{ WITH("\"kind\":\"number\",\"answer\":\"(1, 2)\""), "answer", "one number is wanted" },
		{ WITH("\"kind\":\"number\",\"answer\":\"1 / 3\""), "tolerance", "\"1%\"" },
		{ WITH("\"kind\":\"number\",\"answer\":3,\"tolerance\":2"), "tolerance", "from 1 to 5" },
		{ WITH("\"kind\":\"number\",\"answer\":3,\"tolerance\":\"80%\""), "tolerance", "smaller" },
		{ WITH("\"kind\":\"number\",\"answer\":3,\"tolerance\":-1"), "tolerance", "like 0.5" },
		{ WITH("\"kind\":\"number\",\"answer\":3,\"tolerance\":\"2\""), "tolerance", "\"2%\"" },
		{ WITH("\"kind\":\"number\",\"answer\":3,\"tolerance\":true"), "tolerance", "like 0.5" },
		{ WITH("\"kind\":\"number\",\"answer\":3,\"unit\":4"), "text", "unit" },
		{ WITH("\"kind\":\"shape\""), "answer", "\"out.shape\"" },
		{ WITH("\"kind\":\"shape\",\"answer\":\"zeros(3, 4)\""), "answer", "write out.shape" },
		{ WITH("\"kind\":\"shape\",\"answer\":\"(1, 2.5)\""), "answer", "size 2" },
		{ WITH("\"kind\":\"order\""), "steps", "write \"steps\"" },
		{ WITH("\"kind\":\"order\",\"steps\":[\"a\",\"b\"]"), "steps", "3 to 26 steps, not 2" },
		{ WITH("\"kind\":\"order\",\"steps\":[\"a\",\"b\",\"a\"]"), "option-duplicate", "steps 1 and 3" },
		{ WITH("\"kind\":\"open\""), "card", "write \"short\"" },
		{ WITH("\"kind\":\"open\",\"short\":3"), "text", "short" },
		{ WITH("\"kind\":\"open\",\"short\":\"s\""), "points", "checklist" },
		{ WITH("\"kind\":\"open\",\"short\":\"s\",\"points\":\"p\""), "points", "a list" },
		{ WITH("\"kind\":\"mask\",\"answer\":\"zeros(3, 4)\""), "answer", "True and False" },
		{ WITH("\"kind\":\"mask\",\"answer\":\"ones(3, dtype=bool)\""), "answer", "matrix" },
		{ WITH("\"kind\":\"mask\",\"answer\":\"ones(3, 40, dtype=bool).tril()\""), "answer", "16 × 32" },
		{ WITH("\"kind\":\"mask\",\"answer\":\"ones(3, 4, dtype=bool)\""), "key-all", "every cell" },
		{ WITH(SQUARE ",\"rows\":[\"a\",\"b\"]"), "labels", "rows names 2, and the mask has 3" },
		{ WITH(SQUARE ",\"colums\":[\"a\",\"b\",\"c\"]"), "unknown-key", "\"columns\"" },
		{ WITH(OPEN ",\"theory\":\"{{ 1 / 0 }}\""), "lab", "its {{ }} cannot" },
		{ WITH("\"kind\":\"riddle\""), "kind", "choice, multiple, number, shape, order, open, mask" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct findings findings = {0};
		check_text(rows[i].json, &findings);
		const struct finding *f = find(&findings, rows[i].rule);
		if (!f || !strstr(f->text, rows[i].says))
			fail_msg("%s: %s", rows[i].json, f ? f->text : findings.count ? findings.list[0].text : "silent");
		findings_free(&findings);
	}
}

static void good_ones_are_silent(void **state)
{
	(void)state;
	static const char *const rows[] = {
		WITH(MULTIPLE), WITH(NUMBER), WITH(ROUGH), WITH(SHAPE), WITH(ORDER), WITH(OPEN), WITH(MASK),
		WITH(SQUARE), WITH("\"kind\":\"number\",\"answer\":3"),
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct findings findings = {0};
		check_text(rows[i], &findings);
		if (findings.count)
			fail_msg("%s: %s", rows[i], findings.list[0].text);
		findings_free(&findings);
	}
}

static void typed_signs(void **state)
{
	(void)state;
	struct str out = STR_INIT;
	typed_clean("  ＝ ４×１９７÷2−1 · 2^3 ", &out);
	assert_string_equal(out.data, "4*197/2-1 * 2**3");
	str_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_are_judged),
		cmocka_unit_test(answers_in_words),
		cmocka_unit_test(variants_of_answers),
		cmocka_unit_test(the_linter_says_what_to_write),
		cmocka_unit_test(good_ones_are_silent),
		cmocka_unit_test(typed_signs),
	};
	return cmocka_run_group_tests_name("kinds", tests, NULL, NULL);
}
