#include "text/flow.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"

void flow_done(struct flow *flow)
{
	str_done(&flow->text);
	free(flow->stretches);
	*flow = (struct flow)FLOW_INIT;
}

void flow_clear(struct flow *flow)
{
	str_clear(&flow->text);
	flow->n = 0;
}

void flow_add(struct flow *flow, enum role role, const char *text, size_t len)
{
	if (len == 0)
		return;
	if (flow->n == 0 || flow->stretches[flow->n - 1].role != role) {
		if (flow->n == flow->cap) {
			flow->cap = flow->cap ? 2 * flow->cap : 4;
			flow->stretches = mem_grow(flow->stretches, flow->cap, sizeof *flow->stretches);
		}
		flow->stretches[flow->n++] = (struct stretch){ flow->text.len, role };
	}
	str_add_n(&flow->text, text, len);
}

void flow_join(struct flow *flow, const struct flow *other)
{
	enum role role = ROLE_TEXT;
	for (size_t at = 0, end; at < other->text.len; at = end) {
		end = flow_stretch_end(other, at, &role);
		flow_add(flow, role, other->text.data + at, end - at);
	}
}

void flow_drop_last(struct flow *flow)
{
	if (flow->text.len == 0)
		return;
	flow->text.data[--flow->text.len] = '\0';
	while (flow->n > 0 && flow->stretches[flow->n - 1].begin >= flow->text.len)
		flow->n--;
}

bool flow_is_blank(const struct flow *flow)
{
	return !flow->text.data[strspn(flow->text.data, " \n")];
}

int flow_width(const struct flow *flow)
{
	return utf8_lines_width(flow->text.data);
}

/* The last stretch that begins at or before the byte. */
size_t flow_stretch_end(const struct flow *flow, size_t at, enum role *role)
{
	size_t low = 0, high = flow->n;
	while (high - low > 1) {
		size_t middle = (low + high) / 2;
		if (flow->stretches[middle].begin <= at)
			low = middle;
		else
			high = middle;
	}
	*role = flow->n ? flow->stretches[low].role : ROLE_TEXT;
	return low + 1 < flow->n ? flow->stretches[low + 1].begin : flow->text.len;
}
