/* What the engine's tests share: a run without limits, and tensors from literals. */
#ifndef ENGINE_HELP_H
#define ENGINE_HELP_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "engine/create.h"
#include "engine/view.h"

static struct run run;
static struct err err;

static inline int fresh_run(void **state)
{
	(void)state;
	run_init(&run, (struct budget){0}, NULL);
	err = (struct err){0};
	return 0;
}

#define SIZES(...) (sizeof (int64_t[]){ __VA_ARGS__ } / sizeof(int64_t)), (int64_t[]){ __VA_ARGS__ }

/* Normal numbers of that shape; `call` tells tensors apart. */
static inline struct tensor *noise(uint32_t call, size_t ndim, const int64_t *sizes)
{
	struct philox_stream stream = philox_stream(7, "test", call);
	struct shape shape = shape_of((int)ndim, sizes);
	return create_normal(&run, DT_FLOAT32, &shape, &stream, 0, 1, &err);
}

static inline struct tensor *named(struct tensor *t, const char *const *names)
{
	for (int d = 0; d < t->shape.ndim; d++)
		t->shape.name[d] = names[d] ? dim_symbol(names[d]) : DIM_ANONYMOUS;
	return t;
}

/* Element i, row-major. */
static inline double nth(const struct tensor *t, int64_t i)
{
	int64_t index[TENSOR_MAX_DIMS];
	for (int d = t->shape.ndim - 1; d >= 0; d--) {
		index[d] = i % t->shape.size[d];
		i /= t->shape.size[d];
	}
	return tensor_at(t, index);
}

static inline void assert_same_bits(const struct tensor *a, const struct tensor *b)
{
	assert_int_equal(a->dtype, b->dtype);
	assert_int_equal(tensor_count(a), tensor_count(b));
	for (int64_t i = 0; i < tensor_count(a); i++) {
		double x = nth(a, i), y = nth(b, i);
		if (!(isnan(x) && isnan(y)))
			assert_memory_equal(&x, &y, sizeof x);
	}
}

static inline void assert_shape(const struct tensor *t, const char *expected)
{
	char text[256];
	assert_non_null(t);
	shape_format_sizes(&t->shape, text, sizeof text);
	assert_string_equal(text, expected);
}

static inline void assert_error(const struct tensor *t, enum err_code code, const char *part)
{
	assert_null(t);
	assert_int_equal(err.code, code);
	if (!strstr(err.text, part))
		fail_msg("\"%s\" does not say \"%s\"", err.text, part);
	err = (struct err){0};
}

#endif
