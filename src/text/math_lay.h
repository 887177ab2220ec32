/* A parsed formula set as a piece: as one line, or over several rows (math_piece.h). */
#ifndef TEXT_MATH_LAY_H
#define TEXT_MATH_LAY_H

#include "text/math_piece.h"
#include "text/math_tree.h"

void math_lay(const struct math_list *list, struct piece *piece);

/* What its parts share: the nodes from one up to another, a box between brackets, a grid. */
void math_lay_range(const struct math_node *from, const struct math_node *until,
                    struct piece *piece);
void math_add_bracketed(struct piece *piece, const char *open, const struct box *inner,
                        const char *close);
void math_lay_grid(const struct math_node *node, struct piece *piece);

#endif
