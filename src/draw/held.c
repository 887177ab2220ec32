#include "draw/held.h"

#include "base/i18n.h"
#include "draw/number.h"
#include "draw/view.h"

/* Of all layers, or of one: its dimensions from `first` on. */
static int64_t stored_bytes(const struct tensor *t, int first)
{
	int64_t count = 1;
	for (int d = first; d < t->shape.ndim; d++)
		if (t->stride[d] != 0 || t->shape.size[d] == 0)
			count *= t->shape.size[d];
	return count * dtype_bytes(t->dtype);
}

/* Of (layers, heads, tokens, size) the dimension that is so far from the last; 1 where there is none. */
static int64_t size_before(const struct tensor *t, int far)
{
	int dim = t ? t->shape.ndim - 1 - far : -1;
	return dim < 0 ? 1 : t->shape.size[dim];
}

struct held held_of(const struct figure *f, int i)
{
	const struct figure_item *from = &f->items[i];
	const struct tensor *t = from->tensor;
	struct held item = {
		.code = item_name(from), .evals = from->evals,
		.tokens = t ? size_before(t, 1) : 0, .heads = size_before(t, 2), .layers = size_before(t, 3),
	};
	if (t && t->shape.ndim > 3 && dim_has_names(&t->shape.name[0]))
		dim_format(&t->shape.name[0], item.layers, item.layer_dim, sizeof item.layer_dim);
	item.bytes = t ? stored_bytes(t, 0) : 0;
	item.layer_bytes = t ? stored_bytes(t, t->shape.ndim > 3) : 0;
	/* On the clock's first tick everything was computed once: only a small one may grow. */
	item.still = f->clock >= 0 && item.evals == 1 &&
		(f->clock > 1 || item.tokens > f->clock_end);
	item.room = item.still || f->clock_end < item.tokens ? item.tokens : f->clock_end;
	item.grows = !item.still && f->clock >= 0 && item.tokens == f->clock;
	return item;
}

void held_layer(const struct held *item, int64_t layer, struct str *out)
{
	if (*item->layer_dim)
		str_addf(out, "%s %lld", item->layer_dim, (long long)layer);
	else
		str_addf(out, _("layer %lld"), (long long)layer);
}

int64_t held_heads(const struct held *item)
{
	return item->layers * item->heads;
}

struct held_telling held_telling_of(const struct figure *f)
{
	bool all = f->n_items < 2 || f->clock >= 0;
	struct held_telling telling = { .tokens = all, .evals = all, .most_heads = 1 };
	struct held first = f->n_items ? held_of(f, 0) : (struct held){0};
	for (int i = 0; i < f->n_items; i++) {
		struct held item = held_of(f, i);
		telling.tokens = telling.tokens || item.tokens != first.tokens;
		telling.evals = telling.evals || item.evals != first.evals;
		telling.heads = telling.heads || item.heads > 1;
		telling.layers = telling.layers || item.layers > 1;
		telling.heads_differ = telling.heads_differ || held_heads(&item) != held_heads(&first);
		telling.most_heads = item.heads > telling.most_heads ? item.heads : telling.most_heads;
	}
	return telling;
}

/* "197", or "5/8" of what still grows: on the scale of a large cache its bar hardly shows it. */
static void format_held(const struct held *item, struct str *out)
{
	char number[NUMBER_TEXT];
	number_count(item->tokens, number);
	str_add(out, number);
	if (!item->grows)
		return;
	number_count(item->room, number);
	str_addf(out, "/%s", number);
}

/* ", 16 KiB a layer" */
static void format_layer_bytes(const struct held *item, struct str *out)
{
	char bytes[NUMBER_TEXT];
	number_bytes(item->layer_bytes, bytes);
	str_addf(out, *item->layer_dim ? _(", %s each") : _(", %s a layer"), bytes);
}

static void format_heads(const struct held *item, const struct held_telling *telling, struct str *out)
{
	if (telling->heads)
		str_addf(out, i18n_count("  %lld head", "  %lld heads", (unsigned long)item->heads),
		         (long long)item->heads);
}

/* "B = 80, 16 KiB each  8 heads" */
static void format_named_layers(const struct held *item, const struct held_telling *telling, struct str *out)
{
	str_addf(out, "  %s = %lld", item->layer_dim, (long long)item->layers);
	format_layer_bytes(item, out);
	format_heads(item, telling, out);
}

/* "80 layers of 8 heads, 16 KiB a layer" */
static void format_layers(const struct held *item, const struct held_telling *telling, struct str *out)
{
	str_addf(out, i18n_count("  %lld layer", "  %lld layers", (unsigned long)item->layers),
	         (long long)item->layers);
	if (telling->heads)
		str_addf(out, i18n_count(" of %lld head", " of %lld heads", (unsigned long)item->heads),
		         (long long)item->heads);
	format_layer_bytes(item, out);
}

void held_facts(const struct held *item, const struct held_telling *telling, struct str *out)
{
	char bytes[NUMBER_TEXT];
	struct str held = STR_INIT;
	unsigned long n = (unsigned long)(item->grows ? item->room : item->tokens);
	number_bytes(item->bytes, bytes);
	format_held(item, &held);
	if (telling->tokens)
		str_addf(out, i18n_count("%5s token ", "%5s tokens", n), held.data);
	str_done(&held);
	str_addf(out, telling->tokens ? " %8s" : "%8s", bytes);
	if (!telling->layers)
		format_heads(item, telling, out);
	else if (*item->layer_dim)
		format_named_layers(item, telling, out);
	else
		format_layers(item, telling, out);
}

void held_evals(const struct held *item, const struct held_telling *telling, bool ascii, struct str *out)
{
	if (item->evals < 0 || !telling->evals)
		return;
	str_addf(out, _("computed %lld%s"), (long long)item->evals, ascii ? "x" : "×");
	str_add(out, item->still ? _("  stands still") : "");
}

/* "K_img holds 197 tokens, computed once" */
void held_say(const struct held *item, struct str *out)
{
	char number[NUMBER_TEXT];
	unsigned long tokens = (unsigned long)item->tokens;
	number_count(item->tokens, number);
	str_addf(out, i18n_count("%s holds %s token", "%s holds %s tokens", tokens), item->code,
	         number);
	if (item->heads > 1)
		str_addf(out, i18n_count(" in %lld head", " in each of %lld heads", (unsigned long)item->heads),
		         (long long)item->heads);
	if (item->layers > 1 && *item->layer_dim)
		str_addf(out, " (%s = %lld)", item->layer_dim, (long long)item->layers);
	else if (item->layers > 1)
		str_addf(out, i18n_count(" in %lld layer", " in each of %lld layers", (unsigned long)item->layers),
		         (long long)item->layers);
	if (item->evals == 1)
		str_add(out, _(", computed once"));
	else if (item->evals >= 0)
		str_addf(out, i18n_count(", computed %lld time", ", computed %lld times",
		                       (unsigned long)item->evals), (long long)item->evals);
}

void held_say_bytes(const struct held *item, struct str *out)
{
	char bytes[NUMBER_TEXT];
	number_bytes(item->bytes, bytes);
	str_add(out, bytes);
	if (item->layers > 1)
		format_layer_bytes(item, out);
}
