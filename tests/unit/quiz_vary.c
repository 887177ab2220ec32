/* "vary": how it is read, rolled, followed by texts and keys, and checked over its instances. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "quiz/asking.h"
#include "quiz/check.h"
#include "quiz/vary.h"

#define LAB "\"lab\":{\"code\":[\"param T = 4 in 1..64\",\"param d = 64 in {64, 128, 256}\"," \
            "\"param H = 8 in divisors(d)\",\"param mode = 'mha' in {'mha', 'mqa'}\",\"n = T * d\"]," \
            "\"set\":{\"T\":9,\"d\":256}},"

#define ASKS(fields) "[{\"id\":\"q\",\"stage\":\"check\",\"kind\":\"number\",\"explanation\":\"{{ n }}\"," LAB \
                     "\"question\":\"T is {{ T }}, d is {{ d }}\",\"answer\":\"n\"," fields "}]"

static struct quiz *load(const char *json, struct findings *findings)
{
	struct err err = {0};
	struct quiz *quiz = quiz_parse("vary.json", json, strlen(json), findings, &err);
	if (!quiz && !findings)
		fail_msg("%s: %s", json, err.text);
	return quiz;
}

/* ---- Reading ---- */

/* "T = 4|6|8": the values of the question's knobs, in order. */
static char *values(const struct quiz *quiz)
{
	struct str out = STR_INIT;
	const struct quiz_question *q = &quiz->questions[0];
	for (int i = 0; i < q->n_vary; i++)
		for (int k = 0; k < q->vary[i].n_values; k++)
			str_addf(&out, k ? "|%s" : "%s%s = %s", k ? q->vary[i].values[k] : i ? ", " : "",
			         q->vary[i].knob->name, q->vary[i].values[k]);
	return str_take(&out);
}

static void values_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *vary, *values;
	} rows[] = {
		{ "{\"T\":[4,6,8]}", "T = 4|6|8" },
		{ "{\"T\":[4.5],\"mode\":[\"mha\",\"mqa\"],\"on\":[true,false]}", "T = 4.5, mode = mha|mqa, on = True|False" },
		{ "{\"d\":{\"from\":64,\"to\":256,\"step\":64}}", "d = 64|128|192|256" },
		{ "{\"d\":{\"from\":64,\"to\":200,\"step\":64}}", "d = 64|128|192" },
		{ "{\"T\":{\"from\":2,\"to\":4}}", "T = 2|3|4" },
		{ "{\"T\":{\"from\":4,\"to\":2,\"step\":-1}}", "T = 4|3|2" },
		{ "{\"T\":{\"from\":4,\"to\":4}}", "T = 4" },
		{ "{\"p\":{\"from\":0.1,\"to\":0.3,\"step\":0.1}}", "p = 0.1|0.2|0.3" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char json[1024];
		snprintf(json, sizeof json, ASKS("\"vary\":%s"), rows[i].vary);
		struct quiz *quiz = load(json, NULL);
		char *read = values(quiz);
		assert_string_equal(read, rows[i].values);
		free(read);
		quiz_free(quiz);
	}
}

