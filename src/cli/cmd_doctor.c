/* attnquiz doctor: what the terminal, the files and the machine can do, and what to set. */
#include <errno.h>
#include <libintl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/pool.h"
#include "cli/cli.h"
#include "engine/simd.h"
#include "learn/store.h"
#include "text/utf8.h"
#include "tui/app.h"
#include "tui/term.h"

enum { NAME_COLUMNS = 14, ANSWER_MS = 300 };

struct doctor {
	const struct cli *cli;
	struct str out;
	bool ill;                        /* something hinders */
};

static void head(struct doctor *d, const char *title)
{
	str_addf(&d->out, "%s%s\n", d->out.len ? "\n" : "", title);
}

/* "  ok  size          120 x 36"; what hinders has !! and says what to do. */
static void line(struct doctor *d, bool well, const char *name, const char *fmt, ...) PRINTF_LIKE(4, 5);

static void line(struct doctor *d, bool well, const char *name, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	str_addf(&d->out, "  %s  %s%*s", well ? "ok" : "!!", name, NAME_COLUMNS - utf8_width(name), "");
	str_addv(&d->out, fmt, args);
	str_add_char(&d->out, '\n');
	va_end(args);
	d->ill |= !well;
}

/* What could be better, and how. */
static void advise(struct doctor *d, const char *text)
{
	str_addf(&d->out, "      %*s%s\n", NAME_COLUMNS, "", text);
}

/* ---- Asking the terminal ---- */

static bool read_column(int *column)
{
	char answer[32] = "";
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	for (size_t n = 0; n + 1 < sizeof answer && poll(&in, 1, ANSWER_MS) > 0; n++) {
		if (read(STDIN_FILENO, answer + n, 1) != 1)
			return false;
		if (answer[n] == 'R')
			return sscanf(answer, "\033[%*d;%dR", column) == 1;
	}
	return false;
}

/* Columns that the terminal gives to the text; 0 when it does not say. */
static int ask_columns(const char *text)
{
	struct termios before, raw;
	int column = 0;
	if (tcgetattr(STDIN_FILENO, &before) != 0)
		return 0;
	raw = before;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	printf("\r%s\033[6n", text);
	fflush(stdout);
	bool told = read_column(&column);
	printf("\r\033[K");
	fflush(stdout);
	tcsetattr(STDIN_FILENO, TCSANOW, &before);
	return told ? column - 1 : 0;
}

/* ---- The terminal ---- */

static void look_at_size(struct doctor *d)
{
	struct winsize size = {0};
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
		line(d, false, _("size"), "%s", _("the terminal does not say; set COLUMNS and LINES"));
		return;
	}
	bool enough = size.ws_col >= APP_MIN_WIDTH && size.ws_row >= APP_MIN_HEIGHT;
	line(d, enough, _("size"), "%d x %d", size.ws_col, size.ws_row);
	if (!enough)
		str_addf(&d->out, _("      %*s%d x %d is needed, 100 columns show a lab beside the text\n"),
		         NAME_COLUMNS, "", APP_MIN_WIDTH, APP_MIN_HEIGHT);
	else if (size.ws_col < 100)
		advise(d, _("100 columns show a lab beside the text"));
}

static void look_at_colors(struct doctor *d, const struct term_facts *facts)
{
	static const char *const names[] = {
		[INK_NONE] = N_("none"), [INK_8] = "8", [INK_16] = "16", [INK_256] = "256",
		[INK_RGB] = N_("24 bits"),
	};
	line(d, true, _("colours"), "%s (%s)", _(names[facts->depth]), facts->depth_why);
	if (facts->depth == INK_256)
		advise(d, _("if it has 24-bit colours: COLORTERM=truecolor"));
	else if (facts->depth < INK_256 && strcmp(facts->depth_why, "TERM") == 0)
		advise(d, _("pictures are drawn with characters; TERM=xterm-256color if it has 256 colours"));
}

static void look_at_glyphs(struct doctor *d, const struct term_facts *facts)
{
	static const char *const names[] = {
		[GLYPHS_ALL] = N_("Unicode"), [GLYPHS_NARROW] = N_("Unicode, ASCII for √ ▀ α"),
		[GLYPHS_CONSOLE] = N_("letters, lines and shades of the console's font"),
		[GLYPHS_ASCII] = N_("ASCII"),
	};
	enum glyphs glyphs = facts->glyphs;
	int columns = facts->asked ? ask_columns("\u03B1") : 0;
	if (columns == 1)
		glyphs = GLYPHS_ALL;
	else if (columns == 2 && facts->utf8)
		glyphs = GLYPHS_NARROW;
	line(d, true, _("characters"), "%s", _(names[glyphs]));
	if (columns == 2 && facts->utf8)
		advise(d, _("it draws √ ▀ α two columns wide; its setting for ambiguous width can make them one"));
	else if (columns == 0 && facts->asked)
		advise(d, _("it did not say how wide it draws √ ▀ α"));
	if (glyphs == GLYPHS_ASCII)
		advise(d, _("if it draws UTF-8: LC_ALL=C.UTF-8 and TERM=xterm-256color"));
}

