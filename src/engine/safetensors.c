#include "engine/safetensors.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

enum { HEADER_MAX = 32 << 20, NAME_MAX_BYTES = 4096, ENTRIES_MAX = 200000 };

static const struct {
	const char *name;
	enum number_kind kind;
} types[] = {
	{ "BOOL", NUMBER_BOOL }, { "I8", NUMBER_I8 }, { "I16", NUMBER_I16 }, { "I32", NUMBER_I32 },
	{ "I64", NUMBER_I64 }, { "U8", NUMBER_U8 }, { "U16", NUMBER_U16 }, { "U32", NUMBER_U32 },
	{ "F16", NUMBER_F16 }, { "BF16", NUMBER_BF16 }, { "F32", NUMBER_F32 }, { "F64", NUMBER_F64 },
};

/* ---- The JSON that the header may be: objects of strings and of tensors ---- */

struct scan {
	const char *at;
	struct err *err;
	struct safetensors *out;
	int64_t bytes;               /* of numbers, behind the header */
};

static bool damaged(const struct scan *s, const char *what)
{
	return err_say(s->err, ERR_FORMAT, "the .safetensors header is broken: %s", _(what));
}

static void skip_blanks(struct scan *s)
{
	s->at += strspn(s->at, " \t\r\n");
}

static bool take(struct scan *s, char c)
{
	skip_blanks(s);
	if (*s->at != c)
		return false;
	s->at++;
	return true;
}

static int hex_digit(char c)
{
	const char *digits = "0123456789abcdef", *found = strchr(digits, c | 0x20);
	return c && found ? (int)(found - digits) : -1;
}

/* \u00e9, as UTF-8; no NUL, and no surrogates: names beyond the BMP stand unescaped. */
static bool unicode_escape(struct scan *s, struct str *out)
{
	unsigned code = 0;
	for (int i = 0; i < 4; i++, s->at++) {
		int digit = hex_digit(*s->at);
		if (digit < 0)
			return damaged(s, "\\u wants four hexadecimal digits");
		code = code << 4 | (unsigned)digit;
	}
	if (code == 0 || (code >= 0xD800 && code < 0xE000))
		return damaged(s, "a name has a character that no name has");
	if (code < 0x80)
		str_add_char(out, (char)code);
	else if (code < 0x800)
		str_addf(out, "%c%c", (int)(0xC0 | code >> 6), (int)(0x80 | (code & 63)));
	else
		str_addf(out, "%c%c%c", (int)(0xE0 | code >> 12), (int)(0x80 | (code >> 6 & 63)),
		         (int)(0x80 | (code & 63)));
	return true;
}

static bool escape(struct scan *s, struct str *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	char c = *s->at;
	const char *found = c ? strchr(from, c) : NULL;
	if (!found && c != 'u')
		return damaged(s, "a string has an unknown escape");
	s->at++;
	if (!found)
		return unicode_escape(s, out);
	str_add_char(out, to[found - from]);
	return true;
}

static bool read_string(struct scan *s, size_t max, struct str *out)
{
	if (!take(s, '"'))
		return damaged(s, "a string is expected");
	while (*s->at != '"') {
		if ((unsigned char)*s->at < 0x20)
			return damaged(s, "a string has no end");
		if (out->len >= max)
			return damaged(s, "a name is too long");
		if (*s->at != '\\') {
			str_add_char(out, *s->at++);
			continue;
		}
		s->at++;
		if (!escape(s, out))
			return false;
	}
	s->at++;
	return true;
}

static bool read_number(struct scan *s, int64_t *out)
{
	skip_blanks(s);
	const char *begin = s->at;
	for (*out = 0; *s->at >= '0' && *s->at <= '9'; s->at++)
		if (__builtin_mul_overflow(*out, 10, out) || __builtin_add_overflow(*out, *s->at - '0', out))
			return damaged(s, "a number is too large");
	if (s->at == begin || (*begin == '0' && s->at > begin + 1))
		return damaged(s, "a whole number from 0 on is expected");
	return true;
}

/* [1, 2, 3] */
static bool read_numbers(struct scan *s, int64_t *out, int max, int *count)
{
	*count = 0;
	if (!take(s, '['))
		return damaged(s, "a list of numbers is expected");
	if (take(s, ']'))
		return true;
	do {
		if (*count == max)
			return err_say(s->err, ERR_LIMIT, "a tensor has more than %d dimensions, or offsets "
			               "that are not two", max);
		if (!read_number(s, &out[(*count)++]))
			return false;
	} while (take(s, ','));
	return take(s, ']') || damaged(s, "a list has no end");
}

