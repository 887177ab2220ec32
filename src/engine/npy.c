#include "engine/npy.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "engine/kernel.h"
#include "engine/tensor_file.h"
#include "engine/view.h"

enum { HEADER_MAX = 64 * 1024, ALIGN = 64 };

static const char magic[6] = "\x93NUMPY";

/* ---- The header: a Python dict of three keys, read strictly ---- */

struct header {
	enum number_kind kind;
	bool big, fortran;
	bool has_descr, has_order, has_shape;
	struct shape shape;
};

static void skip_blanks(const char **p)
{
	*p += strspn(*p, " \t\n");
}

static bool take(const char **p, const char *text)
{
	skip_blanks(p);
	if (!str_starts(*p, text))
		return false;
	*p += strlen(text);
	return true;
}

static bool broken(const char *what, struct err *err)
{
	return err_say(err, ERR_FORMAT, "the .npy header is broken: %s", _(what));
}

static bool read_word(const char **p, char *out, size_t size, struct err *err)
{
	skip_blanks(p);
	char quote = **p;
	const char *end = quote == '\'' || quote == '"' ? strchr(*p + 1, quote) : NULL;
	if (!end || (size_t)(end - *p) > size)
		return broken("a short string is expected", err);
	for (const char *c = *p + 1; c < end; c++)
		if (*c < ' ' || *c > '~')   /* names of types are ASCII, and errors repeat them */
			return broken("a name has characters beyond ASCII", err);
	memcpy(out, *p + 1, (size_t)(end - *p - 1));
	out[end - *p - 1] = '\0';
	*p = end + 1;
	return true;
}

static const struct {
	char name[3];
	enum number_kind kind;
} types[] = {
	{ "b1", NUMBER_BOOL }, { "i1", NUMBER_I8 }, { "i2", NUMBER_I16 }, { "i4", NUMBER_I32 },
	{ "i8", NUMBER_I64 }, { "u1", NUMBER_U8 }, { "u2", NUMBER_U16 }, { "u4", NUMBER_U32 },
	{ "f2", NUMBER_F16 }, { "f4", NUMBER_F32 }, { "f8", NUMBER_F64 },
};

static bool read_type(const char **p, struct header *h, struct err *err)
{
	char word[24];
	skip_blanks(p);
	if (**p == '[')
		return err_say(err, ERR_TYPE, "the array has named fields; save one of them alone: "
		               "np.save(\"x.npy\", a[\"field\"])");
	if (!read_word(p, word, sizeof word, err))
		return false;
	bool has_order = word[0] && strchr("<>|=", word[0]);
	h->big = word[0] == '>';
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (has_order && strcmp(word + 1, types[i].name) == 0) {
			h->kind = types[i].kind;
			return true;
		}
	return err_say(err, ERR_TYPE, "an array of dtype '%s' cannot be read here; convert it first: "
	               "np.save(\"x.npy\", a.astype(\"float32\"))", word);
}

static bool read_size(const char **p, int64_t *out, struct err *err)
{
	char *end;
	skip_blanks(p);
	errno = 0;
	*out = **p >= '0' && **p <= '9' ? strtoll(*p, &end, 10) : -1;
	if (*out < 0 || errno)
		return broken("a size is no whole number from 0 on", err);
	*p = end;
	take(p, "L");   /* as Python 2 wrote them */
	return true;
}

static bool read_shape(const char **p, struct header *h, struct err *err)
{
	if (!take(p, "("))
		return broken("the shape is no tuple", err);
	for (h->shape.ndim = 0; !take(p, ")"); h->shape.ndim++) {
		if (h->shape.ndim == TENSOR_MAX_DIMS)
			return err_say(err, ERR_LIMIT, "the array has more than %d dimensions", TENSOR_MAX_DIMS);
		if (!read_size(p, &h->shape.size[h->shape.ndim], err))
			return false;
		if (!take(p, ",") && *(skip_blanks(p), *p) != ')')
			return broken("the shape has no end", err);
	}
	return true;
}

static bool read_order(const char **p, struct header *h, struct err *err)
{
	h->fortran = take(p, "True");
	return h->fortran || take(p, "False") || broken("fortran_order is neither True nor False", err);
}

