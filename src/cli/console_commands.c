/* What can be typed at the console beside the language. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "cli/console.h"
#include "cli/labtext.h"
#include "engine/npy.h"
#include "engine/safetensors.h"

static void wants(struct session *s, const char *synopsis)
{
	struct err err;
	err_say(&err, ERR_VALUE, _("write it as: %s"), synopsis);
	console_fail(s, &err, NULL);
}

/* ---- Looking ---- */

enum { SHOWN_INPUTS = 8 };

void console_why_command(struct session *s, const char *rest)
{
	struct err err;
	if (!*rest) {
		wants(s, "why A[0, 3, 7]");
		return;
	}
	const struct why *why = console_why(s->console, rest, &err);
	if (!why) {
		console_fail(s, &err, rest);
		return;
	}
	struct str out = STR_INIT;
	bool more = false;
	str_addf(&out, "%s\n", why->text.data);
	for (int i = 0; i < why->n_inputs; i++) {
		const struct why_input *input = &why->input[i];
		bool on = input->node >= 0 || input->part;
		more |= on;
		if (i >= SHOWN_INPUTS && why->n_inputs > SHOWN_INPUTS + 1)
			continue;
		str_addf(&out, on ? "%4d  " : "      ", i + 1);
		str_addf(&out, "%s = %.6g%s%s\n", input->label, input->value, *input->role ? "   " : "", input->role);
	}
	if (why->n_inputs > SHOWN_INPUTS + 1)
		str_addf(&out, _("      ... and the same for %d to %d\n"), SHOWN_INPUTS + 1, why->n_inputs);
	if (more)
		str_addf(&out, "%s\n", _("why NUMBER goes on to one of them."));
	say_text(out.data);
	str_done(&out);
}

static void print_state(struct session *s, bool knobs, bool lines)
{
	struct err err;
	struct str out = STR_INIT;
	struct lab_state *state = console_state(s->console, &err);
	if (!state) {
		console_fail(s, &err, NULL);
		return;
	}
	if (knobs)
		labtext_knobs(state, s->cli->language, &out);
	if (lines)
		labtext_program(state, NULL, &out);
	say_text(out.data);
	str_done(&out);
	lab_state_unref(state);
}

static void run_params(struct session *s, const char *rest)
{
	(void)rest;
	print_state(s, true, false);
}

static void run_program(struct session *s, const char *rest)
{
	(void)rest;
	print_state(s, false, true);
}

static void run_list(struct session *s, const char *rest)
{
	const struct script *script = console_script(s->console);
	struct str out = STR_INIT;
	(void)rest;
	for (int i = 0; i < script->count; i++) {
		const struct piece *piece = &script->pieces[i];
		str_addf(&out, "%s\n", piece_code(piece));
	}
	say_text(out.data);
	str_done(&out);
}

/* ---- Changing ---- */

static void run_set(struct session *s, const char *rest)
{
	struct err err;
	size_t len = strcspn(rest, " \t");
	const char *value = rest + len + strspn(rest + len, " \t");
	if (!len || !*value) {
		wants(s, "set Nt 12");
		return;
	}
	char *name = mem_copy_n(rest, len);
	if (console_set(s->console, name, value, &err))
		console_print_defined(s, name);
	else
		console_fail(s, &err, value);
	free(name);
}

static void run_reset(struct session *s, const char *rest)
{
	(void)rest;
	console_reset(s->console);
}

static void run_undo(struct session *s, const char *rest)
{
	struct err err;
	(void)rest;
	if (console_undo(s->console, &err))
		run_list(s, "");
	else
		console_fail(s, &err, NULL);
}

static void run_quit(struct session *s, const char *rest)
{
	(void)rest;
	s->left = true;
}

bool console_open_lab(struct session *s, const char *name)
{
	struct err err;
	char *text = labs_source(s->library, name, &err);
	if (!text) {
		console_fail(s, &err, NULL);
		return false;
	}
	free(s->opened);
	s->opened = labs_is_file(name) ? mem_copy(name) : NULL;
	s->shelf.path = s->opened;
	bool fine = console_open(s->console, text, &err);
	if (!fine && err.at.line)
		say_where(&err, name, text);
	else if (!fine)
		say_error(&err);
	s->failed |= !fine;
	free(text);
	return fine;
}

