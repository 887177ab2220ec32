#include "tui/labtiles.h"

static bool has_tile(const struct labtiles *tiles, const struct lab_window *window, int *out)
{
	for (*out = 0; *out < LABTILES_KEPT; ++*out)
		if (tiles->have[*out] && lab_window_same(&tiles->have[*out]->window, window))
			return true;
	return false;
}

const struct lab_tile *labtiles_find(void *context, const struct lab_window *window)
{
	const struct labtiles_of *of = context;
	struct lab_window own = *window;
	int at;
	own.variant = of->variant;
	if (has_tile(of->tiles, &own, &at))
		return of->tiles->have[at];
	of->tiles->wanted = own;
	of->tiles->wants = true;
	return NULL;
}

void labtiles_forget(struct labtiles *tiles)
{
	for (int i = 0; i < LABTILES_KEPT; i++)
		lab_tile_free(tiles->have[i]);
	*tiles = (struct labtiles){0};
}

bool labtiles_take(struct labtiles *tiles, struct live *live)
{
	struct lab_tile *tile = live_take_tile(live);
	if (!tile)
		return false;
	struct lab_tile **place = &tiles->have[tiles->next++ % LABTILES_KEPT];
	lab_tile_free(*place);
	*place = tile;
	return true;
}

void labtiles_ask(struct labtiles *tiles, struct live *live)
{
	int at;
	if (tiles->wants && !has_tile(tiles, &tiles->wanted, &at))
		live_ask_tile(live, &tiles->wanted);
	tiles->wants = false;
}
