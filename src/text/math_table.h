/*
 * What the commands of TeX mathematics are in Unicode, and how the classes of
 * characters are spaced (TeX: The Program, §764; The TeXbook, appendix G).
 */
#ifndef TEXT_MATH_TABLE_H
#define TEXT_MATH_TABLE_H

#include <stddef.h>
#include <stdint.h>

enum math_class {
	MATH_NONE,      /* the beginning of a group */
	MATH_ORD,       /* letters, digits, symbols */
	MATH_WORD,      /* names of several letters: log, softmax, head */
	MATH_BIG,       /* ∑ ∏ ∫ */
	MATH_BIN,       /* + × ⊙ */
	MATH_REL,       /* = ≤ → */
	MATH_OPEN,
	MATH_CLOSE,
	MATH_PUNCT,
	MATH_INNER,     /* what is taller than a line: fractions, matrices */
	MATH_LIMITS,    /* max, arg min: words whose limits stand below them */
	/* Not characters, but what a command does. */
	MATH_SPACE,     /* `text` is the space */
	MATH_SILENT,    /* \left, \displaystyle: nothing to show */
	MATH_ACCENT,    /* `text` is the combining character */
	MATH_FONT,      /* \mathrm{…}: the argument as it is */
	MATH_OPERATOR,  /* \operatorname{…}, with * limits stand below it */
	MATH_BLACKBOARD,
	MATH_SCRIPT,
	MATH_TEXT,      /* \text{…}: blanks count, commands do not */
	MATH_FRAC, MATH_BINOM, MATH_SQRT,
	MATH_OVER, MATH_UNDER,         /* \overset{above}{base}, \underset{below}{base} */
	MATH_ARROW,                    /* \xrightarrow{above} */
	MATH_OVERBRACE, MATH_UNDERBRACE,
	MATH_COLOR,                    /* \textcolor{red}{…} */
	MATH_LEFT, MATH_RIGHT,         /* a bracket that grows follows */
	MATH_RULE,                     /* \hline above a row of a grid */
	MATH_NOT, MATH_BEGIN, MATH_END, MATH_ROW, MATH_SUBSTACK,
};

struct math_symbol {
	const char *name, *text;   /* without the backslash; UTF-8 */
	enum math_class class;
};

const struct math_symbol *math_symbol_find(const char *name, size_t len);   /* NULL if unknown */
enum math_class math_class_of(uint32_t c);          /* of a character written as it is */

/* The character raised or lowered, double-struck or in script letters; 0 if Unicode has none. */
uint32_t math_superscript(uint32_t c);
uint32_t math_subscript(uint32_t c);
uint32_t math_blackboard(uint32_t c);
uint32_t math_script(uint32_t c);

#endif
