/*
 * The files below a folder, in the order a person expects: "2-x" before "10-x".
 *
 * Folders that are symbolic links are not entered, nor is anything nested deeper
 * than TREE_MAX_DEPTH. Names that begin with a point are skipped.
 */
#ifndef QUIZ_TREE_H
#define QUIZ_TREE_H

#include "base/err.h"

enum { TREE_MAX_DEPTH = 16 };

struct tree {
	char **files;   /* paths that begin with the folder's own */
	int count;
};

/* Regular files that are wanted by their names. False when dir cannot be read. */
bool tree_list(const char *dir, bool (*wanted)(const char *path), struct tree *tree, struct err *err);
void tree_done(struct tree *tree);

#endif
