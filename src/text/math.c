#include "text/math.h"

#include <ctype.h>
#include <string.h>

#include "text/math_piece.h"
#include "text/utf8.h"

enum { MAX_DEPTH = 24, MINUS = 0x2212, LONG_STROKE = 0x0338 };

enum environment { ENV_NONE, ENV_ROWS, ENV_CELLS };   /* \begin{aligned}, \begin{bmatrix} */

struct reader {
	const char *begin, *p, *end;
	int depth;
	enum environment env;
};

static void parse(struct reader *r, struct piece *piece, char stop);
static void parse_one(struct reader *r, struct piece *piece);

/* ---- Reading ---- */

static bool at_end(const struct reader *r)
{
	return r->p >= r->end;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool at_command(const struct reader *r, const char *command)
{
	size_t len = strlen(command);
	return (size_t)(r->end - r->p) >= len && memcmp(r->p, command, len) == 0;
}

static void skip_blanks(struct reader *r)
{
	while (!at_end(r) && is_blank(*r->p))
		r->p++;
}

static bool next_is(struct reader *r, char c)
{
	skip_blanks(r);
	return !at_end(r) && *r->p == c;
}

/* The next argument, {…} or a single thing, as a piece of its own. Free its s. */
static struct piece argument(struct reader *r, bool script)
{
	struct piece piece = { .s = STR_INIT, .script = script };
	skip_blanks(r);
	if (at_end(r) || *r->p == '}')
		return piece;
	r->depth++;
	if (*r->p == '{' && r->depth < MAX_DEPTH) {
		r->p++;
		parse(r, &piece, '}');
	} else {
		parse_one(r, &piece);
	}
	r->depth--;
	return piece;
}

/* A {…} argument as it is written; *len = 0 when there is none. */
static const char *raw_argument(struct reader *r, size_t *len)
{
	*len = 0;
	if (!next_is(r, '{'))
		return r->p;
	const char *start = ++r->p;
	for (int open = 1; !at_end(r); r->p++) {
		if (*r->p == '\\' && r->p + 1 < r->end)
			r->p++;
		else if (*r->p == '{')
			open++;
		else if (*r->p == '}' && --open == 0)
			break;
	}
	*len = (size_t)(r->p - start);
	r->p += !at_end(r);
	return start;
}

/* ---- Scripts ---- */

static void parse_script(struct reader *r, struct piece *piece)
{
	char mark = *r->p++;
	struct piece inner = argument(r, true);
	piece_add_script(piece, mark, &inner);
	str_done(&inner.s);
}

/* ---- Commands with arguments ---- */

static void fraction(struct reader *r, struct piece *piece)
{
	struct piece over = argument(r, piece->script), under = argument(r, piece->script);
	struct piece whole = { .s = STR_INIT, .script = piece->script };
	piece_add_group(&whole, MATH_ORD, &over, over.loose);
	str_add(&whole.s, "/");
	if (under.s.len)
		piece_add_group(&whole, MATH_ORD, &under, under.loose || under.atoms > 1);
	if (piece->last == MATH_ORD || piece->last == MATH_CLOSE)
		piece->blanks = 1;           /* 2 1/3, not 21/3 */
	piece_add_group(piece, MATH_ORD, &whole, next_is(r, '^'));
	piece->atoms++;
	piece->tail = true;
	str_done(&over.s);
	str_done(&under.s);
	str_done(&whole.s);
}

static void root(struct reader *r, struct piece *piece)
{
	struct piece index = { .s = STR_INIT, .script = true }, whole = { .s = STR_INIT };
	struct str raised = STR_INIT;
	if (next_is(r, '[') && r->depth < MAX_DEPTH) {
		r->p++;
		r->depth++;
		parse(r, &index, ']');
		r->depth--;
	}
	struct piece under = argument(r, piece->script);
	if (math_map_all(index.s.data, math_superscript, &raised))
		str_add(&whole.s, raised.data);
	else
		str_addf(&whole.s, "[%s]", index.s.data);
	str_add(&whole.s, "√");
	piece_add_group(&whole, MATH_NONE, &under, under.loose || under.atoms != 1);
	piece_add_group(piece, MATH_ORD, &whole, next_is(r, '^'));
	piece->tail = true;
	str_done(&index.s);
	str_done(&raised);
	str_done(&under.s);
	str_done(&whole.s);
}

static void binomial(struct reader *r, struct piece *piece)
{
	struct piece n = argument(r, piece->script), k = argument(r, piece->script);
	struct str text = STR_INIT;
	str_addf(&text, "C(%s, %s)", n.s.data, k.s.data);
	piece_add_n(piece, MATH_WORD, text.data, text.len);
	str_done(&text);
	str_done(&n.s);
	str_done(&k.s);
}

/* Append the text with a combining character on each of its characters. */
static void add_over(const char *text, size_t len, const char *combining, struct str *out)
{
	uint32_t c, next;
	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_decode(text + i, len - i, &c);
		str_add_n(out, text + i, n);
		bool last = utf8_decode(text + i + n, len - i - n, &next) == 0 || utf8_char_width(next) > 0;
		if (c != ' ' && last)
			str_add(out, combining);
	}
}

