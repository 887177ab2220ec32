#include "tui/term.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

enum { MAX_POLL = 33, RESTORE_MAX = 512, NEAR = 256 };

/*
 * curses is global, and so is this: the state of the one terminal. What the
 * signal handler reads is written before the handler is installed.
 */
static struct {
	SCREEN *screen;
	struct termios before;               /* the terminal's modes as they were */
	char restore[RESTORE_MAX];           /* what to send to give the screen back */
	size_t restore_len;
	struct { uint32_t rgb; int color; } near[NEAR];   /* colours looked up before; color 0: empty */
	int colors;                          /* 0, 8, 16, 256, or 1 << 24: direct */
	struct canvas sent;
	sigset_t waiting;                    /* signals let in while waiting */
	volatile sig_atomic_t stop;          /* SIGTSTP has come */
} global;

/* ---- The terminal is given back whatever happens ---- */

static void add_restore(const char *capability)
{
	const char *text = tigetstr(capability);
	if (!text || text == (char *)-1)
		return;
	size_t len = strlen(text);
	if (global.restore_len + len > RESTORE_MAX)
		return;
	memcpy(global.restore + global.restore_len, text, len);
	global.restore_len += len;
}

static void add_restore_text(const char *text)
{
	size_t len = strlen(text);
	if (global.restore_len + len <= RESTORE_MAX) {
		memcpy(global.restore + global.restore_len, text, len);
		global.restore_len += len;
	}
}

static void prepare_restore(void)
{
	global.restore_len = 0;
	if (tigetstr("kmous") != NULL && tigetstr("kmous") != (char *)-1)
		add_restore_text("\033[?1000l\033[?1006l");
	add_restore("sgr0");
	add_restore("rmkx");
	add_restore("cnorm");
	add_restore("rmcup");
}

static void on_fatal(int signal_number)
{
	size_t done = 0;
	while (done < global.restore_len) {
		ssize_t n = write(STDOUT_FILENO, global.restore + done, global.restore_len - done);
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	tcsetattr(STDIN_FILENO, TCSANOW, &global.before);
	raise(signal_number);                /* SA_RESETHAND: now it ends the program */
}

static void on_stop(int signal_number)
{
	(void)signal_number;
	global.stop = 1;
}

static void handle(int signal_number, void (*handler)(int), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };
	sigemptyset(&action.sa_mask);
	sigaction(signal_number, &action, NULL);
}

static const int fatal[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGSEGV,
	                     SIGBUS, SIGFPE, SIGILL,  SIGABRT };

/* An ignored signal (nohup) stays ignored. */
static void handle_signals(void)
{
	for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) {
		struct sigaction old;
		sigaction(fatal[i], NULL, &old);
		if (old.sa_handler != SIG_IGN)
			handle(fatal[i], on_fatal, (int)SA_RESETHAND | SA_NODEFER);
	}
	handle(SIGTSTP, on_stop, 0);
}

static void leave_signals(void)
{
	for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
		handle(fatal[i], SIG_DFL, 0);
	handle(SIGTSTP, SIG_DFL, 0);
}

/* A resize and a stop are let in only while waiting: none can slip in between. */
static void hold_signals(void)
{
	sigset_t held;
	sigemptyset(&held);
	sigaddset(&held, SIGWINCH);
	sigaddset(&held, SIGTSTP);
	pthread_sigmask(SIG_BLOCK, &held, &global.waiting);
	sigdelset(&global.waiting, SIGWINCH);
	sigdelset(&global.waiting, SIGTSTP);
}

static void release_signals(void)
{
	pthread_sigmask(SIG_SETMASK, &global.waiting, NULL);
}

/* ---- Start and stop ---- */

static bool is_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* What is unknown here is nearly always like xterm. */
static SCREEN *new_screen(void)
{
	const char *name = getenv("TERM");
	int status;
	bool known = name && *name && setupterm(name, STDOUT_FILENO, &status) == OK;
	if (known)
		del_curterm(cur_term);
	return newterm(known ? name : "xterm-256color", stdout, stdin);
}