/* {"key": value, ...}: `member` reads each value. */
static bool read_object(struct scan *s, bool (*member)(struct scan *s, const char *key, void *context),
                        void *context)
{
	if (!take(s, '{'))
		return damaged(s, "an object is expected");
	if (take(s, '}'))
		return true;
	do {
		struct str key = STR_INIT;
		bool fine = read_string(s, NAME_MAX_BYTES, &key)
			&& (take(s, ':') || damaged(s, "a ':' is missing")) && member(s, key.data, context);
		str_done(&key);
		if (!fine)
			return false;
	} while (take(s, ','));
	return take(s, '}') || damaged(s, "an object has no end");
}

static bool read_metadata(struct scan *s, const char *key, void *context)
{
	struct str ignored = STR_INIT;
	(void)key, (void)context;
	bool fine = read_string(s, HEADER_MAX, &ignored);
	str_done(&ignored);
	return fine;
}

/* ---- Tensors ---- */

struct reading {
	struct safetensors_entry *entry;
	bool has_type, has_shape, has_offsets;
};

static bool read_type(struct scan *s, struct safetensors_entry *e)
{
	struct str name = STR_INIT;
	bool fine = read_string(s, sizeof e->dtype - 1, &name);
	e->kind = NUMBER_KINDS;
	for (size_t i = 0; fine && i < sizeof types / sizeof *types; i++)
		if (strcmp(types[i].name, name.data) == 0)
			e->kind = types[i].kind;
	if (fine)
		memcpy(e->dtype, name.data, name.len + 1);
	str_done(&name);
	return fine;
}

static bool read_offsets(struct scan *s, struct safetensors_entry *e)
{
	int64_t offsets[2];
	int n;
	if (!read_numbers(s, offsets, 2, &n))
		return false;
	e->begin = n == 2 ? offsets[0] : -1;
	e->end = n == 2 ? offsets[1] : -1;
	if (n == 2 && e->begin <= e->end && e->end <= s->bytes)
		return true;
	return err_say(s->err, ERR_FORMAT, "the .safetensors header is broken: a tensor lies outside the "
	               "file, which has %lld bytes of numbers", (long long)s->bytes);
}

static bool read_field(struct scan *s, const char *key, void *context)
{
	struct reading *r = context;
	bool *seen = strcmp(key, "dtype") == 0 ? &r->has_type : strcmp(key, "shape") == 0 ? &r->has_shape
		: strcmp(key, "data_offsets") == 0 ? &r->has_offsets : NULL;
	if (!seen || *seen)
		return damaged(s, seen ? N_("a key is there twice")
		              : N_("a tensor has a key other than dtype, shape and data_offsets"));
	*seen = true;
	if (seen == &r->has_type)
		return read_type(s, r->entry);
	if (seen == &r->has_shape)
		return read_numbers(s, r->entry->shape.size, TENSOR_MAX_DIMS, &r->entry->shape.ndim);
	return read_offsets(s, r->entry);
}

static bool check_length(const struct scan *s, const struct safetensors_entry *e)
{
	int64_t count = shape_count(&e->shape), bytes;
	if (e->kind == NUMBER_KINDS)
		return true;
	if (count < INT64_MAX && !__builtin_mul_overflow(count, number_kind_bytes(e->kind), &bytes)
	    && bytes == e->end - e->begin)
		return true;
	return damaged(s, "a tensor's offsets do not fit its shape and dtype");
}

static bool read_member(struct scan *s, const char *key, void *context)
{
	struct safetensors *out = s->out;
	struct safetensors_entry entry = {0};
	struct reading reading = { .entry = &entry };
	(void)context;
	if (strcmp(key, "__metadata__") == 0)
		return read_object(s, read_metadata, NULL);
	if (out->count == ENTRIES_MAX)
		return err_say(s->err, ERR_LIMIT, "the file has more than %d tensors", ENTRIES_MAX);
	if (!read_object(s, read_field, &reading))
		return false;
	if (!reading.has_type || !reading.has_shape || !reading.has_offsets)
		return damaged(s, "a tensor lacks dtype, shape or data_offsets");
	if (!check_length(s, &entry))
		return false;
	if ((out->count & (out->count - 1)) == 0)
		out->entries = mem_grow(out->entries, out->count ? 2 * (size_t)out->count : 1,
		                        sizeof *out->entries);
	entry.name = mem_copy(key);
	out->entries[out->count++] = entry;
	return true;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct safetensors_entry *)a)->name,
	              ((const struct safetensors_entry *)b)->name);
}

