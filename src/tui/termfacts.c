#include "tui/termfacts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char term_like_most[] = "xterm-256color";

static const char *variable(const char *name)
{
	const char *value = getenv(name);
	return value ? value : "";
}

static bool begins(const char *text, const char *const *starts)
{
	for (; *starts; starts++)
		if (strncmp(text, *starts, strlen(*starts)) == 0)
			return true;
	return false;
}

/* ---- Colours ---- */

/* GNU screen leaves COLORTERM as the terminal outside has set it, and knows no 24 bits. */
static bool says_truecolor(const char *term)
{
	static const char *const deaf[] = { "screen", "linux", "vt", NULL };
	const char *value = variable("COLORTERM");
	return (strcmp(value, "truecolor") == 0 || strcmp(value, "24bit") == 0) && !begins(term, deaf);
}

static bool is_direct(const char *term)
{
	size_t len = strlen(term);
	return len > 7 && strcmp(term + len - 7, "-direct") == 0;
}

static enum ink_depth depth_of_palette(int colors)
{
	return colors >= 256 ? INK_256 : colors >= 16 ? INK_16 : colors >= 8 ? INK_8 : INK_NONE;
}

static enum ink_depth own_depth(const struct term_facts *facts, const char **why)
{
	*why = "COLORTERM";
	if (says_truecolor(facts->wanted))
		return INK_RGB;
	*why = "TERM";
	return facts->entry.rgb || is_direct(facts->wanted) ? INK_RGB
	                                                    : depth_of_palette(facts->entry.colors);
}

/* A terminal without any colour is not given some because a number was asked for: 8 it is told. */
static enum ink_depth choose_depth(const struct term_facts *facts, enum tui_color color,
                                   const char **why)
{
	enum ink_depth own = own_depth(facts, why);
	if (color == TUI_COLOR_AUTO && *variable("NO_COLOR")) {
		*why = "NO_COLOR";
		return INK_NONE;
	}
	if (color == TUI_COLOR_AUTO)
		return own;
	*why = "--color";
	switch (color) {
	case TUI_COLOR_NEVER: return INK_NONE;
	case TUI_COLOR_8: return INK_8;
	case TUI_COLOR_16: return INK_16;
	case TUI_COLOR_256: return INK_256;
	case TUI_COLOR_24BIT: return INK_RGB;
	default: return own > INK_8 ? own : INK_8;
	}
}

/* ---- Characters ---- */

bool term_locale_is_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = variable(names[i]);
		if (*value)
			return strcasestr(value, "UTF-8") || strcasestr(value, "utf8");
	}
	return false;
}

/* Old terminals draw their own character set; the console of Linux what its font has. */
static enum glyphs first_glyphs(const struct term_facts *facts)
{
	static const char *const old[] = { "vt", "ansi", "dumb", "sun", "wy", "hp", NULL };
	static const char *const console[] = { "linux", "cons25", "wsvt", "hurd", "mach", NULL };
	if (!facts->utf8 || begins(facts->wanted, old))
		return GLYPHS_ASCII;
	return begins(facts->wanted, console) ? GLYPHS_CONSOLE : GLYPHS_ALL;
}

/* Those that are known to answer, and what nobody knows is nearly always like them. */
static bool answers(const char *term)
{
	static const char *const mute[] = {
		"vt", "ansi", "dumb", "sun", "wy", "hp", "linux", "cons25", "wsvt", "hurd", "mach",
		"cygwin", "pcansi", "emacs", "eterm", NULL,
	};
	return *term && !begins(term, mute);
}

/* Others may print what they do not understand. */
static bool tells_background(const char *term)
{
	static const char *const known[] = {
		"xterm", "alacritty", "contour", "foot", "ghostty", "konsole", "mintty", "rxvt-unicode",
		"tmux", "vte", "wezterm", NULL,
	};
	return begins(term, known);
}

struct term_facts term_facts_of(const struct term_entry *entry, enum tui_color color)
{
	struct term_facts facts = { .entry = *entry, .wanted = variable("TERM") };
	facts.utf8 = term_locale_is_utf8();
	facts.depth = choose_depth(&facts, color, &facts.depth_why);
	facts.glyphs = first_glyphs(&facts);
	facts.asked = answers(facts.wanted);
	facts.tells_background = facts.asked && tells_background(facts.wanted);
	return facts;
}
