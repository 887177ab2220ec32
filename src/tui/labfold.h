/*
 * Which lines of a lab's program are seen where not all have room: those that the figure shows, that the
 * variant replaces, that fail or are asked for, that the knob in the hand reaches; then what
 * these read, and so on. What sets the stage, the lines of a lab that this one uses, stays folded.
 * Claims are a part of it: one that fails, or that speaks of what is shown, is always seen.
 */
#ifndef TUI_LABFOLD_H
#define TUI_LABFOLD_H

#include "tui/labpane.h"

/* For `height`: only the lines without which what is shown could not be followed. */
enum { LABFOLD_NEEDED = -1 };

/* Items are the program's defs, then its lines, then the claims that may be seen. */
int labfold_count(const struct labpane *pane);

/* By item: its rows; whether it is seen, false before. */
void labfold_choose(const struct labpane *pane, const int *rows, int height, bool *seen);

/* Does the line set the stage? Where it is needed, one row of it is enough. */
bool labfold_is_stage(const struct labpane *pane, int line);

/* The program is read line by line: as much of it as fits, and nothing is folded. */
bool labfold_opened(const struct labpane *pane);

#endif
