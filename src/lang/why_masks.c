/* Explanations of masks and positions: the rule that made the cell, with its numbers. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"

#include "lang/why_cell.h"

static void begin_mask(struct why *why)
{
	why_begin(why);
	str_add(&why->text, why_result(why) != 0 ? _("True, because ") : _("False, because "));
}

/* causal_mask(n, m), prefix_mask(n, p), sliding_window_mask(n, w): told apart by their name. */
bool why_mask(struct call *c, struct why *why, struct err *err)
{
	int64_t query = why->index[0], key = why->index[1];
	int64_t second = arg_given(c, 1) ? arg_int(c, 1) : arg_int(c, 0);
	bool prefix = strcmp(c->op->name, "prefix_mask") == 0, causal = strcmp(c->op->name, "causal_mask") == 0;
	(void)err;
	if (causal)   /* the queries are the last ones */
		query += second - arg_int(c, 0);
	begin_mask(why);
	if (prefix && key < second)
		str_addf(&why->text, _("key %" PRId64 " is in the prefix of %" PRId64), key, second);
	else if (key > query)
		str_addf(&why->text, _("key %" PRId64 " comes after position %" PRId64), key, query);
	else if (causal || prefix)
		str_addf(&why->text, _("key %" PRId64 " does not come after position %" PRId64), key, query);
	else
		str_addf(&why->text, _("key %" PRId64 " is %" PRId64 " before position %" PRId64
		                       " and the window holds %" PRId64), key, query - key, query, second);
	why_end(why);
	return true;
}

bool why_padding(struct call *c, struct why *why, struct err *err)
{
	int64_t key = why->index[why->result->shape.ndim - 1];
	struct why_input in;
	if (!why_arg_cell(c, 0, why->index, why, &in, err))
		return false;
	int64_t length = (int64_t)in.value;
	begin_mask(why);
	str_addf(&why->text, key < length ? _("key %" PRId64 " is below the length %" PRId64)
	                                  : _("key %" PRId64 " is not below the length %" PRId64), key, length);
	why_end(why);
	return true;
}

bool why_block(struct call *c, struct why *why, struct err *err)
{
	struct why_input in[3];
	if (!why_arg_cell(c, 0, &why->index[0], why, &in[0], err) || !why_arg_cell(c, 1, &why->index[1], why, &in[1], err))
		return false;
	int64_t query = (int64_t)in[0].value, key = (int64_t)in[1].value;
	if (arg_given(c, 2) && !why_arg_cell(c, 2, (int64_t[]){ query, key }, why, &in[2], err))
		return false;
	begin_mask(why);
	if (arg_given(c, 2))
		str_addf(&why->text, _("allowed[%" PRId64 ",%" PRId64 "] is %s: the query's segment and the key's"),
		         query, key, why_result(why) != 0 ? "True" : "False");
	else
		str_addf(&why->text, _("the query is in segment %" PRId64 " and the key in %" PRId64), query, key);
	why_end(why);
	return true;
}

bool why_alibi(struct call *c, struct why *why, struct err *err)
{
	int64_t distance = llabs(why->index[1] - why->index[2]);
	(void)c;
	(void)err;
	why_begin(why);
	str_add(&why->text, _("-slope * distance = "));
	why_number(why, distance ? why_result(why) / (double)distance : 0);
	str_addf(&why->text, " * %" PRId64, distance);
	why_end(why);
	return true;
}

bool why_sinusoidal(struct call *c, struct why *why, struct err *err)
{
	int64_t t = why->index[0], column = why->index[1];
	(void)err;
	why_begin(why);
	str_addf(&why->text, "%s(%" PRId64 " / 10000 ** (%" PRId64 " / %" PRId64 "))", column % 2 ? "cos" : "sin",
	         t, column - column % 2, arg_int(c, 1));
	why_end(why);
	return true;
}
