/* The linter: labs, claims, give-aways, lab files, folders. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "quiz/check.h"
#include "quiz/fold.h"

struct folder {
	char dir[64];
	struct lab_library *labs;
	struct findings findings;
	int files, questions;
};

static void write_file(const char *dir, const char *name, const char *text)
{
	struct err err = {0};
	char *path = file_join(dir, name), *slash = strrchr(path, '/');
	*slash = '\0';
	assert_true(file_make_dirs(path, &err));
	*slash = '/';
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
	free(path);
}

static const char attend_lab[] =
	"title \"Attend\"\ntopics \"attention pattern\"\nparam n = 4 in 1..9\nx = ones(n, 2)\ny = x.sum()\n"
	"show table x\nclaim y == 2 * n\nvariant \"twice\" x = 2 * ones(n, 2)\n";

static int setup(void **state)
{
	struct folder *f = calloc(1, sizeof *f);
	struct err err = {0};
	*state = f;
	strcpy(f->dir, "/tmp/attnquiz-check-XXXXXX");
	if (!mkdtemp(f->dir))
		return -1;
	write_file(f->dir, "labs/attend.lab", attend_lab);
	char *labs = file_join(f->dir, "labs");
	f->labs = lab_library_open(labs, &err);
	free(labs);
	return f->labs ? 0 : -1;
}

static int teardown(void **state)
{
	struct folder *f = *state;
	char command[128];
	snprintf(command, sizeof command, "rm -rf '%s'", f->dir);
	lab_library_free(f->labs);
	findings_free(&f->findings);
	free(f);
	return system(command);
}

static bool check(struct folder *f, const char *name, struct err *err)
{
	char *path = file_join(f->dir, name);
	findings_free(&f->findings);
	bool ok = check_path(path, f->labs, &f->findings, &f->files, &f->questions, err);
	free(path);
	return ok;
}

static const struct finding *find(const struct folder *f, const char *rule)
{
	for (int i = 0; i < f->findings.count; i++)
		if (strcmp(f->findings.list[i].rule, rule) == 0)
			return &f->findings.list[i];
	return NULL;
}

static void check_question(struct folder *f, const char *fields)
{
	char json[2048];
	struct err err = {0};
	snprintf(json, sizeof json, "{\"title\":\"t\",\"questions\":[\n{\"stage\":\"pre\",\"question\":\"How much?\","
	         "\"options\":[\"one\",\"two\"],\"correct\":0,\"explanation\":\"e\"%s%s}]}", *fields ? "," : "", fields);
	write_file(f->dir, "q.json", json);
	assert_true(check(f, "q.json", &err));
}

static void a_question_and_its_lab(void **state)
{
	struct folder *f = *state;
	static const struct {
		const char *fields, *rule, *says;
	} rows[] = {
		{ "", NULL, NULL },
		{ "\"lab\":\"attend\"", NULL, NULL },
		{ "\"lab\":\"attend\",\"claims\":[\"y == 8\"]", NULL, NULL },
		{ "\"lab\":{\"use\":\"attend\",\"set\":{\"n\":5}},\"claims\":[\"y == 10\"]", NULL, NULL },
		{ "\"lab\":{\"code\":[\"a = 1\",\"b = a + 1\"]},\"claims\":[\"b == 2\"]", NULL, NULL },
		{ "\"lab\":{\"use\":\"attend\",\"code\":[\"z = y + 1\"],\"show\":[\"table x\"]},\"claims\":\"z == 9\"", NULL, NULL },
		{ "\"lab\":\"attend\",\"hint\":\"{{ y:.1f }}\"", NULL, NULL },
		{ "\"tags\":[\"attention pattern\"],\"claims\":[\"y == 8\"]", NULL, NULL },

		{ "\"lab\":{\"use\":\"attend\",\"code\":[\"z = y + 1\"]}", "lab", "starts from attend and shows nothing" },
		{ "\"lab\":\"atend\"", "lab", "did you mean 'attend'?" },
		{ "\"lab\":\"attend\",\"claims\":[\"x.shape == (5, 2)\"]", "claim", "(4, 2) == (5, 2)" },
		{ "\"lab\":\"attend\",\"claims\":[\"y\"]", "claim", "compare it with something" },
		{ "\"lab\":\"attend\",\"claims\":[\"y ==\"]", "claim", "y ==" },
		{ "\"lab\":\"attend\",\"claims\":[\"zz == 1\"]", "claim", "zz" },
		{ "\"lab\":{\"use\":\"attend\",\"set\":{\"n\":99}}", "lab", "n" },
		{ "\"lab\":{\"use\":\"attend\",\"set\":{\"m\":1}}", "lab", "'m'" },
		{ "\"lab\":{\"code\":[\"a = 1\",\"b = (\"]}", "lab", "line 2 of the lab's code" },
		{ "\"lab\":{\"use\":\"attend\",\"code\":[\"a = 1\",\"b = (\"]}", "lab", "line 2 of the lab's code" },
		{ "\"lab\":{\"code\":[\"a = ones(2) @ ones(3)\"]}", "lab", "a = ones(2) @ ones(3)" },
		{ "\"lab\":\"attend\",\"hint\":\"{{ y:.2x }}\"", "fill", "no format" },
		{ "\"lab\":\"attend\",\"hint\":{\"zh\":\"{{ zz }}\"}", "fill", "zz" },
		{ "\"lab\":\"attend\",\"hint\":\"{{ x.sum( }}\"", "fill", "x.sum(" },
		{ "\"claims\":[\"y == 8\"]", "lab", "no lab fits" },
		{ "\"hint\":\"{{ y }}\"", "lab", "\\{{" },
		{ "\"hint\":\"Answer: B\"", NULL, NULL },
		{ "\"source\":\"1\",\"hint\":\"<s> a </s>, `</b>`\"", NULL, NULL },
		{ "\"hint\":\"<b>a</b>\"", "html", "**bold**" },
		{ "\"hint\":\"**重点。**后面\"", "emphasis", "(。)" },
		{ "\"hint\":\"他说**“好”** 了\"", "emphasis", "(“)" },
		{ "\"hint\":\"这是**重点**。后面 **再来**，`**x。**y` $a**b$ **A.** b\"", NULL, NULL },
		{ "\"hint\":\"10*197*64\"", "emphasis", "×" },
		{ "\"hint\":\"10 * 197 * 64, `2*3*4`, 2**3, $2*3*4$\"", NULL, NULL },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		check_question(f, rows[i].fields);
		if (!rows[i].rule && f->findings.count)
			fail_msg("%s: %s", rows[i].fields, f->findings.list[0].text);
		const struct finding *found = rows[i].rule ? find(f, rows[i].rule) : NULL;
		if (rows[i].rule && (!found || !strstr(found->text, rows[i].says) || found->line != 2))
			fail_msg("%s: %s", rows[i].fields, f->findings.count ? f->findings.list[0].text : "nothing found");
	}
}

/* A question with an error in one field is left out; what is wrong with the others is told all the same. */
static void all_mistakes_of_a_question(void **state)
{
	struct folder *f = *state;
	static const struct {
		const char *fields, *rules[4];   /* all there are, in any order */
	} rows[] = {
		{ "\"options\":[\"A. x\",\"B. y\"],\"correct\":9,\"lab\":\"atend\"", { "key-range", "option-letters", "lab" } },
		{ "\"options\":[\"x\",\"y\"],\"correct\":\"0\",\"lab\":\"atend\"", { "key-type", "lab" } },
		{ "\"options\":[\"x\",\"x\"],\"lab\":\"attend\",\"claims\":[\"y == 7\"]", { "key-missing", "option-duplicate", "claim" } },
		{ "\"options\":[\"x\",\"y\"],\"correct\":2,\"lab\":\"attend\",\"hint\":\"{{ zz }}\"", { "key-range", "fill" } },
		{ "\"options\":7,\"correct\":2,\"lab\":\"atend\"", { "options", "lab" } },
		{ "\"options\":[\"x\",{}],\"correct\":1,\"lab\":\"atend\"", { "options", "lab" } },
		{ "\"options\":[\"x\",\"y\"],\"correct\":1,\"lab\":7,\"claims\":[\"y == 8\"],\"hint\":\"{{ y }}\"", { "lab" } },
		{ "\"options\":[\"x\",\"y\"],\"correct\":1,\"lab\":\"attend\",\"claims\":[7]", { "text" } },
		{ "\"kind\":\"multiple\",\"options\":[\"x\",\"y\"],\"correct\":\"0\",\"lab\":\"atend\"", { "key-type", "lab" } },
		{ "\"kind\":\"number\",\"answer\":\"y / 3\",\"tolerance\":\"much\",\"lab\":\"attend\"", { "tolerance" } },
		{ "\"kind\":\"number\",\"lab\":\"atend\"", { "answer", "lab" } },
		{ "\"kind\":\"open\",\"short\":\"s\",\"points\":\"p\",\"lab\":\"atend\"", { "points", "lab" } },
		{ "\"options\":[\"x\",\"y\"],\"correct\":1,\"tags\":[\"attention\",7],\"claims\":[\"zz == 8\"]", { "text", "lab" } },
		{ "\"options\":[\"x\",\"y\"],\"correct\":1,\"id\":[],\"hint\":[7],\"lab\":\"atend\"", { "text", "lab" } },
		{ "\"kind\":\"mask\",\"answer\":\"x > 0\",\"rows\":[7],\"lab\":\"attend\"", { "text", "key-all" } },
		{ "\"kind\":\"number\",\"answer\":\"zz\",\"tags\":7,\"lab\":\"attend\",\"vary\":{\"n\":[2,3]}", { "text", "answer" } },
		{ "\"kind\":\"nosuch\",\"options\":[\"x\",\"y\"],\"correct\":1", { "kind" } },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char json[512];
		int wanted = 0;
		struct err err = {0};
		snprintf(json, sizeof json, "[{\"stage\":\"pre\",\"question\":\"a\",\"explanation\":\"e\",%s}]", rows[i].fields);
		write_file(f->dir, "q.json", json);
		assert_true(check(f, "q.json", &err));
		assert_int_equal(f->questions, 0);
		for (; rows[i].rules[wanted]; wanted++)
			if (!find(f, rows[i].rules[wanted]))
				fail_msg("%s: no [%s]", rows[i].fields, rows[i].rules[wanted]);
		if (f->findings.count != wanted)
			fail_msg("%s: %d findings, the last: %s", rows[i].fields, f->findings.count,
			         f->findings.list[f->findings.count - 1].text);
	}
}

