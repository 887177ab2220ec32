/*
 * Errors as values.
 *
 * A function that can fail takes a `struct err *` as its last parameter and
 * returns false (or NULL). On success the err is left untouched. The text is a
 * complete sentence for the person who caused the error: what is wrong and
 * what to write instead. Callers only prepend the place. A bug asserts.
 *
 * Formats are English and are message ids: the sentence is made in the language that is set
 * (base/i18n.h). Words that are put into one are whole phrases, translated where they are put in.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define PRINTF_LIKE(fmt, args)
#endif

enum err_code {
	ERR_NONE,
	ERR_SYNTAX,   /* the text does not parse */
	ERR_NAME,     /* an unknown name */
	ERR_TYPE,     /* a value of the wrong kind */
	ERR_VALUE,    /* the right kind, but not allowed here */
	ERR_SHAPE,    /* shapes that do not fit */
	ERR_INDEX,    /* outside a tensor, list or range */
	ERR_LIMIT,    /* over the budget of work, memory or nesting */
	ERR_CANCEL,   /* a newer request made this one useless */
	ERR_IO,       /* the operating system said no */
	ERR_FORMAT,   /* a file that is not what it should be */
	ERR_CLAIM,    /* a claim that does not hold */
};

/* A stretch of source text: bytes [begin, end), and where it begins. */
struct span {
	uint32_t begin, end;
	uint32_t line, column;   /* from 1; 0 = no place; columns count code points */
};

enum { ERR_TEXT_MAX = 640 };

struct err {
	enum err_code code;
	struct span at;
	char text[ERR_TEXT_MAX];   /* UTF-8, cut at a character if too long */
	uint16_t hint;             /* where its hint begins, or 0 */
};

/* Set *err and return false, so that `return err_set(...)` reads well. */
bool err_set(struct err *err, enum err_code code, struct span at, const char *fmt, ...)
	PRINTF_LIKE(4, 5);

/* The same without a place. */
bool err_say(struct err *err, enum err_code code, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* End the text with "; hint": what may have been meant. A second hint takes the place of the first. */
bool err_hint(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Put "place: " before the text. */
void err_prepend(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* The name of a code as errors print it: "shape error". */
const char *err_name(enum err_code code);

struct str;

/*
 * The error as a person reads it: the message, the source line and carets under
 * the span. `where` (a file name, or NULL) stands before the line number.
 */
void err_format(const struct err *err, const char *where, const char *source, struct str *out);

#endif
