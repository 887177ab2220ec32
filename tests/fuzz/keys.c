/*
 * Any bytes as what a student does: keys, clicks, sizes and time, on every screen, from a
 * lesson, a round or home. The program stays whole, and a picture of it can be painted.
 */
#include "fuzz.h"

#include "tui/app.h"

static int64_t now_ms;

static int64_t tell(void *context)
{
	(void)context;
	return now_ms;
}

/* What a byte below 128 is not: a key of its own. */
static const uint32_t named[] = {
	INPUT_UP, INPUT_DOWN, INPUT_LEFT, INPUT_RIGHT, INPUT_HOME, INPUT_END, INPUT_PAGE_UP, INPUT_PAGE_DOWN,
	INPUT_BACK_TAB, INPUT_BACKSPACE, INPUT_DELETE, INPUT_F1, INPUT_SHIFT_UP, INPUT_SHIFT_DOWN, INPUT_SHIFT_LEFT,
	INPUT_SHIFT_RIGHT, INPUT_CLICK, INPUT_WHEEL_UP, INPUT_WHEEL_DOWN, INPUT_ENTER, INPUT_ESCAPE, INPUT_TAB,
};
enum { NAMED = sizeof named / sizeof *named, SIZE = 128 + NAMED, LATER, SETTLE };

struct hand {
	const uint8_t *data;
	size_t left;
};

static int next(struct hand *hand)
{
	if (hand->left == 0)
		return 0;
	hand->left--;
	return *hand->data++;
}

/* NULL: the course has nothing for the round. */
static struct app *open_app(struct hand *hand, struct store *store, const struct clock *clock)
{
	struct err err = {0};
	int first = next(hand);
	struct app_options options = {
		.data_dir = "tests/screens/data", .store = store, .clock = clock, .language = (enum language)(first % LANGUAGE_COUNT),
		.seed = (uint64_t)next(hand), .mono = first & 64, .glyphs = (enum glyphs)(first / 8 % 4),
		.round = (enum session_kind)(first / 16 % 4), .path = first & 128 ? "demo" : NULL,
	};
	struct app *app = app_new(&options, &err);
	assert(app || (options.path && options.round && err.text[0]));
	if (app)
		app_resize(app, 80, 24);
	return app;
}

/* False when the student has left. Nothing is saved, and no console asks for files. */
static bool act(struct app *app, struct hand *hand, struct canvas *canvas)
{
	int byte = next(hand);
	struct input in = { .key = byte < 128 ? (uint32_t)byte : byte < SIZE ? named[byte - 128] : INPUT_NONE };
	if (byte == 'S' || byte == ':')
		return true;
	if (in.key == INPUT_CLICK || in.key == INPUT_WHEEL_UP || in.key == INPUT_WHEEL_DOWN) {
		in.x = next(hand);
		in.y = next(hand) % 80;
	}
	if (byte == SIZE) {
		int width = next(hand) + 1, height = next(hand) % 80 + 1;
		canvas_free(canvas);
		*canvas = canvas_new(width, height);
		app_resize(app, width, height);
	}
	now_ms += byte == LATER ? INT64_C(86400000) * next(hand) : 700;
	if (byte >= SETTLE)
		app_settle(app);
	return in.key == INPUT_NONE || app_key(app, &in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hand hand = { data, size };
	struct err err = {0};
	struct store *store = store_open(":memory:", &err);
	const struct clock clock = { .now_ms = tell };
	struct canvas canvas = canvas_new(80, 24);
	now_ms = INT64_C(1700000000000);
	struct app *app = open_app(&hand, store, &clock);
	while (app && hand.left && act(app, &hand, &canvas)) {
		app_poll(app);
		app_paint(app, &canvas);
	}
	if (app)
		app_free(app);
	canvas_free(&canvas);
	store_close(store);
	return 0;
}
