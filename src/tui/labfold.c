#include "tui/labfold.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lang/ast.h"
#include "lang/program.h"
#include "tui/labclaims.h"
#include "tui/labcolumns.h"

/* How soon an item has room: below NEEDED_END it is needed; each step from there on is one line further away. */
enum rank {
	RANK_CHANGED, RANK_CLAIM, RANK_SHOWN, RANK_TURNED, NEEDED_END,
	RANK_FAR = NEEDED_END + 16, RANK_STAGE,
};

bool labfold_opened(const struct labpane *pane)
{
	return pane->first_line >= 0;
}

/* ---- Lines ---- */

struct ranking {
	const struct labpane *pane;
	const struct program *program;
	int *rank;                       /* by node */
	int now;
	bool found;
};

static void reach(void *context, const char *name)
{
	struct ranking *r = context;
	int node = program_find_node(r->program, name);
	if (node < 0 || r->rank[node] <= r->now)
		return;
	r->rank[node] = r->now;
	r->found = true;
}

/* The lines that the figure names; a data flow that names none shows all. */
static void rank_shown(struct ranking *r)
{
	const struct lab_state *state = r->pane->state;
	const struct figure *f = r->pane->figure < state->n_figures ? &state->figures[r->pane->figure] : NULL;
	bool *named = mem_new((size_t)r->program->n_nodes + 1, sizeof *named);
	for (int i = 0; f && i < f->n_items; i++)
		if (f->items[i].code)
			lab_reads(r->pane->lab, f->items[i].code, named);
	r->now = RANK_SHOWN;
	for (int i = 0; i < r->program->n_nodes; i++)
		if (named[i])
			reach(r, r->program->nodes[i].name);
	for (int i = 0; f && i < f->n_steps; i++)
		reach(r, f->steps[i].name);
	free(named);
}

struct mention {
	const char *name;
	bool found;
};

static void note_mention(void *context, const char *name)
{
	struct mention *mention = context;
	mention->found |= strcmp(mention->name, name) == 0;
}

/* The lines that name the knob in the hand. */
static void rank_turned(struct ranking *r)
{
	const struct lab_knob *knob = labpane_knob_at(r->pane, r->pane->knob);
	if (!knob || r->pane->focus != LABPANE_KNOBS)
		return;
	r->now = RANK_TURNED;
	for (int i = 0; i < r->program->n_nodes; i++) {
		struct mention mention = { .name = knob->name };
		expr_each_name(r->program->nodes[i].expr, note_mention, &mention);
		if (mention.found)
			reach(r, r->program->nodes[i].name);
	}
}

/* What fails, is replaced, or what a question asks for: before the answer and after it. */
static void rank_changed(struct ranking *r)
{
	const struct labpane *pane = r->pane;
	const struct lab_line *failed = labpane_first_error(pane->state);
	const struct lab_line *fails_with = pane->state->with ? labpane_first_error(pane->state->with) : NULL;
	r->now = RANK_CHANGED;
	for (int i = 0; i < pane->state->n_lines; i++) {
		const struct lab_line *line = &pane->state->lines[i];
		if (line == failed || (fails_with && fails_with == &pane->state->with->lines[i]) ||
		    (pane->covered && pane->covered[i]) || labcolumns_replacement(pane, i))
			reach(r, line->name);
	}
}

/* What those lines read, and what these read, and so on. */
static void rank_inputs(struct ranking *r)
{
	r->now = NEEDED_END;
	do {
		r->found = false;
		for (int i = 0; i < r->program->n_nodes; i++)
			if (r->rank[i] < r->now && r->rank[i] != RANK_TURNED)
				expr_each_name(r->program->nodes[i].expr, reach, r);
	} while (r->found && ++r->now < RANK_FAR);
}

/* ---- The stage ---- */

/* Its own: what it does not use, or what a question's lab is made from. */
static bool is_own(const struct labpane *pane, const char *from)
{
	return !from || (pane->question && pane->question->lab && strcmp(from, pane->question->lab) == 0);
}

/* The lines of a used lab are a stage where something is played on it; with a line or two changed it is the play. */
static bool has_stage(const struct labpane *pane)
{
	const struct program *program = lab_program(pane->lab);
	int own = 0;
	for (int i = 0; i < program->n_nodes; i++)
		own += is_own(pane, program->nodes[i].from);
	return own < program->n_nodes && 2 * own >= program->n_nodes - own;
}

