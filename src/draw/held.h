/*
 * What a KV cache holds, and how it is said: numbers for the picture, words beside it.
 */
#ifndef DRAW_HELD_H
#define DRAW_HELD_H

#include "lab/figure.h"

struct held {
	const char *code;
	int64_t layers, heads;    /* heads in a layer */
	char layer_dim[64];       /* what the lab calls its layers: "B"; "" = nothing */
	int64_t tokens, room;     /* held now; at the clock's end */
	int64_t bytes, layer_bytes;   /* what is stored: an expanded dimension counts once */
	int64_t evals;
	bool still;               /* was computed once and does not grow */
	bool grows;               /* by a token a step, up to its room */
};

/* What is said of items: not what is the same in all, as long as no clock changes it. */
struct held_telling {
	bool tokens, evals;
	bool heads;               /* some item has several, */
	bool heads_differ;        /* or as many in all its layers as no other */
	bool layers;              /* some item has several */
	int64_t most_heads;       /* in a layer */
};

struct held held_of(const struct figure *figure, int item);
struct held_telling held_telling_of(const struct figure *figure);
void held_layer(const struct held *held, int64_t layer, struct str *out);   /* "layer 3", "B 3" */
int64_t held_heads(const struct held *held);                /* of all its layers */

/* "4/8 tokens  64 KiB  2 heads", "computed 4×  stands still": columns of a picture. */
void held_facts(const struct held *held, const struct held_telling *telling, struct str *out);
void held_evals(const struct held *held, const struct held_telling *telling, bool ascii, struct str *out);

/* "K_img holds 197 tokens, computed once" and "197 KiB": parts of a sentence. */
void held_say(const struct held *held, struct str *out);
void held_say_bytes(const struct held *held, struct str *out);

#endif
