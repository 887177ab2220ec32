/* Values as short text, in an arena. Internal to lab/. */
#ifndef LAB_PRINT_H
#define LAB_PRINT_H

#include "base/arena.h"
#include "lang/value.h"

/* For people: 10, 0.333333, 'gqa', a 0-dim tensor's number; other tensors as their shape. */
char *print_value(struct arena *arena, struct value value);

/* A knob's value, as it can be set again. */
char *print_knob(struct arena *arena, struct value value);

/* "(H, Nt, hidden/H)" of a tensor, "hidden/H" of an int that has names; else "". */
char *print_names(struct arena *arena, struct value value);

/* "Nt" for a dimension that has a name, else "". */
char *print_dim(struct arena *arena, const struct tensor *tensor, int dim);

/* Both sides of a comparison as computed: "(10, 256) == (197, 256)". */
void print_sides(const struct value *sides, const char *const *ops, int n_sides, struct str *out);

#endif
