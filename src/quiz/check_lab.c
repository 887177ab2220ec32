#include "quiz/check_lab.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "lab/mistakes.h"
#include "quiz/check_knobs.h"
#include "quiz/fill.h"
#include "quiz/kind.h"
#include "quiz/source.h"
#include "quiz/vary.h"

enum { LAB_MAX_BYTES = 1 << 20 };

/* Where findings about a lab go: statements know it better than the file or question they stand in. */
struct place {
	const char *path;
	struct quiz_place at;
	bool uses;                               /* a line that uses the named lab stands before its code */
	bool in_lines;                           /* its code is lines of the file … */
	uint32_t above;                          /* … below so many others */
	const struct quiz_place *code_at;        /* else where each line of it stands */
	int n_code_at;
};

static struct quiz_place place_of(const struct place *place, const struct span *span)
{
	if (!span || span->line <= place->uses)
		return place->at;
	uint32_t line = span->line - place->uses;
	if (place->in_lines)
		return (struct quiz_place){ place->above + line, span->column };
	return line <= (uint32_t)place->n_code_at ? place->code_at[line - 1] : place->at;
}

static void report(struct lab_checker *c, const struct place *place, const struct span *span,
                   const char *rule, const char *text)
{
	struct quiz_place at = place_of(place, span);
	findings_add(c->findings, FINDING_ERROR, place->path, at.line, at.column, rule, "%s", text);
}

static void report_failed(struct lab_checker *c, const struct place *at, const struct span *span,
                          const char *rule, const char *what, const struct err *err)
{
	struct str text = STR_INIT;
	str_addf(&text, _("%s: %s"), what, err->text);
	report(c, at, span, rule, text.data);
	str_done(&text);
}

/* ---- A lab that has run. ---- */

/* One's own lines have a place; those of the used lab have none here. */
static const struct span *node_span(const struct program *program, int node)
{
	return program->nodes[node].from ? NULL : &program->nodes[node].span;
}

static void report_claim(struct lab_checker *c, const struct place *at, const struct span *span,
                         const char *code, const char *values)
{
	struct str text = STR_INIT;
	if (values && *values)
		str_addf(&text, _("the claim fails: %s is %s"), code, values);
	else
		str_addf(&text, _("the claim fails: %s"), code);
	report(c, at, span, "claim", text.data);
	str_done(&text);
}

static void check_claims(struct lab_checker *c, const struct place *at,
                         const struct lab_state *state, const bool *failed)
{
	const struct program *program = lab_program(state->lab);
	for (int i = 0; i < state->n_claims; i++) {
		const struct lab_claim *claim = &state->claims[i];
		const struct span *span = &program->claims[i].span;
		if (program_reads_any(program, program->claims[i].expr, failed))   /* it would only repeat the error */
			continue;
		if (claim->error.code != ERR_NONE)
			report_failed(c, at, span, "claim", claim->code, &claim->error);
		else if (!claim->holds)
			report_claim(c, at, span, claim->code, claim->values);
	}
}

static void check_lines(struct lab_checker *c, const struct place *at,
                        const struct lab_state *state, bool *failed)
{
	const struct program *program = lab_program(state->lab);
	for (int i = 0; i < state->n_lines; i++)
		failed[i] = state->lines[i].error.code != ERR_NONE;
	for (int i = 0; i < state->n_lines; i++)
		if (failed[i] && !program_reads_any(program, program->nodes[i].expr, failed))
			report_failed(c, at, node_span(program, i), "lab", state->lines[i].code, &state->lines[i].error);
}

static void check_figures(struct lab_checker *c, const struct place *at,
                          const struct lab_state *state, const bool *failed)
{
	const struct program *program = lab_program(state->lab);
	for (int i = 0; i < state->n_figures; i++) {
		const struct program_show *show = &program->shows[i];
		bool follows = false;
		for (int k = 0; k < show->n_exprs; k++)
			follows |= program_reads_any(program, show->exprs[k], failed);
		if (!follows && state->figures[i].error.code != ERR_NONE)
			report_failed(c, at, &show->span, "lab", "show", &state->figures[i].error);
	}
}

