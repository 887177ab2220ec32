#include "text/lift.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* A mark is U+FDD0, the number of the span in decimal, U+FDD1. */
static const char mark_opens[] = "\xEF\xB7\x90", mark_closes[] = "\xEF\xB7\x91";
enum { MARK_BYTES = 3 };

static void add_span(struct lifted *out, struct lifted_span span)
{
	if (out->n == out->cap) {
		out->cap = out->cap ? 2 * out->cap : 8;
		out->spans = mem_grow(out->spans, out->cap, sizeof *out->spans);
	}
	str_addf(&out->text, "%s%zu%s", mark_opens, out->n, mark_closes);
	out->spans[out->n++] = span;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static bool is_empty_line(const char *p)
{
	p += strspn(p, " \t");
	return *p == '\n' || !*p;
}

/* Where `$` or `$$` closes what begins at p, or NULL. */
static const char *find_close(const char *p, size_t dollars)
{
	for (; *p; p++) {
		if (*p == '`' || str_starts(p, "~~~") || (*p == '\n' && is_empty_line(p + 1)))
			return NULL;
		if (*p == '\\' && p[1])
			p++;
		else if (*p == '$')
			return dollars == 1 || p[1] == '$' ? p : NULL;
	}
	return NULL;
}

/* Bytes of the mathematics that begins at the dollar p, or 0. */
static size_t lift_span(const char *p, struct lifted *out)
{
	size_t dollars = p[1] == '$' ? 2 : 1;
	const char *tex = p + dollars, *close = find_close(tex, dollars);
	if (!close || close == tex)
		return 0;
	bool price = is_blank(*tex) || is_blank(close[-1]) || isdigit((unsigned char)close[1]);
	if (dollars == 1 && price)
		return 0;
	size_t whole = (size_t)(close - p) + dollars;
	add_span(out, (struct lifted_span){
		.tex = tex, .len = (size_t)(close - tex),
		.whole = p, .whole_len = whole, .display = dollars == 2,
	});
	return whole;
}

/* Bytes of the code that the backquote p begins, with its closing run; or of the run alone. */
static size_t code_length(const char *p)
{
	size_t run = strspn(p, "`"), n;
	for (const char *q = p + run; (q = strchr(q, '`')) != NULL; q += n) {
		n = strspn(q, "`");
		if (n == run)
			return (size_t)(q - p) + n;
	}
	return run;
}

void lift_math(const char *source, struct lifted *out)
{
	*out = (struct lifted){ .text = STR_INIT };
	for (const char *p = source; *p;) {
		size_t lifted = *p == '$' ? lift_span(p, out) : 0, n = 1;
		if (lifted) {
			p += lifted;
			continue;
		}
		if (*p == '\\' && p[1])
			n = 2;
		else if (*p == '$')
			out->dollars += n = strspn(p, "$");
		else if (*p == '`')
			n = code_length(p);
		else
			n = strcspn(p + 1, "\\$`") + 1;
		str_add_n(&out->text, p, n);
		p += n;
	}
}

void lift_done(struct lifted *lifted)
{
	str_done(&lifted->text);
	free(lifted->spans);
	*lifted = (struct lifted){ .text = STR_INIT };
}

const struct lifted_span *lift_find(const struct lifted *lifted, const char *text, size_t len,
                                    size_t *at, size_t *mark_len)
{
	const char *open = memmem(text, len, mark_opens, MARK_BYTES);
	if (!open)
		return NULL;
	*at = (size_t)(open - text);
	size_t i = *at + MARK_BYTES, number = 0;
	while (i < len && isdigit((unsigned char)text[i]))
		number = number * 10 + (size_t)(text[i++] - '0');
	*mark_len = i + MARK_BYTES - *at;
	return i + MARK_BYTES <= len && number < lifted->n ? &lifted->spans[number] : NULL;
}

void lift_restore(const struct lifted *lifted, const char *text, size_t len, struct str *out)
{
	size_t at, mark_len;
	const struct lifted_span *span;
	while ((span = lift_find(lifted, text, len, &at, &mark_len)) != NULL) {
		str_add_n(out, text, at);
		str_add_n(out, span->whole, span->whole_len);
		text += at + mark_len;
		len -= at + mark_len;
	}
	str_add_n(out, text, len);
}
