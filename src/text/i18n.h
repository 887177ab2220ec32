/*
 * The interface's own words, through gettext. A message id is the English text.
 * The language can be changed while the program runs; without an installed
 * locale the C.UTF-8 one carries the catalogues.
 */
#ifndef TEXT_I18N_H
#define TEXT_I18N_H

#include <libintl.h>

#include "base/words.h"

#define _(id) gettext(id)
#define N_(id) id               /* mark for translation, translate later with _(variable) */

/* Once, at the start: where the catalogues are. */
void i18n_open(const char *locale_dir);

void i18n_set(enum language language);

/* From LC_ALL, LC_MESSAGES, LANG, LANGUAGE; English when none is ours. */
enum language i18n_from_environment(void);

#endif
