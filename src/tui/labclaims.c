#include "tui/labclaims.h"

#include "base/i18n.h"
#include "text/utf8.h"

static enum language language_of(const struct labpane *pane)
{
	return pane->look.language;
}

int labclaims_height(const struct labpane *pane)
{
	return pane->covering ? 0 : pane->state->n_claims;
}

int labclaims_held(const struct lab_state *state)
{
	int held = 0;
	for (int i = 0; i < state->n_claims; i++)
		held += state->claims[i].holds;
	return held;
}

/* What the variant makes of a claim that holds without it; NULL: it holds with it, too. */
static const struct lab_claim *broken_claim(const struct labpane *pane, int i)
{
	const struct lab_state *with = pane->state->with;
	bool breaks = with && i < with->n_claims && !with->claims[i].holds;
	return breaks && pane->state->claims[i].holds ? &with->claims[i] : NULL;
}

static void say_claims(const struct lab_state *state, struct str *out)
{
	int n = state->n_claims, failed = n - labclaims_held(state);
	if (failed == 0)
		str_addf(out, i18n_count("%d claim holds", "%d claims hold", (unsigned long)n), n);
	else
		str_addf(out, _("%d of %d claims do not hold"), failed, n);
}

/* The code with an … where it has no room; what stands behind it is the verdict. */
static void add_cut(struct str *out, const char *code, int columns)
{
	enum { LEAST = 8 };
	columns = columns < LEAST ? LEAST : columns;
	size_t fits = utf8_fit(code, columns);
	if (!code[fits]) {
		str_add(out, code);
		return;
	}
	str_add_n(out, code, utf8_fit(code, columns - 1));
	str_add(out, "…");
}

/* "the image asks: out.shape == (Nt, hidden) fails", and how many more. */
static void say_broken(const struct labpane *pane, int columns, struct str *out)
{
	struct str code = STR_INIT, rest = STR_INIT;
	const struct lab_claim *first = NULL;
	int more = -1;
	for (int i = 0; i < pane->state->n_claims; i++) {
		const struct lab_claim *claim = broken_claim(pane, i);
		more += claim != NULL;
		first = first ? first : claim;
	}
	str_addf(out, "%s: ", labpane_variant_name(pane, language_of(pane)));
	if (more > 0)
		str_addf(&rest, _(" (and %d more)"), more);
	if (first) {
		int room = columns - utf8_width(out->data) - utf8_width(_("%s fails")) + 2;
		if (utf8_width(first->code) + utf8_width(rest.data) > room)
			str_clear(&rest);
		add_cut(&code, first->code, room - utf8_width(rest.data));
		str_addf(out, _("%s fails"), code.data);
	} else {
		say_claims(pane->state->with, out);
	}
	str_add(out, rest.data);
	str_done(&code);
	str_done(&rest);
}

/* Where there is no room for each of them: "as it is: 3 claims hold · the image asks: S fails" */
static void paint_claims_together(const struct labpane *pane, int y, struct canvas *canvas)
{
	bool failed = labclaims_held(pane->state) < pane->state->n_claims, with = pane->state->with;
	struct str text = STR_INIT;
	if (with)
		str_addf(&text, "%s: ", _("as it is"));
	say_claims(pane->state, &text);
	canvas_text(canvas, 1, y, failed ? ROLE_WARN : ROLE_GOOD, failed ? "✗" : "✓");
	int x = 3 + canvas_text_cut(canvas, 3, y, canvas->width - 4, failed ? ROLE_WARN : ROLE_DIM,
	                            text.data);
	str_clear(&text);
	if (with) {
		x += canvas_text(canvas, x, y, ROLE_WARN, "  ≠ ");
		say_broken(pane, canvas->width - x - 1, &text);
		canvas_text_cut(canvas, x, y, canvas->width - x - 1, ROLE_WARN, text.data);
	}
	str_done(&text);
}

/* Where the sentences begin: behind the longest code that leaves room for them. */
static int sentence_column(const struct labpane *pane, int width)
{
	int column = 0;
	for (int i = 0; i < pane->state->n_claims; i++) {
		int w = 3 + utf8_width(pane->state->claims[i].code) + 3;
		column = w > column && w <= width / 2 ? w : column;
	}
	return column;
}

static const char *why_not(const struct lab_claim *claim)
{
	return claim->error.code != ERR_NONE ? claim->error.text : claim->values;
}

/* Behind a claim: what it says or, of one that does not hold, what was found. */
static void add_sentence(const struct labpane *pane, int i, struct str *out)
{
	const struct lab_claim *claim = &pane->state->claims[i], *broken = broken_claim(pane, i);
	const char *sentence = claim->holds ? words_in(&claim->sentence, language_of(pane))
	                                    : why_not(claim);
	if (broken) {
		str_addf(out, "≠ %s: ", labpane_variant_name(pane, language_of(pane)));
		str_add(out, why_not(broken) ? why_not(broken) : _("does not hold"));
	} else if (sentence) {
		str_add(out, sentence);
	}
}

static void paint_claim(const struct labpane *pane, int i, int column, int y, struct canvas *canvas)
{
	const struct lab_claim *claim = &pane->state->claims[i];
	bool fine = claim->holds && !broken_claim(pane, i);
	struct str sentence = STR_INIT;
	add_sentence(pane, i, &sentence);
	canvas_text(canvas, 1, y, claim->holds ? ROLE_GOOD : ROLE_WARN, claim->holds ? "✓" : "✗");
	int room = canvas->width - 4, wanted = fine ? 0 : utf8_width(sentence.data) + 3;
	room -= wanted < room / 2 ? wanted : room / 2;
	int x = 3 + canvas_text_cut(canvas, 3, y, room, ROLE_CODE, claim->code) + 3;
	x = x < column ? column : x;
	if (x < canvas->width - 8)
		canvas_text_cut(canvas, x, y, canvas->width - x - 1, fine ? ROLE_DIM : ROLE_WARN,
		                sentence.data);
	str_done(&sentence);
}

void labclaims_paint(const struct labpane *pane, int y, int rows, struct canvas *canvas)
{
	if (rows < pane->state->n_claims) {
		paint_claims_together(pane, y, canvas);
		return;
	}
	int column = sentence_column(pane, canvas->width);
	for (int i = 0; i < pane->state->n_claims; i++)
		paint_claim(pane, i, column, y + i, canvas);
}
