#include "text/wrap.h"

#include <stdbool.h>
#include <stdint.h>
#include <wchar.h>

#include "text/utf8.h"

enum { ZERO_WIDTH_SPACE = 0x200B, ZERO_WIDTH_JOINER = 0x200D, EM_DASH = 0x2014 };

static bool is_one_of(uint32_t c, const wchar_t *set)
{
	return c && wcschr(set, (wchar_t)c);
}

/* What may not begin a line: closing punctuation, small kana, marks of repetition. */
static bool closes(uint32_t c)
{
	return is_one_of(c, L"!%),.:;?]}、。，．：；？！）」』】〕〉》〗〙〛｝］＞〞〟…‥·・”’»›％‰℃—～々ー"
	                    L"ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ");
}

/* What may not end a line. */
static bool opens(uint32_t c)
{
	return is_one_of(c, L"([{（「『【〔〈《〖〘〚｛［＜〝“‘«‹");
}

static bool blank(uint32_t c)
{
	return c == ' ' || c == '\t' || c == 0x3000 || c == ZERO_WIDTH_SPACE;
}

static bool in_word(uint32_t c)
{
	return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Whether a cut between two characters would be wrong, even inside a long word. */
static bool held_together(uint32_t before, uint32_t c)
{
	return utf8_char_width(c) == 0 || before == ZERO_WIDTH_JOINER || closes(c) || opens(before);
}

/* Whether a line may end between two characters that no blank parts. */
static bool may_part(uint32_t earlier, uint32_t before, uint32_t c)
{
	if (!before || held_together(before, c))
		return false;
	if (before == '-' || before == 0x2010 || before == 0x2013)
		return in_word(earlier) && in_word(c);
	return before == EM_DASH || utf8_char_width(before) == 2 || utf8_char_width(c) == 2;
}

struct line_end {
	size_t end, next;
};

/* Bytes of the blank that ends text[0..len), or 0. */
static size_t last_blank(const char *text, size_t len)
{
	size_t i = len;
	uint32_t c;
	while (i > 0 && ((unsigned char)text[--i] & 0xC0) == 0x80)
		;
	utf8_decode(text + i, len - i, &c);
	return blank(c) ? len - i : 0;
}

static size_t finish(struct line_end at, const char *text, size_t *next)
{
	for (size_t n; (n = last_blank(text, at.end)) > 0;)
		at.end -= n;
	*next = at.next;
	return at.end;
}

static size_t skip_blanks(const char *text, size_t i, int *column)
{
	uint32_t c;
	for (size_t n; n = utf8_decode(text + i, 4, &c), blank(c); i += n)
		*column += utf8_char_width(c);
	return i;
}

size_t wrap_line(const char *text, int columns, size_t *next)
{
	struct line_end part = { 0 }, cut = { 0 };   /* the last good place, the last possible one */
	uint32_t earlier = 0, before = 0, c;
	int column = 0;
	size_t i = 0;
	while (text[i] && text[i] != '\n') {
		size_t n = utf8_decode(text + i, 4, &c);
		int width = utf8_char_width(c);
		if (blank(c)) {   /* blanks hang over the edge */
			size_t after = skip_blanks(text, i, &column);
			if (i > 0)
				part = (struct line_end){ i, after };
			i = after;
			earlier = before = 0;
			continue;
		}
		if (may_part(earlier, before, c))
			part = (struct line_end){ i, i };
		if (before && !held_together(before, c))
			cut = (struct line_end){ i, i };
		bool stands = width || !before;          /* behind a blank a mark stands alone */
		if (stands && column && column + width > (columns < 1 ? 1 : columns)) {
			struct line_end here = { i, i };
			return finish(part.next ? part : cut.next ? cut : here, text, next);
		}
		column += width;
		earlier = width ? before : earlier;
		before = width || c == ZERO_WIDTH_JOINER ? c : before;
		i += n;
	}
	return finish((struct line_end){ i, i + (text[i] == '\n') }, text, next);
}

int wrap_count(const char *text, int columns)
{
	int n = 0;
	for (size_t next; *text; text += next, n++)
		wrap_line(text, columns, &next);
	return n ? n : 1;
}
