/* HTML's names of characters: &amp; &#955; &#x3BB; */
#ifndef TEXT_ENTITY_H
#define TEXT_ENTITY_H

#include "base/str.h"

/* Append the character, clean; a name that is not common stays as it is written. */
void entity_add(const char *text, size_t len, struct str *out);

#endif