static int count_colors(void)
{
	if (!has_colors() || start_color() != OK)
		return 0;
	use_default_colors();
	if (tigetflag("RGB") > 0 && COLORS > 256)
		return 1 << 24;
	return COLORS >= 256 ? 256 : COLORS >= 16 ? 16 : 8;
}

static void set_modes(void)
{
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	set_escdelay(25);
	curs_set(0);
	typeahead(-1);                       /* a picture goes out as one, not line by line */
	mouseinterval(0);
	mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
}

bool term_open(struct terminal *term, enum tui_theme theme, struct err *err)
{
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_say(err, ERR_IO,
		               "The full screen needs a terminal; --plain works line by line "
		               "on standard input and output.");
	if (!is_utf8())
		setlocale(LC_CTYPE, "C.UTF-8");
	tcgetattr(STDIN_FILENO, &global.before);
	hold_signals();
	global.screen = new_screen();
	if (!global.screen || !tigetstr("cup") || tigetstr("cup") == (char *)-1) {
		release_signals();
		return err_say(err, ERR_IO,
		               "This terminal cannot place the cursor (TERM=%s); --plain works "
		               "line by line.",
		               getenv("TERM") ? getenv("TERM") : "");
	}
	prepare_restore();
	handle_signals();
	set_modes();
	global.colors = count_colors();
	enum tui_theme resolved = theme_resolve(theme);
	*term = (struct terminal){
		.width = COLS, .height = LINES, .ascii = !is_utf8(),
		.theme = global.colors ? resolved : TUI_THEME_MONO,
	};
	return true;
}

void term_close(struct terminal *term)
{
	(void)term;
	endwin();
	leave_signals();
	release_signals();
	delscreen(global.screen);
	canvas_free(&global.sent);
	global.sent = (struct canvas){0};
	global.screen = NULL;
}

static void forget_sent(void)
{
	canvas_free(&global.sent);
	global.sent = (struct canvas){0};
	clearok(curscr, TRUE);
}

/* Stop as a shell expects it, and come back with everything painted anew. */
static void suspend(void)
{
	global.stop = 0;
	endwin();
	handle(SIGTSTP, SIG_DFL, 0);
	raise(SIGTSTP);
	pthread_sigmask(SIG_SETMASK, &global.waiting, NULL);     /* here it stops */
	hold_signals();
	handle(SIGTSTP, on_stop, 0);
	forget_sent();
}

/* ---- Input ---- */

