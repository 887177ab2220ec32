#include "tui/labpane.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "lang/program.h"
#include "tui/labmove.h"
#include "tui/labtiles.h"

enum { TICK_MS = 600 };

/* ---- Settings ---- */

static void set_knob(struct labpane *pane, const char *name, const char *text)
{
	int i = 0;
	while (i < pane->n_set && strcmp(pane->set[i].name, name) != 0)
		i++;
	if (i == pane->n_set) {
		pane->set = mem_grow(pane->set, (size_t)++pane->n_set, sizeof *pane->set);
		pane->set[i].name = mem_copy(name);
	} else {
		free((char *)pane->set[i].text);
	}
	pane->set[i].text = mem_copy(text);
}

static void forget_settings(struct labpane *pane)
{
	for (int i = 0; i < pane->n_set; i++) {
		free((char *)pane->set[i].name);
		free((char *)pane->set[i].text);
	}
	pane->n_set = 0;
}

static void request(struct labpane *pane)
{
	const struct lab_setting setting = {
		.knobs = pane->set, .n_knobs = pane->n_set, .variant = pane->variant,
	};
	struct err ignored;
	struct lab_state *knobs = lab_read_knobs(pane->lab, &setting, &ignored);
	lab_state_unref(pane->knobs);
	pane->knobs = knobs;
	if (pane->live)
		live_request(pane->live, &setting);
}

const struct lab_state *labpane_knobs(const struct labpane *pane)
{
	return pane->knobs ? pane->knobs : pane->state;
}

/* ---- New and free ---- */

/* The knobs as the question wants them. */
static void set_as_asked(struct labpane *pane)
{
	if (!pane->question)
		return;
	struct lab_setting setting = quiz_setting(pane->question);
	for (int i = 0; i < setting.n_knobs; i++)
		set_knob(pane, setting.knobs[i].name, setting.knobs[i].text);
}

static void cover(struct labpane *pane)
{
	pane->covering = true;
	pane->covered = quiz_cover(pane->question, pane->lab);
}

struct look labpane_look(const struct labpane *pane)
{
	struct look look = pane->look;
	look.ascii = pane->app->glyphs != GLYPHS_ALL;
	look.mono = pane->app->options.mono;
	look.light = pane->app->light;
	return look;
}

struct labpane *labpane_new(struct app *app, struct lab *lab, const struct quiz_question *question)
{
	struct labpane *pane = mem_new(1, sizeof *pane);
	pane->app = app;
	pane->lab = lab;
	pane->variant = pane->chosen = pane->first_line = -1;
	pane->look = (struct look){ .palette = app->options.palette };
	pane->tiles = mem_new(1, sizeof *pane->tiles);
	if (!question)
		return pane;
	pane->question = question;
	set_as_asked(pane);
	cover(pane);
	return pane;
}

void labpane_free(struct labpane *pane)
{
	if (!pane)
		return;
	if (pane->live)
		live_free(pane->live);
	if (pane->state)
		lab_state_unref(pane->state);
	lab_state_unref(pane->knobs);
	labtiles_forget(pane->tiles);
	free(pane->tiles);
	forget_settings(pane);
	free(pane->set);
	free(pane->covered);
	free(pane->reached);
	lab_unref(pane->lab);
	free(pane);
}

void labpane_set(struct labpane *pane, const struct lab_knob_setting *set, int n_set)
{
	for (int i = 0; i < n_set; i++)
		set_knob(pane, set[i].name, set[i].text);
	pane->turned |= n_set > 0;
}

void labpane_start(struct labpane *pane)
{
	if (pane->live)
		return;
	struct budget budget = *lab_budget(pane->lab);
	budget.pool = pane->app->options.pool;
	pane->live = live_new(pane->lab, &budget);
	request(pane);
}

void labpane_speak(struct labpane *pane, enum language language)
{
	bool anew = pane->live && pane->look.language != language;
	pane->look.language = language;
	if (anew)
		request(pane);
}

/* ---- Covers and variants ---- */

bool labpane_covers(const struct labpane *pane, const char *code)
{
	return pane->covering && lab_reads_any(pane->lab, code, pane->covered);
}

bool labpane_hides(const struct labpane *pane, const struct figure *figure)
{
	for (int i = 0; figure->kind != FIGURE_SHAPES && i < figure->n_items; i++)
		if (figure->items[i].code && labpane_covers(pane, figure->items[i].code))
			return true;
	return figure->covered;
}

