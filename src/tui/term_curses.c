#include "tui/term.h"

#include <ctype.h>
#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "tui/guard.h"

enum { MAX_POLL = 33 };

enum { PLAIN, BOLD, DIM, ITALIC, UNDERLINE, REVERSE, CLEAR_RIGHT, SPELLED };

/* curses is global, and so is this: the state of the one terminal. */
static struct {
	SCREEN *screen;
	struct ink ink;
	struct str out;
	char *spelled[SPELLED];              /* what the ink borrows */
	char moved[64], colored[64];         /* the last answers to it */
	int answers, wide;                   /* of the probe: still to come; how many said two columns */
	bool naming;                         /* a background is being told: */
	struct str named;                    /* so far */
} global;

/* What the terminal is sent for a capability, "" where it has none; after setupterm. */
static const char *terminfo(const char *capability)
{
	const char *text = tigetstr(capability);
	return text && text != (char *)-1 ? text : "";
}

static void prepare_restore(bool mouse)
{
	if (mouse)
		guard_add("\033[?1000l\033[?1006l");
	guard_add(terminfo("sgr0"));
	guard_add(terminfo("rmkx"));
	guard_add(terminfo("cnorm"));
	guard_add(terminfo("rmcup"));
}

/* ---- What terminfo knows ---- */

static bool has(const char *capability)
{
	return *terminfo(capability) != '\0';
}

static bool look_up(const char *name)
{
	int status;
	return name && *name && setupterm(name, STDOUT_FILENO, &status) == OK;
}

struct term_facts term_facts(enum tui_color color)
{
	const char *wanted = getenv("TERM");
	struct term_entry entry = { .known = look_up(wanted) };
	entry.name = entry.known ? wanted : term_like_most;
	if (entry.known || look_up(term_like_most)) {
		entry.places_cursor = has("cup");
		entry.rgb = tigetflag("RGB") > 0 || tigetflag("Tc") > 0;
		entry.mouse = has("kmous");
		entry.colors = has("setaf") && tigetnum("colors") > 0 ? tigetnum("colors") : 0;
		del_curterm(cur_term);
	}
	return term_facts_of(&entry, color);
}

/* ---- How it spells things ---- */

/* Without the pauses that terminals of paper and glass needed: "$<5>". */
static void copy_unpadded(const char *text, char *out, size_t size)
{
	size_t n = 0;
	while (text && *text && n + 1 < size)
		if (strncmp(text, "$<", 2) == 0 && strchr(text, '>'))
			text = strchr(text, '>') + 1;
		else
			out[n++] = *text++;
	out[n] = '\0';
}

static char *spelled(const char *capability)
{
	char text[128];
	copy_unpadded(terminfo(capability), text, sizeof text);
	return mem_copy(text);
}

static const char *spell_move(int x, int y)
{
	copy_unpadded(tiparm(tigetstr("cup"), y, x), global.moved, sizeof global.moved);
	return global.moved;
}

/* A terminal that has no name for its colours is told them as nearly all understand it. */
static const char *spell_palette(int n, bool background)
{
	const char *capability = background ? "setab" : "setaf";
	if (has(capability) && n < tigetnum("colors"))
		copy_unpadded(tiparm(tigetstr(capability), n), global.colored, sizeof global.colored);
	else
		snprintf(global.colored, sizeof global.colored,
		         n < 8 ? "\033[%d%dm" : "\033[%d8;5;%dm", background ? 4 : 3, n);
	return global.colored;
}

static void prepare_ink(const struct terminal *term)
{
	static const char *const names[SPELLED] = {
		[PLAIN] = "sgr0", [BOLD] = "bold", [DIM] = "dim", [ITALIC] = "sitm",
		[UNDERLINE] = "smul", [REVERSE] = "rev", [CLEAR_RIGHT] = "el",
	};
	char **s = global.spelled;
	for (int i = 0; i < SPELLED; i++)
		s[i] = spelled(names[i]);
	const struct ink_spelling spell = {
		.plain = s[PLAIN], .bold = s[BOLD], .dim = s[DIM], .italic = s[ITALIC],
		.underline = s[UNDERLINE], .reverse = s[REVERSE], .clear_right = s[CLEAR_RIGHT],
		.move = spell_move, .palette = spell_palette,
		.corner_scrolls = tigetflag("am") > 0 && tigetflag("xenl") <= 0,
	};
	ink_init(&global.ink, term->depth, term->theme, &spell);
}

