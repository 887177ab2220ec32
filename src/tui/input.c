#include "tui/input.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	uint32_t key;
} names[] = {
	{ "Tab", INPUT_TAB }, { "Enter", INPUT_ENTER }, { "Esc", INPUT_ESCAPE }, { "Space", INPUT_SPACE },
	{ "Up", INPUT_UP }, { "Down", INPUT_DOWN }, { "Left", INPUT_LEFT }, { "Right", INPUT_RIGHT },
	{ "Home", INPUT_HOME }, { "End", INPUT_END }, { "PgUp", INPUT_PAGE_UP },
	{ "PgDn", INPUT_PAGE_DOWN }, { "BackTab", INPUT_BACK_TAB }, { "Backspace", INPUT_BACKSPACE },
	{ "Delete", INPUT_DELETE },
	{ "F1", INPUT_F1 }, { "F2", INPUT_F2 },
	{ "S-Up", INPUT_SHIFT_UP }, { "S-Down", INPUT_SHIFT_DOWN }, { "S-Left", INPUT_SHIFT_LEFT },
	{ "S-Right", INPUT_SHIFT_RIGHT }, { "click", INPUT_CLICK },
	{ "wheelup", INPUT_WHEEL_UP }, { "wheeldown", INPUT_WHEEL_DOWN },
};

bool input_parse(const char *word, struct input *out)
{
	*out = (struct input){0};
	size_t len = strcspn(word, ":");
	if (strlen(word) == 1 && word[0] > ' ' && word[0] < 127) {
		out->key = (uint32_t)word[0];
		return true;
	}
	if (strlen(word) == 3 && word[0] == 'C' && word[1] == '-' && word[2] >= 'a' && word[2] <= 'z') {
		out->key = (uint32_t)word[2] & 0x1F;
		return true;
	}
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i].name) == len && strncmp(word, names[i].name, len) == 0)
			out->key = names[i].key;
	if (out->key < INPUT_CLICK)
		return out->key != INPUT_NONE && word[len] == '\0';
	return sscanf(word + len, ":%d,%d", &out->x, &out->y) == 2;
}