/* ~/x.npy lies at home, as a shell says it. Takes over `path`. */
static char *at_home(char *path)
{
	const char *home = getenv("HOME");
	if (!home || path[0] != '~' || path[1] != '/')
		return path;
	char *whole = file_join(home, path + 2);
	free(path);
	return whole;
}

static void run_open(struct session *s, const char *rest)
{
	if (!*rest) {
		struct str out = STR_INIT;
		for (int i = 0; s->library && i < lab_library_count(s->library); i++)
			str_addf(&out, "  %s\n", lab_library_name(s->library, i));
		say_text(out.data);
		str_done(&out);
		return;
	}
	char *name = at_home(mem_copy(rest));
	if (console_open_lab(s, name)) {
		const char *title = words_in(&console_program(s->console)->title, s->cli->language);
		if (title)
			printf("%s\n", title);
		print_state(s, false, true);
	}
	free(name);
}

/* ---- Files ---- */

/* A path, in quotes when it has blanks; heap, and what follows it. */
static char *take_path(const char *text, const char **after)
{
	char quote = text[0] == '"' || text[0] == '\'' ? text[0] : 0;
	const char *end = quote ? strchr(text + 1, quote) : text + strcspn(text, " \t");
	if (!end)
		end = text + strlen(text);
	char *path = mem_copy_n(text + (quote != 0), (size_t)(end - text) - (quote != 0));
	end += quote && *end;
	*after = end + strspn(end, " \t");
	return at_home(path);
}

static struct tensor *load_part(struct run *run, char *path, char *colon, struct err *err)
{
	struct safetensors file;
	*colon = '\0';
	if (!safetensors_open(path, &file, err)) {
		err_prepend(err, "%s", path);
		return NULL;
	}
	const struct safetensors_entry *entry = safetensors_find(&file, colon + 1, err);
	struct tensor *t = entry ? safetensors_read(run, &file, entry, err) : NULL;
	if (!t)
		err_prepend(err, "%s", path);
	safetensors_close(&file);
	return t;
}

static struct tensor *load_tensor(struct session *s, const char *given, struct err *err)
{
	struct run run;
	char *path = mem_copy(given);
	char *part = strstr(path, ".safetensors:");
	run_init(&run, *console_budget(s->console), NULL);
	struct tensor *t = part ? load_part(&run, path, part + strlen(".safetensors"), err)
		: npy_load(&run, path, err);
	if (!t && !part && !strstr(err->text, path))
		err_prepend(err, "%s", path);
	free(path);
	return t;
}

static void load_as(struct session *s, const char *path, const char *name, const char *code)
{
	struct err err;
	struct tensor *t = load_tensor(s, path, &err);
	if (t && console_give(s->console, name, t, code, &err))
		console_print_defined(s, name);
	else
		console_fail(s, &err, NULL);
	tensor_unref(t);
}

static void list_tensors(struct session *s, const char *path)
{
	struct safetensors file;
	struct err err;
	if (!safetensors_open(path, &file, &err)) {
		err_prepend(&err, "%s", path);
		console_fail(s, &err, NULL);
		return;
	}
	struct str out = STR_INIT;
	for (int i = 0; i < file.count; i++) {
		char shape[256];
		shape_format(&file.entries[i].shape, shape, sizeof shape);
		str_addf(&out, "  %s  %s  %s\n", file.entries[i].name, shape, file.entries[i].dtype);
	}
	say_text(out.data);
	str_done(&out);
	safetensors_close(&file);
}

void console_load(struct session *s, const char *rest)
{
	const char *after;
	char *path = take_path(rest, &after);
	struct str code = STR_INIT;
	str_addf(&code, "load %s", rest);
	if (*path && !*after && str_ends(path, ".safetensors"))
		list_tensors(s, path);
	else if (*path && str_starts(after, "as ") && after[3 + strspn(after + 3, " \t")])
		load_as(s, path, after + 3 + strspn(after + 3, " \t"), code.data);
	else
		wants(s, "load x.npy as NAME, load m.safetensors, load m.safetensors:TENSOR as NAME");
	str_done(&code);
	free(path);
}

/* The last word is the path: save A[0] "my file.npy" */
static const char *last_word(const char *text)
{
	size_t len = strlen(text);
	char quote = len && (text[len - 1] == '"' || text[len - 1] == '\'') ? text[len - 1] : ' ';
	const char *at = text + (len ? len - 1 : 0);
	while (at > text && at[-1] != quote)
		at--;
	return quote != ' ' && at > text ? at - 1 : at;
}

