/* What is not shown as its author saw it: mathematics, dollars, HTML. */
#ifndef QUIZ_TEXT_NOTES_H
#define QUIZ_TEXT_NOTES_H

/* at: in the text; rule: of docs/quiz-format.md. */
typedef void text_note(void *context, const char *at, const char *rule, const char *said);

void text_notes(const char *text, text_note *say, void *context);

#endif
