#include "lang/lexer.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

struct lexer {
	struct arena *arena;
	const char *source;
	uint32_t shift;
	size_t at;
	uint32_t line;
	size_t counted;                   /* up to here in this line ... */
	uint32_t column;                  /* ... which is this column */
	struct span open[BRACKETS_MAX];   /* the brackets that are not closed yet */
	int n_open;
	const char *comment;
	struct token *tokens;             /* heap while they are made */
	size_t count, cap;
};

static void new_line(struct lexer *lex, uint32_t line, size_t begin)
{
	lex->line = line;
	lex->counted = begin;
	lex->column = 1;
}

/* Places are asked for from left to right, so each character is counted once. */
static uint32_t column(struct lexer *lex, size_t at)
{
	for (; lex->counted < at; lex->counted++)
		lex->column += ((unsigned char)lex->source[lex->counted] & 0xC0) != 0x80;
	return lex->column;
}

static struct span span_from(struct lexer *lex, size_t begin, size_t end)
{
	return (struct span){
		.begin = lex->shift + (uint32_t)begin, .end = lex->shift + (uint32_t)end,
		.line = lex->line, .column = column(lex, begin),
	};
}

static struct token *add(struct lexer *lex, enum token_kind kind, size_t begin)
{
	if (lex->count == lex->cap) {
		lex->cap = lex->cap ? 2 * lex->cap : 64;
		lex->tokens = mem_grow(lex->tokens, lex->cap, sizeof *lex->tokens);
	}
	struct token *token = &lex->tokens[lex->count++];
	*token = (struct token){ .kind = kind, .span = span_from(lex, begin, lex->at) };
	return token;
}

/* The length of the UTF-8 character at `s`, 0 if it is none. */
static size_t character(const unsigned char *s)
{
	static const struct { unsigned char low, high; uint32_t min; size_t len; } row[] = {
		{ 0x00, 0x7F, 0, 1 }, { 0xC0, 0xDF, 0x80, 2 },
		{ 0xE0, 0xEF, 0x800, 3 }, { 0xF0, 0xF7, 0x10000, 4 },
	};
	for (size_t r = 0; r < sizeof row / sizeof *row; r++) {
		if (s[0] < row[r].low || s[0] > row[r].high)
			continue;
		uint32_t code = r ? s[0] & (0x3Fu >> r) : s[0];
		for (size_t i = 1; i < row[r].len; i++) {
			if ((s[i] & 0xC0) != 0x80)
				return 0;
			code = code << 6 | (s[i] & 0x3F);
		}
		bool fine = code >= row[r].min && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
		return fine ? row[r].len : 0;
	}
	return 0;
}

static bool check_text(struct lexer *lex, struct err *err)
{
	const char *s = lex->source;
	for (size_t i = 0, len; s[i]; i += len) {
		unsigned char c = (unsigned char)s[i];
		len = character((const unsigned char *)s + i);
		if (!len)
			return err_set(err, ERR_SYNTAX, span_from(lex, i, i + 1), "this is not UTF-8 text");
		if ((c < 0x20 && !strchr("\t\n\r", c)) || c == 0x7F)
			return err_set(err, ERR_SYNTAX, span_from(lex, i, i + 1),
			               "the control character 0x%02x is not allowed here", c);
		if (c == '\n')
			new_line(lex, lex->line + 1, i + 1);
	}
	new_line(lex, 1, 0);
	return true;
}

static size_t digits(const char *s)
{
	size_t n = 0;
	while (isdigit((unsigned char)s[n]) || (n && s[n] == '_' && isdigit((unsigned char)s[n + 1])))
		n++;
	return n;
}

