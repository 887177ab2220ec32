/*
 * Ink: a canvas → the bytes that bring a terminal's screen to it.
 *
 * Knows what was sent last, and sends what differs. Colours are the terminal's
 * deepest: 24 bits, 256, 16, 8, or none, where attributes stand for them. How this
 * terminal spells it all is asked of `spell`; the file that knows curses provides it.
 * No input or output here.
 */
#ifndef TUI_INK_H
#define TUI_INK_H

#include "base/str.h"
#include "tui/theme.h"

enum ink_depth { INK_NONE, INK_8, INK_16, INK_256, INK_RGB };

/* The terminal's strings; "" for what it cannot do. Borrowed while the ink is used. */
struct ink_spelling {
	const char *plain;               /* ends all attributes and colours */
	const char *bold, *dim, *italic, *underline, *reverse;
	const char *clear_right;         /* to the line's end, in the present background or in none */
	const char *(*move)(int x, int y);                  /* until the next call */
	const char *(*palette)(int n, bool background);     /* until the next call */
	bool corner_scrolls;             /* a character in the last cell would move the screen up */
};

struct ink {
	enum ink_depth depth;
	enum tui_theme theme;
	struct ink_spelling spell;
	struct canvas sent;              /* what is on the screen */
	struct {                         /* colours of 0xRRGGBB that were looked up; `n` 0: empty */
		uint32_t rgb;
		int n;
	} near[256];
	char *colors[2][256];            /* the palette's strings, when first used */
};

void ink_init(struct ink *ink, enum ink_depth depth, enum tui_theme theme,
              const struct ink_spelling *spell);
void ink_done(struct ink *ink);

/* The screen is blank now, whatever was sent; the next canvas may have another size. */
void ink_cleared(struct ink *ink);

void ink_draw(struct ink *ink, const struct canvas *canvas, struct str *out);

/* The nearest colour that the depth has, as 0xRRGGBB; of 16 and 8: those of the VGA. */
int ink_nearest(enum ink_depth depth, uint32_t rgb);

#endif
