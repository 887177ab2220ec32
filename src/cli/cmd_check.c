/* attnquiz check: what the linter finds, for people or as JSON. */
#include <stdio.h>

#include "base/i18n.h"
#include "cli/cli.h"
#include "quiz/check.h"

static const char *const level_name[] = {   /* not translated: editors read these lines */
	[FINDING_ERROR] = "error", [FINDING_WARNING] = "warning", [FINDING_NOTE] = "note",
};

struct totals {
	int files, questions, by_level[FINDING_NOTE + 1];
};

static void print_finding(const struct finding *f, struct str *out)
{
	str_addf(out, "%s:", f->path);
	if (f->line)
		str_addf(out, "%u:%u:", (unsigned)f->line, (unsigned)f->column);
	str_addf(out, " %s: %s [%s]\n", level_name[f->level], f->text, f->rule);
}

static void print_lines(const struct findings *findings, const struct totals *t, struct str *out)
{
	for (int i = 0; i < findings->count; i++)
		print_finding(&findings->list[i], out);
	const char *const count[] = {
		i18n_count("%d file", "%d files", (unsigned long)t->files),
		i18n_count("%d question", "%d questions", (unsigned long)t->questions),
		i18n_count("%d error", "%d errors", (unsigned long)t->by_level[FINDING_ERROR]),
		i18n_count("%d warning", "%d warnings", (unsigned long)t->by_level[FINDING_WARNING]),
		i18n_count("%d note", "%d notes", (unsigned long)t->by_level[FINDING_NOTE]),
	};
	struct str format = STR_INIT;
	str_addf(&format, _("%s, %s: %s, %s, %s"), count[0], count[1], count[2], count[3], count[4]);
	str_addf(out, format.data, t->files, t->questions, t->by_level[FINDING_ERROR],
	         t->by_level[FINDING_WARNING], t->by_level[FINDING_NOTE]);
	str_done(&format);
	str_add_char(out, '\n');
}

static void json_finding(const struct finding *f, struct str *out)
{
	str_add(out, "{\"path\":");
	json_add_text(out, f->path);
	str_addf(out, ",\"line\":%u,\"column\":%u,\"level\":\"%s\",\"rule\":", (unsigned)f->line,
	         (unsigned)f->column, level_name[f->level]);
	json_add_text(out, f->rule);
	str_add(out, ",\"message\":");
	json_add_text(out, f->text);
	str_add_char(out, '}');
}

static void print_json(const struct findings *findings, const struct totals *t, struct str *out)
{
	str_addf(out,
	         "{\"files\":%d,\"questions\":%d,\"errors\":%d,\"warnings\":%d,\"notes\":%d,\"findings\":[",
	         t->files, t->questions, t->by_level[FINDING_ERROR], t->by_level[FINDING_WARNING],
	         t->by_level[FINDING_NOTE]);
	for (int i = 0; i < findings->count; i++) {
		str_add(out, i ? ",\n" : "\n");
		json_finding(&findings->list[i], out);
	}
	str_add(out, "]}\n");
}

static bool check_all(const struct cli *cli, struct lab_library *library, struct findings *findings,
                      struct totals *totals)
{
	struct err err;
	bool ok = true;
	for (int i = 0; i < cli->n_args; i++) {
		int files = 0, questions = 0;
		if (!check_path(cli->args[i], library, findings, &files, &questions, &err)) {
			findings_add(findings, FINDING_ERROR, cli->args[i], 0, 0, "file", "%s", err.text);
			ok = false;
		}
		totals->files += files;
		totals->questions += questions;
	}
	for (int i = 0; i < findings->count; i++)
		totals->by_level[findings->list[i].level]++;
	return ok;
}

int command_check(const struct cli *cli)
{
	struct err err;
	struct lab_library *library = labs_open(cli, &err);
	if (!library)
		return say_error(&err);
	struct findings findings = {0};
	struct totals totals = {0};
	struct str out = STR_INIT;
	bool readable = check_all(cli, library, &findings, &totals);
	if (cli->given & OPTION_JSON)
		print_json(&findings, &totals, &out);
	else
		print_lines(&findings, &totals, &out);
	say_text(out.data);
	int status = !readable ? EXIT_USAGE : findings.errors ? EXIT_FINDINGS : EXIT_FINE;
	str_done(&out);
	findings_free(&findings);
	lab_library_free(library);
	return status;
}
