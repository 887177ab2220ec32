/*
 * A live lab as a part of a screen: knobs, program with computed shapes, figures.
 *
 * Turning a knob moves it at once and asks for a run in the background, which cancels the one
 * under way; the pane goes on showing the last state, with "…" while the next one is computed. The question and the
 * reader hold panes; labpaint.c paints them, labmove.c moves within them, labkeys.c has their keys.
 */
#ifndef TUI_LABPANE_H
#define TUI_LABPANE_H

#include "lab/live.h"
#include "tui/screen.h"

/* Where the keys go within the pane; Tab walks through these. */
enum labpane_focus { LABPANE_ASIDE, LABPANE_KNOBS, LABPANE_FIGURE };

struct labpane {
	struct app *app;
	struct lab *lab;
	struct live *live;               /* NULL until labpane_start */
	struct lab_state *state;         /* the newest; NULL while the first is computed */
	const struct quiz_question *question;   /* or NULL; borrowed */
	struct lab_state *knobs;         /* as they are set, which may be ahead of the state; or NULL */
	struct lab_knob_setting *set;    /* what differs from the lab's own values; heap texts */
	int n_set;
	bool turned;                     /* by the student */
	int variant;                     /* run beside the base; -1 = none */
	int chosen;                      /* the variant of the answer that was given; -1 = none */
	bool chosen_seen;                /* it has been switched off once; then the others come after it */
	char *failure;                   /* why there is no state, or NULL */

	enum labpane_focus focus;
	bool whole;                      /* there is no text beside it: it is the screen */
	bool zoomed;                     /* with the focus it has the whole screen; whole: the figures have it */
	bool *reached;                   /* by figure of the state: by what the variant replaces */
	struct labtiles *tiles;          /* of figures that are not computed whole; noted while painting */
	int knob, figure;                /* those that are selected */
	int top_figure;                  /* the one shown first */
	int first_line;                  /* of the program, its defs before the others; -1: those that matter */
	struct look look;
	bool pointed;                    /* its cell was chosen, by the student or as where one begins */

	bool playing;
	int64_t next_ms;                 /* when the clock steps next */

	bool covering;                   /* until the answer */
	bool *covered;                   /* by program node */
};

/*
 * Takes over the reference to the lab. `question` may be NULL; else it says what
 * to cover and how to set the knobs, and outlives the pane.
 */
struct labpane *labpane_new(struct app *app, struct lab *lab, const struct quiz_question *question);
void labpane_free(struct labpane *pane);

/* The knobs as the student wants them to begin with; the texts are copied. */
void labpane_set(struct labpane *pane, const struct lab_knob_setting *set, int n_set);

/* Begin to compute; does nothing when it has begun. */
void labpane_start(struct labpane *pane);

/* The language of its words; what has been said in another is computed anew. */
void labpane_speak(struct labpane *pane, enum language language);

/* The answer is given: show everything, and run this variant beside the base (NULL = none). */
void labpane_uncover(struct labpane *pane, const char *variant);
const char *labpane_chosen_name(const struct labpane *pane, enum language language);   /* of the answer's variant, or NULL */
const char *labpane_variant_name(const struct labpane *pane, enum language language);

/* One sentence on how the variant differs from the base; false without one. */
bool labpane_difference(const struct labpane *pane, enum language language, struct str *out);

/* Does the program's node, or a figure's expression, show what is still covered? */
bool labpane_covers(const struct labpane *pane, const char *name);

bool labpane_hides(const struct labpane *pane, const struct figure *figure);   /* the same, of all of it */

/* Where the student looks, on this terminal. */
struct look labpane_look(const struct labpane *pane);

/* Save the first figure as pictures, and say so in the place of the footer (labsave.c). */
bool labpane_can_save(const struct labpane *pane);
void labpane_save(struct labpane *pane);

/* The first line of a state that has an error; later ones mostly follow from it. NULL: none has. */
const struct lab_line *labpane_first_error(const struct lab_state *state);

/* A knob as it is set now, or NULL; one step down or up; its text. What changes is computed anew. */
const struct lab_knob *labpane_knob_at(const struct labpane *pane, int i);
void labpane_turn(struct labpane *pane, int i, int direction);
void labpane_turn_to(struct labpane *pane, int i, const char *text);
void labpane_next_variant(struct labpane *pane);   /* after the last none; that of the answer first off, then on */
void labpane_reset(struct labpane *pane);          /* all knobs as they were */

/* The clock: play or stop, and a step either way. */
void labpane_play(struct labpane *pane, int64_t now_ms);
void labpane_step(struct labpane *pane, int direction);

bool labpane_poll(struct labpane *pane, int64_t now_ms);
int labpane_timeout(const struct labpane *pane, int64_t now_ms);   /* -1 = never */

/* The knobs as they are set now; only where there is a state. */
const struct lab_state *labpane_knobs(const struct labpane *pane);

#endif