/* All mistakes of a lab at once, each at its line; what only follows from one is not told. */
static void all_mistakes_of_a_lab(void **state)
{
	struct folder *f = *state;
	static const char json[] =
		"[{\"stage\":\"pre\",\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0,\"explanation\":\"e\",\n"
		" \"lab\":{\"use\":\"attend\",\"code\":[\"a = (\",\n"
		"  \"b = a + 1\",\n"
		"  \"c = nosuch + 1\\nparam k = 3 in {8, 16}\",\n"
		"  \"d = ones(2) @ ones(3)\",\n"
		"  \"e = d + 1\",\n"
		"  \"g = ones(3) @ ones(5)\",\n"
		"  \"claim d.sum() == 1\",\n"
		"  \"claim n == 3\"],\n"
		"  \"show\":[\"heatmap b\",\n"
		"  \"nosuchview x\"]}}]";
	static const uint32_t lines[] = { 2, 4, 4, 5, 7, 9, 11 };
	struct err err = {0};
	write_file(f->dir, "q.json", json);
	assert_true(check(f, "q.json", &err));
	assert_int_equal(f->findings.count, (int)(sizeof lines / sizeof *lines));
	for (int i = 0; i < f->findings.count; i++)
		assert_int_equal(f->findings.list[i].line, lines[i]);
	write_file(f->dir, "q.json", "[{\"stage\":\"pre\",\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0,\"explanation\":\"{{ d }}\",\n"
	           "\"lab\":{\"code\":[\"d = ones(2) @ ones(3)\",\"e = 1\"]},\"claims\":[\"d.sum() == 1\",\n\"e == 2\",\n\"f == 2\"]},\n"
	           "{\"stage\":\"pre\",\"question\":\"b\",\"options\":[\"x\",\"y\"],\"correct\":0,\"explanation\":\"e\",\"lab\":{\"use\":\"attend\",\n"
	           "\"set\":{\"n\":99,\n\"m\":1}}}]");
	static const uint32_t others[] = { 2, 3, 4, 6, 7 };
	assert_true(check(f, "q.json", &err));
	assert_int_equal(f->findings.count, (int)(sizeof others / sizeof *others));
	for (int i = 0; i < f->findings.count; i++)
		assert_int_equal(f->findings.list[i].line, others[i]);
	write_file(f->dir, "own/x.lab", "use \"attend\"\na = )\nb = a\nclaim n == 3\nclaim b == 1\nc = $\n");
	assert_true(check(f, "own/x.lab", &err));
	assert_int_equal(f->findings.count, 3);
}

