#include "learn/fsrs.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#include "base/real.h"

enum { MINUTE_MS = 60 * 1000, DAY_MS = 24 * 60 * MINUTE_MS };

static const double min_stability = 0.001, max_stability = 36500;

/* The weights w0..w20, and 0.9^(-1 / w20) - 1, by which a stability is the days until 90 %. */
static const double w[] = {
	0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
	1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
};
static const double factor = 0.98034649;

/* Minutes until it is asked again, by state, step and rating; 0: it leaves the steps, for days. */
static const int step_minutes[][2][FSRS_EASY + 1] = {
	[FSRS_NEW]        = { { 0, 1, 6, 10 } },
	[FSRS_LEARNING]   = { { 0, 1, 6, 10 }, { 0, 1, 6 } },
	[FSRS_REVIEW]     = { { 0, 10 } },
	[FSRS_RELEARNING] = { { 0, 10, 15 } },
};

static const enum fsrs_state step_state[] = {
	[FSRS_NEW] = FSRS_LEARNING, [FSRS_LEARNING] = FSRS_LEARNING,
	[FSRS_REVIEW] = FSRS_RELEARNING, [FSRS_RELEARNING] = FSRS_RELEARNING,
};

/* ---- Numbers ---- */

/* Halves go up, as in JavaScript. */
static double whole(double x)
{
	double below = floor(x);
	return x - below >= 0.5 ? below + 1 : below;
}

static double round8(double x)
{
	return whole(x * 1e8) / 1e8;
}

static double clamp(double x, double low, double high)
{
	return fmin(fmax(x, low), high);
}

static int64_t day(int64_t ms)
{
	return ms / DAY_MS - (ms % DAY_MS < 0);
}

static double days_since(int64_t last_ms, int64_t now_ms)
{
	return now_ms < last_ms ? 0 : (double)(day(now_ms) - day(last_ms));
}

/* ---- Memory ---- */

/* R(t, S) = (1 + factor t / S)^-w20 */
static double recall_chance(double days, double stability)
{
	return round8(real_pow(1 + factor * days / stability, -w[20]));
}

/* D0(G) = w4 - e^(w5 (G - 1)) + 1 */
static double first_difficulty(enum fsrs_rating g)
{
	return round8(w[4] - real_exp((g - 1) * w[5]) + 1);
}

/* D' = w7 D0(easy) + (1 - w7) (D - w6 (G - 3) (10 - D) / 9) */
static double next_difficulty(double d, enum fsrs_rating g)
{
	double change = round8(-w[6] * ((int)g - 3) * (10 - d) / 9);
	return round8(w[7] * first_difficulty(FSRS_EASY) + (1 - w[7]) * (d + change));
}

static double difficulty(const struct fsrs_card *card, enum fsrs_rating g)
{
	bool new = card->state == FSRS_NEW;
	return clamp(new ? first_difficulty(g) : next_difficulty(card->difficulty, g), 1, 10);
}

static double stability_within(double s)
{
	return round8(clamp(s, min_stability, max_stability));
}

/* S' = S S^-w19 e^(w17 (G - 3 + w18)), no less than S unless forgotten */
static double stability_same_day(double s, enum fsrs_rating g)
{
	double growth = real_pow(s, -w[19]) * real_exp(w[17] * ((int)g - 3 + w[18]));
	return stability_within(s * (g == FSRS_AGAIN ? growth : fmax(growth, 1)));
}

/* S' = w11 D^-w12 ((S + 1)^w13 - 1) e^(w14 (1 - R)), no more than S / e^(w17 w18) */
static double stability_forgotten(double d, double s, double r)
{
	double after = stability_within(w[11] * real_pow(d, -w[12]) * (real_pow(s + 1, w[13]) - 1) *
	                                real_exp((1 - r) * w[14]));
	return clamp(round8(s / real_exp(w[17] * w[18])), min_stability, after);
}

/* S' = S (1 + e^w8 (11 - D) S^-w9 (e^(w10 (1 - R)) - 1) (w15 if hard) (w16 if easy)) */
static double stability_recalled(double d, double s, double r, enum fsrs_rating g)
{
	double hard = g == FSRS_HARD ? w[15] : 1, easy = g == FSRS_EASY ? w[16] : 1;
	return stability_within(s * (1 + real_exp(w[8]) * (11 - d) * real_pow(s, -w[9]) *
	                             (real_exp((1 - r) * w[10]) - 1) * hard * easy));
}

static double stability(const struct fsrs_card *card, enum fsrs_rating g, double days)
{
	double d = card->difficulty, s = card->stability;
	if (card->state == FSRS_NEW)
		return w[g - 1];
	if (days == 0)
		return stability_same_day(s, g);
	double r = recall_chance(days, s);
	return g == FSRS_AGAIN ? stability_forgotten(d, s, r) : stability_recalled(d, s, r, g);
}

/* ---- Time ---- */

/* In days: until the chance of recall is 90 %, which is what stability means. */
static int interval(const struct fsrs_card *card, enum fsrs_rating g, double days)
{
	return (int)fmax(whole(stability(card, g, days)), 1);
}

/* A better rating waits longer, by a day at least. */
static int review_interval(const struct fsrs_card *card, enum fsrs_rating g, double days)
{
	int own = interval(card, g, days);
	if (g == FSRS_HARD)
		return own;
	int worse = review_interval(card, g - 1, days);
	return own > worse ? own : worse + 1;
}

static int64_t wait_ms(const struct fsrs_card *card, enum fsrs_rating g, double days)
{
	int minutes = step_minutes[card->state][card->step][g];
	if (minutes)
		return (int64_t)minutes * MINUTE_MS;
	bool review = card->state == FSRS_REVIEW;
	return (int64_t)DAY_MS * (review ? review_interval : interval)(card, g, days);
}

struct fsrs_card fsrs_review(const struct fsrs_card *card, enum fsrs_rating rating, int64_t now_ms)
{
	assert(rating >= FSRS_AGAIN && rating <= FSRS_EASY && card->step >= 0 && card->step < 2);
	double days = card->state == FSRS_NEW ? 0 : days_since(card->last_ms, now_ms);
	bool in_steps = step_minutes[card->state][card->step][rating] > 0;
	return (struct fsrs_card){
		.state = in_steps ? step_state[card->state] : FSRS_REVIEW,
		.step = in_steps && rating != FSRS_AGAIN ? card->step + (rating == FSRS_GOOD) : 0,
		.stability = stability(card, rating, days),
		.difficulty = difficulty(card, rating),
		.reps = card->reps + 1,
		.lapses = card->lapses + (card->state == FSRS_REVIEW && rating == FSRS_AGAIN),
		.last_ms = now_ms,
		.due_ms = now_ms + wait_ms(card, rating, days),
	};
}

double fsrs_retrievability(const struct fsrs_card *card, int64_t now_ms)
{
	if (card->state == FSRS_NEW)
		return 0;
	int64_t days = now_ms < card->last_ms ? 0 : (now_ms - card->last_ms) / DAY_MS;
	return recall_chance((double)days, card->stability);
}
