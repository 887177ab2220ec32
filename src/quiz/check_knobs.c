#include "quiz/check_knobs.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "quiz/vary.h"

static void report(struct findings *findings, const char *path, const struct quiz_place *at, const char *rule,
                   const struct err *err)
{
	findings_add(findings, FINDING_ERROR, path, at->line, at->column, rule, "%s", err->text);
}

static bool fit(const struct lab *lab, const struct lab_setting *setting, struct err *err)
{
	struct lab_state *state = lab_read_knobs(lab, setting, err);
	lab_state_unref(state);
	return state != NULL;
}

/* What a knob cannot be alone, it may be beside the others; else each that cannot is told. */
static bool check_set(struct findings *findings, const char *path, const struct lab *lab,
                      const struct quiz_question *q)
{
	struct lab_setting whole = quiz_setting(q);
	struct err err = {0}, alone = {0};
	int before = findings->count;
	if (!q->n_set || fit(lab, &whole, &err))
		return true;
	for (int i = 0; i < q->n_set; i++)
		if (!fit(lab, &(struct lab_setting){ .knobs = &q->set[i], .n_knobs = 1, .variant = -1 }, &alone))
			report(findings, path, &q->set_at[i], "lab", &alone);
	if (findings->count == before)
		report(findings, path, &q->set_at[0], "lab", &err);
	return false;
}

/* ---- Knobs that are rolled ---- */

static bool is_number(const char *text, double *number)
{
	char *end;
	*number = strtod(text, &end);
	return end != text && !*end;
}

static bool stands(const struct lab_state *state, const struct lab_knob_setting *wanted, struct err *err)
{
	const struct lab_knob *knob = state->knobs;
	double want, have;
	while (strcmp(knob->name, wanted->name) != 0)
		knob++;
	if (!is_number(wanted->text, &want) || !is_number(knob->text, &have) || want == have)
		return true;
	return err_say(err, ERR_VALUE, "knob %s becomes %s, for the other knobs do not allow %s", knob->name,
	               knob->text, wanted->text);
}

static bool all_stand(const struct lab *lab, const struct quiz_question *q, struct err *err)
{
	struct lab_setting setting = quiz_setting(q);
	struct lab_state *state = lab_read_knobs(lab, &setting, err);
	bool fine = state != NULL;
	for (int i = 0; fine && i < q->n_vary; i++)
		fine = stands(state, q->vary[i].knob, err);
	lab_state_unref(state);
	return fine;
}

/* The first value that does not do is told. */
static bool check_values(struct findings *findings, const char *path, const struct lab *lab,
                         const struct quiz_question *q, const struct quiz_vary *vary)
{
	struct err err = {0};
	int i = 0;
	for (bool fine = true; fine && i < vary->n_values; i += fine) {
		vary->knob->text = vary->values[i];
		fine = all_stand(lab, q, &err);
	}
	if (i < vary->n_values)
		report(findings, path, &vary->at[i], "vary", &err);
	vary->knob->text = vary->values[0];
	return i == vary->n_values;
}

bool check_knobs(struct findings *findings, const char *path, const struct lab *lab, struct quiz_question *q)
{
	bool fine = check_set(findings, path, lab, q);
	for (int i = 0; fine && i < q->n_vary; i++)
		fine = check_values(findings, path, lab, q, &q->vary[i]);
	return fine;
}

bool check_knobs_stand(struct findings *findings, const char *path, const struct lab *lab,
                       const struct quiz_question *q)
{
	struct err err = {0};
	bool fine = !q->n_vary || all_stand(lab, q, &err);
	if (!fine)
		report(findings, path, &q->vary[0].at[0], "vary", &err);
	return fine;
}

void check_knobs_say(struct findings *findings, int from, const struct lab_knob_setting *knobs, int n)
{
	struct str list = STR_INIT, text = STR_INIT;
	for (int i = 0; i < n; i++)
		str_addf(&list, "%s%s = %s", i ? ", " : "", knobs[i].name, knobs[i].text);
	str_addf(&text, _("with %s: "), list.data);
	findings_prefix(findings, from, text.data);
	str_done(&list);
	str_done(&text);
}
