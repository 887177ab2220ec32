#include "tui/edit.h"

#include <string.h>

#include "text/utf8.h"

#define CTRL(letter) ((letter) & 0x1F)

void edit_init(struct edit *edit, bool lines)
{
	*edit = (struct edit){ .text = STR_INIT, .killed = STR_INIT, .lines = lines };
}

void edit_done(struct edit *edit)
{
	str_done(&edit->text);
	str_done(&edit->killed);
}

void edit_set(struct edit *edit, const char *text)
{
	str_clear(&edit->text);
	str_add(&edit->text, text);
	edit->cursor = edit->text.len;
}

/* ---- Places ---- */

static size_t before(const struct edit *edit, size_t at)
{
	if (at > 0)
		at--;
	while (at > 0 && ((unsigned char)edit->text.data[at] & 0xC0) == 0x80)
		at--;
	return at;
}

static size_t after(const struct edit *edit, size_t at)
{
	uint32_t c;
	return at < edit->text.len ? at + utf8_decode(edit->text.data + at, edit->text.len - at, &c) : at;
}

static size_t line_begin(const struct edit *edit, size_t at)
{
	while (at > 0 && edit->text.data[at - 1] != '\n')
		at--;
	return at;
}

static size_t line_end(const struct edit *edit, size_t at)
{
	return at + strcspn(edit->text.data + at, "\n");
}

static bool is_word(char c)
{
	return strchr(" \t\n()[],*/+-", c) == NULL;
}

static size_t word_begin(const struct edit *edit, size_t at)
{
	while (at > 0 && !is_word(edit->text.data[at - 1]))
		at--;
	while (at > 0 && is_word(edit->text.data[at - 1]))
		at--;
	return at;
}

/* The same column of the line above or below. */
static size_t line_away(const struct edit *edit, int direction)
{
	size_t begin = line_begin(edit, edit->cursor), end = line_end(edit, edit->cursor);
	size_t column = edit->cursor - begin, other = edit->cursor;
	if (direction < 0 && begin > 0)
		other = line_begin(edit, begin - 1);
	else if (direction > 0 && end < edit->text.len)
		other = end + 1;
	else
		return direction < 0 ? begin : end;
	size_t room = line_end(edit, other) - other;
	other += column < room ? column : room;
	while (other > 0 && ((unsigned char)edit->text.data[other] & 0xC0) == 0x80)
		other--;
	return other;
}

/* ---- Changes ---- */

static void insert(struct edit *edit, const char *text, size_t len)
{
	if (edit->text.len + len > EDIT_MAX_BYTES)
		return;
	struct str tail = STR_INIT;
	str_add(&tail, edit->text.data + edit->cursor);
	edit->text.len = edit->cursor;
	str_add_n(&edit->text, text, len);
	str_add(&edit->text, tail.data);
	edit->cursor += len;
	str_done(&tail);
}

/* What is cut out is between the cursor and `to`. */
static void cut(struct edit *edit, size_t to, bool keep)
{
	size_t from = edit->cursor < to ? edit->cursor : to, end = edit->cursor < to ? to : edit->cursor;
	if (from == end)
		return;
	if (keep) {
		str_clear(&edit->killed);
		str_add_n(&edit->killed, edit->text.data + from, end - from);
	}
	memmove(edit->text.data + from, edit->text.data + end, edit->text.len - end + 1);
	edit->text.len -= end - from;
	edit->cursor = from;
}

static bool is_text(uint32_t key)
{
	return key >= ' ' && key != 127 && key < 0x110000 && utf8_safe(key) == key;
}

bool edit_takes(const struct edit *edit, uint32_t key)
{
	switch (key) {
	case INPUT_BACKSPACE: case INPUT_DELETE: case INPUT_LEFT: case INPUT_RIGHT: case INPUT_HOME: case INPUT_END:
	case CTRL('a'): case CTRL('b'): case CTRL('d'): case CTRL('e'): case CTRL('f'): case CTRL('h'):
	case CTRL('k'): case CTRL('u'): case CTRL('w'): case CTRL('y'):
		return true;
	case INPUT_ENTER: case INPUT_UP: case INPUT_DOWN: case CTRL('n'): case CTRL('p'):
		return edit->lines;
	}
	return is_text(key);
}

static void type(struct edit *edit, uint32_t key)
{
	char bytes[4];
	if (is_text(key) || key == INPUT_ENTER)
		insert(edit, bytes, utf8_encode(key, bytes));
}

void edit_key(struct edit *edit, uint32_t key)
{
	size_t at = edit->cursor;
	switch (key) {
	case INPUT_LEFT: case CTRL('b'): edit->cursor = before(edit, at); break;
	case INPUT_RIGHT: case CTRL('f'): edit->cursor = after(edit, at); break;
	case INPUT_HOME: case CTRL('a'): edit->cursor = line_begin(edit, at); break;
	case INPUT_END: case CTRL('e'): edit->cursor = line_end(edit, at); break;
	case INPUT_UP: case CTRL('p'): edit->cursor = line_away(edit, -1); break;
	case INPUT_DOWN: case CTRL('n'): edit->cursor = line_away(edit, 1); break;
	case INPUT_BACKSPACE: case CTRL('h'): cut(edit, before(edit, at), false); break;
	case INPUT_DELETE: case CTRL('d'): cut(edit, after(edit, at), false); break;
	case CTRL('k'): cut(edit, line_end(edit, at), true); break;
	case CTRL('u'): cut(edit, line_begin(edit, at), true); break;
	case CTRL('w'): cut(edit, word_begin(edit, at), true); break;
	case CTRL('y'): insert(edit, edit->killed.data, edit->killed.len); break;
	default: type(edit, key);
	}
}
