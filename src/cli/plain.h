/*
 * A lesson line by line on standard input and output: for screen readers, pipes
 * and tests. What is printed about an answer is printed after it is in the log.
 */
#ifndef CLI_PLAIN_H
#define CLI_PLAIN_H

#include "cli/cli.h"
#include "learn/session.h"
#include "quiz/course.h"

struct plain {
	const struct cli *cli;
	const struct course_entry *entry;  /* NULL: a round, */
	const struct round_wish *wish;     /* which is this */
	struct lab_library *library;       /* NULL when there is none */
	struct store *store;
	struct quiz *quiz;
	struct session *session;
	char *line;                        /* what was typed last */
	size_t line_size;
	bool left;                         /* the student has gone */
};

/* Print the prompt and read a line, without blanks around it; false at the end of the input. */
bool plain_read(struct plain *plain, const char *prompt);

/* The same within a question: false for q, too, and the student has left. */
bool plain_ask(struct plain *plain, const char *prompt);

/*
 * Ask until it is Enter (*key 0) or one of these characters; false when the student has left. Where
 * these are no digits, any other character is Enter, too: scripts give an answer to every prompt.
 */
bool plain_key(struct plain *plain, const char *prompt, const char *keys, char *key);

/* What can be typed at a question. */
void plain_keys(void);

/* Markdown; `first` stands before the first line. */
void plain_markdown(const char *text, const char *first);

/* A question's text, its {{ }} filled in. */
struct asking;
void plain_words(struct asking *asking, const struct words *words, const char *first,
                 enum language language);

/* The present question: show it, take what is typed, until the session has moved on. */
bool plain_question(struct plain *plain, struct err *err);

/* The lesson from where the reader stood: to its next check mark, or to its end. */
bool plain_lesson(struct plain *plain, struct err *err);

void plain_summary(const struct plain *plain);

#endif