/* A lab beside the quiz is found before the one that ships, by questions and by `use`. */
static void labs_beside_the_quiz(void **state)
{
	struct folder *f = *state;
	static const struct {
		const char *lab, *claim;
	} rows[] = {
		{ "\"mine\"", "m == 3" },
		{ "\"attend\"", "n == 70" },
		{ "{\"use\":\"mine\",\"code\":[\"k = m + 1\"]}", "k == 4" },
		{ "{\"code\":[\"use \\\"user\\\"\"]}", "u == 7" },
		{ "\"user\"", "u == 7" },
		{ "\"user.lab\"", "u == 7" },
	};
	struct err err = {0};
	write_file(f->dir, "own/mine.lab", "m = 3\n");
	write_file(f->dir, "own/attend.lab", "n = 70\n");
	write_file(f->dir, "own/user.lab", "use \"mine\"\nu = m + 4\n");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char json[512];
		snprintf(json, sizeof json, "[{\"stage\":\"pre\",\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0,"
		         "\"explanation\":\"e\",\"lab\":%s,\"claims\":[\"%s\"]}]", rows[i].lab, rows[i].claim);
		write_file(f->dir, "own/q.json", json);
		assert_true(check(f, "own/q.json", &err));
		if (f->findings.count)
			fail_msg("%s: %s", rows[i].lab, f->findings.list[0].text);
		write_file(f->dir, "other/q.json", json);
		assert_true(check(f, "other/q.json", &err));
		assert_true(f->findings.errors > 0);
	}
	assert_true(check(f, "own/user.lab", &err));
	assert_int_equal(f->findings.count, 0);
	write_file(f->dir, "own/broken.lab", "m = 3\nk = (\n");
	write_file(f->dir, "own/q.json", "[{\"stage\":\"pre\",\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0,"
	           "\"explanation\":\"e\",\"lab\":\"broken\"}]");
	assert_true(check(f, "own/q.json", &err));
	assert_non_null(strstr(find(f, "lab")->text, "broken.lab:2:5: "));
}

