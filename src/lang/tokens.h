/*
 * How text becomes tokens: byte-pair encoding and WordPiece, one step at a time.
 *
 * BPE (Sennrich et al. 2016, on bytes as GPT-2 does): text is cut into words, each
 * with the space before it; a word begins as bytes, each written as a visible
 * character (a space is Ġ). A step joins the pair that stands first in the list of
 * merges, wherever it occurs. A letter is an ASCII letter, or whatever is above U+00BF and
 * no punctuation.
 *
 * WordPiece (as BERT uses it, uncased): ASCII letters become small, words and punctuation
 * stand alone; from a word's beginning the longest piece of the vocabulary is taken, then
 * from there on, pieces inside a word written with ##. A step takes one piece. A
 * word that cannot be cut, or has more than 100 bytes, is [UNK].
 *
 * Both tables are text, an entry a line: "t h" or "##ing"; merges may begin with a line #version.
 */
#ifndef LANG_TOKENS_H
#define LANG_TOKENS_H

#include "base/str.h"
#include "engine/run.h"

extern const char tokens_own_merges[], tokens_own_vocab[];

/* The tokens, each ended by a NUL byte. steps < 0: to the end. */
bool tokens_bpe(struct run *run, const char *text, const char *merges, int64_t steps,
                struct str *out, struct err *err);
bool tokens_wordpiece(struct run *run, const char *text, const char *vocab, int64_t steps,
                      struct str *out, struct err *err);

#endif
