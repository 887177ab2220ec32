/* Notes to take away from a play: what was asked, what is right and why, as Markdown. */
#ifndef LEARN_NOTES_H
#define LEARN_NOTES_H

#include "learn/session.h"

/* `title` heads them; the library's labs compute what the texts leave open; appended. */
void notes_add(const struct session *session, const char *title, struct lab_library *library,
               enum language language, struct str *out);

#endif
