/*
 * Which lines of a lab's program are seen where not all have room: those that the figure shows, that the
 * variant replaces, that fail or are asked for, that the knob in the hand reaches; then what
 * these read, and so on. What sets the stage, the lines of a lab that this one uses, stays folded.
 */
#ifndef TUI_LABFOLD_H
#define TUI_LABFOLD_H

#include "tui/labpane.h"

/* For `height`: only the lines without which what is shown could not be followed. */
enum { LABFOLD_NEEDED = -1 };

/* By item: its rows; whether it is seen, false before. Items are the program's defs, then its lines. */
void labfold_choose(const struct labpane *pane, const int *rows, int height, bool *seen);

/* Does the line set the stage? Where it is needed, one row of it is enough. */
bool labfold_is_stage(const struct labpane *pane, int line);

/* The program is read line by line: as much of it as fits, and nothing is folded. */
bool labfold_opened(const struct labpane *pane);

#endif