/* One character carries the accent itself; bars go over each; else it reads as a function. */
static void accent(struct reader *r, struct piece *piece, const struct math_symbol *symbol)
{
	struct piece inner = argument(r, piece->script);
	bool bar = strcmp(symbol->name, "overline") == 0 || strcmp(symbol->name, "underline") == 0;
	if (math_count(inner.s.data) == 1 || bar) {
		struct str text = STR_INIT;
		add_over(inner.s.data, inner.s.len, symbol->text, &text);
		piece_add_n(piece, inner.atoms == 1 ? inner.last : MATH_ORD, text.data, text.len);
		str_done(&text);
	} else {
		piece_add(piece, MATH_WORD, symbol->name);
		if (inner.s.len)
			piece_add_group(piece, MATH_ORD, &inner, true);
	}
	str_done(&inner.s);
}

/* \mathrm, \mathbf, …: several letters make a word, anything else stays what it is. */
static void font(struct reader *r, struct piece *piece)
{
	struct piece inner = argument(r, piece->script);
	piece_add_n(piece, math_is_word(inner.s.data) ? MATH_WORD : MATH_ORD, inner.s.data, inner.s.len);
	if (!math_is_word(inner.s.data) && piece->open == 0) {
		piece->atoms += inner.atoms - 1;
		piece->loose |= inner.loose;
	}
	str_done(&inner.s);
}

static void alphabet(struct reader *r, struct piece *piece, uint32_t (*map)(uint32_t))
{
	struct piece inner = argument(r, piece->script);
	struct str text = STR_INIT;
	if (!math_map_all(inner.s.data, map, &text)) {
		str_clear(&text);
		str_add(&text, inner.s.data);
	}
	piece_add_n(piece, math_is_word(inner.s.data) ? MATH_WORD : MATH_ORD, text.data, text.len);
	str_done(&text);
	str_done(&inner.s);
}

static void plain_text(struct reader *r, struct piece *piece)
{
	size_t len;
	const char *raw = raw_argument(r, &len);
	struct str text = STR_INIT;
	for (size_t i = 0; i < len; i++) {
		bool escape = raw[i] == '\\' && i + 1 < len && !isalpha((unsigned char)raw[i + 1]);
		if (!escape && raw[i] != '{' && raw[i] != '}')
			str_add_char(&text, is_blank(raw[i]) ? ' ' : raw[i]);
		else if (escape)
			str_add_char(&text, raw[++i]);
	}
	const char *from = text.data, *to = text.data + text.len;
	for (; from < to && *from == ' '; from++)
		piece->blanks = 1;
	while (to > from && to[-1] == ' ')
		to--;
	bool word = to - from > 1 && (isalnum((unsigned char)*from) || (unsigned char)*from >= 0x80);
	if (to > from)
		piece_add_n(piece, word ? MATH_WORD : MATH_ORD, from, (size_t)(to - from));
	if (*to == ' ')
		piece->blanks = 1;
	str_done(&text);
}

static void over_or_under(struct reader *r, struct piece *piece, char mark)
{
	struct piece small = argument(r, true);
	struct piece base = argument(r, piece->script);
	piece_add_n(piece, base.atoms == 1 ? base.last : MATH_WORD, base.s.data, base.s.len);
	piece_add_script(piece, mark, &small);
	str_done(&small.s);
	str_done(&base.s);
}

