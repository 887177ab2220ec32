#include "text/math_table.h"

#include <string.h>

#include "text/utf8.h"

static const struct math_symbol symbols[] = {
	/* Greek */
	{ "alpha", "α", MATH_ORD }, { "beta", "β", MATH_ORD }, { "gamma", "γ", MATH_ORD },
	{ "delta", "δ", MATH_ORD }, { "epsilon", "ε", MATH_ORD }, { "varepsilon", "ε", MATH_ORD },
	{ "zeta", "ζ", MATH_ORD }, { "eta", "η", MATH_ORD }, { "theta", "θ", MATH_ORD },
	{ "vartheta", "ϑ", MATH_ORD }, { "iota", "ι", MATH_ORD }, { "kappa", "κ", MATH_ORD },
	{ "lambda", "λ", MATH_ORD }, { "mu", "μ", MATH_ORD }, { "nu", "ν", MATH_ORD },
	{ "xi", "ξ", MATH_ORD }, { "omicron", "ο", MATH_ORD }, { "pi", "π", MATH_ORD },
	{ "varpi", "ϖ", MATH_ORD }, { "rho", "ρ", MATH_ORD }, { "varrho", "ϱ", MATH_ORD },
	{ "sigma", "σ", MATH_ORD }, { "varsigma", "ς", MATH_ORD }, { "tau", "τ", MATH_ORD },
	{ "upsilon", "υ", MATH_ORD }, { "phi", "φ", MATH_ORD }, { "varphi", "φ", MATH_ORD },
	{ "chi", "χ", MATH_ORD }, { "psi", "ψ", MATH_ORD }, { "omega", "ω", MATH_ORD },
	{ "Gamma", "Γ", MATH_ORD }, { "Delta", "Δ", MATH_ORD }, { "Theta", "Θ", MATH_ORD },
	{ "Lambda", "Λ", MATH_ORD }, { "Xi", "Ξ", MATH_ORD }, { "Pi", "Π", MATH_ORD },
	{ "Sigma", "Σ", MATH_ORD }, { "Upsilon", "Υ", MATH_ORD }, { "Phi", "Φ", MATH_ORD },
	{ "Psi", "Ψ", MATH_ORD }, { "Omega", "Ω", MATH_ORD },
	/* symbols */
	{ "infty", "∞", MATH_ORD }, { "partial", "∂", MATH_ORD }, { "nabla", "∇", MATH_ORD },
	{ "top", "⊤", MATH_ORD }, { "intercal", "⊤", MATH_ORD }, { "bot", "⊥", MATH_ORD },
	{ "ell", "ℓ", MATH_ORD }, { "hbar", "ℏ", MATH_ORD }, { "Re", "ℜ", MATH_ORD },
	{ "Im", "ℑ", MATH_ORD }, { "forall", "∀", MATH_ORD }, { "exists", "∃", MATH_ORD },
	{ "emptyset", "∅", MATH_ORD }, { "varnothing", "∅", MATH_ORD }, { "neg", "¬", MATH_ORD },
	{ "lnot", "¬", MATH_ORD }, { "prime", "′", MATH_ORD }, { "degree", "°", MATH_ORD },
	{ "dagger", "†", MATH_ORD }, { "ast", "*", MATH_BIN }, { "star", "⋆", MATH_BIN },
	{ "ldots", "…", MATH_ORD }, { "dots", "…", MATH_ORD }, { "dotsc", "…", MATH_ORD },
	{ "cdots", "⋯", MATH_ORD }, { "dotsb", "⋯", MATH_ORD }, { "vdots", "⋮", MATH_ORD },
	{ "ddots", "⋱", MATH_ORD }, { "vert", "|", MATH_ORD }, { "Vert", "‖", MATH_ORD },
	{ "|", "‖", MATH_ORD }, { "backslash", "\\", MATH_ORD }, { "blacksquare", "■", MATH_ORD },
	{ "square", "□", MATH_ORD }, { "checkmark", "✓", MATH_ORD },
	{ "%", "%", MATH_ORD }, { "#", "#", MATH_ORD }, { "_", "_", MATH_ORD },
	{ "$", "$", MATH_ORD }, { "&", "&", MATH_ORD },
	/* binary operators */
	{ "times", "×", MATH_BIN }, { "cdot", "·", MATH_BIN }, { "div", "÷", MATH_BIN },
	{ "pm", "±", MATH_BIN }, { "mp", "∓", MATH_BIN }, { "odot", "⊙", MATH_BIN },
	{ "oplus", "⊕", MATH_BIN }, { "ominus", "⊖", MATH_BIN }, { "otimes", "⊗", MATH_BIN },
	{ "circ", "∘", MATH_BIN }, { "bullet", "•", MATH_BIN }, { "cup", "∪", MATH_BIN },
	{ "cap", "∩", MATH_BIN }, { "setminus", "∖", MATH_BIN }, { "wedge", "∧", MATH_BIN },
	{ "land", "∧", MATH_BIN }, { "vee", "∨", MATH_BIN }, { "lor", "∨", MATH_BIN },
	{ "bmod", "mod", MATH_BIN }, { "mod", "mod", MATH_BIN },
	{ "boxplus", "⊞", MATH_BIN }, { "boxtimes", "⊠", MATH_BIN }, { "oslash", "⊘", MATH_BIN },
	{ "uplus", "⊎", MATH_BIN }, { "diamond", "⋄", MATH_BIN },
	/* relations and arrows */
	{ "le", "≤", MATH_REL }, { "leq", "≤", MATH_REL }, { "leqslant", "≤", MATH_REL },
	{ "ge", "≥", MATH_REL }, { "geq", "≥", MATH_REL }, { "geqslant", "≥", MATH_REL },
	{ "lt", "<", MATH_REL }, { "gt", ">", MATH_REL }, { "ll", "≪", MATH_REL },
	{ "gg", "≫", MATH_REL }, { "ne", "≠", MATH_REL }, { "neq", "≠", MATH_REL },
	{ "approx", "≈", MATH_REL }, { "equiv", "≡", MATH_REL }, { "sim", "∼", MATH_REL },
	{ "simeq", "≃", MATH_REL }, { "cong", "≅", MATH_REL }, { "propto", "∝", MATH_REL },
	{ "triangleq", "≜", MATH_REL }, { "coloneqq", "≔", MATH_REL }, { "in", "∈", MATH_REL },
	{ "ni", "∋", MATH_REL }, { "notin", "∉", MATH_REL }, { "subset", "⊂", MATH_REL },
	{ "subseteq", "⊆", MATH_REL }, { "supset", "⊃", MATH_REL }, { "supseteq", "⊇", MATH_REL },
	{ "perp", "⊥", MATH_REL }, { "parallel", "∥", MATH_REL }, { "mid", "|", MATH_REL },
	{ "to", "→", MATH_REL }, { "rightarrow", "→", MATH_REL }, { "longrightarrow", "→", MATH_REL },
	{ "xrightarrow", "→", MATH_ARROW }, { "xleftarrow", "←", MATH_ARROW },
	{ "leftarrow", "←", MATH_REL }, { "gets", "←", MATH_REL },
	{ "leftrightarrow", "↔", MATH_REL }, { "Rightarrow", "⇒", MATH_REL },
	{ "implies", "⇒", MATH_REL }, { "Leftarrow", "⇐", MATH_REL }, { "iff", "⇔", MATH_REL },
	{ "Leftrightarrow", "⇔", MATH_REL }, { "mapsto", "↦", MATH_REL },
	{ "longleftarrow", "←", MATH_REL }, { "Longrightarrow", "⇒", MATH_REL },
	{ "doteq", "≐", MATH_REL },
	{ "hookrightarrow", "↪", MATH_REL }, { "asymp", "≍", MATH_REL }, { "prec", "≺", MATH_REL },
	{ "succ", "≻", MATH_REL }, { "preceq", "⪯", MATH_REL }, { "succeq", "⪰", MATH_REL },
	{ "leftrightarrows", "⇆", MATH_REL }, { "rightleftharpoons", "⇌", MATH_REL },
	{ "models", "⊨", MATH_REL }, { "vdash", "⊢", MATH_REL }, { "lesssim", "≲", MATH_REL },
	{ "gtrsim", "≳", MATH_REL }, { "defeq", "≝", MATH_REL }, { "coloneq", "≔", MATH_REL },
	{ "nmid", "∤", MATH_REL }, { "lll", "⋘", MATH_REL }, { "ggg", "⋙", MATH_REL },
	{ "uparrow", "↑", MATH_ORD }, { "downarrow", "↓", MATH_ORD }, { "colon", ":", MATH_PUNCT },
	/* big operators */
	{ "sum", "∑", MATH_BIG }, { "prod", "∏", MATH_BIG }, { "int", "∫", MATH_BIG },
	{ "bigoplus", "⨁", MATH_BIG }, { "bigcup", "⋃", MATH_BIG }, { "bigcap", "⋂", MATH_BIG },
	{ "bigotimes", "⨂", MATH_BIG }, { "bigodot", "⨀", MATH_BIG }, { "coprod", "∐", MATH_BIG },
	{ "bigvee", "⋁", MATH_BIG }, { "bigwedge", "⋀", MATH_BIG }, { "iint", "∬", MATH_BIG },
	/* names */
	{ "max", "max", MATH_LIMITS }, { "min", "min", MATH_LIMITS },
	{ "argmax", "arg max", MATH_LIMITS },
	{ "argmin", "arg min", MATH_LIMITS }, { "lim", "lim", MATH_LIMITS },
	{ "sup", "sup", MATH_LIMITS },
	{ "inf", "inf", MATH_LIMITS }, { "det", "det", MATH_WORD }, { "arg", "arg", MATH_WORD },
	{ "log", "log", MATH_WORD }, { "ln", "ln", MATH_WORD }, { "lg", "lg", MATH_WORD },
	{ "exp", "exp", MATH_WORD }, { "sin", "sin", MATH_WORD }, { "cos", "cos", MATH_WORD },
	{ "tan", "tan", MATH_WORD }, { "cot", "cot", MATH_WORD }, { "sinh", "sinh", MATH_WORD },
	{ "cosh", "cosh", MATH_WORD }, { "tanh", "tanh", MATH_WORD }, { "arcsin", "arcsin", MATH_WORD },
	{ "arccos", "arccos", MATH_WORD }, { "arctan", "arctan", MATH_WORD },
	{ "dim", "dim", MATH_WORD },
	{ "ker", "ker", MATH_WORD }, { "deg", "deg", MATH_WORD }, { "gcd", "gcd", MATH_WORD },
	{ "Pr", "Pr", MATH_WORD }, { "hom", "hom", MATH_WORD },
	/* brackets */
	{ "{", "{", MATH_OPEN }, { "}", "}", MATH_CLOSE }, { "lbrace", "{", MATH_OPEN },
	{ "rbrace", "}", MATH_CLOSE }, { "langle", "⟨", MATH_OPEN }, { "rangle", "⟩", MATH_CLOSE },
	{ "lfloor", "⌊", MATH_OPEN }, { "rfloor", "⌋", MATH_CLOSE }, { "lceil", "⌈", MATH_OPEN },
	{ "rceil", "⌉", MATH_CLOSE }, { "lbrack", "[", MATH_OPEN }, { "rbrack", "]", MATH_CLOSE },
	{ "lvert", "|", MATH_OPEN }, { "rvert", "|", MATH_CLOSE }, { "lVert", "‖", MATH_OPEN },
	{ "rVert", "‖", MATH_CLOSE }, { "lparen", "(", MATH_OPEN }, { "rparen", ")", MATH_CLOSE },
	/* spaces, and what only a typesetter needs */
	{ ",", " ", MATH_SPACE }, { ":", " ", MATH_SPACE }, { ";", " ", MATH_SPACE },
	{ ">", " ", MATH_SPACE }, { " ", " ", MATH_SPACE }, { "\n", " ", MATH_SPACE },
	{ "quad", "  ", MATH_SPACE }, { "qquad", "  ", MATH_SPACE }, { "!", "", MATH_SILENT },
	{ "left", "", MATH_LEFT }, { "right", "", MATH_RIGHT }, { "middle", "", MATH_SILENT },
	{ "big", "", MATH_SILENT }, { "Big", "", MATH_SILENT }, { "bigg", "", MATH_SILENT },
	{ "Bigg", "", MATH_SILENT }, { "bigl", "", MATH_SILENT }, { "bigr", "", MATH_SILENT },
	{ "Bigl", "", MATH_SILENT }, { "Bigr", "", MATH_SILENT }, { "biggl", "", MATH_SILENT },
	{ "biggr", "", MATH_SILENT }, { "limits", "", MATH_SILENT }, { "nolimits", "", MATH_SILENT },
	{ "displaystyle", "", MATH_SILENT }, { "textstyle", "", MATH_SILENT },
	{ "scriptstyle", "", MATH_SILENT }, { "nonumber", "", MATH_SILENT },
	{ "notag", "", MATH_SILENT }, { "hline", "", MATH_RULE }, { "hdashline", "", MATH_RULE },
	{ "toprule", "", MATH_RULE }, { "midrule", "", MATH_RULE }, { "bottomrule", "", MATH_RULE },
	{ "cline", "", MATH_COLOR },
	{ "scriptscriptstyle", "", MATH_SILENT },
	{ "rm", "", MATH_SILENT }, { "bf", "", MATH_SILENT }, { "it", "", MATH_SILENT },
	{ "cal", "", MATH_SILENT }, { "centering", "", MATH_SILENT }, { "enspace", " ", MATH_SPACE },
	{ "thinspace", " ", MATH_SPACE }, { "relax", "", MATH_SILENT }, { "Biggl", "", MATH_SILENT },
	{ "Biggr", "", MATH_SILENT }, { "bigm", "", MATH_SILENT }, { "Bigm", "", MATH_SILENT },
	/* what takes arguments */
	{ "hat", "\u0302", MATH_ACCENT }, { "widehat", "\u0302", MATH_ACCENT },
	{ "tilde", "\u0303", MATH_ACCENT }, { "widetilde", "\u0303", MATH_ACCENT },
	{ "bar", "\u0304", MATH_ACCENT }, { "overline", "\u0304", MATH_ACCENT },
	{ "dot", "\u0307", MATH_ACCENT }, { "ddot", "\u0308", MATH_ACCENT },
	{ "vec", "\u20D7", MATH_ACCENT }, { "underline", "\u0332", MATH_ACCENT },
	{ "mathrm", "", MATH_FONT }, { "mathbf", "", MATH_FONT }, { "mathit", "", MATH_FONT },
	{ "mathsf", "", MATH_FONT }, { "mathtt", "", MATH_FONT }, { "mathnormal", "", MATH_FONT },
	{ "mathfrak", "", MATH_FONT },
	{ "pmb", "", MATH_FONT }, { "boldsymbol", "", MATH_FONT },
	{ "bm", "", MATH_FONT }, { "operatorname", "", MATH_OPERATOR },
	{ "underbrace", "", MATH_UNDERBRACE }, { "overbrace", "", MATH_OVERBRACE },
	{ "boxed", "", MATH_FONT }, { "substack", "", MATH_SUBSTACK }, { "tag", "", MATH_FONT },
	{ "mathop", "", MATH_FONT }, { "phantom", "", MATH_COLOR },
	{ "mathbb", "", MATH_BLACKBOARD }, { "mathcal", "", MATH_SCRIPT },
	{ "mathscr", "", MATH_SCRIPT },
	{ "text", "", MATH_TEXT }, { "textbf", "", MATH_TEXT }, { "textit", "", MATH_TEXT },
	{ "textrm", "", MATH_TEXT }, { "texttt", "", MATH_TEXT }, { "mbox", "", MATH_TEXT },
	{ "textsf", "", MATH_TEXT }, { "textsc", "", MATH_TEXT }, { "textnormal", "", MATH_TEXT },
	{ "mathring", "\u030A", MATH_ACCENT }, { "check", "\u030C", MATH_ACCENT },
	{ "breve", "\u0306", MATH_ACCENT },
	{ "overrightarrow", "\u20D7", MATH_ACCENT }, { "acute", "\u0301", MATH_ACCENT },
	{ "grave", "\u0300", MATH_ACCENT },
	{ "frac", "", MATH_FRAC }, { "dfrac", "", MATH_FRAC }, { "tfrac", "", MATH_FRAC },
	{ "cfrac", "", MATH_FRAC }, { "binom", "", MATH_BINOM }, { "dbinom", "", MATH_BINOM },
	{ "tbinom", "", MATH_BINOM }, { "sqrt", "", MATH_SQRT },
	{ "overset", "", MATH_OVER }, { "stackrel", "", MATH_OVER }, { "underset", "", MATH_UNDER },
	{ "textcolor", "", MATH_COLOR }, { "color", "", MATH_COLOR }, { "not", "", MATH_NOT },
	{ "begin", "", MATH_BEGIN }, { "end", "", MATH_END }, { "\\", "", MATH_ROW },
};

