/* "vary": {"T": [4, 6, 8], "hidden": {"from": 64, "to": 512, "step": 64}}. */
#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "quiz/read.h"
#include "quiz/vary.h"

static const double rounding = 1e-9;   /* 0.1 + 2 * 0.1 still reaches 0.3 */

static void add_value(struct quiz_vary *vary, const char *text, const struct json *at)
{
	vary->values[vary->n_values] = text;
	vary->at[vary->n_values++] = (struct quiz_place){ at->line, at->column };
}

static bool make_room(struct reader *r, const struct json *value, double n, struct quiz_vary *vary)
{
	if (n > VARY_MAX_VALUES)
		return reader_fail(r, value, "vary", "these are %g values, and a knob varies over at most %d", n,
		                   VARY_MAX_VALUES);
	vary->values = arena_new(&r->quiz->arena, (size_t)n, sizeof *vary->values);
	vary->at = arena_new(&r->quiz->arena, (size_t)n, sizeof *vary->at);
	return true;
}

static bool read_list(struct reader *r, const struct json *list, struct quiz_vary *vary)
{
	if (!list->count)
		return reader_fail(r, list, "vary", "the list has no value in it: write at least two");
	if (!make_room(r, list, list->count, vary))
		return false;
	for (const struct json *item = list->first; item; item = item->next) {
		const char *text = read_knob(r, item, "vary");
		if (text)
			add_value(vary, text, item);
	}
	return vary->n_values == list->count;
}

/* ---- {"from": 64, "to": 512, "step": 64} ---- */

struct range {
	double from, to, step;
	bool integer;
};

static bool read_end(struct reader *r, const struct json *object, const char *key, double *out, bool *integer)
{
	const struct json *value = json_get(object, key);
	if (!value)
		return reader_fail(r, object, "vary", "the range has no \"%s\": write {\"from\": 64, \"to\": 512, "
		                   "\"step\": 64}", key);
	if (value->kind != JSON_NUMBER || !isfinite(value->number))
		return reader_fail(r, value, "vary", "\"%s\" of a range is a number, not %s", key,
		                   _(json_kind_name(value)));
	*out = value->number;
	*integer &= value->integer;
	return true;
}

/* 0: with a finding. */
static double steps(struct reader *r, const struct json *object, const struct range *range)
{
	double way = range->to - range->from;
	if (range->step != 0 && way / range->step >= 0)
		return floor(way / range->step + rounding) + 1;
	reader_fail(r, object, "vary", "steps of %g never come from %g to %g: write another \"step\"",
	            range->step, range->from, range->to);
	return 0;
}

static bool read_range(struct reader *r, const struct json *object, struct quiz_vary *vary)
{
	static const char *const keys[] = { "from", "to", "step", NULL };
	struct range range = { .step = 1, .integer = true };
	read_unknown_keys(r, object, keys);
	bool fine = read_end(r, object, "from", &range.from, &range.integer);
	fine &= read_end(r, object, "to", &range.to, &range.integer);
	fine &= !json_get(object, "step") || read_end(r, object, "step", &range.step, &range.integer);
	double n = fine ? steps(r, object, &range) : 0;
	if (n == 0 || !make_room(r, object, n, vary))
		return false;
	for (int i = 0; i < n; i++)
		add_value(vary, arena_printf(&r->quiz->arena, range.integer ? "%.0f" : "%.12g",
		                             range.from + i * range.step), object);
	return true;
}

/* ---- The knobs ---- */

static bool read_values(struct reader *r, const struct json *value, struct quiz_vary *vary)
{
	if (value->kind == JSON_ARRAY)
		return read_list(r, value, vary);
	if (value->kind == JSON_OBJECT)
		return read_range(r, value, vary);
	return reader_fail(r, value, "vary", "a knob varies over a list, [4, 6, 8], or a range, {\"from\": 64, "
	                   "\"to\": 512, \"step\": 64}, not %s", _(json_kind_name(value)));
}

/* Room for so many more knobs behind those of "set". */
static void extend_set(struct arena *arena, struct quiz_question *q, int more)
{
	size_t n = (size_t)q->n_set, room = n + (size_t)more;
	struct lab_knob_setting *set = arena_new(arena, room, sizeof *set);
	struct quiz_place *at = arena_new(arena, room, sizeof *at);
	if (n) {
		memcpy(set, q->set, n * sizeof *set);
		memcpy(at, q->set_at, n * sizeof *at);
	}
	q->set = set;
	q->set_at = at;
}

static bool read_vary_knob(struct reader *r, const struct json *m, struct quiz_question *q)
{
	struct quiz_vary vary = { .knob = &q->set[q->n_set] };
	if (!read_values(r, m, &vary))
		return false;
	*vary.knob = (struct lab_knob_setting){ arena_copy(&r->quiz->arena, m->key), vary.values[0] };
	q->set_at[q->n_set++] = vary.at[0];
	q->vary[q->n_vary++] = vary;
	return true;
}

bool read_vary(struct reader *r, const struct json *value, struct quiz_question *q)
{
	struct arena *arena = &r->quiz->arena;
	if (value->kind != JSON_OBJECT || !value->count)
		return reader_fail(r, value, "vary", "vary should name knobs and values, like {\"T\": [4, 6, 8]}, not %s",
		                   _(value->kind == JSON_OBJECT ? N_("an empty object") : json_kind_name(value)));
	if (!q->lab_at.line)
		return reader_fail(r, value, "vary", "vary turns knobs of the question's lab, and it has none: write \"lab\"");
	extend_set(arena, q, value->count);
	q->vary = arena_new(arena, (size_t)value->count, sizeof *q->vary);
	bool fine = true;
	for (const struct json *m = value->first; m; m = m->next)
		fine &= read_vary_knob(r, m, q);
	return fine;
}
