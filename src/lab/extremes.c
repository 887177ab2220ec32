#include "lab/extremes.h"

bool extremes_range(const double *x, int64_t n, double *low, double *high, double *sum)
{
	double least = x[0], most = x[0], odd = 0, total = 0;
	for (int64_t i = 0; i < n; i++) {
		least = x[i] < least ? x[i] : least;
		most = x[i] > most ? x[i] : most;
		odd += x[i] * 0;   /* of an infinity this is NaN */
		total += x[i];
	}
	*low = least;
	*high = most;
	*sum = total;
	return odd == 0;
}

void extremes_join(struct extremes *e, const struct extremes *other)
{
	e->low = other->low < e->low ? other->low : e->low;
	e->high = other->high > e->high ? other->high : e->high;
	e->sum += other->sum;
	e->count += other->count;
	e->nan |= other->nan;
	e->pos_inf |= other->pos_inf;
	e->neg_inf |= other->neg_inf;
}

void extremes_add(struct extremes *e, const double *x, int64_t n)
{
	struct extremes all = EXTREMES_NONE;
	all.count = n;
	if (n > 0 && !extremes_range(x, n, &all.low, &all.high, &all.sum)) {
		all = (struct extremes)EXTREMES_NONE;
		for (int64_t i = 0; i < n; i++) {
			bool finite = isfinite(x[i]);
			all.sum += finite ? x[i] : 0;
			all.count += finite;
			all.low = finite && x[i] < all.low ? x[i] : all.low;
			all.high = finite && x[i] > all.high ? x[i] : all.high;
			all.nan |= isnan(x[i]);
			all.pos_inf |= x[i] == INFINITY;
			all.neg_inf |= x[i] == -INFINITY;
		}
	}
	extremes_join(e, &all);
}