const struct math_symbol *math_symbol_find(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
		if (strlen(symbols[i].name) == len && memcmp(symbols[i].name, name, len) == 0)
			return &symbols[i];
	return NULL;
}

/* Characters beyond ASCII have the class of the command that writes them. */
static enum math_class class_of_symbol(uint32_t c)
{
	char text[5] = "";
	size_t len = utf8_encode(c, text);
	for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
		if (symbols[i].class < MATH_SPACE && strncmp(symbols[i].text, text, len + 1) == 0)
			return symbols[i].class;
	return MATH_ORD;
}

enum math_class math_class_of(uint32_t c)
{
	switch (c) {
	case '+': case '-': case '*': case 0x2212:
		return MATH_BIN;
	case '=': case '<': case '>':
		return MATH_REL;
	case '(': case '[':
		return MATH_OPEN;
	case ')': case ']':
		return MATH_CLOSE;
	case ',': case ';':
		return MATH_PUNCT;
	default:
		return c < 0x80 ? MATH_ORD : class_of_symbol(c);
	}
}

struct pair {
	uint32_t from, to;
};

static uint32_t look_up(const struct pair *pairs, size_t n, uint32_t c)
{
	for (size_t i = 0; i < n; i++)
		if (pairs[i].from == c)
			return pairs[i].to;
	return 0;
}

