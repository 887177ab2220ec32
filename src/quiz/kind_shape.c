/* kind "shape": typed as (Nt, hidden), (10, 256) or 10 x 256; the engine decides equality. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "quiz/kind.h"

struct sizes {
	int n;
	int64_t size[TENSOR_MAX_DIMS];
};

static bool read_shape(struct reader *r, const struct json *json, struct quiz_question *q)
{
	return read_answer(r, json, "\"out.shape\"", q);
}

/* ---- Typing ---- */

static bool between_sizes(const char *begin, const char *at)
{
	char before = at > begin ? at[-1] : '\0', after = at[1];
	bool left = before == ' ' || before == ')' || (before >= '0' && before <= '9');
	bool right = after == ' ' || after == '(' || (after >= '0' && after <= '9');
	return left && right;
}

/* 10 × 256: here the sign is no product. */
static void clean(const char *typed, struct str *out)
{
	static const char times[] = "×";
	struct str text = STR_INIT;
	for (const char *next; (next = strstr(typed, times)); typed = next + strlen(times)) {
		str_add_n(&text, typed, (size_t)(next - typed));
		str_add(&text, " x ");
	}
	str_add(&text, typed);
	typed_clean(text.data, out);
	str_done(&text);
}

/* 10 x 256: an x that stands alone is a comma, where there is none. */
static void replace_x(struct str *text)
{
	if (strchr(text->data, ','))
		return;
	for (char *at = text->data; *at; at++)
		if ((*at == 'x' || *at == 'X') && between_sizes(text->data, at))
			*at = ',';
}

/* How deep in brackets the text ends; -1 where one is closed that was never opened. */
static int depth_at_end(const char *text, bool *around)
{
	int depth = 0;
	*around = *text == '(' || *text == '[';
	for (; *text; text++) {
		depth += (*text == '(' || *text == '[') - (*text == ')' || *text == ']');
		*around &= depth > 0 || !text[1];
		if (depth < 0)
			return -1;
	}
	return depth;
}

/* What is inside the brackets around all of it, round or square, or none. */
static bool open_up(struct str *text, char **begin, struct err *err)
{
	static const char word[] = "torch.Size";
	bool around;
	*begin = text->data + (str_starts(text->data, word) ? strlen(word) : 0);
	int depth = depth_at_end(*begin, &around);
	if (depth)
		return err_say(err, ERR_SYNTAX, "%s",
		               depth < 0 ? _("A bracket is closed that was never opened: write a shape like (2, 3).")
		                         : _("The closing bracket is missing: write a shape like (2, 3)."));
	for (; around; depth_at_end(*begin, &around)) {
		(*begin)[strlen(*begin) - 1] = '\0';
		++*begin;
	}
	return true;
}

static bool read_size(struct asking *asking, const char *code, struct sizes *out, struct err *err)
{
	struct value value = VALUE_NOTHING;
	if (code[strspn(code, " ")] == '\0')
		return err_say(err, ERR_SYNTAX, _("Size %d is empty: write a shape like (2, 3)."), out->n + 1);
	if (out->n == TENSOR_MAX_DIMS)
		return err_say(err, ERR_SHAPE, _("A tensor here has at most %d dimensions."), TENSOR_MAX_DIMS);
	bool ok = asking_typed(asking, code + strspn(code, " "), &value, err);
	bool whole = ok && (value.kind == VALUE_INT ||
	                    (value.kind == VALUE_FLOAT && value.as.number == (double)(int64_t)value.as.number));
	if (whole)
		out->size[out->n++] = (int64_t)value_number(value);
	else if (ok)
		err_say(err, ERR_TYPE, _("%s is no whole number, and a size is one."), code);
	if (!ok && err->code == ERR_SYNTAX)
		err_say(err, ERR_SYNTAX, _("I cannot read the size %s: write commas between sizes, like (2, 3)."),
		        code);
	value_unref(value);
	return whole;
}

/* Commas outside brackets part the sizes; one at the end, as Python writes (3,), is no further one. */
static bool read_sizes(struct asking *asking, char *text, struct sizes *out, struct err *err)
{
	int depth = 0;
	char *begin = text;
	for (char *at = text;; at++) {
		bool end = *at == '\0';
		depth += (*at == '(' || *at == '[') - (*at == ')' || *at == ']');
		if (!end && (*at != ',' || depth))
			continue;
		*at = '\0';
		bool trailing = end && out->n == 1 && begin[strspn(begin, " ")] == '\0';
		if (!trailing && !read_size(asking, begin, out, err))
			return false;
		if (end)
			return true;
		begin = at + 1;
	}
}

static bool read_typed(struct asking *asking, const char *typed, struct sizes *out, struct err *err)
{
	struct str text = STR_INIT;
	char *inside = text.data;
	*out = (struct sizes){0};
	clean(typed, &text);
	replace_x(&text);
	bool ok = text.len || err_say(err, ERR_SYNTAX, "%s", _("Type a shape first, like (2, 3)."));
	ok = ok && open_up(&text, &inside, err) &&
	     (inside[strspn(inside, " ")] == '\0' || read_sizes(asking, inside, out, err));
	str_done(&text);
	return ok;
}

