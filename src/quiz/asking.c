#include "quiz/asking.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "quiz/kind.h"

struct filled {                      /* a text and what its {{ }} came to */
	const char *source;
	char *text;
};

struct asking {
	const struct quiz_question *question;
	struct lab *lab;                 /* or NULL */
	struct filled *filled;
	int n_filled;
	char *key;                       /* NULL until it is wanted */
	struct lab *symbols;             /* what typed answers may name; NULL until it is wanted */
};

struct asking *asking_new(const struct quiz_question *question, const struct lab *lab)
{
	struct asking *asking = mem_new(1, sizeof *asking);
	asking->question = question;
	asking->lab = lab ? lab_ref(lab) : NULL;
	return asking;
}

void asking_free(struct asking *asking)
{
	if (!asking)
		return;
	for (int i = 0; i < asking->n_filled; i++)
		free(asking->filled[i].text);
	free(asking->filled);
	free(asking->key);
	lab_unref(asking->lab);
	lab_unref(asking->symbols);
	free(asking);
}

const struct quiz_question *asking_question(const struct asking *asking)
{
	return asking->question;
}

/* ---- Texts ---- */

const char *asking_fill(struct asking *asking, const char *text)
{
	if (!text || !strstr(text, "{{") || !asking->lab)
		return text ? text : "";
	for (int i = 0; i < asking->n_filled; i++)
		if (asking->filled[i].source == text)
			return asking->filled[i].text;
	struct lab_setting setting = quiz_setting(asking->question);
	struct str out = STR_INIT;
	struct err ignored;
	quiz_fill(text, asking->lab, &setting, &out, &ignored);
	size_t n = (size_t)asking->n_filled;
	asking->filled = mem_grow(asking->filled, n + 1, sizeof *asking->filled);
	asking->filled[n] = (struct filled){ .source = text, .text = str_take(&out) };
	return asking->filled[asking->n_filled++].text;
}

const char *asking_words(struct asking *asking, const struct words *words, enum language language)
{
	return asking_fill(asking, words_in(words, language));
}

/* ---- Computing ---- */

static bool eval(const struct lab *lab, const struct lab_setting *setting, const char *code,
                 struct value *out, struct err *err)
{
	struct lab_expr expr = { .code = code };
	if (!lab_eval_all(lab, setting, &budget_lab, &expr, 1, err))
		return false;
	free(expr.sides);
	*out = expr.value;
	if (expr.error.code == ERR_NONE)
		return true;
	*err = expr.error;
	return false;
}

bool asking_compute(struct asking *asking, struct value *out, struct err *err)
{
	struct lab_setting setting = quiz_setting(asking->question);
	if (asking->lab)
		return eval(asking->lab, &setting, asking->question->answer, out, err);
	struct lab *none = lab_parse("answer", "", NULL, err);
	bool ok = none && eval(none, NULL, asking->question->answer, out, err);
	lab_unref(none);
	return ok;
}

static void add_symbol(struct str *source, const struct lab_expr *expr)
{
	bool number = expr->value.kind == VALUE_INT || expr->value.kind == VALUE_FLOAT;
	if (!number || !isfinite(value_number(expr->value)))
		return;
	str_addf(source, "%s = ", expr->code);
	value_print(expr->value, source);
	str_add_char(source, '\n');
}

/* The knobs, and the numbers among the results that are not covered. */
static void add_symbols(const struct asking *asking, struct str *source)
{
	const struct program *program = lab_program(asking->lab);
	struct lab_setting setting = quiz_setting(asking->question);
	bool *covered = quiz_cover(asking->question, asking->lab);
	struct lab_expr *exprs =
		mem_new((size_t)(program->n_params + program->n_nodes), sizeof *exprs);
	struct err ignored;
	int n = 0;
	for (int i = 0; i < program->n_params; i++)
		exprs[n++].code = program->params[i].name;
	for (int i = 0; i < program->n_nodes; i++)
		if (!covered[i])
			exprs[n++].code = program->nodes[i].name;
	lab_eval_all(asking->lab, &setting, &budget_lab, exprs, n, &ignored);
	for (int i = 0; i < n; i++) {
		add_symbol(source, &exprs[i]);
		value_unref(exprs[i].value);
		free(exprs[i].sides);
	}
	free(exprs);
	free(covered);
}

/* A lab of these alone: a typed answer cannot ask for the result itself. */
static bool make_symbols(struct asking *asking, struct err *err)
{
	struct str source = STR_INIT;
	if (asking->symbols)
		return true;
	if (asking->lab)
		add_symbols(asking, &source);
	asking->symbols = lab_parse("answer", source.data, NULL, err);
	str_done(&source);
	return asking->symbols != NULL;
}

bool asking_typed(struct asking *asking, const char *code, struct value *out, struct err *err)
{
	return make_symbols(asking, err) && eval(asking->symbols, NULL, code, out, err);
}

/* ---- The key, and answers ---- */

const char *asking_key(struct asking *asking, struct err *err)
{
	struct str key = STR_INIT;
	if (!asking->key && asking->question->kind->key(asking, &key, err))
		asking->key = str_take(&key);
	str_done(&key);
	return asking->key;
}

void asking_say(struct asking *asking, const char *answer, enum language language, struct str *out)
{
	asking->question->kind->say(asking, answer, language, out);
}

void asking_preview(struct asking *asking, const char *typed, struct str *out)
{
	if (asking->question->kind->preview)
		asking->question->kind->preview(asking, typed, out);
}

bool asking_judge(struct asking *asking, const char *answer, enum language language,
                  struct judgement *out, struct err *err)
{
	*out = (struct judgement){ .rated = STR_INIT, .said = STR_INIT };
	if (asking->question->kind->judge(asking, answer, language, out, err))
		return true;
	judgement_done(out);
	return false;
}

void judgement_done(struct judgement *judgement)
{
	str_done(&judgement->rated);
	str_done(&judgement->said);
}

bool quiz_answer_fits(const struct quiz_question *question, const char *answer)
{
	return question->kind->fits(question, answer);
}

static int options_naming(const struct quiz_question *question, const char *variant)
{
	int n = 0;
	for (int i = 0; i < question->n_options; i++)
		n += question->options[i].variant && strcmp(question->options[i].variant, variant) == 0;
	return n;
}

/* An answer of several ideas runs none: the lab shows one beside the right one. */
const char *quiz_answer_variant(const struct quiz_question *question, const char *answer, bool *own)
{
	const char *variant = NULL;
	uint32_t set;
	if (!options_of_answer(question, answer, &set))
		set = 0;
	for (int i = 0; i < question->n_options; i++)
		if (set == UINT32_C(1) << i && !(set & question->correct))
			variant = question->options[i].variant;
	if (own)
		*own = variant && options_naming(question, variant) == 1;
	return variant;
}