bool labfold_is_stage(const struct labpane *pane, int line)
{
	return !is_own(pane, lab_program(pane->lab)->nodes[line].from) && has_stage(pane);
}

/* They are seen only when they are needed. */
static void rank_stage(struct ranking *r)
{
	bool staged = has_stage(r->pane);
	for (int i = 0; staged && i < r->program->n_nodes; i++)
		if (!is_own(r->pane, r->program->nodes[i].from) && r->rank[i] > RANK_SHOWN)
			r->rank[i] = RANK_STAGE;
}

static int *rank_lines(const struct labpane *pane)
{
	const struct program *program = lab_program(pane->lab);
	struct ranking r = {
		.pane = pane, .program = program,
		.rank = mem_new((size_t)program->n_nodes + 1, sizeof *r.rank),
	};
	for (int i = 0; i < program->n_nodes; i++)
		r.rank[i] = RANK_FAR;
	rank_changed(&r);
	rank_shown(&r);
	rank_turned(&r);
	rank_inputs(&r);
	rank_stage(&r);
	return r.rank;
}

/* ---- Claims ---- */

struct nearest {
	const struct program *program;
	const int *line_rank;
	int rank;
};

static void come_nearer(void *context, const char *name)
{
	struct nearest *nearest = context;
	int node = program_find_node(nearest->program, name);
	if (node >= 0 && nearest->line_rank[node] < nearest->rank)
		nearest->rank = nearest->line_rank[node];
}

/* As near as the nearest line that it reads. */
static int claim_distance(const struct labpane *pane, int i, const int *line_rank)
{
	const struct program *program = lab_program(pane->lab);
	struct nearest nearest = { program, line_rank, RANK_FAR };
	expr_each_name(program->claims[i].expr, come_nearer, &nearest);
	return nearest.rank;
}

/* Those are needed that fail, if only with the variant, and in any case one: the nearest to what is shown. */
static void rank_claims(const struct labpane *pane, const int *line_rank, int *rank)
{
	int n = labclaims_count(pane), first = 0, nearest = RANK_STAGE;
	for (int i = 0; i < n; i++) {
		bool stands = labclaims_stands(pane, i);
		int distance = stands ? claim_distance(pane, i, line_rank) : RANK_CHANGED;
		rank[i] = stands ? RANK_FAR : RANK_TURNED;
		first = distance < nearest ? i : first;
		nearest = distance < nearest ? distance : nearest;
	}
	if (n > 0)
		rank[first] = RANK_CLAIM;
}

/* ---- The choice ---- */

struct wish {
	int item, rank;
};

static int by_rank(const void *a, const void *b)
{
	const struct wish *x = a, *y = b;
	return x->rank != y->rank ? x->rank - y->rank : x->item - y->item;
}

static int def_rank(const struct labpane *pane, int i)
{
	return has_stage(pane) && !is_own(pane, lab_program(pane->lab)->defs[i].from) ? RANK_STAGE : RANK_FAR;
}

int labfold_count(const struct labpane *pane)
{
	return lab_program(pane->lab)->n_defs + pane->state->n_lines + labclaims_count(pane);
}

/* All items, those first that have room first. */
static struct wish *wishes_new(const struct labpane *pane)
{
	int defs = lab_program(pane->lab)->n_defs, lines = pane->state->n_lines, n = labfold_count(pane);
	struct wish *wishes = mem_new((size_t)n + 1, sizeof *wishes);
	int *line_rank = rank_lines(pane), *claims = mem_new((size_t)n + 1, sizeof *claims);
	rank_claims(pane, line_rank, claims);
	for (int i = 0; i < n; i++) {
		int rank = i < defs           ? def_rank(pane, i)
		           : i < defs + lines ? line_rank[i - defs]
		                              : claims[i - defs - lines];
		wishes[i] = (struct wish){ i, rank };
	}
	free(line_rank);
	free(claims);
	qsort(wishes, (size_t)n, sizeof *wishes, by_rank);
	return wishes;
}

void labfold_choose(const struct labpane *pane, const int *rows, int height, bool *seen)
{
	int n = labfold_count(pane);
	bool needed = height == LABFOLD_NEEDED;
	struct wish *wishes = wishes_new(pane);
	for (int i = 0; i < n && wishes[i].rank < (needed ? (int)NEEDED_END : (int)RANK_STAGE); i++) {
		int own = rows[wishes[i].item];
		if (!needed && own > height)
			continue;
		seen[wishes[i].item] = true;
		height -= needed ? 0 : own;
	}
	free(wishes);
}
