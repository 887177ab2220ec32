#include "tui/labposter.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/mem.h"
#include "draw/poster.h"
#include "lang/program.h"

static struct poster_line *knobs_of(const struct lab_state *state)
{
	struct poster_line *knobs = mem_new((size_t)state->n_knobs + 1, sizeof *knobs);
	for (int i = 0; i < state->n_knobs; i++)
		knobs[i] = (struct poster_line){ state->knobs[i].name, state->knobs[i].text };
	return knobs;
}

static bool is_covered(const struct labposter *p, const char *name)
{
	int node = p->covered ? program_find_node(lab_program(p->state->lab), name) : -1;
	return node >= 0 && p->covered[node];
}

static struct poster_line line_of(const struct labposter *p, const struct lab_line *line, const char *code)
{
	return (struct poster_line){ code, is_covered(p, line->name) ? NULL : line->shape };
}

/* Functions first; below a line what the variant has in its place, "≠ S = …". Returns how many there are. */
static int lines_of(const struct labposter *p, struct arena *words, struct poster_line *lines)
{
	const struct lab_state *state = p->state, *with = state->with;
	const struct program *program = lab_program(state->lab);
	int n = 0;
	for (int i = 0; i < program->n_defs; i++)
		lines[n++] = (struct poster_line){ program->defs[i].code, NULL };
	for (int i = 0; i < state->n_lines; i++) {
		lines[n++] = line_of(p, &state->lines[i], state->lines[i].code);
		if (with && i < with->n_lines && with->lines[i].replaced)
			lines[n++] = line_of(p, &with->lines[i],
			                     arena_printf(words, "≠ %s", with->lines[i].code));
	}
	return n;
}

/* With a variant both stand beside each other. */
static void add_variant(const struct labposter *p, struct poster *poster)
{
	const struct lab_state *with = p->state->with;
	if (!with || p->figure >= with->n_figures)
		return;
	poster->against = &with->figures[p->figure];
	poster->variant = words_in(&lab_program(with->lab)->variants[with->variant].name, p->language);
}

bool labposter_save(const struct labposter *p, struct err *err)
{
	const char *title = words_in(&lab_program(p->state->lab)->title, p->language);
	struct poster_line *knobs = knobs_of(p->state);
	size_t most = (size_t)lab_program(p->state->lab)->n_defs + 2 * (size_t)p->state->n_lines;
	struct poster_line *lines = mem_new(most, sizeof *lines);
	struct arena words;
	arena_init(&words, 0);
	struct poster poster = {
		.title = title ? title : lab_name(p->state->lab),
		.figure = &p->state->figures[p->figure],
		.knobs = knobs, .n_knobs = p->state->n_knobs,
		.lines = lines, .n_lines = lines_of(p, &words, lines),
		.language = p->language, .palette = p->palette,
	};
	add_variant(p, &poster);
	bool ok = (!p->png || poster_save_png(&poster, p->fonts, p->png, err))
	          && (!p->svg || poster_save_svg(&poster, p->svg, err));
	free(knobs);
	free(lines);
	arena_done(&words);
	return ok;
}
