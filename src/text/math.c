#include "text/math.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "text/math_table.h"
#include "text/utf8.h"

enum { MAX_DEPTH = 24, MINUS = 0x2212, PARTIAL = 0x2202, LONG_STROKE = 0x0338 };

enum environment { ENV_NONE, ENV_ROWS, ENV_CELLS };   /* \begin{aligned}, \begin{bmatrix} */

struct reader {
	const char *begin, *p, *end;
	int depth;
	enum environment env;
};

/* A formula, or a part of one, while it is written. */
struct piece {
	struct str s;
	enum math_class last;   /* of what was written last: decides the blanks */
	bool script;            /* raised or lowered: no blanks around operators */
	bool rows;              /* \\ begins a new line */
	bool row_ends;          /* a \\ waits for what follows */
	bool number;            /* ends in a digit */
	bool tail;              /* ends in something that a letter may not touch: d_model, a/b, √x */
	int blanks;             /* that the source asks for before what follows */
	int open;               /* brackets */
	int atoms;              /* factors outside brackets */
	bool loose;             /* blanks, sums or relations outside brackets */
};

static void parse(struct reader *r, struct piece *piece, char stop);
static void parse_one(struct reader *r, struct piece *piece);

/* ---- Writing ---- */

/* Rows: what was last; columns: what comes. 1 = a blank, s = a blank except in scripts. */
static const char gaps[][10] = {
	/*                o w B b r ( ) ,   ord, word, big, bin, rel, open, close, punct */
	[MATH_NONE]  = "0000000000",
	[MATH_ORD]   = "0011ss000",
	[MATH_WORD]  = "0111ss000",
	[MATH_BIG]   = "0111ss100",
	[MATH_BIN]   = "0ssssss00",
	[MATH_REL]   = "0ssss0s00",
	[MATH_OPEN]  = "000000000",
	[MATH_CLOSE] = "0011ss000",
	[MATH_PUNCT] = "0sssssss0",
};

/* A slash, a bar or a colon stands close to a word on either side. */
static bool is_close(const struct piece *piece, enum math_class class, char next)
{
	char before = piece->s.data[piece->s.len - 1];
	return (piece->last == MATH_WORD && class == MATH_ORD && ispunct((unsigned char)next)) ||
	       (piece->last == MATH_ORD && class == MATH_WORD && ispunct((unsigned char)before));
}

static int blanks_before(const struct piece *piece, enum math_class class, char next)
{
	char gap = gaps[piece->last][class];
	int n = gap == '1' || (gap == 's' && !piece->script);
	if (is_close(piece, class, next))
		n = 0;
	if (piece->tail && (class == MATH_ORD || class == MATH_OPEN))
		n = 1;
	return n > piece->blanks ? n : piece->blanks;
}

static void end_row(struct piece *piece)
{
	if (piece->rows)
		str_add(&piece->s, "\n");
	else
		str_add(&piece->s, piece->script ? ";" : "; ");
	piece->row_ends = false;
	piece->last = MATH_NONE;
	piece->loose = true;
}

/* A sign with nothing to its left belongs to what follows. */
static bool is_unary(const struct piece *piece)
{
	enum math_class last = piece->last;
	return last != MATH_ORD && last != MATH_WORD && last != MATH_CLOSE;
}

static void count(struct piece *piece, enum math_class class, bool number, int blanks)
{
	if (class == MATH_CLOSE && piece->open > 0)
		piece->open--;
	if (piece->open == 0 && class != MATH_CLOSE && class != MATH_PUNCT) {
		bool applied = class == MATH_OPEN && piece->last == MATH_WORD;   /* exp(…) is one */
		piece->atoms += !applied && !(number && piece->number && !blanks);
		piece->loose |= blanks || class == MATH_BIN || class == MATH_REL;
	}
	if (class == MATH_OPEN)
		piece->open++;
}

static void add_n(struct piece *piece, enum math_class class, const char *text, size_t len)
{
	if (piece->row_ends)
		end_row(piece);
	bool unary = class == MATH_BIN && is_unary(piece);
	int blanks = piece->s.len ? blanks_before(piece, unary ? MATH_ORD : class, *text) : 0;
	bool number = len == 1 && (isdigit((unsigned char)*text) || *text == '.');
	count(piece, unary ? MATH_ORD : class, number, blanks);
	while (blanks-- > 0)
		str_add_char(&piece->s, ' ');
	str_add_n(&piece->s, text, len);
	piece->last = unary ? MATH_OPEN : class;
	piece->number = number;
	piece->tail = false;
	piece->blanks = 0;
}

static void add(struct piece *piece, enum math_class class, const char *text)
{
	add_n(piece, class, text, strlen(text));
}

