/* attnquiz eval: one expression, in an empty program, in the lines before it, or in a lab. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "cli/labtext.h"
#include "cli/tokens.h"

enum { INPUT_MAX_BYTES = 1 << 20 };

struct request {
	char *text;                /* program, a NUL, the expression */
	const char *program;       /* "" or lines */
	const char *code;          /* the expression */
};

static char *read_input(struct err *err)
{
	struct str text = STR_INIT;
	char chunk[4096];
	size_t n;
	while ((n = fread(chunk, 1, sizeof chunk, stdin)) > 0 && text.len <= INPUT_MAX_BYTES)
		str_add_n(&text, chunk, n);
	bool ok = true;
	if (ferror(stdin))
		ok = err_say(err, ERR_IO, _("standard input cannot be read: %s"), strerror(errno));
	else if (text.len > INPUT_MAX_BYTES)
		ok = err_say(err, ERR_LIMIT,
		             _("standard input is larger than the 1 MiB that is read here"));
	else if (strlen(text.data) != text.len)
		ok = err_say(err, ERR_FORMAT, _("standard input is no text: it has a NUL character in it"));
	if (ok)
		return str_take(&text);
	str_done(&text);
	return NULL;
}

/* A line of the text defines the name. */
static bool defines(const void *text, const char *name)
{
	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += strspn(line, " \t\n");
		size_t len = strlen(name);
		if (strncmp(line, name, len) == 0 && line[len + strspn(line + len, " ")] == '=')
			return true;
	}
	return false;
}

/* The last line that is not blank is the expression, what stands before it the program. */
static bool read_request(const char *arg, struct request *out, struct err *err)
{
	char *typed = strcmp(arg, "-") == 0 ? read_input(err) : mem_copy(arg);
	if (!typed)
		return false;
	char *text = tokens_without_modules(typed, defines, typed);
	free(typed);
	size_t len = strlen(text);
	while (len > 0 && strchr(" \t\r\n", text[len - 1]))
		text[--len] = '\0';
	char *newline = strrchr(text, '\n');
	if (newline)
		*newline = '\0';
	*out = (struct request){
		.text = text,
		.program = newline ? text : "",
		.code = newline ? newline + 1 : text,
	};
	if (len > 0)
		return true;
	free(text);
	return err_say(err, ERR_VALUE,
	               _("there is no expression; write it as: attnquiz eval 'softmax(randn(2, 3))'"));
}

/* ---- The lab it is evaluated in ---- */

/* A place in the lab's text followed by the program's: the line in the one it belongs to. */
static void say_in_parts(struct err *err, const char *lab, size_t lab_len, const char *source)
{
	unsigned lines = 0;
	for (size_t i = 0; i < lab_len; i++)
		lines += source[i] == '\n';
	if (err->at.line <= lines || lab_len == 0) {
		say_where(err, lab, source);
		return;
	}
	err->at.line -= lines;
	err->at.begin -= (uint32_t)lab_len;
	err->at.end -= (uint32_t)lab_len;
	say_where(err, NULL, source + lab_len);
}

static struct lab *parse(struct lab_library *library, const char *name, const char *base,
                         const char *program)
{
	struct str source = STR_INIT;
	if (base)
		str_addf(&source, "%s\n", base);
	size_t lab_len = source.len;
	str_addf(&source, "%s\n", program);
	struct lab_shelf shelf = { .path = base && labs_is_file(name) ? name : NULL, .library = library };
	struct program_loader loader = lab_shelf_loader(&shelf);
	struct err err;
	struct lab *lab = lab_parse(name ? name : "eval", source.data, &loader, &err);
	if (lab && !base)
		lab_stands_at(lab, NULL);
	if (!lab)
		say_in_parts(&err, name, lab_len, source.data);
	str_done(&source);
	return lab;
}

/* ---- The answer ---- */

static bool print_json(struct value value, struct str *out, struct err *err)
{
	if (!value_print_json(value, out, err))
		return false;
	str_add_char(out, '\n');
	return true;
}

static bool print_value(const struct cli *cli, struct lab_expr *expr)
{
	struct str out = STR_INIT;
	bool fine = true;
	if (cli->given & OPTION_JSON)
		fine = print_json(expr->value, &out, &expr->error);
	else
		labtext_value(expr->value, &out);
	say_text(out.data);
	str_done(&out);
	return fine;
}

static int evaluate(const struct cli *cli, const struct lab *lab, const char *code)
{
	struct lab_setting setting = { .knobs = cli->set, .n_knobs = cli->n_set, .variant = -1 };
	struct lab_expr expr = { .code = code };
	struct budget budget = cli_budget(cli, &budget_console);
	struct err err;
	if (!lab_eval_all(lab, &setting, &budget, &expr, 1, &err)) {
		say_error(&err);
		return err.code == ERR_LIMIT ? EXIT_FINDINGS : EXIT_USAGE;
	}
	bool fine = expr.error.code == ERR_NONE && print_value(cli, &expr);
	if (!fine)
		say_where(&expr.error, NULL, code);
	free(expr.sides);
	value_unref(expr.value);
	return fine ? EXIT_FINE : EXIT_FINDINGS;
}

/* In the lab of --lab, in the lines before the expression, or in those lines behind that lab. */
static int evaluate_in(const struct cli *cli, struct lab_library *library,
                       const struct request *request)
{
	struct lab *base = NULL;
	char *text = NULL;
	struct err err;
	if (cli->lab && !(base = labs_find(library, cli->lab)))
		return EXIT_USAGE;
	bool bare = base && !request->program[0];
	if (base && !bare && !(text = labs_source(library, cli->lab, &err))) {
		lab_unref(base);
		return say_error(&err);
	}
	struct lab *lab = bare ? lab_ref(base) : parse(library, cli->lab, text, request->program);
	int status = lab ? evaluate(cli, lab, request->code) : EXIT_FINDINGS;
	free(text);
	lab_unref(lab);
	lab_unref(base);
	return status;
}

int command_eval(const struct cli *cli)
{
	struct err err;
	struct request request;
	if (!read_request(cli->args[0], &request, &err))
		return say_error(&err);
	struct lab_library *library = labs_open(cli, &err);
	bool possible = library || !cli->lab;   /* without a library there is no --lab, and no `use` */
	int status = possible ? evaluate_in(cli, library, &request) : say_error(&err);
	if (library)
		lab_library_free(library);
	free(request.text);
	return status;
}
