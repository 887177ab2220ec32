#include "lab/mistakes.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lab/script.h"

struct hunt {
	char *text;                  /* what is wrong is overwritten with blanks */
	struct str gone;             /* the names that were defined there: "|a|b|" */
};

static bool is_gone(const struct hunt *hunt, const char *name, size_t len)
{
	struct str word = STR_INIT;
	str_add_char(&word, '|');
	str_add_n(&word, name, len);
	str_add_char(&word, '|');
	bool found = hunt->gone.data && strstr(hunt->gone.data, word.data);
	str_done(&word);
	return found;
}

/* What is said of a name whose definition was taken out is no mistake of its own. */
static bool follows(const struct hunt *hunt, const struct err *err)
{
	return err->code == ERR_NAME && err->at.end > err->at.begin && err->at.end <= strlen(hunt->text) &&
	       is_gone(hunt, hunt->text + err->at.begin, err->at.end - err->at.begin);
}

static void blank(struct hunt *hunt, size_t begin, size_t end)
{
	for (size_t i = begin; i < end; i++)
		if (hunt->text[i] != '\n')
			hunt->text[i] = ' ';
}

static void note_name(struct hunt *hunt, const struct piece *piece)
{
	bool defines = piece->kind == PIECE_NODE || piece->kind == PIECE_PARAM || piece->kind == PIECE_DEF;
	if (defines)
		str_addf(&hunt->gone, "%s%s|", hunt->gone.len ? "" : "|", piece->name);
}

/* The statement in which the place lies, or behind which, at the end of the text. */
static const struct piece *piece_at(const struct script *script, size_t at)
{
	const struct piece *last = NULL;
	for (int i = 0; i < script->count && script->pieces[i].at.begin <= at; i++)
		last = &script->pieces[i];
	return last;
}

/* A text that has no words: the line goes, up to the place it may say what it defines. */
static bool take_line(struct hunt *hunt, size_t at)
{
	size_t begin = at, end = at + strcspn(hunt->text + at, "\n");
	struct script script;
	struct err ignored;
	while (begin > 0 && hunt->text[begin - 1] != '\n')
		begin--;
	char *start = mem_copy_n(hunt->text + begin, at - begin);
	if (script_split(start, &script, &ignored) && script.count)
		note_name(hunt, &script.pieces[0]);
	script_done(&script);
	free(start);
	blank(hunt, begin, end);
	return end > begin;
}

/* False when nothing can be taken out: then nothing more can be found. */
static bool take_out(struct hunt *hunt, size_t at)
{
	struct script script;
	struct err ignored;
	if (at > strlen(hunt->text))
		return false;
	if (!script_split(hunt->text, &script, &ignored)) {
		script_done(&script);
		return take_line(hunt, at);
	}
	const struct piece *piece = piece_at(&script, at);
	bool more = piece && strcmp(piece->name, "use") != 0;   /* without it nearly every name is unknown */
	if (more) {
		note_name(hunt, piece);
		blank(hunt, piece->at.begin, piece->at.begin + strlen(piece->text));
	}
	script_done(&script);
	return more;
}

struct lab *lab_mistakes(struct lab_shelf *shelf, const char *name, const char *code,
                         void (*found)(void *context, const struct err *err), void *context)
{
	struct hunt hunt = { .text = mem_copy(code ? code : ""), .gone = STR_INIT };
	struct lab *lab = NULL;
	bool more = true;
	for (int i = 0; more && i < LAB_MISTAKES_MAX; i++) {
		struct err err = {0};
		lab = lab_shelf_open(shelf, name, hunt.text, "lab", &err);
		if (!lab && !follows(&hunt, &err))
			found(context, &err);
		more = !lab && err.code != ERR_LIMIT && err.at.line && take_out(&hunt, err.at.begin);
	}
	str_done(&hunt.gone);
	free(hunt.text);
	return lab;
}