/* Where the number at `s` ends. "1..64" is a range: its 1 is an int. */
static size_t number_length(const char *s, bool *is_float)
{
	size_t n = digits(s);
	if (s[n] == '.' && s[n + 1] != '.') {
		*is_float = true;
		n++;
		n += digits(s + n);
	}
	if (s[n] == 'e' || s[n] == 'E') {
		size_t sign = s[n + 1] == '-' || s[n + 1] == '+';
		size_t exponent = digits(s + n + 1 + sign);
		if (exponent) {
			*is_float = true;
			n += 1 + sign + exponent;
		}
	}
	return n;
}

static bool lex_number(struct lexer *lex, struct err *err)
{
	size_t begin = lex->at;
	const char *s = lex->source + begin;
	bool is_float = false;
	size_t len = number_length(s, &is_float);
	lex->at += len;
	struct span span = span_from(lex, begin, lex->at);
	if (isalnum((unsigned char)s[len]) || s[len] == '_') {
		lex->at++;
		span.end++;
		return err_set(err, ERR_SYNTAX, span, "a number ends before a letter: write a * between them");
	}
	char *plain = arena_copy_n(lex->arena, s, len);
	size_t n = 0;
	for (size_t i = 0; i < len; i++)
		if (s[i] != '_')
			plain[n++] = s[i];
	plain[n] = '\0';
	if (!is_float && plain[0] == '0' && strspn(plain, "0") != n)
		return err_set(err, ERR_SYNTAX, span, "an int does not start with 0");
	struct token *token = add(lex, is_float ? TOKEN_FLOAT : TOKEN_INT, begin);
	if (is_float) {
		token->number = strtod(plain, NULL);
		return true;
	}
	errno = 0;
	token->n = strtoll(plain, NULL, 10);
	if (errno == ERANGE)
		return err_set(err, ERR_LIMIT, span, "this int is larger than 9223372036854775807; "
		               "write it as a float, with a point");
	return true;
}

static bool escape(struct lexer *lex, char *out, struct err *err)
{
	static const char from[] = "nt\\'\"", to[] = "\n\t\\'\"";
	char c = lex->source[lex->at + 1];
	const char *found = c ? strchr(from, c) : NULL;
	if (!found)
		return err_set(err, ERR_SYNTAX, span_from(lex, lex->at, lex->at + 2),
		               "this escape is not known: a string knows \\n \\t \\\\ \\' and \\\"");
	*out = to[found - from];
	lex->at += 2;
	return true;
}

/* Bytes between the quotes, or -1 when the line ends first. */
static long string_length(const char *s, char quote)
{
	long n = 0;
	while (s[n] != quote) {
		n += s[n] == '\\' && s[n + 1];
		if (!s[n] || s[n] == '\n')
			return -1;
		n++;
	}
	return n;
}

static bool lex_string(struct lexer *lex, struct err *err)
{
	size_t begin = lex->at, len = 0;
	const char *s = lex->source;
	char quote = s[lex->at++];
	long room = string_length(s + lex->at, quote);
	if (room < 0)
		return err_set(err, ERR_SYNTAX, span_from(lex, begin, begin + strcspn(s + begin, "\n")),
		               "this string does not end in its line: close it with %c", quote);
	char *text = arena_new(lex->arena, (size_t)room + 1, 1);
	while (s[lex->at] != quote) {
		if (s[lex->at] != '\\')
			text[len++] = s[lex->at++];
		else if (!escape(lex, &text[len++], err))
			return false;
	}
	lex->at++;
	struct token *token = add(lex, TOKEN_STR, begin);
	token->text = text;
	token->len = len;
	return true;
}

static const char *const operators[] = {   /* the longer ones first */
	"...", "**", "//", "==", "!=", "<=", ">=", "..", "+", "-", "*", "/", "%", "@", "<", ">", "=",
	"|", "&", "^", "~", "(", ")", "[", "]", "{", "}", ",", ":", ".",
};

