/*
 * Any bytes as a lab: it runs within its budget or says what is wrong, its
 * figures can be drawn at any width, its knobs go where they say they go.
 */
#include "draw/draw.h"
#include "fuzz.h"
#include "lab/lab.h"

/* `use` finds the lab itself, whatever the name. */
static char *load_itself(void *context, const char *name, struct err *err)
{
	(void)name, (void)err;
	return mem_copy(context);
}

static void draw(const struct figure *figure, int width)
{
	struct str out = STR_INIT;
	struct look look = { .row = 7, .col = -1, .cursor = true, .digits = 2 };
	int64_t rows, cols;
	draw_extent(figure, &rows, &cols);
	assert(rows >= 0 && cols >= 0);
	assert(draw_height(figure, width) >= 1);
	draw_cell(figure, &look, &out);
	draw_text(figure, LANGUAGE_EN, width, &out);
	assert(utf8_valid(out.data, out.len, NULL));   /* whoever prints it cleans it */
	str_done(&out);
}

static void look_at(const struct lab_state *state, const char *source)
{
	for (int i = 0; i < state->n_lines; i++) {
		const struct lab_line *line = &state->lines[i];
		assert(line->name && line->code && line->names && line->shape);
		if (line->error.code)
			assert_error(&line->error, source);
	}
	for (int i = 0; i < state->n_figures; i++)
		draw(&state->figures[i], (int)strlen(source) % 90 + 1);
	for (int i = 0; i < state->n_claims; i++)
		assert(!state->claims[i].holds || state->claims[i].error.code == ERR_NONE);
	if (state->with)
		look_at(state->with, source);
}

/* Every knob one step up; the values are the state's own, so the lab must take them. */
static void step_up(const struct lab *lab, const struct lab_state *state, const char *source)
{
	struct lab_knob_setting *knobs = mem_new((size_t)state->n_knobs + 1, sizeof *knobs);
	struct lab_setting setting = { .knobs = knobs, .n_knobs = state->n_knobs, .variant = 0 };
	if (lab_program(lab)->n_variants == 0)
		setting.variant = -1;
	for (int i = 0; i < state->n_knobs; i++)
		knobs[i] = (struct lab_knob_setting){ state->knobs[i].name, state->knobs[i].up };
	struct err err = {0};
	struct budget budget = FUZZ_BUDGET;
	struct lab_state *next = lab_run(lab, &setting, &budget, NULL, &err);
	if (next)
		look_at(next, source);
	else
		assert_error(&err, source);
	lab_state_unref(next);
	free(knobs);
}

static void run(const struct lab *lab, const char *source)
{
	struct err err = {0};
	struct budget budget = FUZZ_BUDGET;
	struct lab_setting setting = { .variant = -1 };
	struct lab_state *state = lab_run(lab, &setting, &budget, NULL, &err);
	if (!state) {
		assert_error(&err, source);
		return;
	}
	look_at(state, source);
	step_up(lab, state, source);
	lab_state_unref(state);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *source = mem_copy_n((const char *)data, size);
	struct program_loader loader = { load_itself, source };
	struct err err = {0};
	struct lab *lab = lab_parse("fuzz", source, &loader, &err);
	assert(!lab == (err.code != ERR_NONE));
	if (lab)
		run(lab, source);
	else
		assert_error(&err, source);
	lab_unref(lab);
	free(source);
	return 0;
}