#define LOOK_UP(pairs, c) look_up(pairs, sizeof pairs / sizeof *pairs, c)

/* Of the capitals only T: not all have raised forms, and W^Q, W^K, W^V should look alike. */
uint32_t math_superscript(uint32_t c)
{
	static const struct pair raised[] = {
		{ '0', L'⁰' }, { '1', L'¹' }, { '2', L'²' }, { '3', L'³' }, { '4', L'⁴' },
		{ '5', L'⁵' }, { '6', L'⁶' }, { '7', L'⁷' }, { '8', L'⁸' }, { '9', L'⁹' },
		{ '+', L'⁺' }, { 0x2212, L'⁻' }, { '=', L'⁼' }, { '(', L'⁽' }, { ')', L'⁾' },
		{ 'a', L'ᵃ' }, { 'b', L'ᵇ' }, { 'c', L'ᶜ' }, { 'd', L'ᵈ' }, { 'e', L'ᵉ' },
		{ 'f', L'ᶠ' }, { 'g', L'ᵍ' }, { 'h', L'ʰ' }, { 'i', L'ⁱ' }, { 'j', L'ʲ' },
		{ 'k', L'ᵏ' }, { 'l', L'ˡ' }, { 'm', L'ᵐ' }, { 'n', L'ⁿ' }, { 'o', L'ᵒ' },
		{ 'p', L'ᵖ' }, { 'r', L'ʳ' }, { 's', L'ˢ' }, { 't', L'ᵗ' }, { 'u', L'ᵘ' },
		{ 'v', L'ᵛ' }, { 'w', L'ʷ' }, { 'x', L'ˣ' }, { 'y', L'ʸ' }, { 'z', L'ᶻ' },
		{ 'T', L'ᵀ' }, { L'⊤', L'ᵀ' }, { L'′', L'′' }, { L'∘', L'°' }, { '*', '*' },
		{ L'†', L'†' }, { L'⋆', L'⋆' },
	};
	return LOOK_UP(raised, c);
}

