/*
 * A program that grows statement by statement: its text in pieces.
 *
 * A definition replaces the one of the same name in its place; when it reads what
 * is defined further down, it moves behind that, and what reads it with it.
 */
#ifndef LAB_SCRIPT_H
#define LAB_SCRIPT_H

#include "base/str.h"
#include "engine/tensor.h"

enum piece_kind {
	PIECE_HEAD,        /* title, topics, seed, use: stand before the others */
	PIECE_NODE, PIECE_PARAM, PIECE_DEF,
	PIECE_LOOK,        /* show, claim, variant */
	PIECE_EXPRESSION,  /* no statement: never in a script */
};

struct piece {
	enum piece_kind kind;
	const char *name;            /* what it defines; else its first word */
	char *text;                  /* as it was typed, without comment behind it */
	struct tensor *given;        /* a node's value that was given, a reference; or NULL */
	char *from;                  /* where it is from: load x.npy as X */
	struct span at;              /* in the text it was typed in */
	bool is_new;                 /* put since script_settle */
};

struct script {
	struct piece *pieces;
	int count;
};

void script_done(struct script *script);
struct script script_copy(const struct script *script);

/*
 * The statements of a text, one after the other. False with *err when it has no
 * words at all that could be tokens.
 */
bool script_split(const char *text, struct script *out, struct err *err);

/* Put a piece (copied) into the script: replaced, or added where its kind stands. */
void script_put(struct script *script, const struct piece *piece);

/* Move a definition, and what reads it, behind all others; false if it is not there. */
bool script_move_down(struct script *script, const char *name);

void script_settle(struct script *script);   /* nothing is new any more */

int script_find(const struct script *script, const char *name);   /* a definition; or -1 */

/* What was typed for the piece. */
const char *piece_code(const struct piece *piece);

/* The program's text. */
void script_source(const struct script *script, struct str *out);

/*
 * A place in that text as one in the text that was typed. In an older statement
 * it is no place any more: the statement then stands before the message.
 */
void script_place(const struct script *script, struct err *err);

#endif