static void look_at_terminal(struct doctor *d)
{
	struct term_facts facts = term_facts(TUI_COLOR_AUTO);
	head(d, _("Terminal"));
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		line(d, true, _("terminal"), "%s", _("none: input or output goes elsewhere; --plain works so"));
		return;
	}
	line(d, facts.entry.places_cursor, "TERM", facts.entry.known ? "%s" : _("%s (not in terminfo, taken for %s)"),
	     *facts.wanted ? facts.wanted : _("not set"), facts.entry.name);
	if (!facts.entry.places_cursor)
		advise(d, _("it cannot place the cursor: --plain works line by line"));
	look_at_size(d);
	look_at_colors(d, &facts);
	look_at_glyphs(d, &facts);
	line(d, true, _("mouse"), "%s", facts.entry.mouse
	     ? _("yes; Shift-drag selects text, --no-mouse leaves it to the terminal")
	     : _("none; the keyboard reaches everything"));
}

/* ---- Language and files ---- */

static void look_at_language(struct doctor *d)
{
	struct str found = STR_INIT;
	const char *folder = bindtextdomain("attnquiz", NULL);
	for (int l = 0; l < LANGUAGE_COUNT; l++) {
		struct str path = STR_INIT;
		str_addf(&path, "%s/%s/LC_MESSAGES/attnquiz.mo", folder ? folder : "",
		         language_code((enum language)l));
		if (l == LANGUAGE_EN || file_exists(path.data))
			str_addf(&found, "%s%s", found.len ? ", " : "", language_code((enum language)l));
		str_done(&path);
	}
	head(d, _("Language"));
	line(d, true, _("locale"), "%s", term_locale_is_utf8() ? "UTF-8" : _("not UTF-8"));
	line(d, true, _("interface"), _("%s; there are %s"), language_code(d->cli->language), found.data);
	str_done(&found);
}

static void look_at_lessons(struct doctor *d)
{
	struct err err;
	struct lab_library *library = labs_open(d->cli, &err);
	line(d, library != NULL, _("lessons"), "%s", d->cli->data_dir);
	if (!library)
		advise(d, _("there are no lessons; --data DIR or ATTNQUIZ_DATA says where quizzes/ and lessons/ are"));
	lab_library_free(library);
}

static void look_at_log(struct doctor *d)
{
	struct err err;
	char *path = d->cli->log ? mem_copy(d->cli->log) : store_default_path(&err);
	struct store *store = path ? store_open(path, &err) : NULL;
	line(d, store != NULL, _("answers"), "%s", path ? path : "-");
	if (!store)
		advise(d, err.text);
	store_close(store);
	free(path);
}

static void look_at_machine(struct doctor *d)
{
#ifdef __x86_64__
	static const char *const levels[] = { "x86-64", "x86-64-v3 (AVX2)", "x86-64-v4 (AVX-512)" };
	const char *level = levels[simd_best() - SIMD_BASE];
#else
	const char *level = _("the compiler's own");
#endif
	head(d, _("Machine"));
	line(d, true, _("processors"), "%ld", sysconf(_SC_NPROCESSORS_ONLN));
	line(d, true, _("threads"), _("%d compute a lab (--threads)"), pool_threads(d->cli->pool));
	line(d, true, _("vectors"), "%s", level);
}

/* Where the locale is not UTF-8 the report has no other characters either. */
static void print(const struct str *text)
{
	struct str plain = STR_INIT;
	for (size_t i = 0; i < text->len;) {
		uint32_t c;
		char bytes[4];
		i += utf8_decode(text->data + i, text->len - i, &c);
		if (!term_locale_is_utf8() && utf8_char_width(c) == 1)
			c = glyph_for(GLYPHS_ASCII, c);
		str_add_n(&plain, bytes, utf8_encode(c, bytes));
	}
	say_text(plain.data);
	str_done(&plain);
}

int command_doctor(const struct cli *cli)
{
	struct doctor d = { .cli = cli, .out = STR_INIT };
	str_add(&d.out, "attnquiz " VERSION "\n");
	look_at_terminal(&d);
	look_at_language(&d);
	head(&d, _("Files"));
	look_at_lessons(&d);
	look_at_log(&d);
	look_at_machine(&d);
	print(&d.out);
	str_done(&d.out);
	return d.ill ? EXIT_FINDINGS : EXIT_FINE;
}
