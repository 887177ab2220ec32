#include "text/math_tree.h"

#include <ctype.h>
#include <string.h>

#include "text/utf8.h"

enum { MAX_DEPTH = 24 };

/* What ends a list. */
enum stop {
	STOP_NONE, STOP_BRACE = 1, STOP_BRACKET = 2, STOP_ROW = 4, STOP_CELL = 8, STOP_END = 16,
	STOP_RIGHT = 32,
};

struct reader {
	const char *begin, *p, *end;
	struct arena *arena;
	const char *unknown;
	int depth;
	int outer;              /* stops of the lists around this one */
};

static enum stop parse(struct reader *r, struct math_list *list, int stops);
static void parse_one(struct reader *r, struct math_list *list);

/* ---- Reading ---- */

static bool at_end(const struct reader *r)
{
	return r->p >= r->end;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The command, and not a longer one that begins with it. */
static bool at_command(const struct reader *r, const char *command)
{
	size_t len = strlen(command), left = (size_t)(r->end - r->p);
	return left >= len && memcmp(r->p, command, len) == 0 &&
	       (left == len || !isalpha((unsigned char)r->p[len]) ||
	        !isalpha((unsigned char)command[len - 1]));
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

/* ---- Arguments ---- */

/* A list in a scope of its own: what ends the lists around it does not end this one. */
static void parse_scope(struct reader *r, struct math_list *list, int stops)
{
	int outer = r->outer;
	r->outer = 0;
	r->depth++;
	parse(r, list, stops);
	r->depth--;
	r->outer = outer;
}

/* The next argument, {…} or a single thing. */
static struct math_list *argument(struct reader *r)
{
	struct math_list *list = math_list_new(r->arena);
	skip_blanks(r);
	if (at_end(r) || *r->p == '}')
		return list;
	if (*r->p == '{' && r->depth + 1 < MAX_DEPTH) {
		r->p++;
		parse_scope(r, list, STOP_BRACE);
	} else {
		r->depth++;
		parse_one(r, list);
		r->depth--;
	}
	return list;
}

/* ---- Scripts ---- */

static struct math_node *nucleus(struct reader *r, struct math_list *list, char mark)
{
	struct math_node *last = list->last;
	list->blanks = 0;
	if (!last || (mark == '^' ? last->sup : last->sub))
		last = math_list_atom(r->arena, list, MATH_ORD, "", 0);
	return last;
}

static void parse_script(struct reader *r, struct math_list *list)
{
	char mark = *r->p++;
	struct math_node *node = nucleus(r, list, mark);
	if (mark == '^')
		node->sup = argument(r);
	else
		node->sub = argument(r);
}

/* Primes and combining characters: to the letter, behind its scripts if it has some. */
static void attach(struct reader *r, struct math_list *list, uint32_t c)
{
	char bytes[5] = "";
	utf8_encode(c, bytes);
	struct math_node *node = list->last;
	list->blanks = 0;
	if (!node || node->shape != MATH_ATOM || node->sub || node->sup) {
		node = nucleus(r, list, '_');
		if (!node->sup)
			node->sup = math_list_new(r->arena);
		math_list_atom(r->arena, node->sup, MATH_ORD, bytes, strlen(bytes));
	} else {
		node->text = arena_printf(r->arena, "%s%s", node->text, bytes);
	}
}

/* ---- Words ---- */

static void operator_name(struct reader *r, struct math_list *list)
{
	bool limits = next_is(r, '*');
	r->p += limits;
	struct math_node *word = math_list_word(r->arena, list, argument(r));
	if (limits && word && word->class == MATH_WORD)
		word->class = MATH_LIMITS;
}

static void alphabet(struct reader *r, struct math_list *list, uint32_t (*map)(uint32_t))
{
	struct math_list *letters = argument(r);
	struct math_node *only = letters->first;
	if (only && !only->next && only->shape == MATH_ATOM && strlen(only->text) == 1) {
		char bytes[5] = "";
		uint32_t c = map((uint8_t)only->text[0]);
		utf8_encode(c, bytes);
		only->text = c ? arena_copy(r->arena, bytes) : only->text;
	}
	math_list_word(r->arena, list, letters);
}

static void plain_text(struct reader *r, struct math_list *list)
{
	size_t len, n = 0;
	const char *raw = raw_argument(r, &len);
	char *text = arena_new(r->arena, len + 1, 1);
	for (size_t i = 0; i < len; i++) {
		bool escape = raw[i] == '\\' && i + 1 < len && !isalpha((unsigned char)raw[i + 1]);
		if (!escape && raw[i] != '{' && raw[i] != '}' && raw[i] != '$')
			text[n++] = is_blank(raw[i]) ? ' ' : raw[i];
		else if (escape)
			text[n++] = raw[++i];
	}
	const char *from = text, *to = text + n;
	for (; from < to && *from == ' '; from++)
		list->blanks = 1;
	while (to > from && to[-1] == ' ')
		to--;
	bool word = to - from > 1 && (isalnum((unsigned char)*from) || (unsigned char)*from >= 0x80);
	if (to > from)
		math_list_atom(r->arena, list, word ? MATH_WORD : MATH_ORD, from, (size_t)(to - from));
	if (to < text + n)
		list->blanks = 1;
}

/* ---- Commands with arguments ---- */

static void fraction(struct reader *r, struct math_list *list, enum math_shape shape)
{
	struct math_list *over = argument(r), *under = argument(r);
	math_list_add(r->arena, list, (struct math_node){
		.shape = shape, .class = MATH_INNER, .inner = over, .second = under });
}

static void root(struct reader *r, struct math_list *list)
{
	struct math_list *index = NULL;
	if (next_is(r, '[') && r->depth + 1 < MAX_DEPTH) {
		r->p++;
		index = math_list_new(r->arena);
		parse_scope(r, index, STOP_BRACKET);
	}
	math_list_add(r->arena, list, (struct math_node){
		.shape = MATH_ROOT, .class = MATH_ORD, .inner = argument(r), .second = index });
}

static void accent(struct reader *r, struct math_list *list, const struct math_symbol *symbol)
{
	struct math_list *inner = argument(r);
	bool one = inner->first && inner->first == inner->last;
	math_list_add(r->arena, list, (struct math_node){
		.shape = MATH_ACCENTED, .class = one ? inner->first->class : MATH_ORD,
		.symbol = symbol, .inner = inner });
}

static void stacked(struct reader *r, struct math_list *list, bool under)
{
	struct math_list *small = argument(r), *base = argument(r);
	bool one = base->first && base->first == base->last;
	math_list_add(r->arena, list, (struct math_node){
		.shape = MATH_STACKED, .class = one ? base->first->class : MATH_WORD,
		.inner = base, .second = small, .under = under });
}

/* \xrightarrow{f}: the arrow with f above it. */
static void arrow(struct reader *r, struct math_list *list, const struct math_symbol *symbol)
{
	struct math_list *base = math_list_new(r->arena);
	math_list_atom(r->arena, base, MATH_REL, symbol->text, strlen(symbol->text));
	math_list_add(r->arena, list, (struct math_node){
		.shape = MATH_STACKED, .class = MATH_REL, .inner = base, .second = argument(r) });
}

static void braced(struct reader *r, struct math_list *list, bool under)
{
	math_list_add(r->arena, list, (struct math_node){
		.shape = MATH_BRACED, .class = MATH_INNER, .inner = argument(r), .under = under });
}

static void negated(struct reader *r, struct math_list *list)
{
	enum { LONG_STROKE = 0x0338 };
	struct math_list *inner = argument(r);
	struct math_node *node = inner->first;
	math_list_splice(list, inner);
	if (node && strcmp(node->text ? node->text : "", "=") == 0)
		node->text = "≠";
	else if (node && strcmp(node->text ? node->text : "", "∈") == 0)
		node->text = "∉";
	else if (node)
		attach(r, list, LONG_STROKE);
}

/* ---- Brackets that grow ---- */

/* A bracket after \left or \right: "" for a dot, or where none follows. */
static const char *delimiter(struct reader *r)
{
	skip_blanks(r);
	const char *from = r->p;
	uint32_t c = 0;
	if (at_end(r))
		return "";
	if (*r->p == '\\') {
		r->p++;
		while (!at_end(r) && isalpha((unsigned char)*r->p))
			r->p++;
		r->p += r->p == from + 1 && !at_end(r);
		const struct math_symbol *symbol = math_symbol_find(from + 1, (size_t)(r->p - from - 1));
		if (symbol && symbol->class < MATH_SPACE)
			return symbol->text;
	} else {
		r->p += utf8_decode(r->p, (size_t)(r->end - r->p), &c);
		bool mark = c == '.' || c == '<' || c == '>' || c == '|' || c == '/';
		if (mark || math_class_of(c) == MATH_OPEN || math_class_of(c) == MATH_CLOSE)
			return c == '.' ? "" : c == '<' ? "⟨" : c == '>' ? "⟩" :
			       arena_copy_n(r->arena, from, (size_t)(r->p - from));
	}
	r->p = from;                     /* no bracket: it belongs to what comes */
	return "";
}

static void fenced(struct reader *r, struct math_list *list)
{
	const char *open = delimiter(r), *close = "";
	struct math_list *inner = math_list_new(r->arena);
	if (parse(r, inner, STOP_RIGHT) == STOP_RIGHT)
		close = delimiter(r);
	math_list_add(r->arena, list, (struct math_node){
		.shape = MATH_FENCED, .class = MATH_OPEN, .inner = inner, .text = open, .close = close });
}

/* ---- Grids ---- */

static bool is_empty(const struct math_list *list)
{
	return !list->first;
}

/* Cells up to a stop that parts none; an empty last row is none. */
static enum stop parse_cells(struct reader *r, int stops, struct math_list *first)
{
	struct math_list *cell = first, *before = NULL;
	enum stop stop;
	while ((stop = parse(r, cell, stops)) == STOP_ROW || stop == STOP_CELL) {
		cell->ends_row = stop == STOP_ROW;
		before = cell;
		cell = cell->next = math_list_new(r->arena);
	}
	cell->ends_row = true;
	if (before && before->ends_row && is_empty(cell)) {
		before->next = NULL;
		before->rule_below = cell->rule;
	}
	return stop;
}

static void environment(struct reader *r, struct math_list *list)
{
	static const struct {
		const char *name, *open, *close;
		enum math_grid grid;
	} known[] = {
		{ "pmatrix", "(", ")", GRID_CENTRED }, { "bmatrix", "[", "]", GRID_CENTRED },
		{ "Bmatrix", "{", "}", GRID_CENTRED }, { "vmatrix", "|", "|", GRID_CENTRED },
		{ "Vmatrix", "‖", "‖", GRID_CENTRED }, { "matrix", "", "", GRID_CENTRED },
		{ "smallmatrix", "", "", GRID_CENTRED }, { "array", "", "", GRID_CENTRED },
		{ "cases", "{", "", GRID_LEFT }, { "rcases", "", "}", GRID_LEFT },
		{ "", "", "", GRID_ALIGNED },    /* aligned, gathered … */
	};
	size_t len, i = 0, last = sizeof known / sizeof *known - 1;
	const char *name = raw_argument(r, &len);
	while (i < last && (strlen(known[i].name) != len || memcmp(name, known[i].name, len) != 0))
		i++;
	const char *columns = NULL;
	if (strcmp(known[i].name, "array") == 0) {
		columns = raw_argument(r, &len);
		columns = arena_copy_n(r->arena, columns, len);
	}
	struct math_list *cells = math_list_new(r->arena);
	if (parse_cells(r, STOP_ROW | STOP_CELL | STOP_END, cells) == STOP_END)
		raw_argument(r, &len);           /* its name again */
	math_list_add(r->arena, list, (struct math_node){
		.shape = MATH_GRID, .class = MATH_INNER, .inner = cells, .grid = known[i].grid,
		.text = known[i].open, .close = known[i].close, .columns = columns });
}

static void substack(struct reader *r, struct math_list *list)
{
	struct math_list *cells = math_list_new(r->arena);
	if (!next_is(r, '{'))
		return;
	r->p++;
	parse_cells(r, STOP_ROW | STOP_BRACE, cells);
	math_list_add(r->arena, list, (struct math_node){
		.shape = MATH_GRID, .class = MATH_INNER, .inner = cells, .text = "", .close = "" });
}

/* ---- The parser ---- */

static void run_command(struct reader *r, struct math_list *list, const struct math_symbol *symbol)
{
	size_t len;
	bool room = r->depth + 1 < MAX_DEPTH;
	r->depth++;
	switch (symbol->class) {
	case MATH_SPACE:      list->blanks = (int)strlen(symbol->text); break;
	case MATH_SILENT:     break;
	case MATH_RULE:       list->rule = true; break;
	case MATH_ACCENT:     accent(r, list, symbol); break;
	case MATH_FONT:       math_list_word(r->arena, list, argument(r)); break;
	case MATH_OPERATOR:   operator_name(r, list); break;
	case MATH_BLACKBOARD: alphabet(r, list, math_blackboard); break;
	case MATH_SCRIPT:     alphabet(r, list, math_script); break;
	case MATH_TEXT:       plain_text(r, list); break;
	case MATH_FRAC:       fraction(r, list, MATH_FRACTION); break;
	case MATH_BINOM:      fraction(r, list, MATH_BINOMIAL); break;
	case MATH_SQRT:       root(r, list); break;
	case MATH_OVER:       stacked(r, list, false); break;
	case MATH_UNDER:      stacked(r, list, true); break;
	case MATH_ARROW:      arrow(r, list, symbol); break;
	case MATH_OVERBRACE:  braced(r, list, false); break;
	case MATH_UNDERBRACE: braced(r, list, true); break;
	case MATH_COLOR:      raw_argument(r, &len); break;
	case MATH_NOT:        negated(r, list); break;
	case MATH_ROW:        math_list_atom(r->arena, list, MATH_PUNCT, ";", 1); break;   /* of no grid */
	case MATH_END:        /* of nothing */
		math_list_atom(r->arena, list, MATH_WORD, symbol->name, strlen(symbol->name));
		break;
	case MATH_RIGHT:      break;
	case MATH_LEFT:
		if (room)
			fenced(r, list);
		break;
	case MATH_BEGIN:
		if (room)
			environment(r, list);
		break;
	case MATH_SUBSTACK:
		if (room)
			substack(r, list);
		break;
	default:
		math_list_atom(r->arena, list, symbol->class, symbol->text, strlen(symbol->text));
	}
	r->depth--;
}

/* \name, or \ and one character. */
static void parse_command(struct reader *r, struct math_list *list)
{
	const char *name = ++r->p;
	uint32_t c;
	while (!at_end(r) && isalpha((unsigned char)*r->p))
		r->p++;
	if (r->p == name && !at_end(r))
		r->p += utf8_decode(name, (size_t)(r->end - name), &c);
	size_t len = (size_t)(r->p - name);
	const struct math_symbol *symbol = math_symbol_find(name, len);
	if (symbol) {
		run_command(r, list, symbol);
		return;
	}
	if (!r->unknown && len > 0)
		r->unknown = arena_copy_n(r->arena, name, len);
	if (len == 0)
		math_list_atom(r->arena, list, MATH_ORD, "\\", 1);
	else
		math_list_atom(r->arena, list, len > 1 ? MATH_WORD : MATH_ORD, name, len);
}

/*
 * Blanks mean nothing in TeX, but between words that someone wrote without
 * \mathrm, and after a colon, they keep the line readable.
 */
static void parse_blanks(struct reader *r, struct math_list *list)
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
		list->blanks = 1;
}

static bool parts_digits(const struct reader *r)
{
	return r->p > r->begin && r->p + 1 < r->end && isdigit((unsigned char)r->p[-1]) &&
	       isdigit((unsigned char)r->p[1]);
}

static void parse_char(struct reader *r, struct math_list *list)
{
	enum { PRIME = 0x2032, MINUS = 0x2212 };
	uint32_t c;
	char bytes[4];
	bool in_number = *r->p == ',' && parts_digits(r);   /* 1,024 */
	r->p += utf8_decode(r->p, (size_t)(r->end - r->p), &c);
	if (c == '\'') {
		attach(r, list, PRIME);
	} else if (c >= 0x80 && utf8_char_width(c) == 0) {
		attach(r, list, c);
	} else if (c == '~') {
		list->blanks = 1;
	} else if (c == ':' && !at_end(r) && *r->p == '=') {
		r->p++;
		math_list_atom(r->arena, list, MATH_REL, ":=", 2);
	} else {
		c = c == '-' ? MINUS : c;
		enum math_class class = in_number ? MATH_ORD : math_class_of(c);
		math_list_atom(r->arena, list, class, bytes, utf8_encode(c, bytes));
	}
}

/* Beyond the depth limit everything is a character. */
static void parse_one(struct reader *r, struct math_list *list)
{
	bool deep = r->depth >= MAX_DEPTH;
	if (is_blank(*r->p)) {
		parse_blanks(r, list);
	} else if (at_command(r, "{,}")) {   /* 10{,}000 */
		r->p += strlen("{,}");
		math_list_atom(r->arena, list, MATH_ORD, ",", 1);
	} else if (*r->p == '{' && !deep) {
		r->p++;
		parse_scope(r, list, STOP_BRACE);
	} else if ((*r->p == '^' || *r->p == '_') && !deep) {
		parse_script(r, list);
	} else if (*r->p == '\\' && !deep) {
		parse_command(r, list);
	} else {
		parse_char(r, list);
	}
}

/* The stop that is written here, and its length. */
static enum stop stop_here(const struct reader *r, size_t *len)
{
	static const struct {
		const char *text;
		enum stop stop;
	} stops[] = {
		{ "}", STOP_BRACE }, { "]", STOP_BRACKET }, { "\\\\", STOP_ROW }, { "&", STOP_CELL },
		{ "\\end", STOP_END }, { "\\right", STOP_RIGHT },
	};
	for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
		if (at_command(r, stops[i].text)) {
			*len = strlen(stops[i].text);
			return stops[i].stop;
		}
	return STOP_NONE;
}

/* Up to one of the stops, which is read; or to one of a list around, which is not; or to the end. */
static enum stop parse(struct reader *r, struct math_list *list, int stops)
{
	int outer = r->outer;
	size_t len = 0;
	enum stop stop = STOP_NONE;
	r->outer |= stops;
	while (!at_end(r)) {
		stop = stop_here(r, &len);
		if (stop & r->outer)
			break;
		stop = STOP_NONE;
		parse_one(r, list);
	}
	r->outer = outer;
	if (!(stop & stops))
		return STOP_NONE;
	r->p += len;
	return stop;
}

struct math_list *math_parse(const char *tex, size_t len, struct arena *arena, const char **unknown)
{
	struct reader r = { .begin = tex, .p = tex, .end = tex + len, .arena = arena };
	struct math_list *list = math_list_new(arena), *cells = math_list_new(arena);
	parse_cells(&r, STOP_ROW, cells);
	if (!cells->next)
		list = cells;
	else
		math_list_add(arena, list, (struct math_node){
			.shape = MATH_GRID, .class = MATH_INNER, .inner = cells, .grid = GRID_ALIGNED,
			.text = "", .close = "" });
	if (unknown)
		*unknown = r.unknown;
	return list;
}
