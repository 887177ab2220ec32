/* Tokens: BPE and WordPiece, step by step; linear attention as a recurrent state. */
#include "lang_lab.h"

#include <time.h>
#include <unistd.h>

static struct lab lab;

static void merges_follow_the_list(void **state)
{
	(void)state;
	/* The example of Sennrich et al. 2016, section 3.2. */
	assert_string_equal(eval_alone(&lab, "bpe('lower', merges=['l o', 'lo w', 'e r', 'low er'])"), "['lower']");
	assert_string_equal(eval_alone(&lab, "bpe('lowest', ['l o', 'lo w', 'e r'])"), "['low', 'e', 's', 't']");
	/* The earlier merge wins, not the longer one; every occurrence at once. */
	assert_string_equal(eval_alone(&lab, "bpe('abcab', ['b c', 'a b'])"), "['a', 'bc', 'ab']");
	assert_string_equal(eval_alone(&lab, "bpe('aaaa', ['a a'])"), "['aa', 'aa']");
	assert_string_equal(eval_alone(&lab, "bpe('aaa', ['a a'])"), "['aa', 'a']");
}

static void steps_are_merges(void **state)
{
	(void)state;
	assert_string_equal(eval_alone(&lab, "bpe('lower', ['l o', 'lo w', 'e r'], steps=0)"),
	                    "['l', 'o', 'w', 'e', 'r']");
	assert_string_equal(eval_alone(&lab, "bpe('lower', ['l o', 'lo w', 'e r'], steps=1)"),
	                    "['lo', 'w', 'e', 'r']");
	assert_string_equal(eval_alone(&lab, "bpe('lower', ['l o', 'lo w', 'e r'], steps=9)"), "['low', 'er']");
	assert_string_equal(eval_alone(&lab, "bpe('the image') == bpe('the image', steps=1000)"), "True");
	assert_non_null(strstr(eval_alone(&lab, "bpe('a', steps=-2)"), "cannot take -2 steps"));
}

/* As GPT-2 cuts: the space before a word, contractions, runs of digits and of signs. */
static void words_are_gpt2s(void **state)
{
	(void)state;
	assert_string_equal(eval_alone(&lab, "bpe('a b', ['a Ġ', 'Ġ b'])"), "['a', 'Ġb']");
	assert_string_equal(eval_alone(&lab, "bpe('a  b', ['Ġ Ġ', 'Ġ b'])"), "['a', 'Ġ', 'Ġb']");
	assert_string_equal(eval_alone(&lab, "bpe(\"it's\", [\"t '\", \"' s\"])"), "['i', 't', \"'s\"]");
	assert_string_equal(eval_alone(&lab, "bpe('a1', ['a 1'])"), "['a', '1']");
	assert_string_equal(eval_alone(&lab, "bpe('é', [])"), "['Ã', '©']");
	assert_string_equal(eval_alone(&lab, "bpe('é', ['Ã ©'])"), "['Ã©']");
	assert_string_equal(eval_alone(&lab, "bpe('')"), "[]");
}

static void pieces_are_the_longest(void **state)
{
	(void)state;
	static const char vocab[] = "['un', 'unaff', '##aff', '##able', '##a', 'a', ',']";
	char code[200];
	snprintf(code, sizeof code, "wordpiece('Unaffable, a', %s)", vocab);
	assert_string_equal(eval_alone(&lab, code), "['unaff', '##able', ',', 'a']");
	snprintf(code, sizeof code, "wordpiece('unaffable a', %s, steps=1)", vocab);
	assert_string_equal(eval_alone(&lab, code), "['unaff', '##able', 'a']");
	snprintf(code, sizeof code, "wordpiece('unaffables', %s)", vocab);
	assert_string_equal(eval_alone(&lab, code), "['[UNK]']");
	assert_string_equal(eval_alone(&lab, "wordpiece('attention', steps=0)"), "['attention']");
}

/* ---- Tables from files ---- */

static char folder[] = "/tmp/attnquiz-tokens-XXXXXX";

