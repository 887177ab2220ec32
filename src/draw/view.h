/*
 * What the views share. A view is one file with one `const struct view`, listed
 * in draw.c by figure kind. The canvas a view paints has no caption and no
 * cover any more: draw.c has dealt with those.
 */
#ifndef DRAW_VIEW_H
#define DRAW_VIEW_H

#include "draw/draw.h"
#include "draw/matrix.h"
#include "draw/ramp.h"

struct scene {
	const struct figure *figure;
	const struct look *look;
	const struct figure *against;   /* mark the cells that differ from this one; or NULL */
	bool paired;                    /* one of several pictures that are compared: drawn alike */
	struct foot *foot;              /* takes what else would stand below the picture; or NULL */
	bool shared;                    /* its scale is another's too: the legend stands below, once */
	bool panel;                     /* one of several with a scale in common: its name is enough of a heading */
};

struct view {
	void (*paint)(const struct scene *scene, struct canvas *canvas);
	int (*height)(const struct figure *figure, int width);     /* rows it would like */
	/* Of `room` rows those that show more of it; NULL: as many as it likes. */
	int (*exact)(const struct figure *figure, const struct look *look, int width, int room);
	void (*extent)(const struct figure *figure, int64_t *rows, int64_t *cols);
	/* The cell at a place inside the extent. */
	void (*cell)(const struct figure *figure, int64_t row, int64_t col, struct str *out);
	void (*sentence)(const struct figure *figure, struct str *out);
	void (*start)(const struct figure *figure, int64_t *row, int64_t *col);   /* NULL: the first cell */
	/* Which tensor's cell it is; NULL: the view's rows and columns are those of items[0]. */
	bool (*target)(const struct figure *figure, int64_t row, int64_t col, struct draw_target *out);
	bool by_cells;                  /* shows items[0] cell by cell: what differs can be told */
	bool hands_foot;                /* what stands below it may stand below two or more of them, once */
	bool scaled;                    /* by colour or length: two of one size share the scale */
	bool zooms;                     /* knows look.zoom */
	bool digits;                    /* knows look.digits */
	bool says;                      /* its sentence stands in the picture */
	bool wide;                      /* two of them are set above each other, */
	bool (*fits)(const struct figure *figure, int width);   /* unless so many columns are enough for each */
};

extern const struct view view_heatmap, view_mask, view_table, view_bars, view_shapes, view_cache,
	view_plot, view_hist, view_memory, view_image, view_compare, view_panels, view_empty;

const struct view *view_of(const struct figure *figure);
bool figure_open(const struct figure *figure);              /* neither covered nor failed */
bool figure_empty(const struct figure *figure);             /* there is nothing in its tensors */
void scene_paint(const struct scene *scene, struct canvas *canvas);

/* The caption, in two lines if there is plenty of room; returns the lines used. */
int caption_paint(const struct figure *figure, enum language language, struct canvas *canvas);

int caption_height(const struct figure *figure, int width);
int view_exact(const struct figure *figure, const struct look *look, int width, int room);   /* without it */

/* Several masks or heatmaps in one figure are panels beside each other; one of them as a figure. */
bool figure_has_panels(const struct figure *figure);
struct figure figure_part(const struct figure *figure, int i);

void items_join(const struct figure_item *item, struct extremes *all);   /* how far its numbers go */

/* items[0] as a matrix; 0 × 0 when there is none. */
struct matrix figure_matrix(const struct figure *figure);
/* A heatmap too large to be computed whole: only its tiles can be read. */
bool figure_outlined(const struct figure *figure);
const char *item_name(const struct figure_item *item);      /* as the author calls it, else "A[0]", or "" */
const char *figure_code(const struct figure *figure);       /* that of its first */
void matrix_extent(const struct figure *figure, int64_t *rows, int64_t *cols);

/* The cursor, moved into rows × cols. */
void look_clamp(const struct look *look, int64_t rows, int64_t cols, int64_t *row, int64_t *col);

/* A rectangle of the canvas shows this cell: how a view answers a probe. */
struct hit {
	int x, y, width, height;
	int64_t row, col;
};
void hit_mark(const struct scene *scene, const struct canvas *canvas, struct hit hit);

/* Whether the probe, if there is one, asks about this canvas. */
bool hit_asked(const struct scene *scene, const struct canvas *canvas);

/* A row's or column's name: its label, else its number. */
enum { LABEL_TEXT = 64 };
void label_format(const char *const *labels, int64_t i, char out[LABEL_TEXT]);

/* So much of a long name is left where something else has the room. */
enum { NAME_LEAST = 16 };

/* Labels that are alike, one after another, name a group; of one of its cells one says "head 3 #27". */
bool label_goes_on(const char *const *labels, int64_t i);    /* as the one before it */
bool label_is_group(const char *const *labels, int64_t count, int64_t i);
void label_place(const char *const *labels, int64_t count, int64_t i, char out[LABEL_TEXT]);

