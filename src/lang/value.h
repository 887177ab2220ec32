/*
 * Values of the lab language: Python's scalars, tuples and lists, and tensors.
 *
 * A value is passed by copy. value_ref before keeping one, value_unref after.
 * An int remembers the names it was made of (struct dim), so that shapes built
 * from it are named too.
 */
#ifndef LANG_VALUE_H
#define LANG_VALUE_H

#include "base/str.h"
#include "engine/tensor.h"

enum value_kind {
	VALUE_NONE, VALUE_BOOL, VALUE_INT, VALUE_FLOAT, VALUE_STR,
	VALUE_TENSOR, VALUE_TUPLE, VALUE_LIST, VALUE_DTYPE,
};

struct value_text;   /* reference-counted UTF-8 */
struct value_names;  /* reference-counted names of an int */
struct value_list;   /* reference-counted items */

struct value {
	enum value_kind kind;
	union {
		bool flag;
		struct { int64_t n; struct value_names *names; } integer;   /* value_dim() */
		double number;
		struct value_text *text;
		struct tensor *tensor;
		struct value_list *list;    /* tuples too */
		enum dtype dtype;
	} as;
};

#define VALUE_NOTHING ((struct value){ .kind = VALUE_NONE })

struct value value_bool(bool flag);
struct value value_int(int64_t n);
struct value value_named_int(int64_t n, struct dim dim);
struct value value_float(double number);
struct value value_str(const char *text, size_t len);
struct value value_tensor(struct tensor *owned);             /* takes over the reference */
struct value value_dtype(enum dtype dtype);
struct value value_list(enum value_kind kind, struct value *owned_items, int count);

struct value value_ref(struct value v);
void value_unref(struct value v);
void value_drop(struct run *run, struct value v);   /* unref; the run gets dead tensors' bytes back */

int value_count(struct value v);                   /* of a tuple or list */
struct value value_item(struct value v, int i);    /* borrowed */
const char *value_text(struct value v);            /* borrowed, of a str */
size_t value_text_len(struct value v);
int64_t value_weight(struct value v);              /* how many values it holds, at all depths */
int value_depth(struct value v);                   /* of lists in lists; 0 for what is no list */

bool value_is_number(struct value v);              /* bool, int or float */
double value_number(struct value v);               /* of a number */
int64_t value_whole(struct value v);               /* of a bool or int */
struct dim value_dim(struct value v);              /* of a bool or int; without names it is the number */

const char *value_kind_name(enum value_kind kind);   /* "int", "Tensor": as Python says it */

/* Python's repr for scalars and sequences; tensors as PyTorch prints them. */
void value_print(struct value v, struct str *out);

/* One line for people: a scalar, or "(8, 10, 32)" for a tensor. */
void value_print_short(struct value v, struct str *out);

/* {"dtype", "shape", "names", "data"}; false for more than four million numbers. */
bool value_print_json(struct value v, struct str *out, struct err *err);

/* Same kind, dtype, shape and bits (NaN equals NaN). */
bool value_same(struct value a, struct value b);

#endif