static void variants_must_exist(void **state)
{
	struct folder *f = *state;
	struct err err = {0};
	write_file(f->dir, "q.json", "[{\"stage\":\"pre\",\"question\":\"a\",\"lab\":\"attend\",\"correct\":0,\"explanation\":\"e\","
	           "\"options\":[{\"text\":\"x\",\"variant\":\"twice\"},{\"text\":\"y\",\"variant\":\"thrice\"}]}]");
	assert_true(check(f, "q.json", &err));
	assert_int_equal(f->findings.count, 1);
	assert_non_null(strstr(find(f, "variant")->text, "\"thrice\"; it has \"twice\""));
}

static void options_that_are_the_same(void **state)
{
	struct folder *f = *state;
	static const struct {
		const char *options, *rule;
	} rows[] = {
		{ "[\"a\",\"b\",\"a\"]", "option-duplicate" },
		{ "[\"It grows.\",\"it grows\"]", "option-near-copy" },
		{ "[\"[0, 1)\",\"(0, 1]\"]", NULL },
		{ "[{\"en\":\"a\",\"zh\":\"同\"},{\"en\":\"b\",\"zh\":\"同\"}]", "option-duplicate" },
		{ "[\"a - b\",\"a + b\"]", NULL },
		{ "[\"1.5\",\"15\"]", NULL },
		{ "[\"x[:, 0]\",\"x[0, :]\"]", NULL },
		{ "[\"a\",\"b\",\"all of the above\"]", "speaks-of-others" },
		{ "[\"A. x\",\"B. y\"]", "option-letters" },
		{ "[\"(1) x\",\"(2) y\"]", "option-letters" },
		{ "[\"А) x\",\"Б) y\"]", "option-letters" },
		{ "[\"1.5 MiB\",\"2.5 MiB\"]", NULL },
		{ "[\"A.shape\",\"B.shape\"]", NULL },
		{ "[\"1. x\",\"y\"]", NULL },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char json[512];
		struct err err = {0};
		snprintf(json, sizeof json, "[{\"stage\":\"pre\",\"question\":\"a\",\"options\":%s,\"correct\":0,"
		         "\"explanation\":\"e\"}]", rows[i].options);
		write_file(f->dir, "q.json", json);
		assert_true(check(f, "q.json", &err));
		if (rows[i].rule ? !find(f, rows[i].rule) : f->findings.count > 0)
			fail_msg("%s: %s", rows[i].options, f->findings.count ? f->findings.list[0].text : "nothing");
	}
}

