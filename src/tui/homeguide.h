/* How a lesson goes, part by part: for whoever is on the home screen for the first time. */
#ifndef TUI_HOMEGUIDE_H
#define TUI_HOMEGUIDE_H

#include "quiz/quiz.h"
#include "tui/screen.h"

enum { HOMEGUIDE_ROWS = 9 };             /* at most, with its heading */

/* by_stage: how many questions each stage has; text: there is a lesson to read. */
void homeguide_paint(const int by_stage[QUIZ_STAGES], bool text, int y, struct canvas *canvas);

#endif