static void negated(struct reader *r, struct piece *piece)
{
	struct piece inner = argument(r, piece->script);
	if (strcmp(inner.s.data, "=") == 0)
		piece_add(piece, MATH_REL, "≠");
	else if (strcmp(inner.s.data, "∈") == 0)
		piece_add(piece, MATH_REL, "∉");
	else {
		piece_add_n(piece, inner.last ? inner.last : MATH_ORD, inner.s.data, inner.s.len);
		piece_attach(piece, LONG_STROKE);
	}
	str_done(&inner.s);
}

static void environment(struct reader *r, struct piece *piece)
{
	static const struct {
		const char *name, *open, *close;
		enum environment env;
	} known[] = {
		{ "pmatrix", "(", ")", ENV_CELLS },  { "bmatrix", "[", "]", ENV_CELLS },
		{ "Bmatrix", "{", "}", ENV_CELLS },  { "vmatrix", "|", "|", ENV_CELLS },
		{ "Vmatrix", "‖", "‖", ENV_CELLS },  { "matrix", "", "", ENV_CELLS },
		{ "smallmatrix", "", "", ENV_CELLS }, { "array", "", "", ENV_CELLS },
		{ "cases", "{ ", "", ENV_CELLS },    { "", "", "", ENV_ROWS },   /* aligned, gathered … */
	};
	enum environment outer = r->env;
	size_t len, i = 0, last = sizeof known / sizeof *known - 1;
	const char *name = raw_argument(r, &len);
	while (i < last && (strlen(known[i].name) != len || memcmp(name, known[i].name, len) != 0))
		i++;
	if (strcmp(known[i].name, "array") == 0)
		raw_argument(r, &len);           /* {ccc}: how its columns are set */
	if (*known[i].open)
		piece_add(piece, MATH_OPEN, known[i].open);
	r->env = known[i].env;
	r->depth++;
	parse(r, piece, '\\');
	r->depth--;
	r->env = outer;
	piece->row_ends = false;
	if (*known[i].close)
		piece_add(piece, MATH_CLOSE, known[i].close);
}

/* ---- The parser ---- */

static void end_of_row(struct reader *r, struct piece *piece)
{
	if (r->env == ENV_CELLS)
		piece_add(piece, MATH_PUNCT, ";");
	else
		piece->row_ends = piece->s.len > 0;
}

static void run_command(struct reader *r, struct piece *piece, const struct math_symbol *symbol)
{
	size_t len;
	switch (symbol->class) {
	case MATH_SPACE:
		piece->blanks = (int)strlen(symbol->text);
		break;
	case MATH_SILENT:
		if (strcmp(symbol->name, "!") != 0 && next_is(r, '.'))   /* \left. is no bracket */
			r->p++;
		break;
	case MATH_ACCENT:     accent(r, piece, symbol); break;
	case MATH_FONT:       font(r, piece); break;
	case MATH_BLACKBOARD: alphabet(r, piece, math_blackboard); break;
	case MATH_SCRIPT:     alphabet(r, piece, math_script); break;
	case MATH_TEXT:       plain_text(r, piece); break;
	case MATH_FRAC:       fraction(r, piece); break;
	case MATH_BINOM:      binomial(r, piece); break;
	case MATH_SQRT:       root(r, piece); break;
	case MATH_OVER:       over_or_under(r, piece, '^'); break;
	case MATH_UNDER:      over_or_under(r, piece, '_'); break;
	case MATH_COLOR:      raw_argument(r, &len); break;
	case MATH_NOT:        negated(r, piece); break;
	case MATH_BEGIN:      environment(r, piece); break;
	case MATH_ROW:        end_of_row(r, piece); break;
	case MATH_END:        piece_add(piece, MATH_WORD, symbol->name); break;   /* of nothing */
	default:
		piece_add(piece, symbol->class, symbol->text);
		piece->atoms -= strcmp(symbol->name, "partial") == 0 && piece->open == 0;
	}
}