static void explanations_that_name_letters(void **state)
{
	(void)state;
	static const char *const yes[] = { "Answer: B", "because option C is", "正确答案：A", "选项 B 错", "Верен вариант Б." };
	static const char *const no[] = { "The answer is a matrix", "option A.shape", "Options differ", "选项都对", "Answer: Every" };
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		if (!fold_names_letter(yes[i], 4))
			fail_msg("not seen: %s", yes[i]);
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		if (fold_names_letter(no[i], 4))
			fail_msg("wrongly seen: %s", no[i]);
}

/* A number that is asked for, and told in the question; its place is the text's. */
static void the_question_tells(void **state)
{
	struct folder *f = *state;
	struct err err = {0};
	write_file(f->dir, "q.json", "[{\"stage\":\"check\",\"kind\":\"number\",\"lab\":\"attend\",\"explanation\":\"e\",\n"
	           "\"question\":\"Is it {{ y }} for {{ n }}?\",\n\"answer\":\"y\"}]");
	assert_true(check(f, "q.json", &err));
	assert_int_equal(f->findings.count, 1);
	assert_int_equal(f->findings.list[0].line, 2);
	assert_non_null(strstr(f->findings.list[0].text, "{{ y }} tells"));
}

/* n questions of four options; the right one is the longest in `longest` of them, at place 1 in `first`. */
static void write_course(struct folder *f, const char *name, int n, int longest, int first)
{
	struct str json = STR_INIT;
	str_addf(&json, "{\"lesson\":\"%s\",\"questions\":[", name);
	for (int i = 0; i < n; i++) {
		int correct = i < first ? 0 : 1 + i % 3;
		str_addf(&json, "%s{\"stage\":\"pre\",\"question\":\"q%d\",\"correct\":%d,\"explanation\":\"e\",\"options\":[",
		         i ? "," : "", i, correct);
		for (int k = 0; k < 4; k++)
			str_addf(&json, "%s\"%c%s\"", k ? "," : "", 'a' + k,
			         k == (i < longest ? correct : (correct + 1) % 4) ? " and more" : "");
		str_add(&json, "]}");
	}
	str_add(&json, "]}");
	write_file(f->dir, name, json.data);
	str_done(&json);
}

static void give_aways(void **state)
{
	struct folder *f = *state;
	struct err err = {0};
	write_course(f, "fair.json", 12, 3, 3);
	assert_true(check(f, "fair.json", &err));
	assert_int_equal(f->findings.count, 0);
	write_course(f, "long.json", 12, 10, 3);
	assert_true(check(f, "long.json", &err));
	assert_int_equal(f->findings.count, 1);
	assert_non_null(strstr(find(f, "give-away-length")->text, "83 % in 12 questions, chance 25 %"));
	write_course(f, "first.json", 12, 3, 9);
	assert_true(check(f, "first.json", &err));
	assert_int_equal(f->findings.count, 1);
	assert_non_null(strstr(find(f, "give-away-position")->text, "option 1 scores 75 %"));
}