static void add_char(struct piece *piece, enum math_class class, uint32_t c)
{
	char bytes[4];
	add_n(piece, class, bytes, utf8_encode(c, bytes));
	if (c == PARTIAL && piece->open == 0)   /* ∂x is one thing */
		piece->atoms--;
}

/* Attach to what was written last: scripts, accents, primes. */
static void attach(struct piece *piece, uint32_t c)
{
	char bytes[4];
	str_add_n(&piece->s, bytes, utf8_encode(c, bytes));
	piece->number = false;
}

static bool is_parenthesised(const struct piece *piece)
{
	return piece->atoms == 1 && !piece->loose && piece->s.data[0] == '(' &&
	       str_ends(piece->s.data, ")");
}

static void add_group(struct piece *piece, enum math_class class, const struct piece *inner, bool wrapped)
{
	struct str text = STR_INIT;
	wrapped = wrapped && !is_parenthesised(inner);
	str_addf(&text, wrapped ? "(%s)" : "%s", inner->s.data);
	add_n(piece, class, text.data, text.len);
	str_done(&text);
}

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

static bool is_word(const char *text)
{
	for (const char *p = text; *p; p++)
		if (!isalnum((unsigned char)*p) && *p != ' ' && (unsigned char)*p < 0x80)
			return false;
	return *text && text[1];
}

/* ---- Scripts ---- */

static bool map_all(const char *text, uint32_t (*map)(uint32_t), struct str *out)
{
	uint32_t c;
	char bytes[4];
	for (size_t left = strlen(text), n; left; text += n, left -= n) {
		n = utf8_decode(text, left, &c);
		uint32_t to = map(c);
		if (!to)
			return false;
		str_add_n(out, bytes, utf8_encode(to, bytes));
	}
	return true;
}

static int count_characters(const char *text)
{
	int n = 0;
	uint32_t c;
	for (size_t left = strlen(text), used; left; text += used, left -= used) {
		used = utf8_decode(text, left, &c);
		n += utf8_char_width(c) > 0;
	}
	return n;
}

/* Scripts that are plain without brackets: model, <t. */
static bool is_plain(const char *text)
{
	while (*text == '<' || *text == '>')
		text++;
	while (isalnum((unsigned char)*text))
		text++;
	return !*text;
}

/* Whole words are easier to read as they are: m_old, not mₒₗ… */
static bool is_long_word(const char *text)
{
	size_t letters = 0;
	while (isalpha((unsigned char)text[letters]))
		letters++;
	return letters > 2 && !text[letters];
}

static void add_script(struct piece *piece, char mark, const struct piece *inner)
{
	const char *text = inner->s.data;
	struct str mapped = STR_INIT;
	if (piece->row_ends)
		end_row(piece);
	if (*text && !is_long_word(text) &&
	    map_all(text, mark == '^' ? math_superscript : math_subscript, &mapped)) {
		str_add_n(&piece->s, mapped.data, mapped.len);
	} else if (is_plain(text) || count_characters(text) == 1) {
		str_addf(&piece->s, "%c%s", mark, text);
		piece->tail = true;
	} else {
		str_addf(&piece->s, is_parenthesised(inner) ? "%c%s" : "%c(%s)", mark, text);
	}
	str_done(&mapped);
	piece->number = false;
	piece->blanks = 0;
	if (piece->last == MATH_NONE)
		piece->last = MATH_ORD;
}

static void parse_script(struct reader *r, struct piece *piece)
{
	char mark = *r->p++;
	struct piece inner = argument(r, true);
	add_script(piece, mark, &inner);
	str_done(&inner.s);
}

/* ---- Commands with arguments ---- */

static void fraction(struct reader *r, struct piece *piece)
{
	struct piece over = argument(r, piece->script), under = argument(r, piece->script);
	struct piece whole = { .s = STR_INIT, .script = piece->script };
	add_group(&whole, MATH_ORD, &over, over.loose);
	str_add(&whole.s, "/");
	if (under.s.len)
		add_group(&whole, MATH_ORD, &under, under.loose || under.atoms > 1);
	if (piece->last == MATH_ORD || piece->last == MATH_CLOSE)
		piece->blanks = 1;           /* 2 1/3, not 21/3 */
	add_group(piece, MATH_ORD, &whole, next_is(r, '^'));
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
	if (map_all(index.s.data, math_superscript, &raised))
		str_add(&whole.s, raised.data);
	else
		str_addf(&whole.s, "[%s]", index.s.data);
	str_add(&whole.s, "√");
	add_group(&whole, MATH_NONE, &under, under.loose || under.atoms != 1);
	add_group(piece, MATH_ORD, &whole, next_is(r, '^'));
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
	add_n(piece, MATH_WORD, text.data, text.len);
	str_done(&text);
	str_done(&n.s);
	str_done(&k.s);
}

