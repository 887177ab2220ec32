/*
 * The program's own words, through gettext. A message id is the English text.
 * The language can be changed while the program runs and labs run in the
 * background; without an installed locale the C.UTF-8 one carries the catalogues.
 *
 * A sentence that is kept is in the language it was made in: who keeps it notes
 * i18n_language and makes it anew when that has changed.
 */
#ifndef BASE_I18N_H
#define BASE_I18N_H

#include "base/words.h"

#if defined(__GNUC__)
#define FORMAT_ARG(n) __attribute__((format_arg(n)))
#else
#define FORMAT_ARG(n)
#endif

#define _(id) i18n_text(id)
#define N_(id) id               /* mark for translation, translate later with _(variable) */

const char *i18n_text(const char *id) FORMAT_ARG(1);

/* The text for n of something: i18n_count("%d file", "%d files", n). */
const char *i18n_count(const char *one, const char *many, unsigned long n) FORMAT_ARG(1) FORMAT_ARG(2);

/* Once, at the start: where the catalogues are. */
void i18n_open(const char *locale_dir);

void i18n_set(enum language language);
enum language i18n_language(void);   /* the one set last; English at first */

/* From LC_ALL, LC_MESSAGES, LANG, LANGUAGE; English when none is ours. */
enum language i18n_from_environment(void);

#endif
