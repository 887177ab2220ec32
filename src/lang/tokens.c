#include "lang/tokens.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* ---- A table of entries, found by their text ---- */

struct entry {
	const char *text;
	size_t len;
	int rank;
};

struct table {
	struct entry *entry;
	int count;
};

static int compare(const struct entry *a, const struct entry *b)
{
	int order = memcmp(a->text, b->text, a->len < b->len ? a->len : b->len);
	return order ? order : (a->len > b->len) - (a->len < b->len);
}

/* Equal entries: the first one written comes first. */
static int by_text(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = compare(x, y);
	return order ? order : (x->rank > y->rank) - (x->rank < y->rank);
}

/* A file of merges may begin with its version, and lines may end as on Windows. */
static struct table read_table(const char *text)
{
	struct table table = {0};
	int room = 0;
	if (str_starts(text, "#version"))
		text += strcspn(text, "\n");
	for (const char *line = text; *line; ) {
		size_t whole = strcspn(line, "\n"), len = whole - (whole && line[whole - 1] == '\r');
		if (table.count == room)
			table.entry = mem_grow(table.entry, (size_t)(room = room * 2 + 64), sizeof *table.entry);
		if (len) {
			table.entry[table.count] = (struct entry){ line, len, table.count };
			table.count++;
		}
		line += whole + (line[whole] == '\n');
	}
	if (table.count)
		qsort(table.entry, (size_t)table.count, sizeof *table.entry, by_text);
	return table;
}

/* Its place in the table as it was written, or -1. */
static int rank_of(const struct table *table, const char *text, size_t len)
{
	const struct entry key = { .text = text, .len = len };
	int low = 0, high = table->count;
	while (low < high) {
		int middle = low + (high - low) / 2;
		if (compare(&table->entry[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < table->count && compare(&table->entry[low], &key) == 0 ? table->entry[low].rank : -1;
}

/* ---- Characters ---- */

enum kind { SPACE, LETTER, DIGIT, OTHER };

/* The code point at `s` and its length; what is no UTF-8 stands for itself, byte by byte. */
static uint32_t code_point(const unsigned char *s, size_t *len)
{
	static const unsigned char first[] = { 0x7F, 0x1F, 0x0F, 0x07 };
	size_t n = *s < 0xC0 ? 1 : *s < 0xE0 ? 2 : *s < 0xF0 ? 3 : 4;
	uint32_t c = *s & first[n - 1];
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xC0) != 0x80) {
			*len = 1;
			return *s;
		}
		c = c << 6 | (s[i] & 0x3F);
	}
	*len = n;
	return c;
}

static enum kind kind_of(uint32_t c)
{
	if (c == ' ' || (c >= '\t' && c <= '\r'))
		return SPACE;
	if (c >= '0' && c <= '9')
		return DIGIT;
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		return LETTER;
	bool sign = c < 0xC0 || c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c < 0x2C00)
		|| (c >= 0x3000 && c < 0x3040) || (c >= 0xFF00 && c < 0xFF10) || c >= 0x1F000;
	return sign ? OTHER : LETTER;
}

static enum kind kind_at(const char *s, size_t *len)
{
	return kind_of(code_point((const unsigned char *)s, len));
}

/* All that follows and is of one kind. */
static size_t run_of(const char *s, enum kind kind)
{
	size_t at = 0, len;
	while (s[at] && kind_at(s + at, &len) == kind)
		at += len;
	return at;
}

/* 's 't 're ...: GPT-2 cuts them off. */
static size_t contraction(const char *s)
{
	static const char *const ends[] = { "'s", "'t", "'re", "'ve", "'m", "'ll", "'d" };
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_starts(s, ends[i]))
			return strlen(ends[i]);
	return 0;
}

/* The length of GPT-2's next word: the last of several spaces belongs to what follows. */
static size_t next_word(const char *s)
{
	size_t space = run_of(s, SPACE), len;
	if (space && !s[space])
		return space;
	if (space > 1)
		return space - 1;
	if (space == 1)
		return *s == ' ' ? 1 + run_of(s + 1, kind_at(s + 1, &len)) : 1;
	return (len = contraction(s)) ? len : run_of(s, kind_at(s, &len));
}