uint32_t math_subscript(uint32_t c)
{
	static const struct pair lowered[] = {
		{ '0', L'₀' }, { '1', L'₁' }, { '2', L'₂' }, { '3', L'₃' }, { '4', L'₄' },
		{ '5', L'₅' }, { '6', L'₆' }, { '7', L'₇' }, { '8', L'₈' }, { '9', L'₉' },
		{ '+', L'₊' }, { 0x2212, L'₋' }, { '=', L'₌' }, { '(', L'₍' }, { ')', L'₎' },
		{ 'a', L'ₐ' }, { 'e', L'ₑ' }, { 'h', L'ₕ' }, { 'i', L'ᵢ' }, { 'j', L'ⱼ' },
		{ 'k', L'ₖ' }, { 'l', L'ₗ' }, { 'm', L'ₘ' }, { 'n', L'ₙ' }, { 'o', L'ₒ' },
		{ 'p', L'ₚ' }, { 'r', L'ᵣ' }, { 's', L'ₛ' }, { 't', L'ₜ' }, { 'u', L'ᵤ' },
		{ 'v', L'ᵥ' }, { 'x', L'ₓ' }, { L'β', L'ᵦ' }, { L'γ', L'ᵧ' }, { L'ρ', L'ᵨ' },
		{ L'φ', L'ᵩ' }, { L'χ', L'ᵪ' },
	};
	return LOOK_UP(lowered, c);
}

/*
 * Only letters of the basic plane. The fonts that terminals come with (DejaVu Sans Mono, Liberation
 * Mono) have no U+1D53C and the like: what another font lends is wider than a cell, or a box. A plain
 * E can be read everywhere.
 */
uint32_t math_blackboard(uint32_t c)
{
	static const struct pair doubled[] = {
		{ 'C', L'ℂ' }, { 'H', L'ℍ' }, { 'N', L'ℕ' }, { 'P', L'ℙ' },
		{ 'Q', L'ℚ' }, { 'R', L'ℝ' }, { 'Z', L'ℤ' },
	};
	return LOOK_UP(doubled, c);
}

uint32_t math_script(uint32_t c)
{
	static const struct pair script[] = {
		{ 'B', L'ℬ' }, { 'E', L'ℰ' }, { 'F', L'ℱ' }, { 'H', L'ℋ' },
		{ 'I', L'ℐ' }, { 'L', L'ℒ' }, { 'M', L'ℳ' }, { 'R', L'ℛ' },
	};
	return LOOK_UP(script, c);
}
