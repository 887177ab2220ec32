#include "tui/labcolumns.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "text/utf8.h"

enum { GAP = 3, GAP_LEAST = 1, SHAPE_MAX = 24, NOTE_MIN = 16, NAME_MOST = 14, WORK_FROM = 100 };

/* ---- What stands in them ---- */

const char *labcolumns_behind_name(const char *code)
{
	const char *p = code;
	while (isalnum((unsigned char)*p) || *p == '_' || (*p & 0x80))
		p++;
	p += strspn(p, " ");
	return p > code && *p == '=' ? p : NULL;
}

const char *labcolumns_cover(bool narrow)
{
	return narrow ? "███" : _("███ answer first");
}

const char *labcolumns_error(void)
{
	return _("✗ error");
}

void labcolumns_work(const struct lab_line *line, char out[static LABCOLUMNS_WORK])
{
	if (line->in_parts) {
		snprintf(out, LABCOLUMNS_WORK, "%s", _("in parts"));
		return;
	}
	static const char *const units[] = { "flop", "kflop", "Mflop", "Gflop", "Tflop" };
	double flops = (double)line->flops;
	size_t unit = 0;
	while (flops >= 999.5 && unit + 1 < sizeof units / sizeof *units) {
		flops /= 1000;
		unit++;
	}
	if (line->flops > 0)
		snprintf(out, LABCOLUMNS_WORK, "%lld×  %7.3g %-5s", (long long)line->evals, flops, units[unit]);
	else
		snprintf(out, LABCOLUMNS_WORK, "%lld×  %13s", (long long)line->evals, "");
}

const struct lab_line *labcolumns_replacement(const struct labpane *pane, int i)
{
	const struct lab_state *with = pane->state->with;
	return with && i < with->n_lines && with->lines[i].replaced ? &with->lines[i] : NULL;
}

const struct lab_line *labcolumns_reshaped(const struct labpane *pane, int i)
{
	const struct lab_state *with = pane->state->with;
	const struct lab_line *line = &pane->state->lines[i];
	const struct lab_line *other = with && i < with->n_lines ? &with->lines[i] : NULL;
	bool both = other && line->shape && other->shape && line->error.code == ERR_NONE &&
	            other->error.code == ERR_NONE && !other->replaced;
	return both && strcmp(line->shape, other->shape) != 0 ? other : NULL;
}

/* ---- How wide it is ---- */

static int at_most(int x, int limit)
{
	return x < limit ? x : limit;
}

static void widen(int *width, int to)
{
	*width = to > *width ? to : *width;
}

/* A list, of labels mostly, is cut before it takes the room of the others. */
static bool is_list(struct value value)
{
	return value.kind == VALUE_LIST || value.kind == VALUE_TUPLE || value.kind == VALUE_STR;
}

