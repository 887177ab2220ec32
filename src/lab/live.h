/*
 * A lab that runs in the background while the screen stays awake.
 *
 * One worker thread. The newest request wins: it cancels the run under way,
 * and only what depends on the changed knobs is computed again.
 */
#ifndef LAB_LIVE_H
#define LAB_LIVE_H

#include "lab/lab.h"
#include "lab/tile.h"
#include "lab/why.h"

struct live;

/* NULL when the system has no thread or pipe left. */
struct live *live_new(const struct lab *lab, const struct budget *budget);
void live_free(struct live *live);   /* cancels and joins */

/* Ask for a setting (copied), in the language that is set (base/i18n.h). Returns at once. */
void live_request(struct live *live, const struct lab_setting *setting);

/* The newest finished state, or NULL if nothing new; the caller unrefs it. */
struct lab_state *live_take(struct live *live);

/*
 * Ask why a cell of the base is what it is, at the knobs requested last (the code
 * of a figure is borrowed from the lab). The newest question wins.
 */
void live_ask_why(struct live *live, const struct lab_cell *cell);

/* The newest explanation, or NULL if nothing new; the caller frees it. */
struct lab_why *live_take_why(struct live *live);

/*
 * Ask for what is seen of a figure too large to be computed whole, in the state taken last. The
 * newest window wins; new knobs cancel it, for it is of no use any more.
 */
void live_ask_tile(struct live *live, const struct lab_window *window);

/* The newest tile, or NULL if nothing new; the caller frees it. */
struct lab_tile *live_take_tile(struct live *live);

/* A request is under way. */
bool live_busy(const struct live *live);

/* Readable while there is something to take: for poll(). */
int live_fd(const struct live *live);

/* Wait until the last request is finished: tests and plain mode. */
void live_wait(struct live *live);

#endif
