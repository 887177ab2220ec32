/*
 * The tiles of figures that are too large to be computed whole: painting takes what is there and notes
 * what it lacked; it is computed between two pictures.
 */
#ifndef TUI_LABTILES_H
#define TUI_LABTILES_H

#include "lab/live.h"

enum { LABTILES_KEPT = 4 };

/* Which tiles there are, and which one a picture lacked when it was painted last. */
struct labtiles {
	struct lab_tile *have[LABTILES_KEPT];
	struct lab_window wanted;
	bool wants;
	int next;
};
void labtiles_forget(struct labtiles *tiles);   /* all of them */

/* The variant's figure asks with variant >= 0; *context lives as long as the figure is drawn. */
struct labtiles_of {
	struct labtiles *tiles;
	int variant;
};
const struct lab_tile *labtiles_find(void *context, const struct lab_window *window);

/* A tile that has been computed since; false when there is none. */
bool labtiles_take(struct labtiles *tiles, struct live *live);

/* Ask for the one that was lacked. One at a time: the next painting asks for the next. */
void labtiles_ask(struct labtiles *tiles, struct live *live);

#endif