static int by_size(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static int width_behind_name(const struct lab_line *line)
{
	const char *code = labcolumns_behind_name(line->code);
	return utf8_width(code ? code : line->code);
}

/* Of every line, measured once: code behind the names, that of what replaces it, the note; 0 = none to be seen whole. */
struct line_widths {
	int code, instead, note;
};

static struct line_widths *measure_lines(const struct labpane *pane)
{
	int n = pane->state->n_lines;
	struct line_widths *lines = mem_new((size_t)n + 1, sizeof *lines);
	for (int i = 0; i < n; i++) {
		const struct lab_line *line = &pane->state->lines[i];
		const struct lab_line *instead = labcolumns_replacement(pane, i);
		lines[i].code = is_list(line->value) ? 0 : width_behind_name(line);
		lines[i].instead = instead ? width_behind_name(instead) : 0;
		lines[i].note = line->note ? utf8_width(line->note) : 0;
	}
	return lines;
}

/* The widths of all code, ascending. Returns how many there are. */
static int code_widths(const struct line_widths *lines, int n_lines, int *widths)
{
	int n = 0;
	for (int i = 0; i < n_lines; i++) {
		if (lines[i].code)
			widths[n++] = lines[i].code;
		if (lines[i].instead)
			widths[n++] = lines[i].instead;
	}
	qsort(widths, (size_t)n, sizeof *widths, by_size);
	return n;
}

/* A replacement's name stands behind its sign. */
static int name_width(const struct labpane *pane)
{
	int width = 0;
	for (int i = 0; i < pane->state->n_lines; i++) {
		int own = utf8_width(pane->state->lines[i].name);
		own += labcolumns_replacement(pane, i) ? 2 : 0;
		widen(&width, own <= NAME_MOST ? own : 0);
	}
	return width;
}

static int shape_width(const struct labpane *pane, const struct lab_line *line)
{
	if (line->error.code != ERR_NONE)
		return utf8_width(labcolumns_error());
	if (labpane_covers(pane, line->name))
		return utf8_width(labcolumns_cover(true));
	return line->shape ? utf8_width(line->shape) : 0;
}

struct widths {                      /* of what stands behind the code */
	int names, shape, other, note, work;
};

static void widen_shapes(struct widths *w, const struct labpane *pane, const struct lab_line *line)
{
	if (!line)
		return;
	widen(&w->names, line->names ? utf8_width(line->names) : 0);
	widen(&w->shape, shape_width(pane, line));
}

static struct widths measure(const struct labpane *pane, int width)
{
	struct widths w = { .names = 0 };
	for (int i = 0; i < pane->state->n_lines; i++) {
		const struct lab_line *line = &pane->state->lines[i], *other = labcolumns_reshaped(pane, i);
		char work[LABCOLUMNS_WORK];
		labcolumns_work(line, work);
		widen_shapes(&w, pane, line);
		widen_shapes(&w, pane, labcolumns_replacement(pane, i));
		widen(&w.other, other ? utf8_width(other->shape) + 2 : 0);
		widen(&w.note, line->note ? utf8_width(line->note) : 0);
		if (pane->whole && width >= WORK_FROM)
			widen(&w.work, utf8_width(work));
	}
	return w;
}

/* ---- Where they stand ---- */

/* The shape is what the engine says, so it stays; first the symbolic one goes, then code is cut. */
static struct labcolumns place_behind(const struct widths *w, int gap, int equals, int code, int width)
{
	int shape = at_most(at_most(w->shape, SHAPE_MAX), width / 2), end = equals + code + gap;
	struct labcolumns at = { .equals = equals, .shape_width = shape, .end = width - 1 };
	if (w->names > 0 && end + w->names + gap + shape < width) {
		at.names = end;
		end += w->names + gap;
	}
	at.shape = at_most(end, width - 1 - shape);
	at.code_end = (at.names ? at.names : at.shape) - at_most(gap, 2);
	end = at.shape + shape;
	if (w->other && end + 1 + w->other < width) {
		at.other = end + 1;
		end = at.other + w->other;
	}
	end += gap;
	if (w->work && end + (w->note ? w->note + gap : 0) + w->work + gap < width) {
		at.work = width - 1 - w->work;
		at.end = at.work - gap;
	}
	if (w->note && end + NOTE_MIN < at.end + 1)
		at.note = end;
	return at;
}

/*
 * What is lost: rows for code that goes on below, and more where it stands close to what is behind it, as if
 * that were code; notes that are cut, a column that has no room.
 */
static int loss(const struct line_widths *lines, int n, const struct labcolumns *at, const struct widths *w)
{
	enum { ROW = 3, ROW_SHORT = 6, SHORT = 32, CLOSE = 20, NOTE = 1, NO_NOTE = 2, COLUMN = 20, WORK = 10 };
	int room = at->code_end - at->equals, behind = (at->names ? at->names : at->shape) - at->code_end;
	int row = (room < SHORT ? ROW_SHORT : ROW) + (behind < 2 ? CLOSE : 0);
	int lost = COLUMN * (w->names && !at->names) + COLUMN * (w->other && !at->other) +
	           WORK * (w->work && !at->work);
	for (int i = 0; i < n; i++) {
		lost += row * ((lines[i].code > room) + (lines[i].instead > room));
		if (lines[i].note)
			lost += !at->note ? NO_NOTE : NOTE * (at->note + lines[i].note > at->end + 1);
	}
	return lost;
}

/* Where least is lost, and no wider than that; half of the lines have their code in one row in any case. */
struct labcolumns labcolumns_place(const struct labpane *pane, int width)
{
	enum { FAR = 40, A_BIT = 8 };
	struct widths w = measure(pane, width);
	struct line_widths *lines = measure_lines(pane);
	int n_lines = pane->state->n_lines, *code = mem_new(2 * (size_t)n_lines + 1, sizeof *code);
	int n = code_widths(lines, n_lines, code), half = n / 2;
	int equals = LABCOLUMNS_LEFT + name_width(pane) + 1;
	struct labcolumns best = place_behind(&w, GAP, equals, code[half], width);   /* n == 0: a zero */
	int least = loss(lines, n_lines, &best, &w);
	for (int i = half; i < n && code[i] <= code[half] + FAR; i++)
		for (int gap = GAP; gap >= GAP_LEAST && (i == half || code[i] != code[i - 1]); gap--) {
			struct labcolumns at = place_behind(&w, gap, equals, code[i], width);
			int lost = loss(lines, n_lines, &at, &w) + (code[i] - code[half]) / A_BIT + (gap == GAP_LEAST);
			best = lost < least ? at : best;
			least = lost < least ? lost : least;
		}
	free(lines);
	free(code);
	return best;
}