/* Whether nothing was found. `failed`: one a node, set for those that have no value. */
static bool run(struct lab_checker *c, const struct place *at, const struct lab *lab,
                const struct lab_setting *setting, bool *failed)
{
	int before = c->findings->count;
	struct err err = {0};
	struct lab_state *state = lab_run(lab, setting, &budget_lab, NULL, &err);
	if (!state || state->error.code != ERR_NONE) {
		report_failed(c, at, NULL, "lab", _("the lab does not run"), state ? &state->error : &err);
	} else {
		check_lines(c, at, state, failed);
		check_figures(c, at, state, failed);
		check_claims(c, at, state, failed);
	}
	lab_state_unref(state);
	return c->findings->count == before;
}

static bool *nodes_new(const struct lab *lab)
{
	return mem_new((size_t)lab_program(lab)->n_nodes + 1, sizeof(bool));
}

/* Lines that start from a lab take its definitions, and not what it shows. */
static void note_no_figures(struct lab_checker *c, const struct place *at, const struct lab *lab)
{
	const struct program *program = lab_program(lab);
	struct lab_shelf shelf = { .path = at->path, .library = c->library };
	struct err ignored;
	if (!program->n_use || program->n_shows)
		return;
	struct lab *used = lab_shelf_open(&shelf, program->use[0], NULL, "", &ignored);
	if (used && lab_program(used)->n_shows)
		findings_add(c->findings, FINDING_NOTE, at->path, at->at.line, at->at.column, "lab",
		             "this lab starts from %s and shows nothing: what that shows stays behind, so write show again",
		             program->use[0]);
	lab_unref(used);
}

/* Each knob at both its ends, the others at their defaults, up to the first setting that fails. */
static void sweep(struct lab_checker *c, const struct place *at, const struct lab *lab)
{
	struct err err;
	struct lab_state *state = lab_run(lab, &(struct lab_setting){ .variant = -1 }, &budget_lab, NULL, &err);
	bool fine = state != NULL, *failed = nodes_new(lab);
	for (int i = 0; fine && i < state->n_knobs * 2; i++) {
		const struct lab_knob *knob = &state->knobs[i / 2];
		const struct lab_knob_setting turned = { knob->name, i % 2 ? knob->last : knob->first };
		int before = c->findings->count;
		fine = run(c, at, lab, &(struct lab_setting){ .knobs = &turned, .n_knobs = 1, .variant = -1 }, failed);
		check_knobs_say(c->findings, before, &turned, 1);
	}
	free(failed);
	lab_state_unref(state);
}

/* ---- A text that is no lab: all its mistakes. ---- */

struct mistakes {
	struct lab_checker *checker;
	const struct place *at;
};

static void report_mistake(void *context, const struct err *err)
{
	const struct mistakes *mistakes = context;
	struct err said = *err;
	if (said.at.line && !mistakes->at->in_lines)
		err_prepend(&said, "line %u of the lab's code", (unsigned)said.at.line);
	if (said.at.line)
		said.at.line += mistakes->at->uses;
	report(mistakes->checker, mistakes->at, &said.at, "lab", said.text);
}

/* All of them; then what is left is run. */
static void report_mistakes(struct lab_checker *c, const struct place *at, const char *name,
                            const char *code, const struct lab_setting *setting)
{
	struct lab_shelf shelf = { .path = at->path, .library = c->library };
	struct lab *left = lab_mistakes(&shelf, name, code, report_mistake, &(struct mistakes){ c, at });
	bool *failed = left ? nodes_new(left) : NULL;
	if (left)
		run(c, at, left, setting, failed);
	free(failed);
	lab_unref(left);
}

void check_lab_lines(struct lab_checker *c, const char *path, uint32_t above, const char *name, const char *code)
{
	struct place at = {
		.path = path, .at = { above ? above : 1, 1 }, .uses = name != NULL, .in_lines = true, .above = above,
	};
	struct lab_shelf shelf = { .path = path, .library = c->library };
	struct err err = {0};
	struct lab *lab = lab_shelf_open(&shelf, name, code, "lab", &err);
	bool own = code[strspn(code, " \t\n")] != '\0', *failed = lab ? nodes_new(lab) : NULL;
	if (!lab && own)
		report_mistakes(c, &at, name, code, &(struct lab_setting){ .variant = -1 });
	else if (!lab)
		report(c, &at, NULL, "lab", err.text);
	else if (own && run(c, &at, lab, &(struct lab_setting){ .variant = -1 }, failed))   /* others have a file */
		sweep(c, &at, lab);
	if (lab && above)
		note_no_figures(c, &at, lab);
	free(failed);
	lab_unref(lab);
}