static void forget_ink(void)
{
	ink_done(&global.ink);
	for (int i = 0; i < SPELLED; i++)
		free(global.spelled[i]);
	str_done(&global.out);
	str_done(&global.named);
}

/* A blank screen, which curses knows about and the ink too. */
static void blank(void)
{
	clearok(curscr, TRUE);
	refresh();
	ink_cleared(&global.ink);
}

/* ---- Asking how wide it draws ---- */

/*
 * Characters are drawn on a blank screen, one a row, and each time the terminal is
 * asked where its cursor is: \033[ROW;COLUMNR. Nothing waits for the answers: curses
 * is told to read them as keys, whenever they come, between those that are typed.
 * Under a locale without UTF-8 one letter of two bytes shows whether the terminal has it.
 */
enum { PROBE_KEY = KEY_MAX + 16, PROBE_COLUMNS = 8, PROBES = 3 };

static const char *const probes[PROBES] = { "\u03B1", "\u221A", "\u2580" };

static void define_answers(bool on)
{
	for (int row = 0; row < PROBES; row++)
		for (int column = 1; column <= PROBE_COLUMNS; column++) {
			char answer[32];
			int key = PROBE_KEY + row * (PROBE_COLUMNS + 1) + column;
			snprintf(answer, sizeof answer, "\033[%d;%dR", row + 1, column);
			define_key(answer, on ? key : 0);
		}
}

static void ask_widths(const struct term_facts *facts)
{
	int n = facts->utf8 ? PROBES : 1;
	define_answers(true);
	for (int row = 0; row < n; row++) {
		str_add(&global.out, spell_move(0, row));
		str_addf(&global.out, "%s\033[6n", probes[row]);
		str_add(&global.out, spell_move(0, row));
		str_add(&global.out, "\033[K");
	}
	str_add(&global.out, spell_move(0, 0));
	guard_write(global.out.data, global.out.len);
	str_clear(&global.out);
	global.answers = n;
	global.wide = 0;
}

/* True when this was the last answer, and the glyphs are others than was thought. */
static bool take_answer(struct terminal *term, int key)
{
	int column = (key - PROBE_KEY) % (PROBE_COLUMNS + 1);
	global.wide += column > 2;
	if (--global.answers > 0)
		return false;
	define_answers(false);
	enum glyphs before = term->glyphs;
	if (global.wide > 0)
		term->glyphs = term->glyphs == GLYPHS_ASCII ? GLYPHS_ASCII : GLYPHS_NARROW;
	else if (term->glyphs == GLYPHS_ASCII)
		term->glyphs = GLYPHS_ALL;
	return term->glyphs != before;
}

/* ---- Asking what its background is ---- */

/*
 * The answer is \033]11;rgb:1e1e/1e1e/2e2e and BEL or \033\\. curses reads its beginning
 * as a key, whenever it comes; what follows are characters until the end. It is asked
 * before the widths: when those are known, an answer that is not there will not come.
 */
enum { BACKGROUND_KEY = PROBE_KEY - 1, BACKGROUND_LEN = 32 };

static void ask_background(void)
{
	define_key("\033]11;", BACKGROUND_KEY);
	str_add(&global.out, "\033]11;?\033\\");
}

/* Whether the character belongs to the answer; *last: it ends it. */
static bool names_background(wint_t c, bool *last)
{
	*last = c == 7 || c == '\\';
	if (*last || c == 27)
		return true;
	if (c >= 128 || !(isxdigit((int)c) || strchr("rgb:/", (int)c)) ||
	    global.named.len >= BACKGROUND_LEN)
		return false;
	str_add_char(&global.named, (char)c);
	return true;
}

/* True when the theme is now another. */
static bool take_background(struct terminal *term)
{
	enum tui_theme theme = term->theme;
	global.naming = false;
	if (!theme_of_background(global.named.data, &theme) || theme == term->theme)
		return false;
	term->theme = global.ink.theme = theme;
	blank();
	return true;
}