/* ---- BPE ---- */

struct pieces {
	char **text;
	bool *starts;      /* the piece begins a word: nothing joins it from the left */
	int count;
};

/* GPT-2's visible characters: those Latin-1 has stay, the others come after U+00FF in order. */
static void add_byte(struct str *out, unsigned char byte)
{
	unsigned c = byte;
	bool visible = (c >= 33 && c <= 126) || (c >= 161 && c != 173);
	if (!visible)
		c = 256 + (byte < 33 ? byte : byte == 173 ? 67 : byte - 127u + 33u);
	if (c < 0x80) {
		str_add_char(out, (char)c);
	} else {
		str_add_char(out, (char)(0xC0 | c >> 6));
		str_add_char(out, (char)(0x80 | (c & 0x3F)));
	}
}

static struct pieces cut_into_bytes(const char *text)
{
	size_t n = strlen(text);
	struct pieces p = { mem_new(n + 1, sizeof *p.text), mem_new(n + 1, sizeof *p.starts), 0 };
	for (const char *word = text; *word; ) {
		size_t len = next_word(word);
		for (size_t i = 0; i < len; i++) {
			struct str piece = STR_INIT;
			add_byte(&piece, (unsigned char)word[i]);
			p.starts[p.count] = i == 0;
			p.text[p.count++] = str_take(&piece);
		}
		word += len;
	}
	return p;
}

static void pieces_done(struct pieces *p)
{
	for (int i = 0; i < p->count; i++)
		free(p->text[i]);
	free(p->text);
	free(p->starts);
}

static int pair_rank(const struct table *merges, const struct pieces *p, int i, struct str *pair)
{
	if (p->starts[i + 1])
		return -1;
	str_clear(pair);
	str_addf(pair, "%s %s", p->text[i], p->text[i + 1]);
	return rank_of(merges, pair->data, pair->len);
}

static void join(struct pieces *p, int at, int into)
{
	struct str both = STR_INIT;
	str_addf(&both, "%s%s", p->text[at], p->text[at + 1]);
	bool starts = p->starts[at];
	free(p->text[at]);
	free(p->text[at + 1]);
	p->text[into] = str_take(&both);
	p->starts[into] = starts;
}

/* Every pair of that rank, from left to right. */
static void join_all(const struct table *merges, struct pieces *p, int rank, struct str *pair)
{
	int kept = 0;
	for (int i = 0; i < p->count; kept++) {
		if (i + 1 < p->count && pair_rank(merges, p, i, pair) == rank) {
			join(p, i, kept);
			i += 2;
		} else {
			p->text[kept] = p->text[i];
			p->starts[kept] = p->starts[i];
			i++;
		}
	}
	p->count = kept;
}

static bool merge(struct run *run, const struct table *merges, struct pieces *p, int64_t steps,
                  struct err *err)
{
	struct str pair = STR_INIT;
	bool fine = true;
	for (int64_t step = 0; steps < 0 || step < steps; step++) {
		int best = -1;
		fine = run_spend(run, (int64_t)p->count * 300, err);
		for (int i = 0; fine && i + 1 < p->count; i++) {
			int rank = pair_rank(merges, p, i, &pair);
			best = rank >= 0 && (best < 0 || rank < best) ? rank : best;
		}
		if (best < 0)
			break;
		join_all(merges, p, best, &pair);
	}
	str_done(&pair);
	return fine;
}

static void add_piece(struct str *out, const char *text, size_t len)
{
	str_add_n(out, text, len);
	str_add_char(out, '\0');
}

static bool is_merge(const struct entry *e)
{
	const char *blank = memchr(e->text, ' ', e->len), *end = e->text + e->len;
	return blank && blank > e->text && blank + 1 < end
		&& !memchr(blank + 1, ' ', (size_t)(end - blank - 1));
}