void check_lab_file(struct lab_checker *c, const char *path)
{
	struct place at = { .path = path, .at = { 1, 1 } };
	struct err err = {0};
	size_t len;
	char *text = source_read(path, LAB_MAX_BYTES, &len, &err);
	if (text && strlen(text) != len)
		report(c, &at, NULL, "lab", _("a lab is plain text, and this file has NUL bytes in it"));
	else if (text)
		check_lab_lines(c, path, 0, NULL, text);
	else
		report(c, &at, NULL, "lab", err.text);
	free(text);
}

/* ---- What a question asks of its lab: claims, then {{ }} in its texts. ---- */

struct asked_at {
	const char *format;         /* NULL for a claim */
	struct quiz_place at;
	bool first;                 /* read before the answer: in the question itself */
};

struct asked {
	const struct quiz *quiz;
	const struct quiz_question *question;
	struct lab_expr *exprs;
	struct asked_at *places;    /* of each of them */
	int count, claims;
	struct arena arena;
};

static void ask(struct asked *asked, const char *code, const struct asked_at *at)
{
	size_t n = (size_t)asked->count;
	if ((n & (n - 1)) == 0) {   /* full at every power of two */
		asked->exprs = mem_grow(asked->exprs, n ? 2 * n : 1, sizeof *asked->exprs);
		asked->places = mem_grow(asked->places, n ? 2 * n : 1, sizeof *asked->places);
	}
	asked->exprs[n] = (struct lab_expr){ .code = code, .value = VALUE_NOTHING };
	asked->places[n] = *at;
	asked->count++;
}

static struct quiz_place place_of_text(const struct asked *asked, const char *text)
{
	const struct quiz_question *q = asked->question;
	const struct quiz_fill *fills = asked->quiz->fills + q->first_fill;
	for (int i = 0; i < q->n_fills; i++)
		if (fills[i].text == text)
			return fills[i].at;
	return (struct quiz_place){ q->line, q->column };
}

static void ask_words(void *context, const struct words *words)
{
	struct asked *asked = context;
	for (int k = 0; k < LANGUAGE_COUNT; k++) {
		struct fill_hole *holes;
		const char *text = words->in[k];
		int n = text ? fill_find(text, &asked->arena, &holes) : 0;
		for (int i = 0; i < n; i++)
			ask(asked, holes[i].code, &(struct asked_at){
				.format = holes[i].format, .at = place_of_text(asked, text),
				.first = words == &asked->question->text,
			});
	}
}

static void ask_all(struct asked *asked, const struct quiz *quiz, const struct quiz_question *q)
{
	*asked = (struct asked){ .quiz = quiz, .question = q };
	arena_init(&asked->arena, 0);
	for (int i = 0; i < q->n_claims; i++)
		ask(asked, q->claims[i], &(struct asked_at){ .at = q->claims_at[i] });
	asked->claims = asked->count;
	quiz_each_words(q, ask_words, asked);
}

static void forget_values(struct asked *asked)
{
	for (int i = 0; i < asked->count; i++) {
		value_unref(asked->exprs[i].value);
		free(asked->exprs[i].sides);
		asked->exprs[i] = (struct lab_expr){ .code = asked->exprs[i].code, .value = VALUE_NOTHING };
	}
}

static void asked_done(struct asked *asked)
{
	forget_values(asked);
	free(asked->exprs);
	free(asked->places);
	arena_done(&asked->arena);
}

/* True, False, or neither: a claim is a bool, or a bool tensor of one element. */
static bool is_bool(struct value value, bool *is_true)
{
	static const int64_t first[TENSOR_MAX_DIMS];
	const struct tensor *t = value.kind == VALUE_TENSOR ? value.as.tensor : NULL;
	if (t && t->dtype == DT_BOOL && tensor_count(t) == 1)
		*is_true = tensor_at(t, first) != 0;
	else if (value.kind == VALUE_BOOL)
		*is_true = value.as.flag;
	else
		return false;
	return true;
}

static void check_claim(struct lab_checker *c, const struct place *at, const struct lab_expr *expr)
{
	struct err err = expr->error;
	bool holds = false;
	if (err.code == ERR_NONE && !is_bool(expr->value, &holds))
		err_say(&err, ERR_TYPE,
		        "a claim is True or False, and this is of type %s: compare it with something",
		        value_kind_name(expr->value.kind));
	if (err.code != ERR_NONE)
		report_failed(c, at, NULL, "claim", expr->code, &err);
	else if (!holds)
		report_claim(c, at, NULL, expr->code, expr->sides);
}

