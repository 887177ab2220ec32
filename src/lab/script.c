#include "lab/script.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lang/lexer.h"

static void piece_done(struct piece *piece)
{
	free((char *)piece->name);
	free(piece->text);
	tensor_unref(piece->given);
	free(piece->from);
}

static struct piece piece_copy(const struct piece *piece)
{
	struct piece copy = *piece;
	copy.name = mem_copy(piece->name);
	copy.text = mem_copy(piece->text);
	if (piece->given)
		tensor_ref(piece->given);
	copy.from = piece->from ? mem_copy(piece->from) : NULL;
	return copy;
}

void script_done(struct script *script)
{
	for (int i = 0; i < script->count; i++)
		piece_done(&script->pieces[i]);
	free(script->pieces);
	*script = (struct script){0};
}

static void insert(struct script *script, int at, struct piece piece)
{
	script->pieces = mem_grow(script->pieces, (size_t)script->count + 1, sizeof *script->pieces);
	memmove(&script->pieces[at + 1], &script->pieces[at],
	        (size_t)(script->count++ - at) * sizeof *script->pieces);
	script->pieces[at] = piece;
}

struct script script_copy(const struct script *script)
{
	struct script copy = { .pieces = mem_new((size_t)script->count, sizeof *copy.pieces) };
	for (; copy.count < script->count; copy.count++)
		copy.pieces[copy.count] = piece_copy(&script->pieces[copy.count]);
	return copy;
}

/* ---- Statements ---- */

static const struct {
	const char *word;
	enum piece_kind kind;
} words[] = {
	{ "title", PIECE_HEAD }, { "topics", PIECE_HEAD }, { "seed", PIECE_HEAD }, { "use", PIECE_HEAD },
	{ "param", PIECE_PARAM }, { "def", PIECE_DEF },
	{ "show", PIECE_LOOK }, { "claim", PIECE_LOOK }, { "variant", PIECE_LOOK },
};

static bool is_op(const struct token *token, const char *text)
{
	return token->kind == TOKEN_OP && strcmp(token->text, text) == 0;
}

/* What a statement is, from its first words; its errors are the parser's to tell. */
static void classify(const struct token *token, struct piece *piece)
{
	const char *name = token->kind == TOKEN_NAME ? token->text : "";
	piece->kind = PIECE_EXPRESSION;
	if (token->kind == TOKEN_NAME && is_op(token + 1, "="))
		piece->kind = PIECE_NODE;
	for (size_t i = 0; piece->kind == PIECE_EXPRESSION && i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i].word, name) == 0) {
			piece->kind = words[i].kind;
			bool defines = piece->kind == PIECE_PARAM || piece->kind == PIECE_DEF;
			if (defines && token[1].kind == TOKEN_NAME)
				name = token[1].text;
			break;
		}
	piece->name = mem_copy(name);
}

bool script_split(const char *text, struct script *out, struct err *err)
{
	struct arena arena;
	arena_init(&arena, 0);
	const struct token *token = lex(&arena, text, 0, err);
	*out = (struct script){0};
	while (token && token->kind != TOKEN_END) {
		const struct token *first = token;
		while (token->kind != TOKEN_NEWLINE && token->kind != TOKEN_END)
			token++;
		if (token > first) {
			struct piece piece = { .at = first->span, .is_new = true };
			classify(first, &piece);
			piece.text = mem_copy_n(text + first->span.begin, token[-1].span.end - first->span.begin);
			insert(out, out->count, piece);
		}
		token += token->kind == TOKEN_NEWLINE;
	}
	bool fine = token != NULL;
	arena_done(&arena);
	return fine;
}

static bool defines(const struct piece *piece)
{
	return piece->kind == PIECE_NODE || piece->kind == PIECE_PARAM || piece->kind == PIECE_DEF;
}

int script_find(const struct script *script, const char *name)
{
	for (int i = 0; i < script->count; i++)
		if (defines(&script->pieces[i]) && strcmp(script->pieces[i].name, name) == 0)
			return i;
	return -1;
}

