/* What keys and the mouse do in a lab's pane. */
#ifndef TUI_LABKEYS_H
#define TUI_LABKEYS_H

#include "tui/labpane.h"

/* Asked by every screen whose class has a lab. */
extern const struct binding labkeys_bindings[];
enum reaction labkeys_key(struct labpane *pane, int action, int64_t now_ms);

/* A click or the wheel at a place of a pane painted at this size. */
void labkeys_mouse(struct labpane *pane, int width, int height, const struct input *input);

#endif
