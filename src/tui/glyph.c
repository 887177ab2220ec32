#include "tui/glyph.h"

#include <string.h>

#include "text/utf8.h"

static const struct {
	const char *these;
	char ascii;
} stand_ins[] = {
	{ "─━═‐‑‒–—―−⁻₋╌╴╶", '-' },
	{ "│┃║‖∥∣", '|' },
	{ "┌┐└┘├┤┬┴┼╭╮╯╰╔╗╚╝╞╡╪⁺₊∔†", '+' },
	{ "█▓▐▌■", '#' }, { "▒", '%' }, { "░", ':' }, { "▀", '"' }, { "▄", '_' },
	{ "▁▂▃", '.' }, { "▅▆▇", '=' },
	{ "▸▶►▷→⇒↦⟩›≫»", '>' }, { "◂◀◄←⇐⟨‹≪«", '<' },
	{ "▲△▴↑∧⌃⋀", '^' }, { "▼▽▾↓∨∇⋁⊻", 'v' }, { "↔⇔↕", '=' },
	{ "●◉⊙•∙⬤", '*' }, { "○◌∘°º⚬", 'o' }, { "◆⚑‼★☆⚠", '!' }, { "◇⋄", 'o' }, { "□▢☐", 'o' },
	{ "✓✔√", 'v' }, { "✗✘×⨯⊗⊠╳☑☒", 'x' },
	{ "·…⋯⋮⋱․‥⋅", '.' },
	{ "‘’′ʹʼ´‛", '\'' }, { "“”″„‟", '"' },
	{ "≈∼≃≅∿◐◑◒◓", '~' }, { "≠", '!' }, { "≡≔≜≙⟺", '=' }, { "≤", '<' }, { "≥", '>' },
	{ "∗⋆∏∐", '*' }, { "∖", '\\' }, { "÷⁄∕", '/' }, { "±∓⊕⨁", '+' }, { "⊖", '-' },
	{ "∞", '8' }, { "∑ΣςσѕſʂŚśŞşŠš", 'S' }, { "∫", 'S' }, { "∂δ", 'd' }, { "∈∊∃εϵ", 'e' },
	{ "∋", '3' }, { "∉∅", '0' }, { "∀", 'A' }, { "∝αªᵃₐàáâãäåāăą", 'a' }, { "⊂⊆", '<' },
	{ "⊃⊇", '>' }, { "⊤ᵀ", 'T' }, { "⊥", '_' }, { "∩⋂", 'n' }, { "∪⋃", 'u' },
	{ "⎧⎨⎩⎰", '{' }, { "⎫⎬⎭⎱", '}' }, { "⎪∤", '|' }, { "‾", '-' }, { "¨", '"' }, { "ˇ", 'v' }, { "∬", 'S' },
	{ "⊞⊎", '+' }, { "⊘", '/' }, { "⋘≺⪯≲⊢", '<' }, { "⋙≻⪰≳↪", '>' }, { "⊨≝≐≍⇆⇌", '=' }, { "⨀", 'o' },
	{ "⨂⊠", 'x' }, { "⌈⌊⎡⎣⎢", '[' }, { "⌉⌋⎤⎦⎥", ']' }, { "⁽₍⎛⎝⎜", '(' }, { "⁾₎⎞⎠⎟", ')' }, { "⁼₌", '=' },
	{ "⁰₀", '0' }, { "¹₁", '1' }, { "²₂", '2' }, { "³₃", '3' }, { "⁴₄", '4' },
	{ "⁵₅", '5' }, { "⁶₆", '6' }, { "⁷₇", '7' }, { "⁸₈", '8' }, { "⁹₉", '9' },
	{ "ΓγᵍĠ", 'g' }, { "Δ", 'D' }, { "Θθϑτᵗₜ", 't' }, { "Λλˡₗℓ", 'l' }, { "Ξξχˣₓᵪ", 'x' },
	{ "Ππϖᵖₚρϱᵨᵩφϕ", 'p' }, { "Φ", 'P' }, { "Ψψ", 'y' }, { "Ωωʷ", 'w' }, { "υμᵘᵤµùúûüūů", 'u' },
	{ "βᵇᵦß", 'b' }, { "ζᶻźżž", 'z' }, { "ηⁿₙᵧñńň", 'n' }, { "ιⁱᵢìíîïī", 'i' }, { "κᵏₖ", 'k' },
	{ "νᵛᵥ", 'v' }, { "οᵒₒòóôõöøō", 'o' }, { "ᵈďđ", 'd' }, { "ᵉₑèéêëēęě", 'e' }, { "ᶜçćč", 'c' },
	{ "ᶠ", 'f' }, { "ʰₕℏ", 'h' }, { "ʲⱼ", 'j' }, { "ᵐₘ", 'm' }, { "ʳᵣř", 'r' }, { "ˢₛ", 's' },
	{ "ʸýÿ", 'y' }, { "łľĺ", 'l' },
	{ "ÀÁÂÃÄÅ", 'A' }, { "Çℂ", 'C' }, { "ÈÉÊËℰ", 'E' }, { "ÌÍÎÏℐℑ", 'I' }, { "Ñℕ", 'N' },
	{ "ÒÓÔÕÖØ", 'O' }, { "ÙÚÛÜ", 'U' }, { "Ýʏ", 'Y' }, { "ℝℛℜ", 'R' }, { "ℬ", 'B' },
	{ "ℋℍ", 'H' }, { "ℒŁ", 'L' }, { "ℙ", 'P' }, { "ℚ", 'Q' }, { "ℤ", 'Z' }, { "ℱ", 'F' },
	{ "ℳ", 'M' }, { "¬", '!' }, { "©℃", 'C' }, { "‰", '%' }, { "§¶", 'S' },
};