/* Another file is no table of merges. */
static bool check_merges(const struct table *table, struct err *err)
{
	int first = table->count;
	for (int i = 0; i < table->count; i++)
		if (!is_merge(&table->entry[i]) && table->entry[i].rank < first)
			first = table->entry[i].rank;
	return first == table->count || err_say(err, ERR_VALUE, "a merge is two pieces with a blank between them, "
	                                        "and entry %d is not", first + 1);
}

bool tokens_bpe(struct run *run, const char *text, const char *merges, int64_t steps,
                struct str *out, struct err *err)
{
	if (!run_spend(run, (int64_t)(strlen(text) + strlen(merges)) * 30, err))
		return false;
	struct table table = read_table(merges);
	struct pieces p = cut_into_bytes(text);
	bool fine = check_merges(&table, err) && merge(run, &table, &p, steps, err);
	for (int i = 0; fine && i < p.count; i++)
		add_piece(out, p.text[i], strlen(p.text[i]));
	pieces_done(&p);
	free(table.entry);
	return fine;
}

/* ---- WordPiece ---- */

enum { WORD_MAX = 100 };   /* bytes of a word; BERT does not cut longer ones either */

static size_t longest_piece(const struct table *vocab, const char *word, size_t at, size_t end,
                            struct str *piece)
{
	for (size_t to = end; to > at; to--) {
		str_clear(piece);
		str_add(piece, at ? "##" : "");
		str_add_n(piece, word + at, to - at);
		if (rank_of(vocab, piece->data, piece->len) >= 0)
			return to;
	}
	return at;
}

static bool can_be_cut(const struct table *vocab, const char *word, size_t len, struct str *piece)
{
	size_t at = 0;
	if (len > WORD_MAX)
		return false;
	while (at < len) {
		size_t to = longest_piece(vocab, word, at, len, piece);
		if (to == at)
			return false;
		at = to;
	}
	return true;
}

/* What is left when the steps run out stays as it is, the rest of a word with its ##. */
static void cut_word(const struct table *vocab, const char *word, size_t len, int64_t *steps,
                     struct str *out)
{
	struct str piece = STR_INIT;
	if (*steps != 0 && !can_be_cut(vocab, word, len, &piece)) {
		add_piece(out, "[UNK]", 5);
		*steps -= *steps > 0;
		str_done(&piece);
		return;
	}
	size_t at = 0;
	while (at < len && *steps != 0) {
		at = longest_piece(vocab, word, at, len, &piece);
		add_piece(out, piece.data, piece.len);
		*steps -= *steps > 0;
	}
	if (at < len) {
		str_add(out, at ? "##" : "");
		add_piece(out, word + at, len - at);
	}
	str_done(&piece);
}

static char *small_letters(const char *text)
{
	char *copy = mem_copy(text);
	for (char *c = copy; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return copy;
}

/* A word is letters and digits; each other sign is a word of its own. */
static size_t piece_word(const char *s)
{
	size_t at = 0, len;
	enum kind kind;
	while (s[at] && ((kind = kind_at(s + at, &len)) == LETTER || kind == DIGIT))
		at += len;
	if (at == 0)
		kind_at(s, &at);
	return at;
}

bool tokens_wordpiece(struct run *run, const char *text, const char *vocab, int64_t steps,
                      struct str *out, struct err *err)
{
	if (!run_spend(run, (int64_t)(strlen(text) + strlen(vocab)) * 30, err))
		return false;
	struct table table = read_table(vocab);
	char *small = small_letters(text);
	bool fine = true;
	for (const char *word = small + run_of(small, SPACE); *word && fine; ) {
		size_t len = piece_word(word);
		fine = run_spend(run, (int64_t)(len > WORD_MAX ? len : len * len) * 300, err);
		if (fine)
			cut_word(&table, word, len, &steps, out);
		word += len;
		word += run_of(word, SPACE);
	}
	free(small);
	free(table.entry);
	return fine;
}
