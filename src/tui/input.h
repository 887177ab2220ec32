/* What a student does: a key, a click, a turn of the wheel. Keys are code points or one of these. */
#ifndef TUI_INPUT_H
#define TUI_INPUT_H

#include <stdbool.h>
#include <stdint.h>

enum {
	INPUT_NONE = 0,
	INPUT_TAB = '\t', INPUT_ENTER = '\n', INPUT_ESCAPE = 27, INPUT_SPACE = ' ',
	INPUT_UP = 0x110000, INPUT_DOWN, INPUT_LEFT, INPUT_RIGHT, INPUT_HOME, INPUT_END,
	INPUT_PAGE_UP, INPUT_PAGE_DOWN, INPUT_BACK_TAB, INPUT_BACKSPACE, INPUT_DELETE, INPUT_F1, INPUT_F2,
	INPUT_SHIFT_UP, INPUT_SHIFT_DOWN, INPUT_SHIFT_LEFT, INPUT_SHIFT_RIGHT,
	INPUT_CLICK, INPUT_WHEEL_UP, INPUT_WHEEL_DOWN,   /* at x, y */
	INPUT_RESIZE,
	INPUT_END_OF_FILE,                               /* the terminal is gone */
};

struct input {
	uint32_t key;
	int x, y;      /* of the mouse, from 0 */
};

/* "Enter", "PgDn", "q", "C-a", "click:12,3" → input; false for anything else. */
bool input_parse(const char *word, struct input *out);

#endif
