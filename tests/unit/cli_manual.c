/*
 * docs/attnquiz.1 is what the tables of commands, options and keys say.
 * build/release/unit/cli_manual --print > docs/attnquiz.1 writes it anew.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/file.h"
#include "cli/cli.h"
#include "tui/labkeys.h"

/* Words of a line for roff: backslashes and leading dots are no requests. */
static void add_words(struct str *out, const char *text)
{
	for (; *text; text++) {
		if ((*text == '.' || *text == '\'') && (!out->len || out->data[out->len - 1] == '\n'))
			str_add(out, "\\&");
		str_add(out, *text == '\\' ? "\\e" : *text == '-' ? "\\-" : (char[]){ *text, '\0' });
	}
}

static void add_item(struct str *out, const char *name, const char *text)
{
	str_add(out, ".TP\n.B ");
	add_words(out, name);
	str_add_char(out, '\n');
	add_words(out, text);
	if (out->data[out->len - 1] != '\n')
		str_add_char(out, '\n');
}

static void add_commands(struct str *out)
{
	str_add(out, ".SH COMMANDS\n");
	for (const struct command *c = commands; c->run; c++) {
		struct str name = STR_INIT, text = STR_INIT;
		str_addf(&name, "attnquiz %s", c->synopsis);
		str_addf(&text, c->details ? "%s.\n%s" : "%s", c->summary, c->details);
		add_item(out, name.data, text.data);
		str_done(&name);
		str_done(&text);
	}
}

/* "  --theme NAME   auto, …" → an item */
static void add_options(struct str *out)
{
	struct str help = STR_INIT;
	options_help(~0u, &help);
	str_add(out, ".SH OPTIONS\n");
	for (char *line = strtok(help.data, "\n"); line; line = strtok(NULL, "\n")) {
		char *text = strstr(line + 2, "  ");
		char *name = strndup(line + 2, text ? (size_t)(text - line - 2) : strlen(line + 2));
		char *blank = strchr(name, ' ');
		if (!text)   /* a long value, and one blank behind it */
			text = strchr(line + 3 + (blank ? blank - name : 0), ' ');
		add_item(out, name, text + strspn(text, " "));
		free(name);
	}
	str_done(&help);
}

/* A binding may stand twice, each for a time of its own. */
static bool says_again(const struct binding *b, const struct binding *table)
{
	return b > table && b->help && b[-1].help && strcmp(b->help, b[-1].help) == 0;
}

static void add_keys(struct str *out, const char *title, const struct binding *table)
{
	str_addf(out, ".SS %s\n", title);
	for (const struct binding *b = table; b->keys; b++)
		if ((b->help || b->label) && !says_again(b, table))
			add_item(out, b->keys, b->help ? b->help : b->label);
}

static void write_manual(struct str *out)
{
	str_add(out, ".\\\" Made by tests/unit/cli_manual.c from the program's tables.\n"
	             ".TH ATTNQUIZ 1\n.SH NAME\nattnquiz \\- attention, taught with quizzes beside live labs\n"
	             ".SH SYNOPSIS\n.B attnquiz\n[\\fINAME\\fR|\\fIPATH\\fR] [\\fIoptions\\fR]\n.br\n"
	             ".B attnquiz\n\\fIcommand\\fR [\\fIarguments\\fR] [\\fIoptions\\fR]\n");
	add_commands(out);
	add_options(out);
	str_add(out, ".SH KEYS\nThe footer shows what the keys do now, and\n.B ?\nall of a screen's keys.\n");
	add_keys(out, "On every screen", app_bindings());
	add_keys(out, "In a lab", labkeys_bindings);
	str_add(out, ".SH ENVIRONMENT\n");
	add_item(out, "NO_COLOR", "when it is not empty, no colours are used");
	add_item(out, "COLORTERM", "truecolor or 24bit: the terminal has 24-bit colours");
	add_item(out, "COLORFGBG", "\"15;0\": whether the background is light or dark");
	add_item(out, "ATTNQUIZ_DATA", "where quizzes/ and lessons/ are");
	add_item(out, "XDG_DATA_HOME", "the folder of the answer log, attnquiz/answers.db; else ~/.local/share");
	str_add(out, ".SH EXIT STATUS\n");
	add_item(out, "0", "all is well");
	add_item(out, "1", "check, doctor, lab or console found something");
	add_item(out, "2", "the command line, or what it names, makes no sense");
}

static bool printing;

static void the_manual_says_what_the_tables_say(void **state)
{
	(void)state;
	struct str made = STR_INIT;
	struct err err;
	size_t len;
	write_manual(&made);
	if (printing) {
		fputs(made.data, stdout);
	} else {
		char *kept = file_read("docs/attnquiz.1", 1 << 20, &len, &err);
		assert_non_null(kept);
		assert_string_equal(kept, made.data);
		free(kept);
	}
	str_done(&made);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(the_manual_says_what_the_tables_say) };
	printing = argc > 1 && strcmp(argv[1], "--print") == 0;
	if (printing) {
		the_manual_says_what_the_tables_say(NULL);
		return 0;
	}
	return cmocka_run_group_tests_name("manual", tests, NULL, NULL);
}