/* A long expression in {{ }} is read as a short number. */
static void what_is_computed_has_no_length(void **state)
{
	struct folder *f = *state;
	struct err err = {0};
	struct str json = STR_INIT;
	for (int i = 0; i < 8; i++)
		str_addf(&json, "%s{\"stage\":\"pre\",\"question\":\"q%d\",\"lab\":\"attend\",\"correct\":%d,\"explanation\":\"e\","
		         "\"options\":[\"%s\",\"%s\",\"70 bytes\"]}", i ? "," : "[", i, i % 2,
		         i % 2 ? "60 bytes" : "{{ y + n * 1000 }} bytes", i % 2 ? "{{ y + n * 1000 }} bytes" : "60 bytes");
	str_add(&json, "]");
	write_file(f->dir, "q.json", json.data);
	str_done(&json);
	assert_true(check(f, "q.json", &err));
	assert_int_equal(f->findings.count, 0);
}

/* Files that each say too little to judge give themselves away together. */
static void give_aways_over_a_folder(void **state)
{
	struct folder *f = *state;
	struct err err = {0};
	for (int i = 0; i < 6; i++) {
		char name[32];
		snprintf(name, sizeof name, "course/%d.json", i);
		write_course(f, name, 4, 3, 1);
	}
	assert_true(check(f, "course", &err));
	assert_int_equal(f->files, 6);
	assert_int_equal(f->questions, 24);
	assert_int_equal(f->findings.count, 1);
	const struct finding *found = find(f, "give-away-length");
	assert_int_equal(found->line, 0);
	assert_non_null(strstr(found->text, "24 questions"));
}