/* Authors name a variant in any of its languages. */
static bool is_named(const struct program_variant *variant, const char *name)
{
	for (int l = 0; l < LANGUAGE_COUNT; l++)
		if (variant->name.in[l] && strcmp(variant->name.in[l], name) == 0)
			return true;
	return false;
}

void labpane_uncover(struct labpane *pane, const char *variant)
{
	const struct program *program = lab_program(pane->lab);
	pane->covering = false;
	for (int i = 0; variant && i < program->n_variants; i++)
		if (is_named(&program->variants[i], variant))
			pane->variant = pane->chosen = i;
	if (pane->variant >= 0)
		request(pane);
}

static const struct program_variant *variant_of(const struct labpane *pane)
{
	return pane->variant < 0 ? NULL : &lab_program(pane->lab)->variants[pane->variant];
}

const char *labpane_chosen_name(const struct labpane *pane, enum language language)
{
	return pane->chosen < 0 ? NULL
	                        : words_in(&lab_program(pane->lab)->variants[pane->chosen].name, language);
}

const char *labpane_variant_name(const struct labpane *pane, enum language language)
{
	const struct program_variant *variant = variant_of(pane);
	return variant ? words_in(&variant->name, language) : NULL;
}

const struct lab_line *labpane_first_error(const struct lab_state *state)
{
	for (int i = 0; i < state->n_lines; i++)
		if (state->lines[i].error.code != ERR_NONE)
			return &state->lines[i];
	return NULL;
}

static void say_difference(const struct lab_difference *d, struct str *out)
{
	if (!d->same_shape)
		str_addf(out, _("%s has another shape."), d->name);
	else if (isnan(d->largest))
		str_addf(out, _("%s differs in %lld of %lld cells, and some of them are nan."), d->name,
		         (long long)d->differing, (long long)d->cells);
	else
		str_addf(out, _("%s differs in %lld of %lld cells, at most by %.3g."), d->name,
		         (long long)d->differing, (long long)d->cells, d->largest);
}

bool labpane_difference(const struct labpane *pane, enum language language, struct str *out)
{
	const struct program_variant *variant = variant_of(pane);
	if (!variant || !pane->state || !pane->state->with)
		return false;
	const char *sentence = words_in(&variant->sentence, language);
	if (sentence)
		str_add(out, sentence);
	else if (labpane_first_error(pane->state->with))
		str_addf(out, _("With this the program stops at %s."),
		         labpane_first_error(pane->state->with)->name);
	else if (pane->state->n_differences > 0)
		say_difference(&pane->state->differences[0], out);
	else
		str_add(out, _("Nothing differs at these knobs."));
	return true;
}

static bool shows_any(const struct labpane *pane, const struct figure *figure, const bool *nodes)
{
	bool any = false;
	for (int i = 0; i < figure->n_items; i++)
		any |= figure->items[i].code && lab_reads_any(pane->lab, figure->items[i].code, nodes);
	return any;
}

/* Which figures what the variant replaces reaches. A data flow shows it even where it changes no shape. */
static void find_reached(struct labpane *pane)
{
	const struct lab_state *state = pane->state, *with = state->with;
	bool *changed = mem_new((size_t)state->n_lines + 1, sizeof *changed);
	for (int i = 0; with && i < with->n_lines && i < state->n_lines; i++)
		changed[i] = with->lines[i].replaced;
	lab_spread(pane->lab, changed);
	free(pane->reached);
	pane->reached = mem_new((size_t)state->n_figures + 1, sizeof *pane->reached);
	for (int i = 0; with && i < state->n_figures; i++)
		pane->reached[i] = state->figures[i].kind == FIGURE_SHAPES ||
		                   shows_any(pane, &state->figures[i], changed);
	free(changed);
}

/* Compared, the figure to see is one that differs: the one that is shown, or the next. */
static void show_difference(struct labpane *pane)
{
	const struct program *program = lab_program(pane->lab);
	const struct lab_state *state = pane->state;
	bool *differs = mem_new((size_t)program->n_nodes, sizeof *differs);
	for (int d = 0; d < state->n_differences; d++) {
		int node = program_find_node(program, state->differences[d].name);
		if (node >= 0)
			differs[node] = true;
	}
	for (int k = 0, n = state->n_figures; k < n; k++) {
		int i = (pane->top_figure + k) % n;
		if (!shows_any(pane, &state->figures[i], differs))
			continue;
		labmove_select(pane, i);
		pane->top_figure = i;
		break;
	}
	free(differs);
}

