/* A figure of a lab as a picture file: what `S` and `attnquiz lab --png` save. */
#ifndef TUI_LABPOSTER_H
#define TUI_LABPOSTER_H

#include "draw/scale.h"
#include "lab/lab.h"

struct labposter {
	const struct lab_state *state;
	int figure;                  /* an index into its figures: neither covered nor failed */
	const bool *covered;         /* by program node: whose shapes stay hidden; or NULL */
	enum language language;
	enum palette palette;
	const char *png, *svg;       /* the files, which are replaced; NULL = none */
	const char *fonts;           /* the folder of a PNG's letters */
};

/* ERR_IO; ERR_FORMAT when the letters are damaged. */
bool labposter_save(const struct labposter *labposter, struct err *err);

#endif
