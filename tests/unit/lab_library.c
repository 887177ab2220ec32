/* A folder of labs: names, parsing on demand, `use`, and the lab that fits a question. */
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
#include "lab/library.h"

struct folder {
	char path[64];
	struct lab_library *library;
};

static void write_file(const struct folder *folder, const char *name, const char *text)
{
	char *path = file_join(folder->path, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
	free(path);
}

static struct folder folder_new(void)
{
	struct folder folder = { .path = "/tmp/attnquiz-labs-XXXXXX" };
	assert_non_null(mkdtemp(folder.path));
	return folder;
}

static void folder_open(struct folder *folder)
{
	struct err err = {0};
	folder->library = lab_library_open(folder->path, &err);
	assert_non_null(folder->library);
}

static void folder_done(struct folder *folder)
{
	char **names;
	size_t n;
	struct err err;
	lab_library_free(folder->library);
	assert_true(file_list(folder->path, &names, &n, &err));
	for (size_t i = 0; i < n; i++) {
		char *path = file_join(folder->path, names[i]);
		unlink(path);
		free(path);
	}
	file_list_free(names, n);
	rmdir(folder->path);
}

static void names_are_sorted_and_only_labs(void **state)
{
	(void)state;
	struct folder f = folder_new();
	write_file(&f, "zeta.lab", "x = 1\n");
	write_file(&f, "alpha.lab", "this does not parse (\n");
	write_file(&f, "notes.txt", "x");
	write_file(&f, ".lab", "x = 1\n");
	folder_open(&f);
	assert_int_equal(lab_library_count(f.library), 2);
	assert_string_equal(lab_library_name(f.library, 0), "alpha");
	assert_string_equal(lab_library_name(f.library, 1), "zeta");
	folder_done(&f);
}

static void a_missing_folder_is_an_error(void **state)
{
	(void)state;
	struct err err = {0};
	assert_null(lab_library_open("/nowhere/at/all", &err));
	assert_int_equal(err.code, ERR_IO);
}

static void finding(void **state)
{
	(void)state;
	struct folder f = folder_new();
	write_file(&f, "softmax.lab", "x = ones(2, 3)\n");
	write_file(&f, "broken.lab", "x = \ny = 2\n");
	folder_open(&f);
	struct err err = {0};
	const struct lab *lab = lab_library_find(f.library, "softmax", &err);
	assert_non_null(lab);
	assert_string_equal(lab_name(lab), "softmax");
	assert_ptr_equal(lab, lab_library_find(f.library, "softmax", &err));
	assert_null(lab_library_find(f.library, "sofmax", &err));
	assert_int_equal(err.code, ERR_NAME);
	assert_non_null(strstr(err.text, "did you mean 'softmax'"));
	for (int i = 0; i < 2; i++) {   /* the second time too */
		err = (struct err){0};
		assert_null(lab_library_find(f.library, "broken", &err));
		assert_int_equal(err.code, ERR_SYNTAX);
		assert_int_equal(err.at.line, 1);
	}
	assert_null(lab_library_find(f.library, "../softmax", &err));
	assert_null(lab_library_find(f.library, "", &err));
	folder_done(&f);
}

static void use_loads_from_the_folder_and_circles_end(void **state)
{
	(void)state;
	struct folder f = folder_new();
	write_file(&f, "base.lab", "x = ones(2, 3)\n");
	write_file(&f, "more.lab", "use \"base\"\ny = x + x\n");
	write_file(&f, "self.lab", "use \"self\"\nz = 1\n");
	write_file(&f, "ping.lab", "use \"pong\"\na = 1\n");
	write_file(&f, "pong.lab", "use \"ping\"\nb = 1\n");
	write_file(&f, "lost.lab", "use \"nobody\"\nb = 1\n");
	folder_open(&f);
	struct err err = {0};
	const struct lab *more = lab_library_find(f.library, "more", &err);
	assert_non_null(more);
	assert_true(program_find_node(lab_program(more), "x") >= 0);
	assert_true(program_find_node(lab_program(more), "y") >= 0);
	assert_string_equal(lab_source(more), "use \"base\"\ny = x + x\n");   /* it can be read again */
	lab_library_find(f.library, "self", &err);   /* an error or not: it ends */
	lab_library_find(f.library, "ping", &err);
	err = (struct err){0};
	assert_null(lab_library_find(f.library, "lost", &err));
	assert_non_null(strstr(err.text, "nobody"));
	folder_done(&f);
}

/* ---- Matching ---- */

static const char *match(struct folder *f, const char *question, const char *option)
{
	const char *texts[] = { question, option, NULL };
	const struct lab *lab = lab_library_match(f->library, texts, 3);
	return lab ? lab_name(lab) : "none";
}

static struct folder attention_labs(void)
{
	struct folder f = folder_new();
	write_file(&f, "a-broken.lab", "topics \"KV cache\", \"causal mask\"\nx = (\n");
	write_file(&f, "causal.lab", "topics \"causal mask\", \"decoder block\", \"mask\", \"因果掩码\", \"自注意力\"\nx = 1\n");
	write_file(&f, "cache.lab", "topics \"KV cache\", \"cached\", \"decoder block\", \"KV 缓存\", \"缓存\"\nx = 1\n");
	write_file(&f, "fusion.lab", "topics \"early fusion\", \"late fusion\", \"fusion\", \"早期融合\"\nx = 1\n");
	write_file(&f, "plain.lab", "x = 1\n");
	folder_open(&f);
	return f;
}

static void questions_find_their_lab_in_both_languages(void **state)
{
	(void)state;
	struct folder f = attention_labs();
	assert_string_equal(match(&f, "Why is a causal mask needed?", "it hides the future"), "causal");
	assert_string_equal(match(&f, "What is kept?", "the kv-cache"), "cache");
	assert_string_equal(match(&f, "Early fusion or late fusion?", "with a mask"), "fusion");
	assert_string_equal(match(&f, "为什么自注意力需要因果掩码？", "缓存"), "causal");
	assert_string_equal(match(&f, "KV缓存为什么只构建一次？", "省显存"), "cache");
	folder_done(&f);
}

static void topics_of_many_labs_weigh_less(void **state)
{
	(void)state;
	struct folder f = attention_labs();
	/* "decoder block" is in two labs; the other topic decides. */
	assert_string_equal(match(&f, "In a decoder block, what does the mask do?", ""), "causal");
	assert_string_equal(match(&f, "In a decoder block, what is cached?", ""), "cache");
	/* With that alone two labs are equal: the first by name. */
	assert_string_equal(match(&f, "What is a decoder block?", ""), "cache");
	folder_done(&f);
}

/* Three of four labs have the longer phrase: it says little about which. */
static void a_rare_topic_outweighs_a_longer_common_one(void **state)
{
	(void)state;
	struct folder f = folder_new();
	write_file(&f, "a.lab", "topics \"attention heads\"\nx = 1\n");
	write_file(&f, "b.lab", "topics \"attention heads\"\nx = 1\n");
	write_file(&f, "c.lab", "topics \"attention heads\"\nx = 1\n");
	write_file(&f, "d.lab", "topics \"linear biases\"\nx = 1\n");
	folder_open(&f);
	assert_string_equal(match(&f, "Do attention heads need linear biases?", ""), "d");
	assert_string_equal(match(&f, "Do attention heads differ?", ""), "a");
	folder_done(&f);
}

static void other_questions_find_none(void **state)
{
	(void)state;
	struct folder f = attention_labs();
	assert_string_equal(match(&f, "Which SQL join keeps every row of the left table?", "LEFT JOIN"), "none");
	assert_string_equal(match(&f, "What does git diff --cached show?", "staged changes"), "none");
	assert_string_equal(match(&f, "Which subnet mask is /24?", "255.255.255.0, cached"), "none");
	assert_string_equal(match(&f, "浏览器缓存是什么？", "缓存查询结果"), "none");
	assert_string_equal(match(&f, "", ""), "none");
	assert_null(lab_library_match(f.library, NULL, 0));
	folder_done(&f);
}

/* Also when its topics are fine and only the rest of it is broken. */
static void a_broken_lab_is_never_the_answer(void **state)
{
	(void)state;
	struct folder f = folder_new();
	write_file(&f, "broken.lab", "topics \"causal mask\", \"the future\"\nx = (\n");
	write_file(&f, "fine.lab", "topics \"causal mask\"\nx = 1\n");
	folder_open(&f);
	for (int i = 0; i < 2; i++)
		assert_string_equal(match(&f, "Why does a causal mask hide the future?", ""), "fine");
	folder_done(&f);
}

static void an_empty_folder_matches_nothing(void **state)
{
	(void)state;
	struct folder f = folder_new();
	folder_open(&f);
	assert_int_equal(lab_library_count(f.library), 0);
	assert_string_equal(match(&f, "causal mask", ""), "none");
	folder_done(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_sorted_and_only_labs),
		cmocka_unit_test(a_missing_folder_is_an_error),
		cmocka_unit_test(finding),
		cmocka_unit_test(use_loads_from_the_folder_and_circles_end),
		cmocka_unit_test(questions_find_their_lab_in_both_languages),
		cmocka_unit_test(topics_of_many_labs_weigh_less),
		cmocka_unit_test(a_rare_topic_outweighs_a_longer_common_one),
		cmocka_unit_test(other_questions_find_none),
		cmocka_unit_test(a_broken_lab_is_never_the_answer),
		cmocka_unit_test(an_empty_folder_matches_nothing),
	};
	return cmocka_run_group_tests_name("library", tests, NULL, NULL);
}
