/*
 * Mathematics is lifted out of a document before Markdown reads it, so that
 * neither disturbs the other: `$a_i * b_j$` is no emphasis, the bars of `$|x|$`
 * part no table cells, a line of $$…$$ that begins with - starts no list.
 *
 * `$…$` is mathematics when no blank follows the opening and none precedes the
 * closing dollar, and no digit follows it: "$5 and $6" are prices (the rule is
 * pandoc's). It does not cross an empty line; `\$` is a dollar; code is left
 * alone. In its place stands a mark of noncharacters, which no clean text has.
 */
#ifndef TEXT_LIFT_H
#define TEXT_LIFT_H

#include "base/str.h"

struct lifted_span {
	const char *tex;        /* between the dollars; in the source */
	size_t len;
	const char *whole;      /* with the dollars */
	size_t whole_len;
	bool display;           /* $$…$$ */
};

struct lifted {
	struct str text;        /* the source with marks in place of mathematics */
	struct lifted_span *spans;
	size_t n, cap;
	size_t dollars;         /* that stay, in no code and without a backslash */
};

/* The source, clean and NUL-terminated, must live as long as the result. lift_done frees. */
void lift_math(const char *source, struct lifted *out);
void lift_done(struct lifted *lifted);

/* The next mark in text[0..len): its span, where it begins and how long it is; NULL if none. */
const struct lifted_span *lift_find(const struct lifted *lifted, const char *text, size_t len,
                                    size_t *at, size_t *mark_len);

/* Append text with the marks turned back into their source. */
void lift_restore(const struct lifted *lifted, const char *text, size_t len, struct str *out);

#endif