/* What curses calls them, and how a terminal that is not what TERM says may spell them. */
static const struct {
	int key;
	uint32_t input;
	const char *also[4];
} keys[] = {
	{ KEY_UP, INPUT_UP, { "\033[A", "\033OA" } },
	{ KEY_DOWN, INPUT_DOWN, { "\033[B", "\033OB" } },
	{ KEY_RIGHT, INPUT_RIGHT, { "\033[C", "\033OC" } },
	{ KEY_LEFT, INPUT_LEFT, { "\033[D", "\033OD" } },
	{ KEY_HOME, INPUT_HOME, { "\033[H", "\033OH", "\033[1~", "\033[7~" } },
	{ KEY_END, INPUT_END, { "\033[F", "\033OF", "\033[4~", "\033[8~" } },
	{ KEY_PPAGE, INPUT_PAGE_UP, { "\033[5~" } },
	{ KEY_NPAGE, INPUT_PAGE_DOWN, { "\033[6~" } },
	{ KEY_BTAB, INPUT_BACK_TAB, { "\033[Z" } }, { KEY_BACKSPACE, INPUT_BACKSPACE, { NULL } },
	{ KEY_DC, INPUT_DELETE, { "\033[3~" } },
	{ KEY_ENTER, INPUT_ENTER, { "\033OM" } },
	{ KEY_SR, INPUT_SHIFT_UP, { "\033[1;2A" } },
	{ KEY_SF, INPUT_SHIFT_DOWN, { "\033[1;2B" } },
	{ KEY_SRIGHT, INPUT_SHIFT_RIGHT, { "\033[1;2C" } },
	{ KEY_SLEFT, INPUT_SHIFT_LEFT, { "\033[1;2D" } },
	{ KEY_F(1), INPUT_F1, { "\033OP", "\033[11~", "\033[[A" } },
	{ KEY_F(2), INPUT_F2, { "\033OQ", "\033[12~", "\033[[B" } },
};

static void define_keys(void)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		for (int k = 0; k < 4 && keys[i].also[k]; k++)
			if (key_defined(keys[i].also[k]) == 0)
				define_key(keys[i].also[k], keys[i].key);
}

/* ---- Start and stop ---- */

/*
 * A stop empties the terminal's input, also between the moment curses finds a byte there and the moment it
 * reads it: that read must come back with nothing instead of waiting for a key while the stop is held.
 */
static void never_wait_in_read(void)
{
	struct termios modes;
	tcgetattr(STDIN_FILENO, &modes);
	modes.c_cc[VMIN] = modes.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &modes);
	def_prog_mode();
}

static void set_modes(bool mouse)
{
	cbreak();
	noecho();
	nonl();
	never_wait_in_read();
	keypad(stdscr, TRUE);
	define_keys();
	nodelay(stdscr, TRUE);
	set_escdelay(25);
	curs_set(0);
	mouseinterval(0);
	if (mouse)
		mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
}

static bool open_screen(const struct term_facts *facts, struct err *err)
{
	if (!facts->entry.places_cursor)
		return err_say(err, ERR_IO,
		               _("This terminal cannot place the cursor (TERM=%s); --plain works line by "
		                 "line"), facts->wanted);
	global.screen = newterm(facts->entry.name, stdout, stdin);
	return global.screen ||
	       err_say(err, ERR_IO, _("curses cannot use this terminal (TERM=%s); --plain works line by line"),
	               facts->wanted);
}

bool term_open(struct terminal *term, const struct term_options *options, struct err *err)
{
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_say(err, ERR_IO,
		               _("The full screen needs a terminal; --plain works line by line "
		                 "on standard input and output."));
	struct term_facts facts = term_facts(options->color);
	bool mouse = facts.entry.mouse && !options->no_mouse;
	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C.UTF-8");  /* what is typed is read as UTF-8 */
	guard_open();
	if (!open_screen(&facts, err)) {
		guard_close();
		return false;
	}
	prepare_restore(mouse);
	guard_arm();
	set_modes(mouse);
	*term = (struct terminal){
		.width = COLS, .height = LINES, .glyphs = facts.glyphs, .depth = facts.depth,
		.theme = theme_resolve(options->theme),
	};
	if (term->theme == TUI_THEME_MONO)
		term->depth = INK_NONE;
	else if (term->depth == INK_NONE)
		term->theme = TUI_THEME_MONO;
	prepare_ink(term);
	blank();
	if (facts.tells_background && options->theme == TUI_THEME_AUTO &&
	    term->theme != TUI_THEME_MONO)
		ask_background();
	if (facts.asked)
		ask_widths(&facts);
	return true;
}