static void check_hole(struct lab_checker *c, const struct place *at, const struct lab_expr *expr,
                       const char *format)
{
	struct err err = expr->error;
	struct str text = STR_INIT;
	if (err.code == ERR_NONE && fill_format(expr->value, format, &text, &err)) {
		str_done(&text);
		return;
	}
	str_clear(&text);
	str_addf(&text, "{{ %s }}", expr->code);
	report_failed(c, at, NULL, "fill", text.data, &err);
	str_done(&text);
}

static void check_asked(struct lab_checker *c, const struct place *at, const struct lab *lab,
                        struct asked *asked, const bool *failed)
{
	struct lab_setting setting = quiz_setting(asked->question);
	struct err err = {0};
	if (!asked->count)
		return;
	forget_values(asked);
	if (!lab_eval_all(lab, &setting, &budget_lab, asked->exprs, asked->count, &err)) {
		report_failed(c, at, NULL, "lab", _("the lab does not run"), &err);
		return;
	}
	for (int i = 0; i < asked->count; i++) {
		struct place place = { .path = at->path, .at = asked->places[i].at };
		if (lab_reads_any(lab, asked->exprs[i].code, failed))
			continue;
		if (i < asked->claims)
			check_claim(c, &place, &asked->exprs[i]);
		else
			check_hole(c, &place, &asked->exprs[i], asked->places[i].format);
	}
}

/* A question that asks for a number, and says it: what its key speaks of is covered in the lab. */
static void check_told(struct lab_checker *c, const struct place *at, const struct lab *lab,
                       const struct asked *asked)
{
	if (!asked->question->answer)
		return;
	bool *covered = quiz_cover(asked->question, lab);
	for (int i = asked->claims; i < asked->count; i++)
		if (asked->places[i].first && lab_reads_any(lab, asked->exprs[i].code, covered))
			findings_add(c->findings, FINDING_WARNING, at->path, asked->places[i].at.line,
			             asked->places[i].at.column, "fill",
			             "{{ %.60s }} tells in the question what the lab covers until it is answered",
			             asked->exprs[i].code);
	free(covered);
}

/* ---- As it is asked: the key, where an expression computes it, and options. ---- */

static void check_key(struct lab_checker *c, struct asking *asking, const struct quiz *quiz)
{
	const struct quiz_question *q = asking_question(asking);
	struct place at = { .path = quiz->path, .at = q->answer_at };
	struct err err = {0};
	const char *key = asking_key(asking, &err);
	if (!key)
		report_failed(c, &at, NULL, "answer", q->answer, &err);
	else if (q->kind->check_key)
		q->kind->check_key(quiz, q, key, c->findings);
}

static void check_asking(struct lab_checker *c, const struct lab *lab, const struct quiz *quiz,
                         const struct quiz_question *q)
{
	struct asking *asking = asking_new(q, lab);
	if (q->answer)
		check_key(c, asking, quiz);
	options_check_filled(quiz, asking, c->findings);
	asking_free(asking);
}

/* ---- Variants that options name. ---- */

static bool has_name(const struct words *name, const char *text)
{
	for (int k = 0; k < LANGUAGE_COUNT; k++)
		if (name->in[k] && strcmp(name->in[k], text) == 0)
			return true;
	return false;
}

static void check_variant(struct lab_checker *c, const char *path, const struct lab *lab,
                          const struct quiz_option *option)
{
	const struct program *program = lab_program(lab);
	struct str known = STR_INIT;
	bool found = false;
	for (int i = 0; i < program->n_variants && !found; i++) {
		const struct words *name = &program->variants[i].name;
		found = has_name(name, option->variant);
		str_addf(&known, "%s\"%s\"", i ? ", " : "", words_in(name, LANGUAGE_EN));
	}
	if (!found)
		findings_add(c->findings, FINDING_ERROR, path, option->variant_at.line, option->variant_at.column,
		             "variant", "the lab %s has no variant \"%.60s\"; it has %s", lab_name(lab), option->variant,
		             program->n_variants ? known.data : _("none"));
	str_done(&known);
}

/* ---- The question. ---- */

static bool wants_variant(const struct quiz_question *q)
{
	for (int i = 0; i < q->n_options; i++)
		if (q->options[i].variant)
			return true;
	return false;
}