static void lab_files(void **state)
{
	struct folder *f = *state;
	static const struct {
		const char *text, *rule, *says;
		uint32_t line;
	} rows[] = {
		{ attend_lab, NULL, NULL, 0 },
		{ "use \"attend\"\nz = y * 2\nclaim z == 4 * n\n", NULL, NULL, 0 },
		{ "title \"t\"\na = (\n", "lab", "", 2 },
		{ "a = 1\nb = ones(2) @ ones(3)\nc = b\n", "lab", "b = ones(2) @ ones(3)", 2 },
		{ "a = 2\n\nclaim a == 3\n", "claim", "2", 3 },
		{ "param n = 2 in 1..9\n\nclaim n < 9\n", "claim", "with n = 9: the claim fails: n < 9 is 9 < 9", 3 },
		{ "param n = 2 in 0..4\na = ones(n) @ ones(4)[:n]\nb = 4 // n\n", "lab", "with n = 0: b = 4 // n", 3 },
		{ "use \"attnd\"\n", "lab", "did you mean 'attend'?", 1 },
		{ "a = ones(100000, 100000, 1000)\n", "lab", "", 1 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err err = {0};
		write_file(f->dir, "own/x.lab", rows[i].text);
		assert_true(check(f, "own/x.lab", &err));
		assert_int_equal(f->findings.count, rows[i].rule ? 1 : 0);
		const struct finding *found = rows[i].rule ? find(f, rows[i].rule) : NULL;
		if (rows[i].rule && (!found || found->line != rows[i].line || !strstr(found->text, rows[i].says)))
			fail_msg("%s: %u: %s", rows[i].text, f->findings.list[0].line, f->findings.list[0].text);
	}
}

static void lessons(void **state)
{
	struct folder *f = *state;
	static const struct {
		const char *text, *rule, *says;
		uint32_t line, column;
	} rows[] = {
		{ "# A\n\n```lab attend\n```\n\n```lab\na = 1\nshow table x\nx = ones(b)\n```\n", "lab", "no name b", 9, 10 },
		{ "# A\n\n```lab atend\n```\n", "lab", "did you mean 'attend'?", 3, 1 },
		{ "```python\na = (\n```\n\n```lab attend\nz = y *\n```\n", "lab", "", 6, 8 },
		{ "~~~ lab\na = 2\nclaim a == 3\n~~~\n", "claim", "2 == 3", 3, 1 },
		{ "Where $\\softmx(x)$ is.\n", "mathematics", "softmx", 1, 8 },
		{ "A\n$$\n\\frac{a}{b\n$$\n", "mathematics", "never closed", 3, 9 },
		{ "好 <b>x</b>\n", "html", "<b>", 1, 7 },
		{ "# A\n\n```lab attend\n```\n<!-- check -->\n", NULL, NULL, 0, 0 },
	};
	write_course(f, "own/l.json", 1, 0, 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err err = {0};
		write_file(f->dir, "own/l.en.md", rows[i].text);
		assert_true(check(f, "own/l.en.md", &err));
		const struct finding *found = rows[i].rule ? find(f, rows[i].rule) : NULL;
		if (f->findings.count != (rows[i].rule ? 1 : 0))
			fail_msg("%s: %d findings", rows[i].text, f->findings.count);
		if (rows[i].rule && (!found || found->line != rows[i].line || found->column != rows[i].column ||
		                     !strstr(found->text, rows[i].says)))
			fail_msg("%s: %u:%u: %s", rows[i].text, f->findings.list[0].line, f->findings.list[0].column,
			         f->findings.list[0].text);
	}
	struct err err = {0};
	assert_true(check(f, "own", &err));
	assert_int_equal(f->files, 2);
	write_file(f->dir, "own/m.zh.md", "x\n");
	assert_true(check(f, "own/m.zh.md", &err));
	assert_non_null(strstr(find(f, "lesson")->text, "no quiz m.json"));
	write_file(f->dir, "own/l.md", "x\n");
	assert_true(check(f, "own/l.md", &err));
	assert_non_null(strstr(find(f, "lesson")->text, "NAME.en.md"));
}

static void folders(void **state)
{
	struct folder *f = *state;
	struct err err = {0};
	write_course(f, "tree/a/quiz.json", 1, 0, 0);
	write_course(f, "tree/b/quiz.json", 2, 0, 0);
	write_file(f->dir, "tree/notes.json", "{\"name\": 1}");
	write_file(f->dir, "tree/tsconfig.json", "{ // why\n}");
	write_file(f->dir, "tree/broken.json", "{\"questions\": [}");
	write_file(f->dir, "tree/x.lab", "a = 1\n");
	assert_true(check(f, "tree", &err));
	assert_int_equal(f->files, 4);
	assert_int_equal(f->questions, 3);
	assert_int_equal(f->findings.errors, 1);
	assert_int_equal(find(f, "json")->column, 16);
	assert_int_equal(find(f, "not-a-quiz")->level, FINDING_NOTE);
	assert_true(check(f, "tree/notes.json", &err));   /* named, it is meant to be one */
	assert_int_equal(f->findings.errors, 1);
	assert_non_null(find(f, "shape"));
	write_file(f->dir, "none/readme.txt", "x");
	assert_false(check(f, "none", &err));
	assert_non_null(strstr(err.text, "quiz.json"));
	assert_false(check(f, "missing", &err));
}

static void quizzes_with_one_name(void **state)
{
	struct folder *f = *state;
	struct err err = {0};
	write_course(f, "two/a.json", 1, 0, 0);
	char *a = file_join(f->dir, "two/a.json"), *b = file_join(f->dir, "two/b.json");
	assert_int_equal(link(a, b), 0);
	assert_true(check(f, "two", &err));
	assert_int_equal(f->findings.count, 1);
	assert_non_null(strstr(find(f, "quiz-id")->text, a));
	free(b);
	free(a);
}

static void findings_are_clean(void **state)
{
	struct folder *f = *state;
	struct err err = {0};
	write_file(f->dir, "q\x1b[31m.json", "[{\"stage\":\"\\u001b]0;x\\u0007\\u202e\",\"question\":\"a\",\"\\u001bk\":1},"
	           "{\"stage\":\"pre\\ncheck\",\"question\":\"a\"}]");
	assert_true(check(f, "q\x1b[31m.json", &err));
	assert_true(f->findings.count > 0);
	for (int i = 0; i < f->findings.count; i++) {
		assert_null(strpbrk(f->findings.list[i].text, "\x1b\x07\n"));
		assert_null(strstr(f->findings.list[i].text, "\u202e"));
		assert_null(strchr(f->findings.list[i].path, 27));
	}
}

/* ---- A question's lab, as the screens ask for it. ---- */

static struct lab *lab_of(struct folder *f, const char *json, struct quiz **quiz, struct err *err)
{
	*quiz = quiz_parse("x.json", json, strlen(json), NULL, err);
	assert_non_null(*quiz);
	return quiz_lab(&(*quiz)->questions[0], f->labs, err);
}

static void the_lab_of_a_question(void **state)
{
	struct folder *f = *state;
	static const struct {
		const char *json, *node;   /* a node that the lab has; NULL: no lab */
	} rows[] = {
		{ "[{\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0,\"lab\":\"attend\"}]", "y" },
		{ "[{\"question\":\"What is an attention pattern?\",\"options\":[\"x\",\"y\"],\"correct\":0}]", "y" },
		{ "{\"title\":\"Attention patterns\",\"questions\":[{\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0}]}", "y" },
		{ "[{\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0,\"lab\":{\"use\":\"attend\",\"code\":\"own = 1\"}}]", "own" },
		{ "[{\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0}]", NULL },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err err = {0};
		struct quiz *quiz;
		struct lab *lab = lab_of(f, rows[i].json, &quiz, &err);
		if (err.code != ERR_NONE || !lab != !rows[i].node)
			fail_msg("%s: %s", rows[i].json, err.text);
		if (lab)
			assert_true(program_find_node(lab_program(lab), rows[i].node) >= 0);
		lab_unref(lab);
		quiz_free(quiz);
	}
}

static bool covers(const struct quiz_question *question, const struct lab *lab, const char *node)
{
	bool *covered = quiz_cover(question, lab);
	bool yes = covered[program_find_node(lab_program(lab), node)];
	free(covered);
	return yes;
}

static void what_stays_covered(void **state)
{
	struct folder *f = *state;
	struct err err = {0};
	struct quiz *quiz;
	struct lab *lab = lab_of(f, "[{\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0,\"lab\":\"attend\"}]", &quiz, &err);
	assert_true(covers(&quiz->questions[0], lab, "y"));    /* the lab's own claim speaks of it */
	assert_false(covers(&quiz->questions[0], lab, "x"));
	lab_unref(lab);
	quiz_free(quiz);
	lab = lab_of(f, "[{\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0,\"lab\":\"attend\",\"claims\":\"x.shape == (4, 2)\"}]",
	             &quiz, &err);
	assert_true(covers(&quiz->questions[0], lab, "x"));
	assert_true(covers(&quiz->questions[0], lab, "y"));    /* computed from it: it would tell */
	lab_unref(lab);
	quiz_free(quiz);
	lab = lab_of(f, "[{\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0,\"lab\":\"attend\",\"claims\":\"y.shape == x.shape\"}]",
	             &quiz, &err);
	assert_true(covers(&quiz->questions[0], lab, "y"));
	assert_false(covers(&quiz->questions[0], lab, "x"));   /* an input is no answer */
	lab_unref(lab);
	quiz_free(quiz);
	lab = lab_of(f, "[{\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0,\"lab\":{\"code\":["
	                "\"side = 2\", \"n = side * side\", \"x = randn(n, n)\", \"y = softmax(x)\"]},"
	                "\"claims\":[\"n - side == 2\", \"y.shape == (n, n)\"]}]",
	             &quiz, &err);
	assert_true(covers(&quiz->questions[0], lab, "y"));
	assert_false(covers(&quiz->questions[0], lab, "x"));
	assert_false(covers(&quiz->questions[0], lab, "n"));   /* nor is its size */
	lab_unref(lab);
	quiz_free(quiz);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(a_question_and_its_lab),
		IN_FOLDER(all_mistakes_of_a_question),
		IN_FOLDER(all_mistakes_of_a_lab),
		IN_FOLDER(labs_beside_the_quiz),
		IN_FOLDER(variants_must_exist),
		IN_FOLDER(options_that_are_the_same),
		cmocka_unit_test(explanations_that_name_letters),
		IN_FOLDER(the_question_tells),
		IN_FOLDER(give_aways),
		IN_FOLDER(what_is_computed_has_no_length),
		IN_FOLDER(give_aways_over_a_folder),
		IN_FOLDER(lab_files),
		IN_FOLDER(lessons),
		IN_FOLDER(folders),
		IN_FOLDER(quizzes_with_one_name),
		IN_FOLDER(findings_are_clean),
		IN_FOLDER(the_lab_of_a_question),
		IN_FOLDER(what_stays_covered),
	};
	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