/* An answer that is still on its way must not reach the shell's prompt. */
static void await_answers(void)
{
	enum { ANSWER_MS = 200 };
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	while (global.answers > 0 && poll(&in, 1, ANSWER_MS) > 0 && in.revents & POLLIN) {
		wint_t c;
		if (get_wch(&c) == KEY_CODE_YES && c >= PROBE_KEY)
			global.answers--;
	}
}

void term_close(struct terminal *term)
{
	(void)term;
	await_answers();
	endwin();
	guard_close();
	delscreen(global.screen);
	forget_ink();
	global.screen = NULL;
}

/* Stop as a shell expects it, and come back with everything painted anew. */
static void suspend(void)
{
	endwin();
	guard_stop();
	blank();
}

/* ---- Input ---- */

static uint32_t named_key(int key)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (keys[i].key == key)
			return keys[i].input;
	return INPUT_NONE;
}

static struct input mouse(void)
{
	MEVENT event;
	struct input input = {0};
	if (getmouse(&event) != OK)
		return input;
	input.x = event.x;
	input.y = event.y;
	if (event.bstate & BUTTON1_PRESSED)
		input.key = INPUT_CLICK;
	else if (event.bstate & BUTTON4_PRESSED)
		input.key = INPUT_WHEEL_UP;
	else if (event.bstate & BUTTON5_PRESSED)
		input.key = INPUT_WHEEL_DOWN;
	return input;
}

static uint32_t plain_key(wint_t c)
{
	return c == '\r' ? INPUT_ENTER : c == 127 || c == 8 ? INPUT_BACKSPACE : (uint32_t)c;
}

/* Curses spoils its heap when memory is out while a window grows: that is asked for before. */
static void room_to_grow(const struct terminal *term)
{
	struct winsize size;
	if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0 && (size.ws_col > term->width || size.ws_row > term->height))
		free(mem_new((size_t)size.ws_col * size.ws_row, 4 * sizeof(cchar_t)));
}

/* What waits already; false when nothing does. */
static bool take_input(struct terminal *term, struct input *input)
{
	for (;;) {
		wint_t c;
		bool last = false;
		room_to_grow(term);
		int kind = get_wch(&c);
		*input = (struct input){0};
		if (kind == ERR)
			return false;
		if (kind == KEY_CODE_YES && c == KEY_RESIZE) {
			term->width = COLS;
			term->height = LINES;
			blank();
			input->key = INPUT_RESIZE;
		} else if (kind == KEY_CODE_YES && c >= PROBE_KEY) {
			input->key = take_answer(term, (int)c) ? INPUT_RESIZE : INPUT_NONE;
		} else if (kind == KEY_CODE_YES && c == BACKGROUND_KEY) {
			global.naming = true;
			str_clear(&global.named);
		} else if (global.naming && kind == OK && names_background(c, &last)) {
			input->key = last && take_background(term) ? INPUT_RESIZE : INPUT_NONE;
		} else if (kind == KEY_CODE_YES && c == KEY_MOUSE) {
			*input = mouse();
		} else {
			global.naming = false;
			input->key = kind == KEY_CODE_YES ? named_key((int)c) : plain_key(c);
		}
		if (input->key != INPUT_NONE)
			return true;
	}
}

bool term_wait(struct terminal *term, const int *fds, int n_fds, int timeout_ms,
               struct input *input)
{
	if (take_input(term, input))
		return true;
	struct pollfd polled[MAX_POLL] = { { .fd = STDIN_FILENO, .events = POLLIN } };
	int n = 1;
	for (int i = 0; i < n_fds && n < MAX_POLL; i++)
		polled[n++] = (struct pollfd){ .fd = fds[i], .events = POLLIN };
	int ready = guard_poll(polled, n, timeout_ms);
	if (guard_is_stopped()) {
		suspend();
		*input = (struct input){ .key = INPUT_RESIZE };
		return true;
	}
	if (ready > 0 && polled[0].revents & (POLLHUP | POLLERR | POLLNVAL) &&
	    !(polled[0].revents & POLLIN)) {
		*input = (struct input){ .key = INPUT_END_OF_FILE };
		return true;
	}
	return (ready < 0 || polled[0].revents) && take_input(term, input);
}

/* ---- Output ---- */

void term_show(struct terminal *term, struct canvas *canvas)
{
	glyph_fit(term->glyphs, canvas);
	ink_draw(&global.ink, canvas, &global.out);
	guard_write(global.out.data, global.out.len);
	str_clear(&global.out);
}