/* ---- Knobs ---- */

const struct lab_knob *labpane_knob_at(const struct labpane *pane, int i)
{
	const struct lab_state *knobs = labpane_knobs(pane);
	return pane->state && i >= 0 && i < knobs->n_knobs ? &knobs->knobs[i] : NULL;
}

void labpane_turn_to(struct labpane *pane, int i, const char *text)
{
	const struct lab_knob *knob = labpane_knob_at(pane, i);
	if (!knob || strcmp(text, knob->text) == 0)
		return;
	set_knob(pane, knob->name, text);
	pane->turned = true;
	request(pane);
}

void labpane_turn(struct labpane *pane, int i, int direction)
{
	const struct lab_knob *knob = labpane_knob_at(pane, i);
	if (knob)
		labpane_turn_to(pane, i, direction < 0 ? knob->down : knob->up);
}

/* None, that of the answer, the others as they are written, none again. */
static int variant_after(const struct labpane *pane)
{
	int next = pane->variant == pane->chosen ? 0 : pane->variant + 1;
	if (pane->variant < 0 && pane->chosen >= 0)
		return pane->chosen;
	if (next == pane->chosen)
		next++;
	return next < lab_program(pane->lab)->n_variants ? next : -1;
}

void labpane_next_variant(struct labpane *pane)
{
	bool off = pane->variant >= 0 && pane->variant == pane->chosen && !pane->chosen_seen;
	pane->chosen_seen |= off;
	pane->variant = off ? -1 : variant_after(pane);
	request(pane);
}

void labpane_reset(struct labpane *pane)
{
	forget_settings(pane);
	set_as_asked(pane);
	pane->turned = false;
	pane->playing = false;
	request(pane);
}

/* ---- Time ---- */

/* At the end of the time it plays from the start again. */
void labpane_play(struct labpane *pane, int64_t now_ms)
{
	const struct lab_knob *knob = labpane_knob_at(pane, pane->state->clock);
	pane->playing = !pane->playing;
	pane->next_ms = now_ms + TICK_MS;
	if (pane->playing && strcmp(knob->text, knob->last) == 0)
		labpane_turn_to(pane, pane->state->clock, knob->first);
}

void labpane_step(struct labpane *pane, int direction)
{
	pane->playing = false;
	labpane_turn(pane, pane->state->clock, direction);
}

static bool take(struct labpane *pane)
{
	struct lab_state *state = live_take(pane->live);
	if (!state)
		return false;
	bool compared = pane->state && pane->state->with && state->with &&
	                pane->state->with->variant == state->with->variant;
	if (pane->state)
		lab_state_unref(pane->state);
	pane->state = state;
	find_reached(pane);
	labtiles_forget(pane->tiles);
	labmove_settle(pane);
	if (state->with && !compared)
		show_difference(pane);
	labmove_point(pane);
	labmove_cell(pane, 0, 0);
	return true;
}

static bool tick(struct labpane *pane, int64_t now_ms)
{
	if (!pane->playing || now_ms < pane->next_ms || live_busy(pane->live))
		return false;
	const struct lab_knob *knob = labpane_knob_at(pane, pane->state->clock);
	pane->next_ms = now_ms + TICK_MS;
	if (!knob || strcmp(knob->text, knob->up) == 0)
		pane->playing = false;
	else
		labpane_turn_to(pane, pane->state->clock, knob->up);
	return true;
}

bool labpane_poll(struct labpane *pane, int64_t now_ms)
{
	if (!pane->live)
		return false;
	bool changed = take(pane);
	changed |= labtiles_take(pane->tiles, pane->live);
	labtiles_ask(pane->tiles, pane->live);
	return tick(pane, now_ms) || changed;
}

int labpane_timeout(const struct labpane *pane, int64_t now_ms)
{
	if (pane->live && pane->tiles->wants)
		return 0;
	if (!pane->playing || live_busy(pane->live))
		return -1;
	return pane->next_ms > now_ms ? (int)(pane->next_ms - now_ms) : 0;
}
