#include "engine/tensor_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/kernel.h"

enum { CHUNK = 1024 };   /* numbers read at once */

static const struct {
	int bytes;
	enum dtype dtype;
} kinds[NUMBER_KINDS] = {
	[NUMBER_BOOL] = { 1, DT_BOOL },
	[NUMBER_I8] = { 1, DT_INT64 },  [NUMBER_I16] = { 2, DT_INT64 },
	[NUMBER_I32] = { 4, DT_INT64 }, [NUMBER_I64] = { 8, DT_INT64 },
	[NUMBER_U8] = { 1, DT_INT64 },  [NUMBER_U16] = { 2, DT_INT64 },
	[NUMBER_U32] = { 4, DT_INT64 },
	[NUMBER_F16] = { 2, DT_FLOAT16 },  [NUMBER_BF16] = { 2, DT_BFLOAT16 },
	[NUMBER_F32] = { 4, DT_FLOAT32 },  [NUMBER_F64] = { 8, DT_FLOAT64 },
};

int number_kind_bytes(enum number_kind kind)
{
	return kinds[kind].bytes;
}

bool tensor_file_open(const char *path, FILE **file, struct err *err)
{
	struct stat st;
	*file = NULL;
	if (stat(path, &st) != 0)
		return err_say(err, ERR_IO, "cannot open %s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_say(err, ERR_IO, "%s is no file of numbers, but a folder or a device", path);
	*file = fopen(path, "rb");
	return *file || err_say(err, ERR_IO, "cannot open %s: %s", path, strerror(errno));
}

bool tensor_file_left(FILE *file, int64_t *bytes, struct err *err)
{
	off_t here = ftello(file);
	if (here < 0 || fseeko(file, 0, SEEK_END) != 0)
		return err_say(err, ERR_IO, "the file cannot be read from any place: %s", strerror(errno));
	off_t end = ftello(file);
	if (end < 0 || fseeko(file, here, SEEK_SET) != 0)
		return err_say(err, ERR_IO, "the file cannot be read from any place: %s", strerror(errno));
	*bytes = end > here ? end - here : 0;
	return true;
}

static uint64_t bits_of(const unsigned char *p, int bytes, bool big)
{
	uint64_t bits = 0;
	for (int i = 0; i < bytes; i++)
		bits = bits << 8 | p[big ? i : bytes - 1 - i];
	return bits;
}

static double float_from(uint32_t bits)
{
	float x;
	memcpy(&x, &bits, sizeof x);
	return (double)x;
}

/* IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 fraction bits. */
static double half_from(uint32_t bits)
{
	uint32_t sign = (bits & 0x8000) << 16, exponent = bits >> 10 & 31, fraction = bits & 1023;
	if (exponent == 31)
		return float_from(sign | 0x7F800000 | fraction << 13);
	if (exponent)
		return float_from(sign | (exponent + 127 - 15) << 23 | fraction << 13);
	double small = (double)fraction / 16777216.0;   /* fraction * 2^-24 */
	return sign ? -small : small;
}

static double real_from(enum number_kind kind, uint64_t bits)
{
	double x;
	switch (kind) {
	case NUMBER_F16: return half_from((uint32_t)bits);
	case NUMBER_BF16: return float_from((uint32_t)bits << 16);
	case NUMBER_F32: return float_from((uint32_t)bits);
	default: memcpy(&x, &bits, sizeof x); return x;
	}
}

static int64_t whole_from(enum number_kind kind, uint64_t bits)
{
	switch (kind) {
	case NUMBER_BOOL: return bits != 0;
	case NUMBER_I8: return (int8_t)bits;
	case NUMBER_I16: return (int16_t)bits;
	case NUMBER_I32: return (int32_t)bits;
	default: return (int64_t)bits;
	}
}

static void store(struct tensor *t, enum number_kind kind, bool big, int64_t at, int n,
                  const unsigned char *from)
{
	double reals[CHUNK];
	int64_t wholes[CHUNK];
	int bytes = kinds[kind].bytes;
	bool real = dtype_is_float(t->dtype);
	for (int i = 0; i < n; i++) {
		uint64_t bits = bits_of(from + i * bytes, bytes, big);
		if (real)
			reals[i] = real_from(kind, bits);
		else
			wholes[i] = whole_from(kind, bits);
	}
	if (real)
		store_doubles(t, at, 1, n, reals);
	else
		store_ints(t, at, 1, n, wholes);
}

/* Of an empty tensor too, the other sizes must be ones that could be counted. */
static bool countable(const struct shape *shape)
{
	int64_t product = 1;
	for (int d = 0; d < shape->ndim; d++)
		if (shape->size[d] && __builtin_mul_overflow(product, shape->size[d], &product))
			return false;
	return product < INT64_MAX / 8;
}

static bool check_left(FILE *file, enum number_kind kind, const struct shape *shape,
                       struct err *err)
{
	int64_t left, count = shape_count(shape), bytes = 0;
	char text[SHAPE_TEXT];
	if (!tensor_file_left(file, &left, err))
		return false;
	if (countable(shape) && !__builtin_mul_overflow(count, kinds[kind].bytes, &bytes) &&
	    bytes <= left)
		return true;
	shape_format(shape, text, sizeof text);
	return err_say(err, ERR_FORMAT,
	               "the file is too short: a tensor of shape %s is promised, and only %lld bytes follow",
	               text, (long long)left);
}

struct tensor *tensor_file_read(struct run *run, FILE *file, enum number_kind kind, bool big,
                                const struct shape *shape, struct err *err)
{
	unsigned char chunk[CHUNK * 8];
	if (!check_left(file, kind, shape, err))
		return NULL;
	struct tensor *t = tensor_new(run, kinds[kind].dtype, shape, err);
	int64_t count = shape_count(shape);
	for (int64_t at = 0; t && at < count; at += CHUNK) {
		int n = count - at < CHUNK ? (int)(count - at) : CHUNK;
		if (!run_spend(run, n, err))
			return kernel_fail(run, t);
		if (fread(chunk, (size_t)kinds[kind].bytes, (size_t)n, file) != (size_t)n) {
			err_say(err, ERR_IO, "the file cannot be read to its end");
			return kernel_fail(run, t);
		}
		store(t, kind, big, at, n, chunk);
	}
	return t;
}