/* ---- Judging ---- */

static void add_sizes(const struct sizes *sizes, struct str *out)
{
	str_add_char(out, '(');
	for (int i = 0; i < sizes->n; i++)
		str_addf(out, "%s%lld", i ? ", " : "", (long long)sizes->size[i]);
	str_add(out, sizes->n == 1 ? ",)" : ")");
}

static bool from_value(struct value value, struct sizes *out, struct err *err)
{
	*out = (struct sizes){0};
	bool list = value.kind == VALUE_TUPLE || value.kind == VALUE_LIST;
	if (!list || value_count(value) > TENSOR_MAX_DIMS)
		return err_say(err, ERR_TYPE,
		               "this is of type %s, and a shape is wanted: write out.shape, or (Nt, hidden)",
		               value_kind_name(value.kind));
	for (int i = 0; i < value_count(value); i++) {
		struct value size = value_item(value, i);
		if (size.kind != VALUE_INT || size.as.integer.n < 0)
			return err_say(err, ERR_TYPE, "size %d of the shape is no whole number", i + 1);
		out->size[out->n++] = size.as.integer.n;
	}
	return true;
}

static bool print_key(struct asking *asking, struct str *out, struct err *err)
{
	struct value value = VALUE_NOTHING;
	struct sizes sizes;
	bool ok = asking_compute(asking, &value, err) && from_value(value, &sizes, err);
	if (ok)
		add_sizes(&sizes, out);
	value_unref(value);
	return ok;
}

static int compare_sizes(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static bool same_but_for_order(struct sizes a, struct sizes b)
{
	qsort(a.size, (size_t)a.n, sizeof *a.size, compare_sizes);
	qsort(b.size, (size_t)b.n, sizeof *b.size, compare_sizes);
	return a.n == b.n && memcmp(a.size, b.size, sizeof a.size) == 0;
}

/* Which sizes differ: "last dimension: you wrote 197, it is 256". */
static int say_differences(const struct sizes *wrote, const struct sizes *is, struct str *out)
{
	int differ = 0;
	for (int i = 0; i < is->n; i++) {
		if (wrote->size[i] == is->size[i])
			continue;
		str_add(out, differ++ ? "; " : "");
		if (i == is->n - 1)
			str_addf(out, _("last dimension: you wrote %lld, it is %lld"),
			         (long long)wrote->size[i], (long long)is->size[i]);
		else
			str_addf(out, _("dimension %d: you wrote %lld, it is %lld"), i + 1,
			         (long long)wrote->size[i], (long long)is->size[i]);
	}
	str_add(out, differ ? "." : "");
	return differ;
}

static bool judge(struct asking *asking, const char *answer, enum language language,
                  struct judgement *out, struct err *err)
{
	(void)language;
	struct sizes wrote, is;
	const char *key = asking_key(asking, err);
	if (!key || !read_typed(asking, answer, &wrote, err) || !read_typed(asking, key, &is, err))
		return false;
	if (wrote.n != is.n) {
		out->verdict = VERDICT_WRONG;
		str_addf(&out->said, _("Rank %d, not %d."), is.n, wrote.n);
		return true;
	}
	int differ = same_but_for_order(wrote, is) ? 0 : say_differences(&wrote, &is, &out->said);
	bool right = memcmp(wrote.size, is.size, sizeof is.size) == 0;
	out->verdict = right ? VERDICT_RIGHT : differ < is.n ? VERDICT_PARTLY : VERDICT_WRONG;
	if (!right && !differ)
		str_add(&out->said, _("The sizes are right, their order is not."));
	return true;
}

static bool same_without_blanks(const char *a, const char *b)
{
	for (;; a++, b++) {
		a += strspn(a, " ");
		b += strspn(b, " ");
		if (*a != *b || !*a)
			return *a == *b;
	}
}

static void preview(struct asking *asking, const char *typed, struct str *out)
{
	struct sizes sizes;
	struct err ignored;
	struct str text = STR_INIT;
	if (read_typed(asking, typed, &sizes, &ignored))
		add_sizes(&sizes, &text);
	if (text.len && !same_without_blanks(text.data, typed))
		str_add(out, text.data);
	str_done(&text);
}

static void say(struct asking *asking, const char *answer, enum language language, struct str *out)
{
	(void)language;
	struct str value = STR_INIT;
	preview(asking, answer, &value);
	str_addf(out, "`%s`", answer);
	if (value.len)
		str_addf(out, " = `%s`", value.data);
	str_done(&value);
}

static bool fits(const struct quiz_question *q, const char *answer)
{
	(void)q;
	return *answer != '\0';
}

const struct question_kind kind_shape = {
	.name = "shape",
	.keys = (const char *const[]){ "answer", NULL },
	.read = read_shape,
	.fits = fits,
	.key = print_key,
	.preview = preview,
	.judge = judge,
	.say = say,
};