/* Letters and digits in bold, italic, script, double-struck: alphabets of 52, then of 10. */
static char mathematical(uint32_t c)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	if (c >= 0x1D400 && c < 0x1D6A4)
		return letters[(c - 0x1D400) % 52];
	return c >= 0x1D7CE && c < 0x1D800 ? (char)('0' + (c - 0x1D7CE) % 10) : 0;
}

static char ascii_for(uint32_t c)
{
	char text[5] = "";
	text[utf8_encode(c, text)] = '\0';
	for (size_t i = 0; i < sizeof stand_ins / sizeof *stand_ins; i++)
		if (strstr(stand_ins[i].these, text))
			return stand_ins[i].ascii;
	if (mathematical(c))
		return mathematical(c);
	if (c > 0x2800 && c < 0x2900)                /* Braille: dots of a curve */
		return __builtin_popcount(c & 0xFF) > 3 ? '*' : '.';
	return c == 0x2800 || c == 0xA0 ? ' ' : '?';
}

/* Letters of Latin-1 and Cyrillic, and what code page 437 has of lines and shades. */
static bool is_on_console(uint32_t c)
{
	char text[5] = "";
	text[utf8_encode(c, text)] = '\0';
	return (c > 0xA0 && c < 0x100 && c != 0xAD) || (c >= 0x410 && c < 0x450) || c == 0x401 ||
	       c == 0x451 || strstr("─│┌┐└┘├┤┬┴┼█▓▒░▀▄▌▐←↑→↓", text);
}

static bool is_drawn(enum glyphs glyphs, uint32_t c)
{
	switch (glyphs) {
	case GLYPHS_ALL: return true;
	case GLYPHS_NARROW: return !utf8_ambiguous(c);
	case GLYPHS_CONSOLE: return is_on_console(c);
	case GLYPHS_ASCII: return false;
	}
	return true;
}

uint32_t glyph_for(enum glyphs glyphs, uint32_t c)
{
	return c < 0x80 || is_drawn(glyphs, c) ? c : (uint32_t)(unsigned char)ascii_for(c);
}

/* Three points in one cell: a single one would end a sentence, so it takes the blank beside it, or a letter. */
static void fit_ellipsis(struct canvas *canvas, int x, int y)
{
	struct cell *right = x + 1 < canvas->width ? canvas_at(canvas, x + 1, y) : NULL;
	struct cell *left = x > 0 ? canvas_at(canvas, x - 1, y) : NULL;
	struct cell *other = right && right->c[0] == ' ' ? right : left;
	if (other) {
		other->c[0] = '.';
		other->c[1] = 0;
	}
}

/* The right half of a wide character is a cell of its own when the left one is not wide any more. */
static void fit_cell(enum glyphs glyphs, struct cell *cell)
{
	uint32_t c = glyph_for(glyphs, cell->c[0]);
	if (c == cell->c[0])
		return;
	if (utf8_char_width(cell->c[0]) == 2)
		cell[1].c[0] = c;
	cell->c[0] = c;
	cell->c[1] = 0;
}

void glyph_fit(enum glyphs glyphs, struct canvas *canvas)
{
	if (glyphs == GLYPHS_ALL)
		return;
	for (int y = 0; y < canvas->height; y++)
		for (int x = 0; x < canvas->width; x++) {
			struct cell *cell = canvas_at(canvas, x, y);
			if (cell->c[0] == 0x2026 && !is_drawn(glyphs, 0x2026))
				fit_ellipsis(canvas, x, y);
			if (cell->c[0] >= 0x80)
				fit_cell(glyphs, cell);
			else if (cell->c[1] && glyphs != GLYPHS_NARROW)
				cell->c[1] = 0;        /* a combining mark */
		}
}

bool glyph_speaks(enum glyphs glyphs, enum language language)
{
	switch (language) {
	case LANGUAGE_ZH: return glyphs == GLYPHS_ALL || glyphs == GLYPHS_NARROW;
	case LANGUAGE_RU: return glyphs == GLYPHS_ALL || glyphs == GLYPHS_CONSOLE;
	default: return true;
	}
}
