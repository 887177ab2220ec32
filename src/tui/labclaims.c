#include "tui/labclaims.h"

#include "base/i18n.h"
#include "text/utf8.h"

enum { LEFT = 1, CODE = 3, GAP = 3, BELOW = 5, MANY_ROWS = 8 };

static enum language language_of(const struct labpane *pane)
{
	return pane->look.language;
}

int labclaims_count(const struct labpane *pane)
{
	return pane->covering ? 0 : pane->state->n_claims;
}

/* What the variant makes of a claim that holds without it; NULL: it holds with it, too. */
static const struct lab_claim *broken_claim(const struct labpane *pane, int i)
{
	const struct lab_state *with = pane->state->with;
	bool breaks = with && i < with->n_claims && !with->claims[i].holds;
	return breaks && pane->state->claims[i].holds ? &with->claims[i] : NULL;
}

bool labclaims_stands(const struct labpane *pane, int i)
{
	return pane->state->claims[i].holds && !broken_claim(pane, i);
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
	if (broken && why_not(broken))
		str_addf(out, _("≠ fails: %s"), why_not(broken));
	else if (broken)
		str_add(out, _("≠ fails"));
	else if (sentence)
		str_add(out, sentence);
}

/* Where the sentences begin: behind the longest code that leaves room for them. */
static int sentence_column(const struct labpane *pane, int width)
{
	int column = 0;
	for (int i = 0; i < pane->state->n_claims; i++) {
		int w = CODE + utf8_width(pane->state->claims[i].code) + GAP;
		column = w > column && w <= width / 2 ? w : column;
	}
	return column;
}

/* A claim as it is written here: its code, what stands behind it, and where. */
struct claim {
	const char *code, *sentence;
	int column, width;
	enum role role;                  /* of the sentence */
};

static int behind_code(const struct claim *claim)
{
	int end = CODE + utf8_width(claim->code);
	return end + GAP < claim->column ? claim->column : end + GAP;
}

static bool fits_a_row(const struct claim *claim)
{
	int sentence = utf8_width(claim->sentence), code = utf8_width(claim->code);
	return (sentence ? behind_code(claim) + sentence : CODE + code) < claim->width;
}

/* Words say more than code that is not understood yet: it is cut before they are. */
static void paint_row(const struct claim *claim, int y, struct canvas *canvas)
{
	enum { LEAST = 10 };
	bool fits = fits_a_row(claim);
	int end = claim->width - 1, code = end - CODE;
	code -= fits ? 0 : GAP + utf8_width(claim->sentence);
	code = code < LEAST ? LEAST : code;
	int x = CODE + canvas_text_cut(canvas, CODE, y, code, ROLE_CODE, claim->code) + GAP;
	x = fits ? behind_code(claim) : x;
	canvas_text_cut(canvas, x, y, end - x, claim->role, claim->sentence);
}

/* The sentence below the code. */
static int paint_below(const struct claim *claim, int y, struct canvas *canvas)
{
	struct wrapped code = {
		.x = CODE, .y = y, .width = claim->width - 1 - CODE, .rows = MANY_ROWS, .role = ROLE_CODE,
	};
	int rows = wrapped_paint(&code, claim->code, canvas);
	struct wrapped sentence = {
		.x = BELOW, .y = y + rows, .width = claim->width - 1 - BELOW, .rows = MANY_ROWS,
		.role = claim->role,
	};
	return rows + wrapped_paint(&sentence, claim->sentence, canvas);
}

int labclaims_rows(const struct labpane *pane, int i, const struct labclaims_place *place,
                   struct canvas *canvas)
{
	bool holds = pane->state->claims[i].holds;
	struct str sentence = STR_INIT;
	add_sentence(pane, i, &sentence);
	const struct claim claim = {
		.code = pane->state->claims[i].code, .sentence = sentence.data,
		.column = sentence_column(pane, place->width), .width = place->width,
		.role = labclaims_stands(pane, i) ? ROLE_DIM : ROLE_WARN,
	};
	int rows = 1;
	if (canvas)
		canvas_text(canvas, LEFT, place->y, holds ? ROLE_GOOD : ROLE_WARN, holds ? "✓" : "✗");
	if (place->whole && !fits_a_row(&claim))
		rows = paint_below(&claim, place->y, canvas);
	else if (canvas)
		paint_row(&claim, place->y, canvas);
	str_done(&sentence);
	return rows;
}
