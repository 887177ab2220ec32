/* Where what the student saves goes: new files in the present folder, else at home. */
#ifndef TUI_SAVE_H
#define TUI_SAVE_H

/* "./NAME-N" with the first N that none of the extensions (".png"; NULL ends) has taken; heap. */
char *save_name(const char *name, const char *const *extensions);

/* As one says it: "lab-1", without "./". */
const char *save_said(const char *path);

#endif
