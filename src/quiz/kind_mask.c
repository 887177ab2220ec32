/* kind "mask": which cells are visible; the student paints them, the engine computes them. */
#include <string.h>

#include "base/i18n.h"
#include "quiz/kind.h"

static bool read_mask(struct reader *r, const struct json *json, struct quiz_question *q)
{
	const struct json *rows = json_get(json, "rows"), *columns = json_get(json, "columns");
	bool fine = read_answer(r, json, "\"allowed\"", q);
	fine &= !rows || read_strings(r, rows, "rows", &q->rows, &q->n_rows);
	return (!columns || read_strings(r, columns, "columns", &q->columns, &q->n_columns)) && fine;
}

bool mask_size(const char *cells, int *rows, int *columns)
{
	*columns = (int)strspn(cells, "01");
	*rows = 0;
	for (const char *at = cells;; at++) {
		if ((int)strspn(at, "01") != *columns || !*columns)
			return false;
		++*rows;
		at += *columns;
		if (!*at)
			return *rows <= MASK_MAX_ROWS && *columns <= MASK_MAX_COLUMNS;
		if (*at != '/')
			return false;
	}
}

/* ---- The key ---- */

static bool add_cells(const struct tensor *t, struct str *out)
{
	for (int64_t i = 0; i < t->shape.size[0]; i++) {
		if (i)
			str_add_char(out, '/');
		for (int64_t j = 0; j < t->shape.size[1]; j++)
			str_add_char(out, tensor_at(t, (int64_t[TENSOR_MAX_DIMS]){ i, j }) != 0 ? '1' : '0');
	}
	return true;
}

static bool from_value(struct value value, struct str *out, struct err *err)
{
	const struct tensor *t = value.kind == VALUE_TENSOR ? value.as.tensor : NULL;
	if (!t || t->dtype != DT_BOOL || t->shape.ndim != 2)
		return err_say(err, ERR_TYPE,
		               "this is no matrix of True and False: write one, like allowed, or A > 0");
	int64_t rows = t->shape.size[0], columns = t->shape.size[1];
	if (!rows || !columns || rows > MASK_MAX_ROWS || columns > MASK_MAX_COLUMNS)
		return err_say(err, ERR_SHAPE,
		               "the mask is %lld × %lld, and 1 × 1 to %d × %d can be painted: give the lab "
		               "smaller sizes with \"set\"",
		               (long long)rows, (long long)columns, MASK_MAX_ROWS, MASK_MAX_COLUMNS);
	return add_cells(t, out);
}

static bool print_key(struct asking *asking, struct str *out, struct err *err)
{
	struct value value = VALUE_NOTHING;
	bool ok = asking_compute(asking, &value, err) && from_value(value, out, err);
	value_unref(value);
	return ok;
}

static void check_names(const struct quiz *quiz, const struct quiz_question *q, const char *fmt,
                        const int count[2], struct findings *findings)
{
	if (count[0] && count[0] != count[1])
		findings_add(findings, FINDING_ERROR, quiz->path, q->line, q->column, "labels", fmt,
		             count[0], count[1]);
}

static void check_key(const struct quiz *quiz, const struct quiz_question *q, const char *key,
                      struct findings *findings)
{
	int rows, columns;
	mask_size(key, &rows, &columns);
	check_names(quiz, q, N_("rows names %d, and the mask has %d: name each of them, or leave it out"),
	            (int[]){ q->n_rows, rows }, findings);
	check_names(quiz, q, N_("columns names %d, and the mask has %d: name each of them, or leave it out"),
	            (int[]){ q->n_columns, columns }, findings);
	if (!strchr(key, '0') || !strchr(key, '1'))
		findings_add(findings, FINDING_WARNING, quiz->path, q->line, q->column, "key-all",
		             strchr(key, '1') ? N_("every cell of the mask is visible, so there is nothing to find "
		                                   "out: ask for another mask")
		             : N_("no cell of the mask is visible, so there is nothing to find out: ask for another "
		                  "mask"));
}

/* ---- Judging ---- */

struct wrong {
	int hidden, shown, cells;        /* hidden: should be visible, and was not painted */
};

static struct wrong compare(const char *answer, const char *key)
{
	struct wrong wrong = {0};
	for (; *key; answer++, key++) {
		wrong.cells += *key != '/';
		wrong.hidden += *key == '1' && *answer == '0';
		wrong.shown += *key == '0' && *answer == '1';
	}
	return wrong;
}

/* Rows read as columns: the mask is of the right form, and lies on its side. */
static bool is_transposed(const char *answer, const char *key, int rows, int columns)
{
	if (rows != columns)
		return false;
	for (int i = 0; i < rows; i++)
		for (int j = 0; j < columns; j++)
			if (answer[i * (columns + 1) + j] != key[j * (columns + 1) + i])
				return false;
	return true;
}

static void say_wrong(const struct wrong *wrong, struct str *out)
{
	if (wrong->hidden)
		str_addf(out, i18n_count("%d cell should be visible (+).", "%d cells should be visible (+).",
		                       (unsigned long)wrong->hidden), wrong->hidden);
	if (wrong->hidden && wrong->shown)
		str_add_char(out, ' ');
	if (wrong->shown)
		str_addf(out, i18n_count("%d cell should be hidden (×).", "%d cells should be hidden (×).",
		                       (unsigned long)wrong->shown), wrong->shown);
}

static bool judge(struct asking *asking, const char *answer, enum language language,
                  struct judgement *out, struct err *err)
{
	(void)language;
	int rows, columns, wrote_rows, wrote_columns;
	const char *key = asking_key(asking, err);
	if (!key)
		return false;
	mask_size(key, &rows, &columns);
	if (!mask_size(answer, &wrote_rows, &wrote_columns) || rows != wrote_rows || columns != wrote_columns)
		return err_say(err, ERR_SHAPE,
		               _("a mask here is %d rows of %d cells, each 1 (visible) or 0 (hidden)"), rows,
		               columns);
	struct wrong wrong = compare(answer, key);
	int all = wrong.hidden + wrong.shown;
	out->verdict = !all ? VERDICT_RIGHT : all * 8 <= wrong.cells ? VERDICT_PARTLY : VERDICT_WRONG;
	say_wrong(&wrong, &out->said);
	if (all == wrong.cells)
		str_addf(&out->said, " %s", _("It is exactly the opposite: a painted cell may be looked at."));
	else if (all && is_transposed(answer, key, rows, columns))
		str_addf(&out->said, " %s", _("Rows and columns are exchanged: a row is who asks."));
	return true;
}

static void say(struct asking *asking, const char *answer, enum language language, struct str *out)
{
	(void)asking, (void)language;
	str_add(out, "```\n");
	for (const char *at = answer; *at; at++)
		str_add(out, *at == '1' ? "● " : *at == '0' ? "· " : "\n");
	str_add(out, "\n```");
}

static bool fits(const struct quiz_question *q, const char *answer)
{
	(void)q;
	int rows, columns;
	return mask_size(answer, &rows, &columns);
}

const struct question_kind kind_mask = {
	.name = "mask",
	.keys = (const char *const[]){ "answer", "rows", "columns", NULL },
	.read = read_mask,
	.check_key = check_key,
	.fits = fits,
	.key = print_key,
	.judge = judge,
	.say = say,
};
