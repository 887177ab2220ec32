/*
 * The terminal is given back whatever happens to the program.
 *
 * A fatal signal writes what was prepared, restores the modes and says why, then ends the
 * program as it would have. A stop (Ctrl-Z) and a resize are let in only while guard_poll
 * waits: none can slip in between a look and the wait. A handler has no arguments: what it
 * needs is kept in guard.c.
 */
#ifndef TUI_GUARD_H
#define TUI_GUARD_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

/* Notes the modes of the terminal, and holds stops and resizes back. */
void guard_open(void);

/* What gives the screen back, piece by piece. */
void guard_add(const char *bytes);

/* From now on fatal signals are caught; after what else sets handlers. An ignored one (nohup) stays ignored. */
void guard_arm(void);

void guard_close(void);

/* poll(), with stops and resizes let in. */
int guard_poll(struct pollfd *polled, int n, int timeout_ms);

/* A stop has come: give the screen back, then guard_stop returns when the program goes on. */
bool guard_is_stopped(void);
void guard_stop(void);

void guard_write(const char *bytes, size_t len);     /* all of them, to the terminal; safe in a handler */

#endif