static bool bracket(struct lexer *lex, char c, struct span span, struct err *err)
{
	static const char opening[] = "([{", closing[] = ")]}";
	if (strchr(opening, c)) {
		if (lex->n_open == BRACKETS_MAX)
			return err_set(err, ERR_LIMIT, span, "brackets are nested more than %d deep",
			               BRACKETS_MAX);
		lex->open[lex->n_open++] = span;
		return true;
	}
	if (!lex->n_open)
		return err_set(err, ERR_SYNTAX, span, "this %c closes nothing", c);
	struct span open = lex->open[--lex->n_open];
	char want = closing[strchr(opening, lex->source[open.begin - lex->shift]) - opening];
	if (want != c)
		return err_set(err, ERR_SYNTAX, span, "this should be %c, to close the bracket in line %u",
		               want, (unsigned)open.line);
	return true;
}

/* The full-width forms of a Chinese keyboard, U+FF01 to U+FF5E, are ASCII's; 0 for other characters. */
static char full_width(const char *s)
{
	const unsigned char *c = (const unsigned char *)s;
	if (c[0] != 0xEF || (c[1] != 0xBC && c[1] != 0xBD) || c[2] < 0x80)
		return 0;
	int n = (c[1] - 0xBC) * 64 + c[2] - 0x80;
	return n >= 1 && n <= 0x5E ? (char)(0x20 + n) : 0;
}

/* What people type, or paste, when they mean something else. */
static bool lex_unknown(struct lexer *lex, struct err *err)
{
	static const struct { const char *wrong, *right; } row[] = {
		{ "、", "," }, { "。", "." }, { "《", "<" }, { "》", ">" }, { "÷", "/" }, { "·", "*" }, { "⋅", "*" },
		{ "–", "-" }, { "—", "-" }, { "…", "..." }, { "²", "** 2" }, { "³", "** 3" }, { "ᵀ", ".mT" },
		{ "∞", "inf" }, { "π", "pi" }, { "→", "->" }, { "∑", "sum(...)" }, { "Σ", "sum(...)" },
		{ "α", "alpha" }, { "β", "beta" }, { "γ", "gamma" }, { "σ", "sigma" },
		{ "θ", "theta" }, { "μ", "mu" }, { "“", "\"" }, { "「", "\"" }, { "」", "\"" }, { "`", "'" },
		{ "”", "\"" }, { "‘", "'" }, { "’", "'" }, { "×", "*" }, { "−", "-" }, { "【", "[" },
		{ "】", "]" }, { "√", "sqrt(...)" }, { "≤", "<=" }, { "≥", ">=" }, { "≠", "!=" },
		{ "!", "not" }, { ";", N_("a new line") }, { "?", "a if c else b" },
		{ "\\", N_("brackets to go on in the next line") },
	};
	const char *s = lex->source + lex->at;
	size_t len = character((const unsigned char *)s);
	struct span span = span_from(lex, lex->at, lex->at + len);
	if (full_width(s))
		return err_set(err, ERR_SYNTAX, span, "%.*s is a full-width character; did you mean %c?", (int)len, s,
		               full_width(s));
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		if (str_starts(s, row[i].wrong))
			return err_set(err, ERR_SYNTAX, span, "%s is not part of the language; did you mean %s?",
			               row[i].wrong, _(row[i].right));
	return err_set(err, ERR_SYNTAX, span, "%.*s is not part of the language outside strings and "
	               "comments", (int)len, s);
}

static bool lex_operator(struct lexer *lex, struct err *err)
{
	size_t begin = lex->at;
	for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
		if (!str_starts(lex->source + begin, operators[i]))
			continue;
		lex->at += strlen(operators[i]);
		struct token *token = add(lex, TOKEN_OP, begin);
		token->text = operators[i];
		bool is_bracket = strchr("()[]{}", operators[i][0]) != NULL;
		return !is_bracket || bracket(lex, operators[i][0], token->span, err);
	}
	return lex_unknown(lex, err);
}

static void lex_name(struct lexer *lex)
{
	size_t begin = lex->at;
	const char *s = lex->source;
	while (isalnum((unsigned char)s[lex->at]) || s[lex->at] == '_')
		lex->at++;
	add(lex, TOKEN_NAME, begin)->text = arena_copy_n(lex->arena, s + begin, lex->at - begin);
}

