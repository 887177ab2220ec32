/*
 * Which characters take no column or two, as sorted ranges; all others take
 * one; the ambiguous among those take two in some terminals. width_table.py makes the tables and says from what.
 */
#ifndef TEXT_WIDTH_TABLE_H
#define TEXT_WIDTH_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct width_range {
	uint32_t first, last;
};

extern const struct width_range width_invisible[], width_combining[], width_wide[],
                                width_ambiguous[];
extern const size_t width_n_invisible, width_n_combining, width_n_wide, width_n_ambiguous;

#endif
