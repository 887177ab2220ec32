#include "lab/complete.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lang/ops.h"

struct place {
	const struct program *program;
	const char *line;
	const char *typed;           /* the word so far; heap */
	struct completion *out;
};

static const char *const statements[] = {
	"param", "def", "use", "seed", "show", "claim", "variant", NULL,
};
static const char *const views[] = {
	"heatmap", "mask", "table", "bars", "hist", "plot", "shapes", "cache", "memory", "image", "compare",
	NULL,
};
static const char *const constants[] = {
	"True", "False", "None", "inf", "nan", "pi", "float16", "bfloat16", "float32", "float64", "int64",
	NULL,
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

void completion_add(struct completion *out, const char *typed, const char *word, const char *end)
{
	if (!str_starts(word, typed))
		return;
	struct str text = STR_INIT;
	str_addf(&text, "%s%s", word, end);
	out->words = mem_grow(out->words, (size_t)out->count + 1, sizeof *out->words);
	out->words[out->count++] = str_take(&text);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void completion_sort(struct completion *out)
{
	int kept = 0;
	if (out->count)
		qsort(out->words, (size_t)out->count, sizeof *out->words, by_text);
	for (int i = 0; i < out->count; i++) {
		if (kept && strcmp(out->words[kept - 1], out->words[i]) == 0)
			free(out->words[i]);
		else
			out->words[kept++] = out->words[i];
	}
	out->count = kept;
}

void completion_done(struct completion *out)
{
	for (int i = 0; i < out->count; i++)
		free(out->words[i]);
	free(out->words);
	*out = (struct completion){0};
}

static void add(const struct place *p, const char *word, const char *end)
{
	completion_add(p->out, p->typed, word, end);
}

static void add_list(const struct place *p, const char *const *words, const char *end)
{
	for (; words && *words; words++)
		add(p, *words, end);
}

static void add_params(const struct place *p)
{
	for (int i = 0; i < p->program->n_params; i++)
		add(p, p->program->params[i].name, "");
}

static void add_names(const struct place *p)
{
	add_params(p);
	for (int i = 0; i < p->program->n_nodes; i++)
		add(p, p->program->nodes[i].name, "");
	for (int i = 0; i < p->program->n_defs; i++)
		add(p, p->program->defs[i].name, "(");
}

static void add_ops(const struct place *p, unsigned form, const char *end)
{
	for (int i = 0; ops_at(i); i++)
		if (ops_at(i)->form & form)
			add(p, ops_at(i)->name, end);
}

/* The arguments that a signature names: "input:tensor, dim:int=-1" → input= dim= */
static void add_keywords(const struct place *p, const struct op *op, bool method)
{
	const char *at = op->signature;
	for (int i = 0; *at; i++) {
		at += strspn(at, " ,");
		size_t len = strcspn(at, ":");
		char *name = mem_copy_n(at, len);
		if (name[0] && name[0] != '*' && !(method && i == 0))
			add(p, name, "=");
		free(name);
		at += strcspn(at, ",");
	}
}

/* The call around a place: where its name begins, or NULL. */
static const char *call_around(const char *line, size_t at, size_t *len)
{
	int depth = 0;
	while (at > 0) {
		char c = line[--at];
		if (strchr(")]}", c))
			depth++;
		else if (strchr("([{", c) && depth-- == 0)
			break;
	}
	if (depth >= 0 || line[at] != '(')
		return NULL;
	size_t end = at;
	while (at > 0 && is_word(line[at - 1]))
		at--;
	*len = end - at;
	return *len ? line + at : NULL;
}

static void add_arguments(const struct place *p, size_t begin)
{
	size_t len;
	const char *call = call_around(p->line, begin, &len);
	if (!call)
		return;
	bool method = call > p->line && call[-1] == '.';
	char *name = mem_copy_n(call, len);
	const struct op *op = method ? ops_find_method(name) : ops_find_function(name);
	free(name);
	if (op)
		add_keywords(p, op, method);
}

static bool in_string(const char *line, size_t end)
{
	char quote = 0;
	for (size_t i = 0; i < end; i++) {
		if (quote && line[i] == '\\')
			i++;
		else if (quote && line[i] == quote)
			quote = 0;
		else if (!quote && (line[i] == '"' || line[i] == '\''))
			quote = line[i];
		else if (!quote && line[i] == '#')
			return true;   /* a comment: nothing is completed there either */
	}
	return quote != 0;
}

/* Whether the line begins with this word, and the place is the next word. */
static bool behind(const struct place *p, const char *word)
{
	const char *at = p->line + strspn(p->line, " \t");
	size_t len = strlen(word);
	return strncmp(at, word, len) == 0 && (at[len] == ' ' || at[len] == '\t')
		&& (size_t)(at + len + strspn(at + len, " \t") - p->line) == p->out->begin;
}

static void add_here(const struct place *p, const char *const *first)
{
	size_t begin = p->out->begin;
	if (begin > 0 && p->line[begin - 1] == '.') {
		add_ops(p, OP_METHOD, "(");
		add_ops(p, OP_ATTRIBUTE, "");
		return;
	}
	if (behind(p, "show")) {
		add_list(p, views, " ");
		return;
	}
	if (behind(p, "set")) {
		add_params(p);
		return;
	}
	bool help = behind(p, "help");
	if (strspn(p->line, " \t") == begin || help) {
		add_list(p, first, help ? "" : " ");
		add_list(p, statements, help ? "" : " ");
	}
	if (help)
		add_ops(p, OP_METHOD | OP_ATTRIBUTE, "");
	add_names(p);
	add_ops(p, OP_FUNCTION, help ? "" : "(");
	if (!help)
		add_list(p, constants, "");
	add_arguments(p, begin);
}

void complete(const struct program *program, const char *line, size_t cursor,
              const char *const *first, struct completion *out)
{
	size_t begin = cursor;
	*out = (struct completion){0};
	while (begin > 0 && is_word(line[begin - 1]))
		begin--;
	out->begin = begin;
	char *typed = mem_copy_n(line + begin, cursor - begin);
	struct place place = { .program = program, .line = line, .typed = typed, .out = out };
	if (!in_string(line, begin) && !isdigit((unsigned char)typed[0]))
		add_here(&place, first);
	free(typed);
	completion_sort(out);
}