static void lex_comment(struct lexer *lex)
{
	const char *s = lex->source + lex->at;
	size_t len = strcspn(s, "\n"), first = strspn(s, "# \t"), last = len;
	while (last > first && strchr(" \t\r", s[last - 1]))
		last--;
	if (last > first && !lex->n_open)
		lex->comment = arena_copy_n(lex->arena, s + first, last - first);
	lex->at += len;
}

static void lex_newline(struct lexer *lex)
{
	if (!lex->n_open)
		add(lex, TOKEN_NEWLINE, lex->at)->text = lex->comment;
	lex->comment = NULL;
	if (!lex->source[lex->at])
		return;
	lex->at++;
	new_line(lex, lex->line + 1, lex->at);
}

static bool lex_one(struct lexer *lex, struct err *err)
{
	unsigned char c = (unsigned char)lex->source[lex->at];
	unsigned char next = c ? (unsigned char)lex->source[lex->at + 1] : 0;
	if (c == ' ' || c == '\t' || c == '\r')
		lex->at++;
	else if (c == '\n')
		lex_newline(lex);
	else if (c == '#')
		lex_comment(lex);
	else if (isdigit(c) || (c == '.' && isdigit(next)))
		return lex_number(lex, err);
	else if (isalpha(c) || c == '_')
		lex_name(lex);
	else if (c == '"' || c == '\'')
		return lex_string(lex, err);
	else
		return lex_operator(lex, err);
	return true;
}

static bool lex_all(struct lexer *lex, struct err *err)
{
	if (!check_text(lex, err))
		return false;
	while (lex->source[lex->at])
		if (!lex_one(lex, err))
			return false;
	if (lex->n_open)
		return err_set(err, ERR_SYNTAX, lex->open[lex->n_open - 1], "this bracket is never closed");
	lex_newline(lex);
	add(lex, TOKEN_END, lex->at);
	return true;
}

struct token *lex(struct arena *arena, const char *source, uint32_t shift, struct err *err)
{
	if (strlen(source) > SOURCE_MAX_BYTES) {
		err_say(err, ERR_LIMIT, "the text is longer than %d bytes", SOURCE_MAX_BYTES);
		return NULL;
	}
	struct lexer lex = { .arena = arena, .source = source, .shift = shift };
	new_line(&lex, 1, 0);
	struct token *tokens = NULL;
	if (lex_all(&lex, err)) {
		tokens = arena_new(arena, lex.count, sizeof *tokens);
		memcpy(tokens, lex.tokens, lex.count * sizeof *tokens);
	}
	free(lex.tokens);
	return tokens;
}

/* ---- Looking at them ---- */

bool token_is(const struct token *token, const char *text)
{
	return (token->kind == TOKEN_OP || token->kind == TOKEN_NAME) && strcmp(token->text, text) == 0;
}

bool token_is_one_of(const struct token *token, const char *const *words)
{
	for (; *words; words++)
		if (token_is(token, *words))
			return true;
	return false;
}

bool token_ends(const struct token *token)
{
	return token->kind == TOKEN_NEWLINE || token->kind == TOKEN_END;
}

const struct token *token_behind(const struct token *token)
{
	static const char *const open[] = { "(", "[", "{", NULL }, *const close[] = { ")", "]", "}", NULL };
	int depth = 0;
	for (; token->kind != TOKEN_END; token++) {
		depth += token_is_one_of(token, open) - token_is_one_of(token, close);
		if (depth == 0)
			return token + 1;
	}
	return NULL;
}

const struct token *token_find(const struct token *token, const char *text)
{
	static const char *const open[] = { "(", "[", "{", NULL };
	while (!token_ends(token) && !token_is(token, text)) {
		const struct token *behind = token_is_one_of(token, open) ? token_behind(token) : NULL;
		token = behind ? behind : token + 1;
	}
	return token;
}