/* One character carries the accent itself; bars go over each; else it reads as a function. */
static void accent(struct reader *r, struct piece *piece, const struct math_symbol *symbol)
{
	struct piece inner = argument(r, piece->script);
	bool bar = strcmp(symbol->name, "overline") == 0 || strcmp(symbol->name, "underline") == 0;
	if (count_characters(inner.s.data) == 1 || bar) {
		struct str text = STR_INIT;
		uint32_t c;
		for (size_t i = 0, n; i < inner.s.len; i += n) {
			n = utf8_decode(inner.s.data + i, inner.s.len - i, &c);
			str_add_n(&text, inner.s.data + i, n);
			str_add(&text, c == ' ' ? "" : symbol->text);
		}
		add_n(piece, inner.atoms == 1 ? inner.last : MATH_ORD, text.data, text.len);
		str_done(&text);
	} else {
		add(piece, MATH_WORD, symbol->name);
		if (inner.s.len)
			add_group(piece, MATH_ORD, &inner, true);
	}
	str_done(&inner.s);
}

/* \mathrm, \mathbf, …: several letters make a word, anything else stays what it is. */
static void font(struct reader *r, struct piece *piece)
{
	struct piece inner = argument(r, piece->script);
	add_n(piece, is_word(inner.s.data) ? MATH_WORD : MATH_ORD, inner.s.data, inner.s.len);
	if (!is_word(inner.s.data) && piece->open == 0) {
		piece->atoms += inner.atoms - 1;
		piece->loose |= inner.loose;
	}
	str_done(&inner.s);
}

static void alphabet(struct reader *r, struct piece *piece, uint32_t (*map)(uint32_t))
{
	struct piece inner = argument(r, piece->script);
	struct str text = STR_INIT;
	if (!map_all(inner.s.data, map, &text)) {
		str_clear(&text);
		str_add(&text, inner.s.data);
	}
	add_n(piece, is_word(inner.s.data) ? MATH_WORD : MATH_ORD, text.data, text.len);
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
		add_n(piece, word ? MATH_WORD : MATH_ORD, from, (size_t)(to - from));
	if (*to == ' ')
		piece->blanks = 1;
	str_done(&text);
}

static void over_or_under(struct reader *r, struct piece *piece, char mark)
{
	struct piece small = argument(r, true);
	struct piece base = argument(r, piece->script);
	add_n(piece, base.atoms == 1 ? base.last : MATH_WORD, base.s.data, base.s.len);
	add_script(piece, mark, &small);
	str_done(&small.s);
	str_done(&base.s);
}

static void negated(struct reader *r, struct piece *piece)
{
	struct piece inner = argument(r, piece->script);
	if (strcmp(inner.s.data, "=") == 0)
		add(piece, MATH_REL, "≠");
	else if (strcmp(inner.s.data, "∈") == 0)
		add(piece, MATH_REL, "∉");
	else {
		add_n(piece, inner.last ? inner.last : MATH_ORD, inner.s.data, inner.s.len);
		attach(piece, LONG_STROKE);
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
		add(piece, MATH_OPEN, known[i].open);
	r->env = known[i].env;
	r->depth++;
	parse(r, piece, '\\');
	r->depth--;
	r->env = outer;
	piece->row_ends = false;
	if (*known[i].close)
		add(piece, MATH_CLOSE, known[i].close);
}

/* ---- The parser ---- */

static void end_of_row(struct reader *r, struct piece *piece)
{
	if (r->env == ENV_CELLS)
		add(piece, MATH_PUNCT, ";");
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
	case MATH_END:        add(piece, MATH_WORD, symbol->name); break;   /* of nothing */
	default:
		add(piece, symbol->class, symbol->text);
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
		add(piece, MATH_ORD, "\\");
	else
		add_n(piece, len > 1 ? MATH_WORD : MATH_ORD, name, len);
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
	bool long_after = r->p + 1 < r->end && isalpha((unsigned char)*r->p) && isalpha((unsigned char)r->p[1]);
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
		attach(piece, 0x2032);
	else if (c >= 0x80 && utf8_char_width(c) == 0)
		attach(piece, c);
	else if (c == '~')
		piece->blanks = 1;
	else if (c == '&' && r->env == ENV_CELLS)
		add(piece, MATH_PUNCT, ",");
	else if (c != '&' || r->env == ENV_NONE)
		add_char(piece, in_number ? MATH_ORD : math_class_of(c), c == '-' ? MINUS : c);
}

/* Beyond the depth limit everything is a character. */
static void parse_one(struct reader *r, struct piece *piece)
{
	bool deep = r->depth >= MAX_DEPTH;
	if (is_blank(*r->p)) {
		parse_blanks(r, piece);
	} else if (at_command(r, "{,}")) {   /* 10{,}000 */
		r->p += strlen("{,}");
		add(piece, MATH_ORD, ",");
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