/*
 * "A[0]  text tokens Nt=10 ↓ × image tokens Nv=197 →", or as much of it as `room` columns
 * hold, "A[0]" at least; the width.
 */
int figure_heading(const struct figure *figure, const struct look *look, int room,
                   struct canvas *canvas);

int heading_width(const struct figure *figure, const struct look *look);   /* in full */

/* Whether a note of this width beside it would cost it its words: then the note stands elsewhere. */
bool heading_needs(const struct figure *figure, const struct look *look, int note, int room);

/* "queries ↓ × keys →", if there are words for them. */
void figure_say_axes(const struct figure *figure, const struct look *look, struct str *out);

/* The heading, and a note behind it if there is room for it. */
void heading_pair(const struct scene *scene, const char *note, struct canvas *canvas);

/* "A[0]  row 3, column 41 = 0.0214" */
void cell_format(const struct figure *figure, int64_t row, int64_t col, struct str *out);

/* Under a picture a number is short; tables and explanations have all of its digits. */
enum { FOOT_DIGITS = 4 };

/* The short ones under a picture: "◀ A[0] (3, 41)" and "◀ A[0] (3, 41) = 0.0214". */
void cell_place(const struct scene *scene, struct str *out);
void cell_short(const struct scene *scene, struct str *out);

/* What stands out among the numbers of items[0]. */
void matrix_sentence(const struct figure *figure, struct str *out);
void say_odd(const struct survey *s, struct str *out);      /* " 6 values are inf." */

bool matrix_shares_one(const struct matrix *m);   /* each row sums to 1, as a softmax's do */

/* Numbers are equal, two NaN too. */
bool same_number(double a, double b);

/* How two matrices differ. */
struct difference {
	int64_t row, col;           /* where it is largest */
	double largest;             /* |a - b| there; infinite where one side is not finite */
};

/*
 * The largest differences of two matrices of one size, biggest first. Returns how
 * many of `max` there are; *cells counts all that differ. Of more than
 * SENTENCE_BUDGET cells only some rows are looked at, of rows longer than that the beginning.
 */
int matrix_differences(const struct matrix *a, const struct matrix *b, struct difference *out,
                       int max, int64_t *cells);

/* "12 of 100 cells differ, most at (3, 41): 0.0214 against 0.043."; labels from the figure. */
void difference_sentence(const struct figure *figure, const struct matrix *a,
                         const struct matrix *b, struct str *out);

/* "(3, 41)", "(the, cat)", of a vector "early" */
void place_format(const struct figure *figure, int64_t row, int64_t col, struct str *out);

/* Two figures to be compared; a name may be NULL. */
struct pair {
	const struct figure *figure[2];
	const char *name[2];
	const struct look *look;
};

/* Both pictures and what differs, without a caption; returns the lines used, and would like. */
int pair_paint(const struct pair *pair, struct canvas *canvas);
int pair_height(const struct pair *pair, int width);
int pair_exact(const struct pair *pair, int width, int room);   /* of `room` lines those that show more */

/* Text broken into at most `lines`, the last one cut with …; returns the lines used. */
int wrap_text(struct canvas *canvas, int x, int y, int lines, enum role role, const char *text);

/* Left and right on one line; the right one only if both fit. Returns whether it did. */
bool line_pair(struct canvas *canvas, int y, const char *left, const char *right);

/* Below a picture: the cursor's cell, and what one must know to read it; two lines if need be. */
struct foot {
	struct str left, right;
	struct str axes;            /* of several panels, before the right one: their headings have no room for it */
	struct str pixels[2];       /* what one stands for, in each of two pictures */
	int side;                   /* the picture that is painted */
	const char *where[2];       /* the two: "(left)", "(right)" */
	struct ramp ramp;           /* of pictures that share a scale; columns 0 = none */
};
#define FOOT_INIT { .left = STR_INIT, .right = STR_INIT, .axes = STR_INIT, .pixels = { STR_INIT, STR_INIT } }

/* "max of 1×4": at once, or when it is known what the other picture's stand for */
void foot_say_pixels(struct foot *foot, const struct scene *scene, const char *blocks);

/* into one line */
bool foot_fits(const struct foot *foot, const struct canvas *canvas);
void foot_clear(struct foot *foot);
void foot_done(struct foot *foot);
int foot_lines(struct foot *foot, const struct canvas *canvas);      /* when all is said */
void foot_paint(struct foot *foot, struct canvas *canvas, int y);    /* and release it */
void foot_hand(struct foot *foot, const struct scene *scene, struct canvas *canvas, int y);   /* to scene->foot, if any */

/* What a heading (1 line) and a foot leave of the canvas: in a small one, all of it. */
struct canvas body_room(const struct canvas *canvas, int foot);

uint32_t difference_glyph(bool ascii);   /* ≠ */

#endif
