/* Which words of a question count as a topic, and how much a topic tells. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "lab/match.h"

static bool speaks(const char *text, const char *topic)
{
	struct str t = STR_INIT, w = STR_INIT;
	match_fold(text, &t);
	match_fold(topic, &w);
	bool found = match_speaks_of(t.data, w.data);
	str_done(&t);
	str_done(&w);
	return found;
}

static void spelling_does_not_matter(void **state)
{
	(void)state;
	static const char *const kv[] = { "KV cache", "kv-cache", "Kv_Cache", "KV\n  cache" };
	for (int i = 0; i < 4; i++)
		for (int k = 0; k < 4; k++) {
			struct str text = STR_INIT;
			str_addf(&text, "why is a %s kept?", kv[i]);
			assert_true(speaks(text.data, kv[k]));
			str_done(&text);
		}
	assert_true(speaks("KV 缓存只构建一次", "KV缓存"));
	assert_true(speaks("KV缓存只构建一次", "KV 缓存"));
	assert_true(speaks("做cross-attention时", "cross attention"));
}

static void ascii_words_are_whole(void **state)
{
	(void)state;
	assert_true(speaks("a mask", "mask"));
	assert_true(speaks("two masks.", "mask"));
	assert_true(speaks("mask", "mask"));
	assert_false(speaks("unmasked", "mask"));
	assert_false(speaks("masked", "mask"));
	assert_false(speaks("bitmask", "mask"));
	assert_false(speaks("masksize", "mask"));
	assert_true(speaks("masked, then a mask", "mask"));
	assert_false(speaks("digital", "git"));
	assert_false(speaks("d_k2", "d_k"));
	assert_true(speaks("sqrt(d_k)", "d_k"));
}

static void others_are_found_anywhere(void **state)
{
	(void)state;
	assert_true(speaks("为什么因果掩码必要", "因果掩码"));
	assert_false(speaks("为什么因果", "因果掩码"));
}

static void russian_words_are_whole_in_any_case(void **state)
{
	(void)state;
	static const char *const said[] = { "Причинная маска", "причинной маски", "ПРИЧИННУЮ МАСКУ", "причинными масками" };
	for (int i = 0; i < 4; i++)
		for (int k = 0; k < 4; k++)
			assert_true(speaks(said[i], said[k]));
	assert_true(speaks("в перекрёстном внимании", "перекрестное внимание"));
	assert_true(speaks("Зачем нужен KV-кэш?", "kv кэш"));
	assert_true(speaks("размера KV-кэша", "размер KV-кэш"));
	assert_false(speaks("размер кэша KV", "KV-кэш"));
	assert_true(speaks("токенов слоя", "токен"));
	assert_false(speaks("маскированное внимание", "маска"));
	assert_false(speaks("самовнимание", "внимание"));
	assert_true(speaks("маска注意力", "маска"));
	assert_true(speaks("о", "о"));
	assert_true(speaks("и вот 注意力 и всё", "注意力"));
}

static void an_empty_topic_is_nowhere(void **state)
{
	(void)state;
	assert_false(speaks("anything", ""));
	assert_false(speaks("anything", " - "));
	assert_false(speaks("", "x"));
}

static void names_and_phrases_are_enough_and_everyday_words_are_not(void **state)
{
	(void)state;
	static const char *const enough[] = { "GQA", "RoPE", "BPE", "Q-Former", "KV cache", "causal mask",
	                                      "cross-attention", "因果掩码", "KV 缓存", "причинная маска", "KV-кэш" };
	static const char *const not[] = { "key", "query", "mask", "cached", "patches", "initialisation",
	                                   "concatenate", "缓存", "查询", "初始化", "маска", "инициализация", "" };
	for (size_t i = 0; i < sizeof enough / sizeof *enough; i++)
		assert_true(match_weight(enough[i]) >= MATCH_ENOUGH);
	for (size_t i = 0; i < sizeof not / sizeof *not; i++)
		assert_true(match_weight(not[i]) < MATCH_ENOUGH);
	assert_true(match_weight("early fusion") > match_weight("fusion"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spelling_does_not_matter),
		cmocka_unit_test(ascii_words_are_whole),
		cmocka_unit_test(others_are_found_anywhere),
		cmocka_unit_test(russian_words_are_whole_in_any_case),
		cmocka_unit_test(an_empty_topic_is_nowhere),
		cmocka_unit_test(names_and_phrases_are_enough_and_everyday_words_are_not),
	};
	return cmocka_run_group_tests_name("match", tests, NULL, NULL);
}
