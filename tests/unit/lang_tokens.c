/* Tokens: BPE and WordPiece, step by step; linear attention as a recurrent state. */
#include "lang_lab.h"

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
		cmocka_unit_test(tables_are_lists_of_strings),
		cmocka_unit_test(recurrent_is_parallel),
	};
	return cmocka_run_group_tests_name("lang_tokens", tests, NULL, NULL);
}
