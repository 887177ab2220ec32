/*
 * A question that is being asked: with its lab, which computes what its texts and
 * its key leave open. What has been computed is kept.
 */
#ifndef QUIZ_ASKING_H
#define QUIZ_ASKING_H

#include "base/str.h"
#include "quiz/quiz.h"

struct asking;

/* The question is borrowed, the lab (or NULL: it has none) is kept. Computes nothing yet. */
struct asking *asking_new(const struct quiz_question *question, const struct lab *lab);
void asking_free(struct asking *asking);   /* NULL is fine */

const struct quiz_question *asking_question(const struct asking *asking);

/* The text with its {{ }} computed; what fails stays as it is written. Valid while both live. */
const char *asking_fill(struct asking *asking, const char *text);
const char *asking_words(struct asking *asking, const struct words *words, enum language language);

/* The right answer in the form of an answer (quiz/kind.h); NULL with *err. Valid while it lives. */
const char *asking_key(struct asking *asking, struct err *err);

/* An answer in words for people, Markdown, appended. */
void asking_say(struct asking *asking, const char *answer, enum language language, struct str *out);

/*
 * What a typed answer comes to, while it is being typed: "100864", "(10, 256)"; appended.
 * Nothing for what cannot be computed, or need not be.
 */
void asking_preview(struct asking *asking, const char *typed, struct str *out);

enum verdict { VERDICT_WRONG, VERDICT_PARTLY, VERDICT_RIGHT };

struct judgement {
	enum verdict verdict;
	struct str rated;      /* where the student judges: how, instead of the verdict's word; else empty */
	struct str said;       /* what there is to say to this answer, Markdown; may be empty */
};

/* False with *err when the answer cannot be read: what to type instead. Free with judgement_done. */
bool asking_judge(struct asking *asking, const char *answer, enum language language,
                  struct judgement *out, struct err *err);
void judgement_done(struct judgement *judgement);

/* Whether a text, of an older log perhaps, can be an answer to the question as it is now. */
bool quiz_answer_fits(const struct quiz_question *question, const char *answer);

/*
 * The lab's variant to run beside the right one after this wrong answer, or NULL. *own (or NULL): it is this
 * answer's idea; one that several options name is what they speak of, and says which of them is right.
 */
const char *quiz_answer_variant(const struct quiz_question *question, const char *answer, bool *own);

#endif