static bool read_key(const char **p, struct header *h, struct err *err)
{
	char key[24];
	if (!read_word(p, key, sizeof key, err))
		return false;
	const struct {
		const char *name;
		bool *seen;
		bool (*read)(const char **p, struct header *h, struct err *err);
	} keys[] = {
		{ "descr", &h->has_descr, read_type }, { "fortran_order", &h->has_order, read_order },
		{ "shape", &h->has_shape, read_shape },
	};
	for (size_t i = 0; i < 3; i++) {
		if (strcmp(keys[i].name, key) != 0)
			continue;
		if (*keys[i].seen)
			return broken("a key is there twice", err);
		*keys[i].seen = true;
		return take(p, ":") ? keys[i].read(p, h, err) : broken("a key lacks its value", err);
	}
	return broken("it has a key other than descr, fortran_order and shape", err);
}

static bool read_dict(const char *p, struct header *h, struct err *err)
{
	if (!take(&p, "{"))
		return broken("it is no dict", err);
	while (!take(&p, "}")) {
		if (!read_key(&p, h, err))
			return false;
		if (!take(&p, ",") && *(skip_blanks(&p), p) != '}')
			return broken("a comma is missing", err);
	}
	skip_blanks(&p);
	if (*p)
		return broken("something follows it", err);
	return (h->has_descr && h->has_order && h->has_shape)
		|| broken("descr, fortran_order or shape is missing", err);
}

/* Heap text of the dict, or NULL. */
static char *header_text(FILE *file, struct err *err)
{
	unsigned char start[12];
	if (fread(start, 1, 10, file) != 10 || memcmp(start, magic, sizeof magic) != 0) {
		err_say(err, ERR_FORMAT, "this is no .npy file: it does not begin as one");
		return NULL;
	}
	int major = start[6];
	if (major < 1 || major > 3 || (major > 1 && fread(start + 10, 1, 2, file) != 2)) {
		err_say(err, ERR_FORMAT, "this is version %d of .npy; 1, 2 and 3 can be read", major);
		return NULL;
	}
	size_t len = start[8] | (size_t)start[9] << 8;
	if (major > 1)
		len |= (size_t)start[10] << 16 | (size_t)start[11] << 24;
	if (len > HEADER_MAX) {
		err_say(err, ERR_LIMIT, "the .npy header is larger than %d bytes", HEADER_MAX);
		return NULL;
	}
	char *text = mem_new(len + 1, 1);
	if (fread(text, 1, len, file) == len && strlen(text) == len)
		return text;
	free(text);
	broken("it is cut off, or no text", err);
	return NULL;
}

/* ---- Reading ---- */

/* Fortran order: the file has the transposed array. The result is a view, as torch.from_numpy's. */
static struct tensor *read_transposed(struct run *run, FILE *file, const struct header *h,
                                      struct err *err)
{
	struct shape reversed = { .ndim = h->shape.ndim };
	int64_t dims[TENSOR_MAX_DIMS];
	for (int d = 0; d < h->shape.ndim; d++) {
		dims[d] = h->shape.ndim - 1 - d;
		reversed.size[d] = h->shape.size[dims[d]];
	}
	struct tensor *t = tensor_file_read(run, file, h->kind, h->big, &reversed, err);
	struct tensor *view = t ? view_permute(t, dims, h->shape.ndim, err) : NULL;
	tensor_unref(t);
	return view;
}

struct tensor *npy_read(struct run *run, FILE *file, struct err *err)
{
	struct header h = {0};
	char *text = header_text(file, err);
	bool fine = text && read_dict(text, &h, err);
	free(text);
	if (!fine)
		return NULL;
	if (h.fortran && h.shape.ndim > 1)
		return read_transposed(run, file, &h, err);
	return tensor_file_read(run, file, h.kind, h.big, &h.shape, err);
}

struct tensor *npy_load(struct run *run, const char *path, struct err *err)
{
	FILE *file;
	if (!tensor_file_open(path, &file, err))
		return NULL;
	struct tensor *t = npy_read(run, file, err);
	fclose(file);
	return t;
}

/* ---- Writing ---- */