void console_save(struct session *s, const char *rest)
{
	struct err err;
	struct value value;
	const char *path_at = last_word(rest), *after;
	if (path_at == rest) {
		wants(s, "save NAME x.npy");
		return;
	}
	char *path = take_path(path_at, &after), *typed = mem_copy_n(rest, (size_t)(path_at - rest));
	char *code = console_habit(s, typed);
	if (!console_eval(s->console, code, &value, &err)) {
		console_fail(s, &err, code);
	} else {
		if (value.kind != VALUE_TENSOR)
			err_say(&err, ERR_TYPE, _("only tensors are saved; write tensor(...) around it"));
		if (value.kind != VALUE_TENSOR || !npy_save(value.as.tensor, path, &err))
			console_fail(s, &err, NULL);
		value_unref(value);
	}
	free(path);
	free(code);
	free(typed);
}

/* ---- Budget ---- */

static const struct {
	const char *name;
	int64_t factor;
	bool time;
} units[] = {
	{ "KiB", INT64_C(1) << 10, false }, { "MiB", INT64_C(1) << 20, false },
	{ "GiB", INT64_C(1) << 30, false }, { "s", INT64_C(1000000000), true },
};

static bool read_amount(const char **text, struct budget *budget)
{
	char *end;
	errno = 0;
	long long n = strtoll(*text, &end, 10);
	for (size_t i = 0; end > *text && n > 0 && !errno && i < sizeof units / sizeof *units; i++) {
		size_t len = strlen(units[i].name);
		int64_t amount;
		if (strncmp(end, units[i].name, len) != 0 || (end[len] && !strchr(" \t", end[len])) ||
		    __builtin_mul_overflow(n, units[i].factor, &amount))
			continue;
		*(units[i].time ? &budget->ops : &budget->bytes) = amount;
		*text = end + len + strspn(end + len, " \t");
		return true;
	}
	return false;
}

bool console_budget_read(const char *text, struct budget *budget, struct err *err)
{
	struct budget wanted = *budget;
	const char *at = text;
	do
		if (!read_amount(&at, &wanted))
			return err_say(err, ERR_VALUE, 
			               _("a budget is memory, time or both, as in 512MiB, 60s, 4GiB 60s; "
			                 "not %s"), text);
	while (*at);
	*budget = wanted;
	return true;
}

static void run_budget(struct session *s, const char *rest)
{
	struct budget budget = *console_budget(s->console);
	struct err err;
	if (*rest && !console_budget_read(rest, &budget, &err)) {
		console_fail(s, &err, NULL);
		return;
	}
	console_limit(s->console, &budget, console_cancel(s->console));
	printf("%lldMiB %llds\n", (long long)(budget.bytes >> 20),
	       (long long)(budget.ops / 1000000000));
}

/* ---- The table ---- */

const struct console_command console_commands[] = {
	{ "help", "help [NAME]", N_("this list, or what an operation does, with an example"), false, true,
	  console_help },
	{ "why", "why A[0, 3, 7]", N_("the arithmetic behind a cell; then why 2 for its second input"),
	  false, true, console_why_command },
	{ "params", "params", N_("the knobs; NAME = value sets one"), false, false, run_params },
	{ "set", "set NAME VALUE", N_("set a knob"), false, true, run_set },
	{ "list", "list", N_("the program as it was typed"), false, false, run_list },
	{ "program", "program", N_("the program with the shapes it computes"), false, false, run_program },
	{ "open", "open [LAB|FILE]",
	  N_("start from a lab that ships, or from a file; alone: which there are"), false, false, run_open },
	{ "load", "load FILE as NAME", N_("a tensor from x.npy or file.safetensors:tensor"), true, false,
	  console_load },
	{ "save", "save NAME FILE", N_("write a tensor to a .npy file"), true, false, console_save },
	{ "budget", "budget [4GiB 60s]", N_("the memory and the time that a statement may take"),
	  false, false, run_budget },
	{ "undo", "undo", N_("take the last definition back"), false, false, run_undo },
	{ "reset", "reset", N_("forget everything"), false, false, run_reset },
	{ "quit", "quit", N_("leave; also Ctrl-D"), false, false, run_quit },
	{ .name = NULL },
};

const struct console_command *console_find_command(const char *word, size_t len)
{
	for (const struct console_command *c = console_commands; c->name; c++)
		if (strlen(c->name) == len && strncmp(c->name, word, len) == 0)
			return c;
	return NULL;
}