static void what_cannot_vary_is_told(void **state)
{
	(void)state;
	static const struct {
		const char *fields, *says;
	} rows[] = {
		{ LAB "\"vary\":3", "not a number" },
		{ LAB "\"vary\":{}", "not an empty object" },
		{ LAB "\"vary\":{\"T\":4}", "a list, [4, 6, 8], or a range" },
		{ LAB "\"vary\":{\"T\":[]}", "no value" },
		{ LAB "\"vary\":{\"T\":[4,null]}", "a knob is set to" },
		{ LAB "\"vary\":{\"T\":{\"to\":4}}", "no \"from\"" },
		{ LAB "\"vary\":{\"T\":{\"from\":1}}", "no \"to\"" },
		{ LAB "\"vary\":{\"T\":{\"from\":1,\"to\":\"4\"}}", "\"to\" of a range" },
		{ LAB "\"vary\":{\"T\":{\"from\":1,\"to\":4,\"step\":0}}", "steps of 0 never come from 1 to 4" },
		{ LAB "\"vary\":{\"T\":{\"from\":1,\"to\":4,\"step\":-1}}", "steps of -1 never" },
		{ LAB "\"vary\":{\"T\":{\"from\":4,\"to\":1}}", "steps of 1 never" },
		{ LAB "\"vary\":{\"T\":{\"from\":1,\"to\":257}}", "257 values" },
		{ LAB "\"vary\":{\"T\":{\"from\":0,\"to\":1,\"step\":1e-300}}", "1e+300 values" },
		{ "\"vary\":{\"T\":[4]}", "write \"lab\"" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char json[1024];
		struct findings findings = {0};
		snprintf(json, sizeof json, "[{\"stage\":\"check\",\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0,"
		         "\"explanation\":\"e\",%s}]", rows[i].fields);
		assert_null(load(json, &findings));
		assert_int_equal(findings.count, 1);
		assert_string_equal(findings.list[0].rule, "vary");
		if (!strstr(findings.list[0].text, rows[i].says))
			fail_msg("%s: %s", rows[i].fields, findings.list[0].text);
		findings_free(&findings);
	}
}

/* ---- Rolling ---- */

#define VARIES ASKS("\"vary\":{\"T\":[4,5,6,8],\"d\":[64,128,256]}")

static struct asking *ask(const struct quiz *quiz)
{
	struct err err = {0};
	struct lab *lab = quiz_lab(&quiz->questions[0], NULL, &err);
	assert_non_null(lab);
	struct asking *asking = asking_new(&quiz->questions[0], lab);
	lab_unref(lab);
	return asking;
}

/* "T is 4, d is 64: 256", as the student reads it and the engine answers. */
static void read_instance(const struct quiz *quiz, char *out, size_t size)
{
	struct err err = {0};
	struct asking *asking = ask(quiz);
	snprintf(out, size, "%s: %s", asking_words(asking, &quiz->questions[0].text, LANGUAGE_EN),
	         asking_key(asking, &err));
	asking_free(asking);
}

static void texts_and_keys_follow_the_roll(void **state)
{
	(void)state;
	struct quiz *quiz = load(VARIES, NULL);
	char text[64], again[64];
	int seen[9] = {0}, T, d, key;
	read_instance(quiz, text, sizeof text);
	assert_string_equal(text, "T is 4, d is 64: 256");   /* never rolled: the first values, not those of "set" */
	for (uint64_t seed = 0; seed < 200; seed++) {
		quiz_roll(quiz, seed);
		read_instance(quiz, text, sizeof text);
		assert_int_equal(sscanf(text, "T is %d, d is %d: %d", &T, &d, &key), 3);
		assert_int_equal(key, T * d);
		assert_true(T == 4 || T == 5 || T == 6 || T == 8);
		seen[T]++;
		quiz_roll(quiz, seed + 1);
		quiz_roll(quiz, seed);
		read_instance(quiz, again, sizeof again);
		assert_string_equal(text, again);
	}
	for (int i = 4; i <= 8; i++)
		assert_true(i == 7 ? seen[i] == 0 : seen[i] > 25);
	quiz_free(quiz);
}

/* A quiz that is played again and again does not grow; another id is another stream. */
static void rolls_take_no_memory(void **state)
{
	(void)state;
	struct quiz *quiz = load(VARIES, NULL);
	size_t used = quiz->arena.used;
	int same = 0;
	for (uint64_t seed = 0; seed < 2000; seed++) {
		quiz->questions[0].id = "q";
		quiz_roll(quiz, seed);
		const char *T = quiz->questions[0].vary[0].knob->text;
		quiz->questions[0].id = "r";
		quiz_roll(quiz, seed);
		same += T == quiz->questions[0].vary[0].knob->text;
	}
	assert_int_equal(quiz->arena.used, used);
	assert_true(same > 400 && same < 600);
	quiz_free(quiz);
}

static int n_different(struct quiz_question *q)
{
	char seen[64][32];
	int n = 0;
	for (int i = 0; i < vary_instances(q); i++) {
		vary_take(q, i);
		snprintf(seen[n], sizeof seen[n], "%s %s", q->vary[0].knob->text, q->vary[1].knob->text);
		int k = 0;
		while (strcmp(seen[k], seen[n]) != 0)
			k++;
		n += k == n;
	}
	return n;
}

static void few_instances_are_all_taken(void **state)
{
	(void)state;
	struct quiz *quiz = load(VARIES, NULL);
	struct quiz_question *q = &quiz->questions[0];
	assert_int_equal(vary_instances(q), 12);
	assert_int_equal(n_different(q), 12);
	quiz_free(quiz);
	quiz = load(ASKS("\"vary\":{\"T\":{\"from\":1,\"to\":64},\"d\":[64,128,256]}"), NULL);
	q = &quiz->questions[0];
	assert_int_equal(vary_instances(q), 32);
	assert_true(n_different(q) > 24);
	vary_take(q, 0);
	assert_string_equal(q->vary[0].knob->text, "1");
	vary_take(q, 1);
	assert_string_equal(q->vary[0].knob->text, "64");
	assert_string_equal(q->vary[1].knob->text, "256");
	quiz_free(quiz);
}

/* ---- The linter ---- */

static void check(const char *json, struct findings *findings)
{
	char path[] = "/tmp/attnquiz-vary-XXXXXX";
	int fd = mkstemp(path);
	struct err err = {0};
	assert_true(fd >= 0 && write(fd, json, strlen(json)) == (ssize_t)strlen(json));
	close(fd);
	assert_true(check_path(path, NULL, findings, NULL, NULL, &err));
	remove(path);
}

static void instances_are_checked(void **state)
{
	(void)state;
	static const struct {
		const char *fields, *rule, *says;
	} rows[] = {
		{ "\"vary\":{\"T\":[4,5]}", NULL, NULL },
		{ "\"vary\":{\"d\":[64,128],\"H\":[8,16]}", NULL, NULL },
		{ "\"vary\":{\"mode\":[\"mha\",\"mqa\"]}", NULL, NULL },
		{ "\"vary\":{\"H\":[8,16]},\"claims\":[\"d == 256\",\"T == 9\"]", NULL, NULL },

		{ "\"vary\":{\"t\":[4,5]}", "lab", "there is no knob 't'" },
		{ "\"vary\":{\"T\":[4,65]}", "vary", "T cannot be 65" },
		{ "\"vary\":{\"T\":{\"from\":1,\"to\":200}}", "vary", "T cannot be 65" },
		{ "\"vary\":{\"mode\":[\"mha\",\"gqa\"]}", "vary", "gqa" },
		{ "\"vary\":{\"d\":[256,128],\"H\":[16,256]}", "vary", "with d = 128, H = 256: knob H becomes 128" },
		{ "\"vary\":{\"d\":[128,64],\"H\":[16,128]}", "vary", "with d = 64, H = 128: knob H: H cannot be 128" },
		{ "\"vary\":{\"T\":[4,5,6]},\"claims\":[\"T < 6\"]", "claim", "with T = 6: the claim fails: T < 6" },
		{ "\"vary\":{\"T\":{\"from\":1,\"to\":64}},\"claims\":[\"T < 64\"]", "claim", "with T = 64: " },
		{ "\"vary\":{\"T\":[2,3]},\"hint\":\"{{ [1, 2, 3][T] }}\"", "fill", "with T = 3: {{ [1, 2, 3][T] }}: " },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char json[1024];
		struct findings findings = {0};
		snprintf(json, sizeof json, ASKS("%s"), rows[i].fields);
		check(json, &findings);
		if (findings.count != (rows[i].rule != NULL))
			fail_msg("%s: %d: %s", rows[i].fields, findings.count, findings.count ? findings.list[0].text : "nothing");
		if (rows[i].rule &&
		    (strcmp(findings.list[0].rule, rows[i].rule) != 0 || !strstr(findings.list[0].text, rows[i].says)))
			fail_msg("%s: %s", rows[i].fields, findings.list[0].text);
		findings_free(&findings);
	}
}

static void a_key_is_checked_in_each_instance(void **state)
{
	(void)state;
	struct findings findings = {0};
	check("[{\"id\":\"q\",\"stage\":\"check\",\"kind\":\"mask\",\"question\":\"q\",\"explanation\":\"e\",\"answer\":\"m\","
	      "\"lab\":{\"code\":[\"param w = 2 in 1..3\",\"m = causal_mask(3) & (arange(3) < w + 0 * ones(3, 1)) | (w == 1)\"]},\"vary\":{\"w\":[3,2,1]}}]", &findings);
	assert_int_equal(findings.count, 1);
	assert_string_equal(findings.list[0].rule, "key-all");
	assert_non_null(strstr(findings.list[0].text, "with w = 1: every cell"));
	findings_free(&findings);
}

/* Two options may come to the same number. */
static void options_are_compared_as_they_are_read(void **state)
{
	(void)state;
	static const char form[] =
		"[{\"id\":\"q\",\"stage\":\"check\",\"question\":\"q\",\"explanation\":\"e\",\"correct\":0,\"options\":[%s],"
		"\"lab\":{\"code\":[\"param n = 3 in 1..9\",\"a = n\"]},\"vary\":{\"n\":[3,5,2]}}]";
	static const struct {
		const char *options, *says;
	} rows[] = {
		{ "\"{{ n * n }} bytes\",\"{{ 2 * n }} bytes\"", "with n = 2: options 1 and 2 are the same: \"4 bytes\"" },
		{ "\"{{ n * n }} bytes\",\"4 bytes\"", "with n = 2: options 1 and 2 are the same" },
		{ "{\"en\":\"{{ n }}\",\"zh\":\"{{ n }} 个\"},{\"en\":\"{{ n + 1 }}\",\"zh\":\"{{ 8 - n }} 个\"}", NULL },
		{ "{\"en\":\"{{ n }}\",\"zh\":\"{{ n }} 个\"},{\"en\":\"{{ n + 1 }}\",\"zh\":\"{{ 10 - n }} 个\"}",
		  "with n = 5: options 1 and 2 are the same: \"5 个\"" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char json[1024];
		struct findings findings = {0};
		snprintf(json, sizeof json, form, rows[i].options);
		check(json, &findings);
		if (findings.count != (rows[i].says != NULL) || (rows[i].says && !strstr(findings.list[0].text, rows[i].says)))
			fail_msg("%s: %s", rows[i].options, findings.count ? findings.list[0].text : "nothing");
		findings_free(&findings);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_read),
		cmocka_unit_test(what_cannot_vary_is_told),
		cmocka_unit_test(texts_and_keys_follow_the_roll),
		cmocka_unit_test(rolls_take_no_memory),
		cmocka_unit_test(few_instances_are_all_taken),
		cmocka_unit_test(instances_are_checked),
		cmocka_unit_test(a_key_is_checked_in_each_instance),
		cmocka_unit_test(options_are_compared_as_they_are_read),
	};
	return cmocka_run_group_tests_name("vary", tests, NULL, NULL);
}