/* \name, or \ and one character. */
static void parse_command(struct reader *r, struct piece *piece)
{
	const char *name = ++r->p;
	uint32_t c;
	while (!at_end(r) && isalpha((unsigned char)*r->p))
		r->p++;
	if (r->p == name && !at_end(r))
		r->p += utf8_decode(name, (size_t)(r->end - name), &c);
	size_t len = (size_t)(r->p - name);
	const struct math_symbol *symbol = math_symbol_find(name, len);
	if (symbol)
		run_command(r, piece, symbol);
	else if (len == 0)
		piece_add(piece, MATH_ORD, "\\");
	else
		piece_add_n(piece, len > 1 ? MATH_WORD : MATH_ORD, name, len);
}

/*
 * Blanks mean nothing in TeX, but between words that someone wrote without
 * \mathrm, and after a colon, they keep the line readable.
 */
static void parse_blanks(struct reader *r, struct piece *piece)
{
	const char *from = r->p, *p = from;
	skip_blanks(r);
	if (from == r->begin || at_end(r))
		return;
	while (p > r->begin && isalpha((unsigned char)p[-1]))
		p--;
	bool command = p > r->begin && p[-1] == '\\';
	bool before = isalnum((unsigned char)from[-1]), after = isalnum((unsigned char)*r->p);
	bool long_after = r->p + 1 < r->end && isalpha((unsigned char)*r->p) &&
	                  isalpha((unsigned char)r->p[1]);
	if (from[-1] == ':' || (!command && before && after && (from - p > 1 || long_after)))
		piece->blanks = 1;
}

static bool parts_digits(const struct reader *r)
{
	return r->p > r->begin && r->p + 1 < r->end && isdigit((unsigned char)r->p[-1]) &&
	       isdigit((unsigned char)r->p[1]);
}

static void parse_char(struct reader *r, struct piece *piece)
{
	uint32_t c;
	bool in_number = *r->p == ',' && parts_digits(r);   /* 1,024 */
	r->p += utf8_decode(r->p, (size_t)(r->end - r->p), &c);
	if (c == '\'')
		piece_attach(piece, 0x2032);
	else if (c >= 0x80 && utf8_char_width(c) == 0)
		piece_attach(piece, c);
	else if (c == '~')
		piece->blanks = 1;
	else if (c == '&' && r->env == ENV_CELLS)
		piece_add(piece, MATH_PUNCT, ",");
	else if (c != '&' || r->env == ENV_NONE)
		piece_add_char(piece, in_number ? MATH_ORD : math_class_of(c), c == '-' ? MINUS : c);
}

/* Beyond the depth limit everything is a character. */
static void parse_one(struct reader *r, struct piece *piece)
{
	bool deep = r->depth >= MAX_DEPTH;
	if (is_blank(*r->p)) {
		parse_blanks(r, piece);
	} else if (at_command(r, "{,}")) {   /* 10{,}000 */
		r->p += strlen("{,}");
		piece_add(piece, MATH_ORD, ",");
	} else if (*r->p == '{' && !deep) {
		r->p++;
		r->depth++;
		parse(r, piece, '}');
		r->depth--;
	} else if ((*r->p == '^' || *r->p == '_') && !deep) {
		parse_script(r, piece);
	} else if (*r->p == '\\' && !deep) {
		parse_command(r, piece);
	} else {
		parse_char(r, piece);
	}
}

/* Up to the stop: a closing bracket, or \end when it is a backslash, or the end. */
static void parse(struct reader *r, struct piece *piece, char stop)
{
	size_t len;
	while (!at_end(r)) {
		if (stop == '\\' && at_command(r, "\\end")) {
			r->p += strlen("\\end");
			raw_argument(r, &len);
			return;
		}
		if (stop && stop != '\\' && *r->p == stop) {
			r->p++;
			return;
		}
		parse_one(r, piece);
	}
}

static void translate(const char *tex, size_t len, bool rows, struct str *out)
{
	struct reader r = { .begin = tex, .p = tex, .end = tex + len };
	struct piece piece = { .s = STR_INIT, .rows = rows };
	parse(&r, &piece, 0);
	str_add_n(out, piece.s.data, piece.s.len);
	str_done(&piece.s);
}

void math_line(const char *tex, size_t len, struct str *out)
{
	translate(tex, len, false, out);
}

void math_block(const char *tex, size_t len, struct str *out)
{
	translate(tex, len, true, out);
}
