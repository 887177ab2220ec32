/*
 * A quiz: questions, each optionally with a lab that proves its answer.
 *
 * quiz_load reads the course format in its four shapes, and ours, which only
 * adds optional fields (docs/quiz-format.md). All texts are clean (no control
 * characters) and belong to the quiz.
 */
#ifndef QUIZ_QUIZ_H
#define QUIZ_QUIZ_H

#include "base/arena.h"
#include "base/words.h"
#include "lab/library.h"

enum quiz_stage { QUIZ_PRE, QUIZ_CHECK, QUIZ_POST, QUIZ_STAGES };

enum { QUIZ_MAX_OPTIONS = 26 };

struct quiz_place { uint32_t line, column; };   /* in the file */

struct quiz_option {
	struct words text;           /* Markdown */
	struct words feedback;       /* what to say when it is chosen; may be empty */
	const char *variant;         /* the lab's variant that runs this wrong idea, or NULL */
	struct quiz_place variant_at;
};

struct quiz_tolerance {          /* how far from the key is still right: the larger of the two */
	double absolute, relative;
	bool given;
};

/* The parts of an open question's card, in the order they are revealed. */
enum card_part { CARD_SHORT, CARD_FULL, CARD_THEORY, CARD_MISTAKES, CARD_SAY, CARD_PARTS };

struct quiz_card {
	struct words part[CARD_PARTS];   /* Markdown; may be empty */
	struct words *points;            /* what a good answer says */
	int n_points;
};

struct question_kind;            /* quiz/kind.h: how it is read, checked and judged */
struct quiz_vary;
struct quiz;

struct quiz_question {
	const struct question_kind *kind;
	const struct quiz *of;       /* the quiz it comes from: there its id is known, there lie its labs; */
	int number;                  /* its place there, from 1 */
	const char *id;              /* given, or made from the words: survives changes of punctuation */
	bool named;                  /* given: it says something to people */
	enum quiz_stage stage;
	struct words text, explanation;
	struct words *hints;
	int n_hints;
	struct quiz_option *options;
	int n_options;
	uint32_t correct;            /* bit i: options[i] is right */
	bool fixed_order;            /* an option speaks of the others: never shuffle */
	const char *answer;          /* the expression whose value is the key, or NULL */
	struct quiz_place answer_at;
	struct quiz_tolerance tolerance;
	struct words unit;           /* of a number; may be empty */
	const char **rows, **columns;   /* of a mask: what its rows and columns are called; may be fewer */
	int n_rows, n_columns;
	struct quiz_card *card;      /* of an open question, else NULL */
	const char *source;          /* where the fact comes from, or NULL */
	const char **tags;
	int n_tags;

	const char *lab;             /* a shipped lab's name, or NULL */
	struct quiz_place lab_at;
	const char *lab_code;        /* lines of its own (with `use` they extend the named lab), or NULL */
	struct quiz_place *code_at;  /* of each of these lines */
	int n_code_at;
	struct lab_knob_setting *set;
	struct quiz_place *set_at;   /* of each knob's value */
	int n_set;
	struct quiz_vary *vary;      /* the last knobs of `set`, which are rolled (quiz/vary.h) */
	int n_vary;
	const char **claims;         /* expressions that must be true in the lab */
	struct quiz_place *claims_at;
	int n_claims;
	bool lab_fine;               /* all of these could be read */

	uint32_t line, column;       /* where it begins in the file */
	int first_fill, n_fills;     /* its texts among those of the quiz that a lab fills in */
};

struct quiz_fill {               /* a text with {{ }} in it */
	const char *text;
	struct quiz_place at;
};

struct quiz {
	struct arena arena;
	const char *path;
	const char *id;              /* stable name for the log: the lesson, else file or folder name */
	struct words title;
	struct quiz_question *questions;
	int n_questions;
	int n_left_out;              /* others of the file, with an error in their fields; they stand behind these */
	struct quiz_fill *fills;     /* where the texts stand that a lab fills in */
	int n_fills;
	struct quiz **from;          /* those its questions were gathered from; its own (quiz/gather.h) */
	int n_from;
};

/* Findings of the reader and the linter: file:line:column: level: message [rule] */
enum finding_level { FINDING_ERROR, FINDING_WARNING, FINDING_NOTE };

struct finding {
	enum finding_level level;
	const char *path;            /* like text, the findings' own, and clean */
	uint32_t line, column;       /* 0: the file or folder as a whole */
	const char *rule;            /* "key-range" */
	char *text;
	int order;                   /* in which it was found */
};

struct findings {
	struct finding *list;
	int count, errors;
};

void findings_add(struct findings *findings, enum finding_level level, const char *path, uint32_t line,
                  uint32_t column, const char *rule, const char *fmt, ...) PRINTF_LIKE(7, 8);
void findings_prefix(struct findings *findings, int from, const char *text);   /* before those from here on */
void findings_sort(struct findings *findings, int from);   /* those of one file, by their places */
void findings_free(struct findings *findings);

/*
 * Read a quiz file. Bad questions are findings and left out; NULL only when
 * nothing can be played, then *err is the first error, after the file's name and its
 * place. `findings` may be NULL.
 */
struct quiz *quiz_load(const char *path, struct findings *findings, struct err *err);
struct quiz *quiz_parse(const char *path, const char *json, size_t len, struct findings *findings,
                        struct err *err);
void quiz_free(struct quiz *quiz);

/*
 * The question's lab: its own code, the named one, beside the quiz or in the library, or the best
 * match in the library; NULL when there is none (*err untouched) or it does not parse (*err set).
 * The caller unrefs it.
 */
struct lab *quiz_lab(const struct quiz_question *question, struct lab_library *library, struct err *err);

/*
 * Which nodes stay covered until the answer, one bool a node; free() it. They are what
 * the claims in force and the key speak of - the question's own if it has any, else
 * the lab's claims - and everything that is computed from those.
 */
bool *quiz_cover(const struct quiz_question *question, const struct lab *lab);

/*
 * A text with its {{ expr:.3f }} filled in by the lab; the text itself when it
 * has none. An expression that fails stays as written and is reported in *err.
 * Appends to out.
 */
void quiz_fill(const char *text, const struct lab *lab, const struct lab_setting *setting, struct str *out,
               struct err *err);

/* Every text of a question that people read: each may have {{ }} in it. */
void quiz_each_words(const struct quiz_question *question,
                     void (*seen)(void *context, const struct words *words), void *context);

/* "2 questions have a mistake and are left out: …", what an author would not know; nothing where none is. */
void quiz_say_left_out(const struct quiz *quiz, struct str *out);

/* The setting that the question starts its lab with; points into the question. */
struct lab_setting quiz_setting(const struct quiz_question *question);

#endif
