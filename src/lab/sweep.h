/*
 * `show plot f(x) over knob`: the lab run again for each place of a knob.
 * Internal to lab/.
 *
 * A sweep does not depend on where its own knob stands, so it is kept: turning
 * that knob only moves the mark. Only nodes that the curves read are computed,
 * all places together under the budget of one run.
 */
#ifndef LAB_SWEEP_H
#define LAB_SWEEP_H

#include "lab/state.h"

enum { SWEEP_POINTS = 64 };      /* of a longer domain, as many places evenly */

struct sweeps *sweeps_new(void);
void sweeps_free(struct sweeps *sweeps);

/*
 * The figure's items, each (curves, places) in float64, f->x, f->here and, for a
 * knob of words, f->col_labels. A place where an expression fails is NaN; an
 * error everywhere is *err.
 */
bool sweep_read(struct reading *r, const struct program_show *show, struct figure *f,
                struct err *err);

#endif
