/*
 * Does a question speak of a topic? Text and topics are folded first:
 *
 *	ASCII in small letters; space, newline, - and _ are one space, so that
 *	"KV-cache", "kv cache" and "kv_cache" are the same word; a Russian
 *	word, too, in small letters, and without its ending: "масками" and "Маска"
 *	are "маск"; no space beside other characters, so that "KV 缓存" is "KV缓存".
 *
 * ASCII words are found whole (a plural s is allowed), so are Russian ones, others anywhere.
 */
#ifndef LAB_MATCH_H
#define LAB_MATCH_H

#include <stdbool.h>

#include "base/str.h"

void match_fold(const char *text, struct str *out);

bool match_speaks_of(const char *folded_text, const char *folded_topic);

/*
 * How much a topic tells, from its spelling. Capitals (GQA, RoPE: names) count
 * four, characters of other scripts three, Latin and Russian letters one, at most eight a word:
 * however long, one everyday word ("initialisation") could be about anything.
 */
int match_weight(const char *topic);

/*
 * A topic of this weight is enough to choose a lab: "causal mask", "RoPE",
 * "因果掩码", "причинная маска". "patches", "cached", "查询" are not: git and SQL have them too.
 */
enum { MATCH_ENOUGH = 10 };

#endif
