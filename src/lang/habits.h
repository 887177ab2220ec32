/* What people who know PyTorch and Python look for, and what to write here. Internal to lang/. */
#ifndef LANG_HABITS_H
#define LANG_HABITS_H

/* Behind "there is no method cuda: ", to be translated; NULL when nothing is known of the name. */
const char *habit_hint(const char *name);

#endif
