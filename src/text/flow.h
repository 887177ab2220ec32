/* A text in several roles before it is broken into lines. */
#ifndef TEXT_FLOW_H
#define TEXT_FLOW_H

#include "base/str.h"
#include "text/canvas.h"

struct stretch {
	size_t begin;           /* up to the next stretch's */
	enum role role;
};

struct flow {
	struct str text;        /* '\n' breaks a line */
	struct stretch *stretches;
	size_t n, cap;
};

#define FLOW_INIT { .text = STR_INIT }

void flow_done(struct flow *flow);
void flow_clear(struct flow *flow);
void flow_add(struct flow *flow, enum role role, const char *text, size_t len);
void flow_join(struct flow *flow, const struct flow *other);
void flow_drop_last(struct flow *flow);         /* the last byte */
bool flow_is_blank(const struct flow *flow);
int flow_width(const struct flow *flow);        /* columns of its longest line */

/* Where the stretch that holds a byte ends, and its role. */
size_t flow_stretch_end(const struct flow *flow, size_t at, enum role *role);

#endif
