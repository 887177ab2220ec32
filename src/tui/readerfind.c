/* The reader's search: words are typed at the bottom, and found as they are typed. */
#include <stdio.h>

#include "base/i18n.h"
#include "text/utf8.h"
#include "tui/reader.h"

enum { MAX_WORDS = 64 };         /* bytes */

static bool typing(const struct screen *screen)
{
	return ((const struct reader *)screen)->search.typing;
}

const struct binding reader_search_bindings[] = {
	{ .keys = "Enter", .on = { INPUT_ENTER }, .action = SEARCH_TAKE, .label = N_("find"),
	  .help = N_("keep the words that were typed"), .when = typing, .aim = AIM_FIND },
	{ .keys = "Esc", .on = { INPUT_ESCAPE }, .action = SEARCH_CANCEL, .label = N_("back"),
	  .help = N_("stop searching, back to where you were"), .when = typing, .aim = AIM_FIND },
	{0},
};

static const struct found *here(const struct reader *r)
{
	return finds_at(&r->search.finds, r->search.current);
}

void reader_search_again(struct reader *r)
{
	struct search *s = &r->search;
	finds_done(&s->finds);
	s->finds = markdown_find(r->text, s->words.data);
	if (s->current >= s->finds.matches)
		s->current = 0;
}

/* The first match from a row on, else the first of all. */
static void seek(struct reader *r, int row)
{
	struct search *s = &r->search;
	s->current = 0;
	for (int i = 0; i < s->finds.n; i++)
		if (reader_row_of_line(r, s->finds.stretches[i].line) >= row) {
			s->current = s->finds.stretches[i].match;
			break;
		}
	if (here(r))
		reader_show_line(r, here(r)->line);
}

static void begin(struct reader *r)
{
	r->search.typing = true;
	r->search.from = r->scroll;
	str_clear(&r->search.words);
	reader_search_again(r);
}

static void drop_character(struct str *words)
{
	while (words->len > 0 && ((unsigned char)words->data[words->len - 1] & 0xC0) == 0x80)
		words->len--;
	words->len -= words->len > 0;
	words->data[words->len] = '\0';
}

static void type(struct reader *r, uint32_t key)
{
	struct str *words = &r->search.words;
	char bytes[4];
	if (key != INPUT_BACKSPACE)
		str_add_n(words, bytes, utf8_encode(key, bytes));
	else if (words->len > 0)
		drop_character(words);
	reader_search_again(r);
	seek(r, r->search.from);
}

static void end(struct reader *r)
{
	r->search.typing = false;
	str_clear(&r->search.words);
	reader_search_again(r);
}

static void say_no_match(struct reader *r)
{
	char text[160];
	snprintf(text, sizeof text, _("no match: %s"), r->search.words.data);
	app_say(r->step.screen.app, text);
}

static void take(struct reader *r)
{
	r->search.typing = false;
	if (r->search.words.len > 0 && r->search.finds.matches == 0)
		say_no_match(r);
}

/* Round the end and the beginning, and says so. */
static void step(struct reader *r, int by)
{
	struct search *s = &r->search;
	int n = s->finds.matches;
	if (s->words.len == 0) {
		app_say(r->step.screen.app, _("nothing is sought yet: / and words"));
	} else if (n == 0) {
		say_no_match(r);
	} else {
		int next = s->current + by;
		if (next >= n)
			app_say(r->step.screen.app, _("past the end: on from the beginning"));
		else if (next < 0)
			app_say(r->step.screen.app, _("past the beginning: on from the end"));
		s->current = (next + n) % n;
		reader_show_line(r, here(r)->line);
	}
}

void reader_search(struct reader *r, int action, const struct input *input)
{
	switch (action) {
	case SEARCH_BEGIN:  begin(r); break;
	case SEARCH_TYPE:   type(r, input->key); break;
	case SEARCH_TAKE:   take(r); break;
	case SEARCH_NEXT:   step(r, 1); break;
	case SEARCH_BEFORE: step(r, -1); break;
	case SEARCH_END:    end(r); break;
	case SEARCH_CANCEL:
		r->scroll = r->search.from;
		reader_limit_scroll(r);
		reader_stay(r);
		end(r);
		break;
	}
}

bool reader_search_types(const struct reader *r, const struct input *input)
{
	bool text = input->key >= ' ' && input->key < 0x110000 && input->key != 0x7F;
	bool room = r->search.words.len < MAX_WORDS;
	return r->search.typing && ((text && room) || input->key == INPUT_BACKSPACE);
}

/* ---- Paint ---- */

static void mark(const struct reader *r, const struct found *found, struct canvas *body)
{
	int y = reader_row_of_line(r, found->line) - r->scroll;
	bool current = found->match == r->search.current;
	if (y < 0 || y >= body->height)
		return;
	canvas_role(body, r->x + found->x, y, found->columns, 1, current ? ROLE_CURSOR : ROLE_MATCH);
	if (current)
		canvas_text(body, r->x - 2, y, ROLE_KEY, "▸");
}

static void paint_prompt(const struct reader *r, struct canvas *body)
{
	const struct search *s = &r->search;
	int y = body->height - 1, x = 1;
	canvas_fill(body, 0, y, body->width, 1, ROLE_BAR, ' ');
	x += canvas_text(body, x, y, ROLE_KEY, "/");
	x += canvas_text(body, x, y, ROLE_STRONG, s->words.data);
	x += canvas_text(body, x, y, ROLE_CURSOR, " ");
	if (s->words.len > 0 && s->finds.matches == 0)
		canvas_text(body, x + 2, y, ROLE_WARN, _("no match"));
	else if (s->words.len > 0)
		canvas_textf(body, x + 2, y, ROLE_DIM, _("%d of %d"), s->current + 1, s->finds.matches);
}

void reader_search_paint(const struct reader *r, struct canvas *body)
{
	for (int i = 0; i < r->search.finds.n; i++)
		mark(r, &r->search.finds.stretches[i], body);
	if (r->search.typing)
		paint_prompt(r, body);
}
