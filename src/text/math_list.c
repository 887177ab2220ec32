#include <ctype.h>
#include <string.h>

#include "text/math_tree.h"

struct math_list *math_list_new(struct arena *arena)
{
	return arena_new(arena, 1, sizeof(struct math_list));
}

struct math_node *math_list_add(struct arena *arena, struct math_list *list, struct math_node node)
{
	struct math_node *added = arena_new(arena, 1, sizeof *added);
	*added = node;
	added->blanks = list->blanks;
	list->blanks = 0;
	if (list->last)
		list->last->next = added;
	else
		list->first = added;
	return list->last = added;
}

struct math_node *math_list_atom(struct arena *arena, struct math_list *list, enum math_class class,
                                 const char *text, size_t len)
{
	return math_list_add(arena, list, (struct math_node){
		.class = class, .text = arena_copy_n(arena, text, len) });
}

void math_list_splice(struct math_list *list, struct math_list *other)
{
	if (other->first) {
		other->first->blanks += list->blanks;
		list->blanks = 0;
		if (list->last)
			list->last->next = other->first;
		else
			list->first = other->first;
		list->last = other->last;
	}
	list->blanks += other->blanks;
}

static bool is_letters(const struct math_list *list)
{
	for (const struct math_node *node = list->first; node; node = node->next) {
		if (node->shape != MATH_ATOM || node->sub || node->sup)
			return false;
		unsigned char c = (unsigned char)node->text[0];
		if (!isalnum(c) && c < 0x80)
			return false;
	}
	return list->first != NULL;
}

struct math_node *math_list_word(struct arena *arena, struct math_list *list,
                                 struct math_list *letters)
{
	if (!is_letters(letters) || letters->first == letters->last) {
		math_list_splice(list, letters);
		return list->last;
	}
	const char *word = "";
	for (const struct math_node *node = letters->first; node; node = node->next)
		word = arena_printf(arena, "%s%s%s", word, node->blanks && *word ? " " : "", node->text);
	list->blanks += letters->blanks;
	return math_list_atom(arena, list, MATH_WORD, word, strlen(word));
}
