#include "quiz/check_lab.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "quiz/fill.h"
#include "quiz/kind.h"
#include "quiz/source.h"

enum { LAB_MAX_BYTES = 1 << 20 };

/* Where findings about a lab go: a question's place, or the statement's own in a lab file. */
struct place {
	const char *path;
	uint32_t line, column;
	bool own;               /* a lab file: statements know better */
	const struct lab_knob_setting *turned;   /* the knob that is not at its default, or NULL */
};

static void report(struct lab_checker *c, const struct place *at, const struct span *span,
                   const char *rule, const char *text)
{
	bool better = at->own && span && span->line;
	struct str whole = STR_INIT;
	if (at->turned)
		str_addf(&whole, _("with %s = %s: "), at->turned->name, at->turned->text);
	str_add(&whole, text);
	findings_add(c->findings, FINDING_ERROR, at->path, better ? span->line : at->line,
	             better ? span->column : at->column, rule, "%s", whole.data);
	str_done(&whole);
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

static const struct span *node_span(const struct lab *lab, const char *name)
{
	const struct program *program = lab_program(lab);
	int node = program_find_node(program, name);
	return node >= 0 ? &program->nodes[node].span : NULL;
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
                         const struct lab_state *state)
{
	const struct program *program = lab_program(state->lab);
	for (int i = 0; i < state->n_claims; i++) {
		const struct lab_claim *claim = &state->claims[i];
		const struct span *span = i < program->n_claims ? &program->claims[i].span : NULL;
		if (claim->error.code != ERR_NONE)
			report_failed(c, at, span, "claim", claim->code, &claim->error);
		else if (!claim->holds)
			report_claim(c, at, span, claim->code, claim->values);
	}
}

/* The first line that fails says it; those that depend on it only repeat it. */
static bool check_lines(struct lab_checker *c, const struct place *at,
                        const struct lab_state *state)
{
	for (int i = 0; i < state->n_lines; i++) {
		const struct lab_line *line = &state->lines[i];
		if (line->error.code == ERR_NONE)
			continue;
		report_failed(c, at, node_span(state->lab, line->name), "lab", line->code, &line->error);
		return false;
	}
	return true;
}

static void check_figures(struct lab_checker *c, const struct place *at,
                          const struct lab_state *state)
{
	const struct program *program = lab_program(state->lab);
	for (int i = 0; i < state->n_figures; i++) {
		const struct span *span = i < program->n_shows ? &program->shows[i].span : NULL;
		if (state->figures[i].error.code != ERR_NONE)
			report_failed(c, at, span, "lab", "show", &state->figures[i].error);
	}
}

/* True when the lab ran and nothing was found. */
static bool run(struct lab_checker *c, const struct place *at, const struct lab *lab,
                const struct lab_setting *setting)
{
	int before = c->findings->count;
	struct err err = {0};
	struct lab_state *state = lab_run(lab, setting, &budget_lab, NULL, &err);
	if (!state || state->error.code != ERR_NONE) {
		report_failed(c, at, NULL, "lab", _("the lab does not run"), state ? &state->error : &err);
	} else if (check_lines(c, at, state)) {
		check_figures(c, at, state);
		check_claims(c, at, state);
	}
	lab_state_unref(state);
	return c->findings->count == before;
}

/* Each knob at both its ends, the others at their defaults, up to the first setting that fails. */
static void sweep(struct lab_checker *c, struct place at, const struct lab *lab)
{
	struct err err;
	struct lab_state *state = lab_run(lab, &(struct lab_setting){ .variant = -1 }, &budget_lab, NULL, &err);
	bool fine = state != NULL;
	for (int i = 0; fine && i < state->n_knobs * 2; i++) {
		const struct lab_knob *knob = &state->knobs[i / 2];
		const struct lab_knob_setting turned = { knob->name, i % 2 ? knob->last : knob->first };
		at.turned = &turned;
		fine = run(c, &at, lab, &(struct lab_setting){ .knobs = &turned, .n_knobs = 1, .variant = -1 });
	}
	lab_state_unref(state);
}

void check_lab_file(struct lab_checker *c, const char *path)
{
	struct place at = { .path = path, .line = 1, .column = 1, .own = true };
	struct err err = {0};
	size_t len;
	char *text = source_read(path, LAB_MAX_BYTES, &len, &err), *name = source_name(path);
	struct program_loader loader;
	if (c->library)
		loader = lab_library_loader(c->library);
	bool plain = text && strlen(text) == len;
	if (text && !plain)
		err_say(&err, ERR_FORMAT, "a lab is plain text, and this file has NUL bytes in it");
	struct lab *lab = plain ? lab_parse(name, text, c->library ? &loader : NULL, &err) : NULL;
	if (lab)
		lab_stands_at(lab, path);
	if (!lab)
		report(c, &at, &err.at, "lab", err.text);
	else if (run(c, &at, lab, &(struct lab_setting){ .variant = -1 }))
		sweep(c, at, lab);
	lab_unref(lab);
	free(name);
	free(text);
}

/* ---- What a question asks of its lab: claims, then {{ }} in its texts. ---- */

struct asked {
	struct lab_expr *exprs;
	const char **formats;       /* NULL for a claim */
	int count, claims;
	struct arena arena;
};

static void ask(struct asked *asked, const char *code, const char *format)
{
	size_t n = (size_t)asked->count;
	if ((n & (n - 1)) == 0) {   /* full at every power of two */
		asked->exprs = mem_grow(asked->exprs, n ? 2 * n : 1, sizeof *asked->exprs);
		asked->formats = mem_grow(asked->formats, n ? 2 * n : 1, sizeof *asked->formats);
	}
	asked->exprs[n] = (struct lab_expr){ .code = code, .value = VALUE_NOTHING };
	asked->formats[n] = format;
	asked->count++;
}

static void ask_words(void *context, const struct words *words)
{
	struct asked *asked = context;
	for (int k = 0; k < LANGUAGE_COUNT; k++) {
		struct fill_hole *holes;
		int n = words->in[k] ? fill_find(words->in[k], &asked->arena, &holes) : 0;
		for (int i = 0; i < n; i++)
			ask(asked, holes[i].code, holes[i].format);
	}
}

static void ask_all(struct asked *asked, const struct quiz_question *q)
{
	*asked = (struct asked){0};
	arena_init(&asked->arena, 0);
	for (int i = 0; i < q->n_claims; i++)
		ask(asked, q->claims[i], NULL);
	asked->claims = asked->count;
	quiz_each_words(q, ask_words, asked);
}

static void asked_done(struct asked *asked)
{
	for (int i = 0; i < asked->count; i++) {
		value_unref(asked->exprs[i].value);
		free(asked->exprs[i].sides);
	}
	free(asked->exprs);
	free(asked->formats);
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
		        "a claim is True or False, and this is a %s: compare it with something",
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
                        const struct quiz_question *q, struct asked *asked)
{
	struct lab_setting setting = quiz_setting(q);
	struct err err = {0};
	if (!asked->count)
		return;
	if (!lab_eval_all(lab, &setting, &budget_lab, asked->exprs, asked->count, &err)) {
		report_failed(c, at, NULL, "lab", _("the lab does not run"), &err);
		return;
	}
	for (int i = 0; i < asked->count; i++)
		if (i < asked->claims)
			check_claim(c, at, &asked->exprs[i]);
		else
			check_hole(c, at, &asked->exprs[i], asked->formats[i]);
}

/* ---- The key, where an expression computes it. ---- */

static void check_key(struct lab_checker *c, const struct place *at, const struct lab *lab,
                      const struct quiz *quiz, const struct quiz_question *q)
{
	struct asking *asking = asking_new(q, lab);
	struct err err = {0};
	const char *key = asking_key(asking, &err);
	if (!key)
		report_failed(c, at, NULL, "answer", q->answer, &err);
	else if (q->kind->check_key)
		q->kind->check_key(quiz, q, key, c->findings);
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

static void check_variant(struct lab_checker *c, const struct place *at, const struct lab *lab,
                          const char *variant)
{
	const struct program *program = lab_program(lab);
	struct str known = STR_INIT;
	bool found = false;
	for (int i = 0; i < program->n_variants && !found; i++) {
		const struct words *name = &program->variants[i].name;
		found = has_name(name, variant);
		str_addf(&known, "%s\"%s\"", i ? ", " : "", words_in(name, LANGUAGE_EN));
	}
	if (!found)
		findings_add(c->findings, FINDING_ERROR, at->path, at->line, at->column, "variant",
		             "the lab %s has no variant \"%.60s\"; it has %s", lab_name(lab), variant,
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
                     const struct quiz_question *q)
{
	struct lab_setting setting = quiz_setting(q);
	bool shared = q->lab && !q->lab_code && !q->n_set;
	if (shared && names_add(&c->ran, lab_name(lab), 0) >= 0)
		return;
	run(c, at, lab, &setting);
}

static void report_no_lab(struct lab_checker *c, const struct place *at, const struct asked *asked)
{
	bool claims = asked->claims > 0;   /* a {{ alone may be meant as text */
	findings_add(c->findings, claims ? FINDING_ERROR : FINDING_WARNING, at->path, at->line,
	             at->column, "lab",
	             claims ? N_("no lab fits this question, so its claims cannot be computed: write \"lab\": \"…\"")
	             : asked->count ? N_("no lab fits this question, so its {{ }} cannot be computed: write \"lab\": "
	                                 "\"…\", or \\{{ for two braces")
	             : N_("no lab fits this question, so its variants cannot be computed: write \"lab\": \"…\""));
}

void check_question_lab(struct lab_checker *c, const struct quiz *quiz, int question)
{
	const struct quiz_question *q = &quiz->questions[question];
	struct place at = { .path = quiz->path, .line = q->line, .column = q->column };
	struct asked asked;
	struct err err = {0};
	bool given = q->lab || q->lab_code;
	ask_all(&asked, q);
	if (given || asked.count || q->answer || wants_variant(q)) {
		struct lab *lab = quiz_lab(quiz, question, c->library, &err);
		if (!lab && err.code != ERR_NONE)
			report(c, &at, NULL, "lab", err.text);
		else if (!lab && (asked.count || wants_variant(q)))
			report_no_lab(c, &at, &asked);
		if (q->answer && (lab || err.code == ERR_NONE))
			check_key(c, &at, lab, quiz, q);
		if (lab && given)
			run_once(c, &at, lab, q);
		if (lab)
			check_asked(c, &at, lab, q, &asked);
		for (int i = 0; lab && i < q->n_options; i++)
			if (q->options[i].variant)
				check_variant(c, &at, lab, q->options[i].variant);
		lab_unref(lab);
	}
	asked_done(&asked);
}