static const char *type_of(enum dtype dtype)
{
	static const char *const names[DT_COUNT] = {
		[DT_BOOL] = "|b1", [DT_INT64] = "<i8", [DT_FLOAT16] = "<f2", [DT_BFLOAT16] = "<f4",
		[DT_FLOAT32] = "<f4", [DT_FLOAT64] = "<f8",
	};
	return names[dtype];
}

static int bytes_of(enum dtype dtype)
{
	return type_of(dtype)[2] - '0';
}

/* x is one that binary16 holds exactly. */
static uint64_t half_bits(double x)
{
	float f = (float)x;
	uint32_t bits;
	memcpy(&bits, &f, sizeof bits);
	uint32_t sign = bits >> 16 & 0x8000, exponent = bits >> 23 & 255, fraction = bits & 0x7FFFFF;
	if (exponent == 255)
		return sign | 0x7C00 | fraction >> 13;
	if (exponent >= 127 - 14)
		return sign | (exponent - (127 - 15)) << 10 | fraction >> 13;
	return sign | (uint32_t)((f < 0 ? -f : f) * 16777216.0f);
}

static uint64_t bits_of(enum dtype dtype, double real, int64_t whole)
{
	float single = (float)real;
	uint32_t bits;
	uint64_t wide;
	switch (dtype) {
	case DT_BOOL: case DT_INT64: return (uint64_t)whole;
	case DT_FLOAT16: return half_bits(real);
	case DT_FLOAT64: memcpy(&wide, &real, sizeof wide); return wide;
	default: memcpy(&bits, &single, sizeof bits); return bits;
	}
}

static bool write_header(const struct tensor *t, FILE *file)
{
	struct str dict = STR_INIT;
	str_addf(&dict, "{'descr': '%s', 'fortran_order': False, 'shape': (", type_of(t->dtype));
	for (int d = 0; d < t->shape.ndim; d++)
		str_addf(&dict, "%s%" PRId64 "%s", d ? ", " : "", t->shape.size[d],
		         t->shape.ndim == 1 ? "," : "");
	str_add(&dict, "), }");
	while ((sizeof magic + 4 + dict.len + 1) % ALIGN)
		str_add_char(&dict, ' ');
	str_add_char(&dict, '\n');
	const unsigned char rest[4] = { 1, 0, (unsigned char)dict.len, (unsigned char)(dict.len >> 8) };
	bool fine = fwrite(magic, 1, sizeof magic, file) == sizeof magic
		&& fwrite(rest, 1, sizeof rest, file) == sizeof rest
		&& fwrite(dict.data, 1, dict.len, file) == dict.len;
	str_done(&dict);
	return fine;
}

static bool write_chunk(const struct walk *w, int n, enum dtype dtype, FILE *file)
{
	double reals[WALK_RUN];
	int64_t wholes[WALK_RUN];
	unsigned char out[WALK_RUN * 8];
	int bytes = bytes_of(dtype);
	bool real = dtype_is_float(dtype);
	if (real)
		walk_doubles(w, 0, n, reals);
	else
		walk_ints(w, 0, n, wholes);
	for (int i = 0; i < n; i++) {
		uint64_t bits = bits_of(dtype, real ? reals[i] : 0, real ? 0 : wholes[i]);
		for (int k = 0; k < bytes; k++)
			out[i * bytes + k] = (unsigned char)(bits >> (8 * k));
	}
	return fwrite(out, (size_t)bytes, (size_t)n, file) == (size_t)n;
}

bool npy_write(const struct tensor *t, FILE *file, struct err *err)
{
	struct walk w;
	bool fine = write_header(t, file);
	walk_init(&w, &t->shape);
	walk_add(&w, t);
	for (int n; fine && (n = walk_next(&w)) > 0;)
		fine = write_chunk(&w, n, t->dtype, file);
	return fine || err_say(err, ERR_IO, "the file cannot be written: %s", strerror(errno));
}

bool npy_save(const struct tensor *t, const char *path, struct err *err)
{
	FILE *file = fopen(path, "wb");
	if (!file)
		return err_say(err, ERR_IO, "cannot write %s: %s", path, strerror(errno));
	bool fine = npy_write(t, file, err);
	if (fclose(file) != 0 && fine)
		fine = err_say(err, ERR_IO, "cannot write %s: %s", path, strerror(errno));
	return fine;
}
