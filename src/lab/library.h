/*
 * The labs that ship: a folder of NAME.lab files.
 *
 * Each lab names its topics in words of each language. A question that brings
 * no lab is paired with the lab whose topics it speaks of most, or with none.
 */
#ifndef LAB_LIBRARY_H
#define LAB_LIBRARY_H

#include "lab/lab.h"

struct lab_library;

struct lab_library *lab_library_open(const char *dir, struct err *err);
void lab_library_free(struct lab_library *library);

int lab_library_count(const struct lab_library *library);
const char *lab_library_name(const struct lab_library *library, int i);

/* Borrowed; parsed when first asked for, then kept. */
const struct lab *lab_library_find(struct lab_library *library, const char *name, struct err *err);

/* A loader for `use`. */
struct program_loader lab_library_loader(struct lab_library *library);

/*
 * Where the labs that a file names are looked for: NAME.lab beside the file, then the
 * library. A quiz, a lesson and a lab file (`use`) find the same labs by the same names.
 */
struct lab_shelf {
	const char *path;              /* of the file; NULL: a person at a prompt names them */
	struct lab_library *library;   /* may be NULL */
};

/* The shelf stays the caller's, and stays where it is while the loader is used. */
struct program_loader lab_shelf_loader(struct lab_shelf *shelf);

/*
 * The named lab (NULL: none), with lines of code behind it ("" or NULL: none), and `title` for
 * messages where there is no name. A reference. Places in *err count the lines of `code`; what is
 * wrong in the named lab has its place in the text.
 */
struct lab *lab_shelf_open(struct lab_shelf *shelf, const char *name, const char *code,
                           const char *title, struct err *err);

/*
 * The lab that fits the words best, or NULL when none fits well. `texts` is
 * everything the question says: question, options, explanation, title.
 */
const struct lab *lab_library_match(struct lab_library *library, const char *const *texts, int n_texts);

#endif
