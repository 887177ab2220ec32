/* bpe and wordpiece: text to lists of strings. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "lang/ops_list.h"
#include "lang/tokens.h"

/* A list of strings, each a line; false if something else is in it. */
static bool join_lines(struct value list, struct str *out)
{
	if (list.kind != VALUE_LIST && list.kind != VALUE_TUPLE)
		return false;
	for (int i = 0; i < value_count(list); i++) {
		if (value_item(list, i).kind != VALUE_STR)
			return false;
		str_add(out, value_text(value_item(list, i)));
		str_add_char(out, '\n');
	}
	return true;
}

static bool give_strings(struct call *c, const struct str *text, struct value *out, struct err *err)
{
	int count = 0;
	for (size_t i = 0; i < text->len; i++)
		count += text->data[i] == '\0';
	struct value *items = mem_new((size_t)count + 1, sizeof *items);
	const char *at = text->data;
	for (int i = 0; i < count; i++, at += strlen(at) + 1)
		items[i] = value_str(at, strlen(at));
	bool fine = eval_list(c->eval, VALUE_LIST, items, count, out, err);
	free(items);
	return fine;
}

enum { TABLE_MAX_BYTES = 8 << 20 };

/* The text of a file of merges, or of a vocabulary: an entry a line. */
static bool read_lines(const struct program *program, const char *path, struct str *out,
                       struct err *err)
{
	size_t len;
	if (!program->reads_anywhere && !program->folder)
		return err_say(err, ERR_IO, "no files can be read from here; give the entries as a list of strings");
	char *text = program->reads_anywhere ? file_read(path, TABLE_MAX_BYTES, &len, err)
		: file_read_beside(program->folder, path, TABLE_MAX_BYTES, &len, err);
	if (!text)
		return false;
	str_add_n(out, text, len);
	bool fine = strlen(text) == len || err_say(err, ERR_FORMAT, "%s is no text file", path);
	free(text);
	return fine;
}

/* The table that was given: a list, or a file. */
static bool take_table(const struct call *c, bool pieces, struct str *out, struct err *err)
{
	const struct bound *given = &c->arg[1];
	if (given->value.kind == VALUE_STR) {
		if (read_lines(c->eval->program, value_text(given->value), out, err))
			return true;
		err->at = given->expr->span;
		return false;
	}
	return join_lines(given->value, out)
		|| err_set(err, ERR_TYPE, given->expr->span, "%s() takes a list of strings such as %s here, "
		           "or the name of a file", c->op->name, pieces ? "['token', '##ize']" : "['t h', 'th e']");
}

/* (text, table, steps); code: 1 wordpiece */
bool ops_tokens(struct call *c, struct value *out, struct err *err)
{
	bool pieces = c->op->code != 0;
	const char *text = value_text(c->arg[0].value);
	struct str table = STR_INIT, tokens = STR_INIT;
	if (arg_given(c, 1) && !take_table(c, pieces, &table, err)) {
		str_done(&table);
		return false;
	}
	if (!arg_given(c, 1))
		str_add(&table, pieces ? tokens_own_vocab : tokens_own_merges);
	int64_t steps = arg_given(c, 2) ? arg_int(c, 2) : -1;
	bool fine = steps >= -1 || err_say(err, ERR_VALUE, "%s() cannot take %lld steps", c->op->name,
	                                   (long long)steps);
	fine = fine && (pieces ? tokens_wordpiece : tokens_bpe)(c->eval->run, text, table.data, steps, &tokens, err);
	fine = fine && give_strings(c, &tokens, out, err);
	str_done(&table);
	str_done(&tokens);
	return fine;
}