static uint32_t named_key(int key)
{
	switch (key) {
	case KEY_UP: return INPUT_UP;
	case KEY_DOWN: return INPUT_DOWN;
	case KEY_LEFT: return INPUT_LEFT;
	case KEY_RIGHT: return INPUT_RIGHT;
	case KEY_HOME: return INPUT_HOME;
	case KEY_END: return INPUT_END;
	case KEY_PPAGE: return INPUT_PAGE_UP;
	case KEY_NPAGE: return INPUT_PAGE_DOWN;
	case KEY_BTAB: return INPUT_BACK_TAB;
	case KEY_BACKSPACE: case KEY_DC: return INPUT_BACKSPACE;
	case KEY_ENTER: return INPUT_ENTER;
	case KEY_F(1): return INPUT_F1;
	case KEY_F(2): return INPUT_F2;
	}
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

/* What waits already; false when nothing does. */
static bool take_input(struct terminal *term, struct input *input)
{
	for (;;) {
		wint_t c;
		int kind = get_wch(&c);
		*input = (struct input){0};
		if (kind == ERR)
			return false;
		if (kind == KEY_CODE_YES && c == KEY_RESIZE) {
			term->width = COLS;
			term->height = LINES;
			forget_sent();
			input->key = INPUT_RESIZE;
		} else if (kind == KEY_CODE_YES && c == KEY_MOUSE) {
			*input = mouse();
		} else {
			input->key = kind == KEY_CODE_YES ? named_key((int)c) : plain_key(c);
		}
		if (input->key != INPUT_NONE)
			return true;
	}
}

static int wait_for(struct pollfd *polled, int n, int timeout_ms)
{
	struct timespec time = { timeout_ms / 1000, timeout_ms % 1000 * 1000000L };
	return ppoll(polled, (nfds_t)n, timeout_ms < 0 ? NULL : &time, &global.waiting);
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
	int ready = wait_for(polled, n, timeout_ms);
	if (global.stop) {
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

static attr_t attributes(int style)
{
	return (style & STYLE_BOLD ? A_BOLD : 0) | (style & STYLE_DIM ? A_DIM : 0) |
	       (style & STYLE_ITALIC ? A_ITALIC : 0) | (style & STYLE_UNDERLINE ? A_UNDERLINE : 0) |
	       (style & STYLE_REVERSE ? A_REVERSE : 0);
}

static int near_of_256(uint32_t rgb)
{
	size_t i = (rgb ^ rgb >> 8 ^ rgb >> 16) * 31 % NEAR;
	if (global.near[i].color == 0 || global.near[i].rgb != rgb) {
		global.near[i].rgb = rgb;
		global.near[i].color = theme_256(rgb);
	}
	return global.near[i].color;
}

/* A colour of the theme or of a pixel, in the terminal's own numbering. */
static int color(int64_t rgb)
{
	if (rgb < 0)
		return -1;
	if (global.colors > 256)
		return (int)rgb < 8 ? 0 : (int)rgb;      /* the first eight are the terminal's own */
	return global.colors == 256 ? near_of_256((uint32_t)rgb) : theme_8((uint32_t)rgb);
}

struct look_of {
	attr_t attributes;
	int pair;
};

static struct look_of look_of(const struct terminal *term, const struct cell *cell)
{
	const struct style *style = theme_style(term->theme, (enum role)cell->role);
	if (term->theme == TUI_THEME_MONO)
		return (struct look_of){ attributes(style->mono), 0 };
	bool few = global.colors < 256;
	int fg = few ? style->fg8 : color(style->fg), bg = few ? -1 : color(style->bg);
	int bits = style->attributes | (few && style->bg != STYLE_DEFAULT ? STYLE_REVERSE : 0);
	if (cell->fg != CANVAS_NO_COLOR)
		fg = color(cell->fg);
	if (cell->bg != CANVAS_NO_COLOR)
		bg = color(cell->bg);
	return (struct look_of){ attributes(bits), fg < 0 && bg < 0 ? 0 : alloc_pair(fg, bg) };
}

static void put_cell(const struct terminal *term, int x, int y, const struct cell *cell)
{
	struct look_of look = look_of(term, cell);
	wchar_t text[CELL_MAX_CHARS + 1] = {0};
	for (int i = 0; i < CELL_MAX_CHARS && cell->c[i]; i++)
		text[i] = (wchar_t)cell->c[i];
	cchar_t c;
	setcchar(&c, text, look.attributes, 0, &look.pair);
	mvadd_wch(y, x, &c);
}

static bool row_is_sent(const struct canvas *canvas, int y)
{
	const struct canvas *sent = &global.sent;
	return sent->cells && sent->width == canvas->width && sent->height == canvas->height &&
	       memcmp(canvas_at(sent, 0, y), canvas_at(canvas, 0, y),
	              (size_t)canvas->width * sizeof(struct cell)) == 0;
}

static void keep_sent(const struct canvas *canvas)
{
	if (global.sent.width != canvas->width || global.sent.height != canvas->height) {
		canvas_free(&global.sent);
		global.sent = canvas_new(canvas->width, canvas->height);
	}
	for (int y = 0; y < canvas->height; y++)
		memcpy(canvas_at(&global.sent, 0, y), canvas_at(canvas, 0, y),
		       (size_t)canvas->width * sizeof(struct cell));
}

void term_show(struct terminal *term, const struct canvas *canvas)
{
	for (int y = 0; y < canvas->height; y++) {
		if (row_is_sent(canvas, y))
			continue;
		for (int x = 0; x < canvas->width; x++) {
			const struct cell *cell = canvas_at(canvas, x, y);
			if (cell->c[0])
				put_cell(term, x, y, cell);
		}
	}
	refresh();
	keep_sent(canvas);
}