/* Of title and seed there is one; a `use` that is there already is there. */
static int find_head(const struct script *script, const struct piece *piece)
{
	for (int i = 0; i < script->count; i++) {
		const struct piece *p = &script->pieces[i];
		bool many = strcmp(p->name, "use") == 0 || strcmp(p->name, "topics") == 0;
		if (p->kind == PIECE_HEAD && strcmp(p->name, piece->name) == 0 &&
		    (!many || strcmp(p->text, piece->text) == 0))
			return i;
	}
	return -1;
}

static int end_of_heads(const struct script *script)
{
	int i = 0;
	while (i < script->count && script->pieces[i].kind == PIECE_HEAD)
		i++;
	return i;
}

void script_put(struct script *script, const struct piece *piece)
{
	bool head = piece->kind == PIECE_HEAD;
	int old = head ? find_head(script, piece) : defines(piece) ? script_find(script, piece->name) : -1;
	if (old >= 0) {
		piece_done(&script->pieces[old]);
		script->pieces[old] = piece_copy(piece);
		return;
	}
	insert(script, head ? end_of_heads(script) : script->count, piece_copy(piece));
}

/* Whether one of the names occurs in the piece. */
static bool reads_any(const struct piece *piece, const struct piece *moved, int n_moved)
{
	struct arena arena;
	struct err ignored;
	bool found = false;
	arena_init(&arena, 0);
	const struct token *token = lex(&arena, piece->text, 0, &ignored);
	for (; token && token->kind != TOKEN_END && !found; token++)
		for (int i = 0; token->kind == TOKEN_NAME && i < n_moved; i++)
			found = found || strcmp(token->text, moved[i].name) == 0;
	arena_done(&arena);
	return found;
}

bool script_move_down(struct script *script, const char *name)
{
	int first = script_find(script, name), kept = first, n_moved = 0;
	if (first < 0)
		return false;
	struct piece *moved = mem_new((size_t)script->count, sizeof *moved);
	for (int i = first; i < script->count; i++) {
		struct piece piece = script->pieces[i];
		if (i == first || reads_any(&piece, moved, n_moved))
			moved[n_moved++] = piece;
		else
			script->pieces[kept++] = piece;
	}
	memcpy(&script->pieces[kept], moved, (size_t)n_moved * sizeof *moved);
	free(moved);
	return true;
}

void script_settle(struct script *script)
{
	for (int i = 0; i < script->count; i++)
		script->pieces[i].is_new = false;
}

const char *piece_code(const struct piece *piece)
{
	return piece->from ? piece->from : piece->text;
}

void script_source(const struct script *script, struct str *out)
{
	for (int i = 0; i < script->count; i++)
		str_addf(out, "%s\n", script->pieces[i].text);
}

/* ---- Places ---- */

static unsigned lines_of(const char *text)
{
	unsigned lines = 1;
	for (; *text; text++)
		lines += *text == '\n';
	return lines;
}

static void place_in(const struct piece *piece, uint32_t begin, uint32_t line, struct err *err)
{
	if (!piece->is_new) {
		err->at = (struct span){0};
		err_prepend(err, "%.60s", piece->text);
		return;
	}
	if (err->at.line == line)
		err->at.column += piece->at.column - 1;
	err->at.line += piece->at.line - line;
	err->at.begin += piece->at.begin - begin;
	err->at.end += piece->at.begin - begin;
}

void script_place(const struct script *script, struct err *err)
{
	uint32_t begin = 0, line = 1;
	if (err->at.line == 0)
		return;
	for (int i = 0; i < script->count; i++) {
		uint32_t next = line + lines_of(script->pieces[i].text);
		if (err->at.line < next) {
			place_in(&script->pieces[i], begin, line, err);
			return;
		}
		begin += (uint32_t)strlen(script->pieces[i].text) + 1;
		line = next;
	}
	err->at = (struct span){0};
}
