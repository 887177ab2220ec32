/* kind "open": answered aloud or in writing, then compared with the card and rated by the student. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "quiz/kind.h"

static const char *const part_keys[CARD_PARTS] = {
	[CARD_SHORT] = "short", [CARD_FULL] = "full", [CARD_THEORY] = "theory",
	[CARD_MISTAKES] = "mistakes", [CARD_SAY] = "say",
};

const char *const open_part_names[CARD_PARTS] = {
	[CARD_SHORT] = N_("In short"), [CARD_FULL] = N_("In full"), [CARD_THEORY] = N_("Why"),
	[CARD_MISTAKES] = N_("Typical mistakes"), [CARD_SAY] = N_("How to say it"),
};

const char *const open_rating_names[OPEN_RATINGS + 1] = {
	NULL, N_("not known"), N_("with gaps"), N_("good"), N_("very good"),
};

/* Of answer "=", which stands for the card itself. */
static const char card_itself[] = "=";

/* ---- Reading ---- */

static bool read_points(struct reader *r, const struct json *value, struct quiz_card *card)
{
	if (value->kind != JSON_ARRAY || value->count < 1 || value->count > QUIZ_MAX_OPTIONS)
		return reader_fail(r, value, "points",
		                   "points should be a list of 1 to %d things that a good answer says, "
		                   "[\"…\", \"…\"]",
		                   QUIZ_MAX_OPTIONS);
	card->points = arena_new(&r->quiz->arena, (size_t)value->count, sizeof *card->points);
	bool fine = true;
	for (const struct json *item = value->first; item; item = item->next)
		fine &= read_words(r, item, "a point", &card->points[card->n_points++]);
	return fine;
}

static bool read_open(struct reader *r, const struct json *json, struct quiz_question *q)
{
	const struct json *points = json_get(json, "points");
	q->card = arena_new(&r->quiz->arena, 1, sizeof *q->card);
	bool fine = !points || read_points(r, points, q->card);
	if (!points)
		reader_say(r, FINDING_NOTE, json, "points",
		           "there is no checklist to rate oneself against: write \"points\": [\"…\"] with "
		           "what a good answer says");
	for (int i = 0; i < CARD_PARTS; i++) {
		const struct json *part = json_get(json, part_keys[i]);
		fine &= !part || read_words(r, part, part_keys[i], &q->card->part[i]);
	}
	if (fine && !words_any(&q->card->part[CARD_SHORT]) && !words_any(&q->card->part[CARD_FULL]))
		return reader_fail(r, json, "card",
		                   "the question has no answer to compare with: write \"short\": \"…\" or "
		                   "\"full\": \"…\"");
	return fine;
}

/* ---- Answers ---- */

bool open_parse(const struct quiz_question *q, const char *answer, struct open_answer *out)
{
	*out = (struct open_answer){ .rating = answer[0] - '0', .text = "" };
	if (out->rating < 1 || out->rating > OPEN_RATINGS || answer[1] != ' ')
		return false;
	const char *at = answer + 2, *end = strchr(at, '\n');
	if (!end)
		return false;
	out->text = end + 1;
	while (at < end && *at != '-') {
		char *next;
		unsigned long point = strtoul(at, &next, 10);
		if (next == at || point >= (unsigned long)q->card->n_points)
			return false;
		out->points |= UINT32_C(1) << point;
		at = *next == ',' ? next + 1 : next;
		if (at == next && next != end)
			return false;
	}
	return true;
}

void open_print(const struct open_answer *answer, struct str *out)
{
	str_addf(out, "%d ", answer->rating);
	if (answer->points)
		options_to_answer(answer->points, out);
	else
		str_add_char(out, '-');
	str_addf(out, "\n%s", answer->text);
}

static bool fits(const struct quiz_question *q, const char *answer)
{
	struct open_answer parsed;
	return open_parse(q, answer, &parsed);
}

static bool print_key(struct asking *asking, struct str *out, struct err *err)
{
	(void)asking, (void)err;
	str_add(out, card_itself);
	return true;
}

/* Of the points as many as the student has said. */
static void say_ticked(const struct quiz_card *card, uint32_t said, struct str *out)
{
	int ticked = 0;
	for (int i = 0; i < card->n_points; i++)
		ticked += said >> i & 1;
	if (card->n_points)
		str_addf(out, _("You ticked %d of %d points."), ticked, card->n_points);
	if (ticked < card->n_points)
		str_add_char(out, ' ');
}

static void say_left_out(struct asking *asking, uint32_t said, enum language language, struct str *out)
{
	const struct quiz_card *card = asking_question(asking)->card;
	bool any = false;
	for (int i = 0; i < card->n_points; i++) {
		if (said >> i & 1)
			continue;
		if (!any)
			str_addf(out, "%s\n", _("Left out:"));
		str_addf(out, "\n- %s", asking_words(asking, &card->points[i], language));
		any = true;
	}
}

/* The student has judged; what was not ticked is worth another look. */
static bool judge(struct asking *asking, const char *answer, enum language language,
                  struct judgement *out, struct err *err)
{
	struct open_answer parsed;
	if (!open_parse(asking_question(asking), answer, &parsed))
		return err_say(err, ERR_VALUE, _("rate your answer from 1 to %d"), OPEN_RATINGS);
	out->verdict = parsed.rating >= 3 ? VERDICT_RIGHT
	             : parsed.rating == 2 ? VERDICT_PARTLY : VERDICT_WRONG;
	str_addf(&out->rated, _("you rated it: %s"), _(open_rating_names[parsed.rating]));
	say_ticked(asking_question(asking)->card, parsed.points, &out->said);
	say_left_out(asking, parsed.points, language, &out->said);
	return true;
}

static void say(struct asking *asking, const char *answer, enum language language, struct str *out)
{
	const struct quiz_card *card = asking_question(asking)->card;
	struct open_answer parsed;
	bool brief = words_any(&card->part[CARD_SHORT]);
	if (strcmp(answer, card_itself) == 0)
		str_add(out, asking_words(asking, &card->part[brief ? CARD_SHORT : CARD_FULL], language));
	else if (open_parse(asking_question(asking), answer, &parsed))
		str_addf(out, *parsed.text ? _("%s: %s") : "%s", _(open_rating_names[parsed.rating]), parsed.text);
}

const struct question_kind kind_open = {
	.name = "open",
	.keys = (const char *const[]){ "short", "full", "theory", "mistakes", "say", "points", NULL },
	.explains = true,
	.read = read_open,
	.fits = fits,
	.key = print_key,
	.judge = judge,
	.say = say,
};
