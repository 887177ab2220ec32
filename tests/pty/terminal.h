/*
 * A program in a pseudo-terminal, its screen kept by libvterm.
 *
 * Never waits for time to pass, only for a predicate: terminal_wait returns when
 * the text is on the screen, and fails after a generous limit.
 */
#ifndef PTY_TERMINAL_H
#define PTY_TERMINAL_H

#include <stdbool.h>
#include <sys/types.h>

struct terminal;

/* argv as for execv; environment: extra "NAME=value" strings, NULL-terminated, or NULL. */
struct terminal *terminal_start(char *const argv[], const char *const *environment, int cols, int rows);
void terminal_free(struct terminal *t);   /* kills what still runs */

bool terminal_wait(struct terminal *t, const char *text);        /* until it is on the screen */
bool terminal_wait_gone(struct terminal *t, const char *text);   /* until it is not */
int terminal_wait_exit(struct terminal *t);   /* the exit status; 128 + signal; -1 = did not end */

void terminal_send(struct terminal *t, const char *keys);
void terminal_resize(struct terminal *t, int cols, int rows);
bool terminal_is_ascii(struct terminal *t);          /* every character on the screen */
void terminal_answer_wide(struct terminal *t);       /* from now on √ ▀ α are said to be two columns wide */
void terminal_answer_background(struct terminal *t, const char *rgb);   /* "ffff/ffff/ffff", when asked */
bool terminal_wait_colour(struct terminal *t, unsigned rgb);   /* until something is written in it */
bool terminal_starve(struct terminal *t);            /* no more memory from now on */
bool terminal_resize_to_end(struct terminal *t, int cols, int rows);   /* false when the program has ended */
void terminal_signal(struct terminal *t, int signal);

bool terminal_shows(struct terminal *t, const char *text);
bool terminal_in_alternate_screen(const struct terminal *t);
bool terminal_cursor_visible(const struct terminal *t);
bool terminal_mouse_off(const struct terminal *t);
bool terminal_sane(const struct terminal *t);          /* echo and line mode are as before the start */
int terminal_colours(struct terminal *t);              /* distinct colours on the screen */
void terminal_dump(struct terminal *t);                /* the screen as "# " lines */

#endif