static void write_file(const char *name, const char *text)
{
	char path[200];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

/* The expression in a lab that may read the folder's files; anywhere: any. */
static const char *eval_beside(const char *code, bool anywhere)
{
	lab_open(&lab, "", -1);
	lab.program->folder = folder;
	lab.program->reads_anywhere = anywhere;
	lab_eval(&lab, code);
	lab_close(&lab);
	return lab.text;
}

/* GPT-2's format, stepped by hand: Ġ t, then h e, then i n, then Ġt he. */
static void merges_come_from_a_file(void **state)
{
	char code[300];
	(void)state;
	write_file("merges.txt", "#version: 0.2\nĠ t\nh e\r\ni n\nĠt he\nl o\nlo w\n# #\n");
	assert_string_equal(eval_beside("bpe('in the low', 'merges.txt', steps=0)", false),
	                    "['i', 'n', 'Ġ', 't', 'h', 'e', 'Ġ', 'l', 'o', 'w']");
	assert_string_equal(eval_beside("bpe('in the low', 'merges.txt', steps=1)", false),
	                    "['i', 'n', 'Ġt', 'h', 'e', 'Ġ', 'l', 'o', 'w']");
	assert_string_equal(eval_beside("bpe('in the low', 'merges.txt', steps=3)", false),
	                    "['in', 'Ġt', 'he', 'Ġ', 'l', 'o', 'w']");
	assert_string_equal(eval_beside("bpe('in the low##', 'merges.txt')", false),
	                    "['in', 'Ġthe', 'Ġ', 'low', '##']");
	snprintf(code, sizeof code, "bpe('low', '%s/merges.txt')", folder);
	assert_string_equal(eval_beside(code, true), "['low']");
	assert_non_null(strstr(eval_beside(code, false), "only files beside"));
	write_file("vocab.txt", "[UNK]\nun\n##able\n##aff\n");
	assert_string_equal(eval_beside("wordpiece('unaffable so', vocab='vocab.txt')", false),
	                    "['un', '##aff', '##able', '[UNK]']");
}

static void other_files_are_not_read(void **state)
{
	char path[200];
	(void)state;
	assert_non_null(strstr(eval_alone(&lab, "bpe('a', '/etc/passwd')"), "no files can be read from here"));
	assert_non_null(strstr(eval_beside("bpe('a', '../x')", false), "only files beside"));
	assert_non_null(strstr(eval_beside("bpe('a', '.hidden')", false), "only files beside"));
	assert_non_null(strstr(eval_beside("bpe('a', 'nosuch.txt')", false), "cannot open"));
	snprintf(path, sizeof path, "%s/link.txt", folder);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	assert_non_null(strstr(eval_beside("bpe('a', 'link.txt')", false), "no plain file"));
	unlink(path);
}

/* As many merges as GPT-2 has: pairs of the letters, and of what they made. */
static void fifty_thousand_merges_are_quick(void **state)
{
	static const char letters[] = "etaoinshrdlucmfwypvbgkjqxz";
	struct str all = STR_INIT;
	int count = 0;
	(void)state;
	str_add(&all, "#version: 0.2\n");
	for (int i = 0; i < 26; i++)
		for (int j = 0; j < 26; j++, count++)
			str_addf(&all, "%c %c\n", letters[i], letters[j]);
	for (int i = 0; i < 26 * 26 && count < 50000; i++)
		for (int j = 0; j < 26 * 26 && count < 50000; j++, count++)
			str_addf(&all, "%c%c %c%c\n", letters[i / 26], letters[i % 26], letters[j / 26], letters[j % 26]);
	write_file("many.txt", all.data);
	clock_t start = clock();
	const char *text = eval_beside("bpe('the attention of the image is a sum over all of its patches', 'many.txt')", false);
	double ms = 1000.0 * (double)(clock() - start) / CLOCKS_PER_SEC;
	print_message("%d merges: %.1f ms\n", count, ms);
	assert_true(text[0] == '[' && strstr(text, "'Ġ'"));
	assert_true(ms < 1000);
	str_done(&all);
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	static const char *const names[] = { "merges.txt", "vocab.txt", "many.txt" };
	char path[200];
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		unlink(path);
	}
	return rmdir(folder);
}

static void tables_are_lists_of_strings(void **state)
{
	(void)state;
	assert_non_null(strstr(eval_alone(&lab, "bpe('a', merges=[1])"), "a list of strings"));
	assert_non_null(strstr(eval_alone(&lab, "bpe(1)"), "needs a string for text"));
}

/* The state S (and z) after t keys gives row t - 1 of the causal parallel form. */
static void recurrent_is_parallel(void **state)
{
	(void)state;
	lab_open(&lab, "param t = 1 in 1..6 animate\n"
	         "q = elu(randn(6, 4)) + 1\nk = elu(randn(6, 4)) + 1\nv = randn(6, 3)\n"
	         "S = cat([prev(S), (k[t-1:t].mT @ v[t-1:t])[None]]).sum(dim=0, keepdim=True)\n"
	         "z = cat([prev(z), k[t-1:t]]).sum(dim=0, keepdim=True)\n"
	         "row = q[t-1] @ S[0] / (q[t-1] @ z[0])\n"
	         "all = linear_attention(q, k, v, is_causal=True)\n", -1);
	for (int64_t t = 1; t <= 6; t++) {
		lab_set(&lab, "t", value_int(t));
		assert_string_equal(lab_eval(&lab, "allclose(row, all[t-1], atol=1e-6)"), "True");
	}
	assert_string_equal(lab_eval(&lab, "allclose(all[5], linear_attention(q, k, v)[5])"), "True");
	lab_close(&lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(merges_follow_the_list),
		cmocka_unit_test(steps_are_merges),
		cmocka_unit_test(words_are_gpt2s),
		cmocka_unit_test(pieces_are_the_longest),
		cmocka_unit_test(merges_come_from_a_file),
		cmocka_unit_test(other_files_are_not_read),
		cmocka_unit_test(fifty_thousand_merges_are_quick),
		cmocka_unit_test(tables_are_lists_of_strings),
		cmocka_unit_test(recurrent_is_parallel),
	};
	return cmocka_run_group_tests_name("lang_tokens", tests, make_folder, remove_folder);
}