static int by_place(const void *a, const void *b)
{
	const struct safetensors_entry *x = a, *y = b;
	if (x->begin != y->begin)
		return x->begin < y->begin ? -1 : 1;
	return (x->end > y->end) - (x->end < y->end);
}

static bool check_together(const struct scan *s)
{
	struct safetensors *out = s->out;
	if (out->count == 0)
		return true;
	qsort(out->entries, (size_t)out->count, sizeof *out->entries, by_place);
	for (int i = 1; i < out->count; i++)
		if (out->entries[i].begin < out->entries[i - 1].end)
			return damaged(s, "two tensors overlap");
	qsort(out->entries, (size_t)out->count, sizeof *out->entries, by_name);
	for (int i = 1; i < out->count; i++)
		if (strcmp(out->entries[i - 1].name, out->entries[i].name) == 0)
			return damaged(s, "two tensors have one name");
	return true;
}

/* ---- The file ---- */

/* Heap text of the header, or NULL; the file then stands at the first number. */
static char *header_text(FILE *file, int64_t *bytes, struct err *err)
{
	unsigned char size[8];
	uint64_t len = 0;
	if (!tensor_file_left(file, bytes, err))
		return NULL;
	if (fread(size, 1, 8, file) != 8) {
		err_say(err, ERR_FORMAT, "this is no .safetensors file: it is too short");
		return NULL;
	}
	for (int i = 7; i >= 0; i--)
		len = len << 8 | size[i];
	if (len > (uint64_t)*bytes - 8 || len > HEADER_MAX) {
		err_say(err, ERR_FORMAT, "this is no .safetensors file: its header would take %llu bytes",
		        (unsigned long long)len);
		return NULL;
	}
	*bytes -= 8 + (int64_t)len;
	char *text = mem_new(len + 1, 1);
	if (fread(text, 1, len, file) == len && strlen(text) == len)
		return text;
	free(text);
	err_say(err, ERR_FORMAT, "the .safetensors header is broken: it is cut off, or no text");
	return NULL;
}

bool safetensors_begin(FILE *file, struct safetensors *out, struct err *err)
{
	struct scan s = { .err = err, .out = out };
	*out = (struct safetensors){ .file = file };
	char *text = header_text(file, &s.bytes, err);
	out->data = (int64_t)ftello(file);
	s.at = text;
	bool fine = text && read_object(&s, read_member, NULL);
	if (fine) {
		skip_blanks(&s);
		fine = (!*s.at || damaged(&s, "something follows it")) && check_together(&s);
	}
	free(text);
	if (!fine)
		safetensors_close(out);
	return fine;
}

bool safetensors_open(const char *path, struct safetensors *out, struct err *err)
{
	FILE *file;
	return tensor_file_open(path, &file, err) && safetensors_begin(file, out, err);
}

void safetensors_close(struct safetensors *s)
{
	for (int i = 0; i < s->count; i++)
		free(s->entries[i].name);
	free(s->entries);
	fclose(s->file);
	*s = (struct safetensors){0};
}

const struct safetensors_entry *safetensors_find(const struct safetensors *s, const char *name,
                                                 struct err *err)
{
	const char *best = NULL;
	int distance = 4;
	for (int i = 0; i < s->count; i++)
		if (strcmp(s->entries[i].name, name) == 0)
			return &s->entries[i];
	for (int i = 0; i < s->count && i < 2000; i++) {
		int d = strlen(name) < 200 ? str_distance(s->entries[i].name, name) : distance;
		if (d < distance) {
			distance = d;
			best = s->entries[i].name;
		}
	}
	err_say(err, ERR_NAME, "the file has no tensor %s", name);
	if (best)
		err_hint(err, "did you mean %s?", best);
	return NULL;
}

struct tensor *safetensors_read(struct run *run, const struct safetensors *s,
                                const struct safetensors_entry *entry, struct err *err)
{
	if (entry->kind == NUMBER_KINDS) {
		err_say(err, ERR_TYPE, "%s has dtype %s, which cannot be read here; F64, F32, F16, BF16, ints "
		        "to I64 and U32, and BOOL can", entry->name, entry->dtype);
		return NULL;
	}
	if (fseeko(s->file, (off_t)(s->data + entry->begin), SEEK_SET) != 0) {
		err_say(err, ERR_IO, "the file cannot be read from any place");
		return NULL;
	}
	return tensor_file_read(run, s->file, entry->kind, false, &entry->shape, err);
}
