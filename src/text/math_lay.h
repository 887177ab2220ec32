/* A parsed formula set as a piece: as one line, or over several rows (math_piece.h). */
#ifndef TEXT_MATH_LAY_H
#define TEXT_MATH_LAY_H

#include "text/math_piece.h"
#include "text/math_tree.h"

void math_lay(const struct math_list *list, struct piece *piece);

#endif
