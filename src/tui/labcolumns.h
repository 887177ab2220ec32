/*
 * The columns in which a lab's program stands: name, "= code", symbolic shape, shape, the variant's
 * shape, note, work. They are placed once, for all lines: code that is longer goes on a row below, so
 * that a column is a column.
 */
#ifndef TUI_LABCOLUMNS_H
#define TUI_LABCOLUMNS_H

#include "tui/labpane.h"

struct labcolumns {                  /* where each begins; 0 = it has no room */
	int equals;                      /* behind the longest name */
	int code_end;                    /* code that has something behind it ends here */
	int names, shape, other, note, work;
	int shape_width;
	int end;                         /* of what a line may fill */
};
enum { LABCOLUMNS_LEFT = 2 };        /* where names begin: … stands before them */
struct labcolumns labcolumns_place(const struct labpane *pane, int width);

/* "= Q @ K.mT", of code that begins with its name; of other code NULL. */
const char *labcolumns_behind_name(const char *code);

/* What stands in some of them: shared with who paints it. */
const char *labcolumns_cover(bool narrow);       /* "███ answer first", "███" */
const char *labcolumns_error(void);              /* "✗ error" */
enum { LABCOLUMNS_WORK = 32 };
void labcolumns_work(const struct lab_line *line, char out[static LABCOLUMNS_WORK]);   /* "10×  403 kflop" */

/* The variant's line in the place of line i; and its line where only what it computes has another shape. Or NULL. */
const struct lab_line *labcolumns_replacement(const struct labpane *pane, int i);
const struct lab_line *labcolumns_reshaped(const struct labpane *pane, int i);

#endif
