/* What the console's files share. Internal to lab/. */
#ifndef LAB_CONSOLE_INSIDE_H
#define LAB_CONSOLE_INSIDE_H

#include "lab/console.h"
#include "lab/setup.h"

enum { CONSOLE_UNDO_MAX = 16 };

struct console {
	struct program_loader loader;
	bool has_loader;
	struct budget budget;
	const atomic_bool *cancel;
	struct script script;
	struct script before[CONSOLE_UNDO_MAX];   /* what it was, the oldest first */
	int n_before;
	struct lab *lab;             /* the script, parsed */
	struct setup *setup;         /* and computed, always */
	struct lab_knob_setting *knobs;   /* as set; heap names and texts */
	int n_knobs;
	struct why why;              /* the last explanation */
	int why_node;                /* whose part it is; -1: of an expression that was typed */
	struct program why_code;     /* its arena holds that expression */
};

/* The script with given values in it; NULL with *err, its place in the typed text. */
struct lab *console_parse(const struct console *c, const struct script *script, struct err *err);

struct lab_setting console_setting(const struct console *c, int variant);

#endif