/* A shipped lab with its defaults runs once, however many questions name it. */
static void run_once(struct lab_checker *c, const struct place *at, const struct lab *lab,
                     const struct quiz_question *q, bool *failed)
{
	struct lab_setting setting = quiz_setting(q);
	struct err ignored;
	bool shared = q->lab && !q->lab_code && !q->n_set && c->library &&
	              lab_library_find(c->library, q->lab, &ignored) == lab;
	if (shared && names_add(&c->ran, lab_name(lab), 0) >= 0)
		return;
	run(c, at, lab, &setting, failed);
}

static void report_no_lab(struct lab_checker *c, const struct place *at, const struct asked *asked)
{
	bool claims = asked->claims > 0;   /* a {{ alone may be meant as text */
	findings_add(c->findings, claims ? FINDING_ERROR : FINDING_WARNING, at->path, at->at.line,
	             at->at.column, "lab",
	             claims ? N_("no lab fits this question, so its claims cannot be computed: write \"lab\": \"…\"")
	             : asked->count ? N_("no lab fits this question, so its {{ }} cannot be computed: write \"lab\": "
	                                 "\"…\", or \\{{ for two braces")
	             : N_("no lab fits this question, so its variants cannot be computed: write \"lab\": \"…\""));
}

static void report_lab(struct lab_checker *c, const struct place *at, const struct quiz_question *q,
                       const struct err *err)
{
	struct lab_setting setting = quiz_setting(q);
	if (q->lab_code)
		report_mistakes(c, at, q->lab, q->lab_code, &setting);
	else
		report(c, at, NULL, "lab", err->text);
}

/* With the knobs as they are set. Whether nothing was found. */
static bool check_instance(struct lab_checker *c, const struct place *at, const struct lab *lab,
                           const struct quiz *quiz, struct asked *asked)
{
	const struct quiz_question *q = asked->question;
	struct place question = { .path = at->path, .at = { q->line, q->column } };
	int before = c->findings->count;
	bool *failed = nodes_new(lab);
	check_asking(c, lab, quiz, q);
	if (q->lab || q->lab_code)
		run_once(c, at, lab, q, failed);
	check_asked(c, &question, lab, asked, failed);
	free(failed);
	return c->findings->count == before;
}

/* As it is rolled, up to the first instance in which something is found. */
static void check_instances(struct lab_checker *c, const struct place *at, const struct lab *lab,
                            const struct quiz *quiz, struct quiz_question *q, struct asked *asked)
{
	bool fine = true;
	for (int i = 0; fine && i < vary_instances(q); i++) {
		int before = c->findings->count;
		vary_take(q, i);
		fine = check_knobs_stand(c->findings, at->path, lab, q) && check_instance(c, at, lab, quiz, asked);
		if (!fine && q->n_vary)
			check_knobs_say(c->findings, before, q->vary[0].knob, q->n_vary);
	}
	vary_take(q, 0);
}

/* Everything that the question's lab is asked for; `lab` in the place of "lab". */
static void check_with_lab(struct lab_checker *c, const struct place *at, const struct lab *lab,
                           const struct quiz *quiz, struct quiz_question *q, struct asked *asked)
{
	struct place question = { .path = at->path, .at = { q->line, q->column } };
	if (check_knobs(c->findings, at->path, lab, q))
		check_instances(c, at, lab, quiz, q, asked);
	check_told(c, &question, lab, asked);
	if (q->lab_code)
		note_no_figures(c, at, lab);
	for (int i = 0; i < q->n_options; i++)
		if (q->options[i].variant)
			check_variant(c, at->path, lab, &q->options[i]);
}

void check_question_lab(struct lab_checker *c, struct quiz *quiz, int question)
{
	struct quiz_question *q = &quiz->questions[question];
	struct place at = {
		.path = quiz->path, .at = { q->line, q->column }, .uses = q->lab != NULL,
		.code_at = q->code_at, .n_code_at = q->n_code_at,
	};
	struct asked asked;
	struct err err = {0};
	bool given = q->lab || q->lab_code;
	if (given)
		at.at = q->lab_at;
	ask_all(&asked, quiz, q);
	if (given || asked.count || q->answer || wants_variant(q)) {
		struct lab *lab = quiz_lab(q, c->library, &err);
		if (lab)
			check_with_lab(c, &at, lab, quiz, q, &asked);
		else if (err.code != ERR_NONE)
			report_lab(c, &at, q, &err);
		else if (asked.count || wants_variant(q))
			report_no_lab(c, &at, &asked);
		if (!lab && err.code == ERR_NONE)
			check_asking(c, NULL, quiz, q);
		lab_unref(lab);
	}
	asked_done(&asked);
}
