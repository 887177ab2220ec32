#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

enum { LIMIT_MS = 20000 };

struct terminal {
	VTerm *vterm;
	VTermScreen *screen;
	int fd, slave;
	pid_t pid;
	int status;            /* -1 while it runs */
	bool alternate, cursor, mouse, wide;
	const char *background;
	struct termios before;
};

static int set_property(VTermProp prop, VTermValue *value, void *user)
{
	struct terminal *t = user;
	if (prop == VTERM_PROP_ALTSCREEN)
		t->alternate = value->boolean;
	else if (prop == VTERM_PROP_CURSORVISIBLE)
		t->cursor = value->boolean;
	else if (prop == VTERM_PROP_MOUSE)
		t->mouse = value->number != VTERM_PROP_MOUSE_NONE;
	return 1;
}

static const VTermScreenCallbacks callbacks = { .settermprop = set_property };

static void be_child(char *const argv[], const char *const *environment, int slave, int master)
{
	close(master);
	setsid();
	ioctl(slave, TIOCSCTTY, 0);
	for (int fd = 0; fd < 3; fd++)
		dup2(slave, fd);
	if (slave > 2)
		close(slave);
	for (; environment && *environment; environment++)
		putenv(strdup(*environment));
	signal(SIGINT, SIG_DFL);     /* a shell's background job ignores these two */
	signal(SIGQUIT, SIG_DFL);
	execv(argv[0], argv);
	_exit(127);
}

struct terminal *terminal_start(char *const argv[], const char *const *environment, int cols, int rows)
{
	struct terminal *t = calloc(1, sizeof *t);
	struct winsize size = { .ws_col = (unsigned short)cols, .ws_row = (unsigned short)rows };
	if (!t || openpty(&t->fd, &t->slave, NULL, NULL, &size) != 0)
		abort();
	tcgetattr(t->slave, &t->before);
	t->vterm = vterm_new(rows, cols);
	vterm_set_utf8(t->vterm, 1);
	t->screen = vterm_obtain_screen(t->vterm);
	vterm_screen_enable_altscreen(t->screen, 1);
	vterm_screen_set_callbacks(t->screen, &callbacks, t);
	vterm_screen_reset(t->screen, 1);
	t->cursor = true;
	t->status = -1;
	t->pid = fork();
	if (t->pid == 0)
		be_child(argv, environment, t->slave, t->fd);
	fcntl(t->fd, F_SETFL, O_NONBLOCK);
	return t;   /* the slave stays open here: its modes can be read after the child has ended */
}

void terminal_free(struct terminal *t)
{
	if (t->status < 0 && t->pid > 0) {
		kill(t->pid, SIGKILL);
		waitpid(t->pid, NULL, 0);
	}
	close(t->fd);
	close(t->slave);
	vterm_free(t->vterm);
	free(t);
}

static long now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000L + now.tv_nsec / 1000000;
}

/* Feed what the program has written to the screen; answers to queries go back. */
static void pump(struct terminal *t, int timeout_ms)
{
	struct pollfd p = { .fd = t->fd, .events = POLLIN };
	if (poll(&p, 1, timeout_ms) <= 0)
		return;
	char buffer[16384];
	ssize_t n;
	while ((n = read(t->fd, buffer, sizeof buffer)) > 0) {
		if (t->background && memmem(buffer, (size_t)n, "\033]11;?", 6))
			dprintf(t->fd, "\033]11;rgb:%s\033\\", t->background);
		vterm_input_write(t->vterm, buffer, (size_t)n);
		size_t reply = vterm_output_read(t->vterm, buffer, sizeof buffer);
		for (size_t i = 0; t->wide && i + 2 < reply; i++)
			if (memcmp(buffer + i, ";2R", 3) == 0)
				buffer[i + 1] = '3';
		if (reply && write(t->fd, buffer, reply) < 0)
			return;
	}
}

static void append_utf8(char **out, uint32_t c)
{
	char *p = *out;
	if (c < 0x80) {
		*p++ = (char)c;
	} else if (c < 0x800) {
		*p++ = (char)(0xC0 | c >> 6);
		*p++ = (char)(0x80 | (c & 63));
	} else if (c < 0x10000) {
		*p++ = (char)(0xE0 | c >> 12);
		*p++ = (char)(0x80 | (c >> 6 & 63));
		*p++ = (char)(0x80 | (c & 63));
	} else {
		*p++ = (char)(0xF0 | c >> 18);
		*p++ = (char)(0x80 | (c >> 12 & 63));
		*p++ = (char)(0x80 | (c >> 6 & 63));
		*p++ = (char)(0x80 | (c & 63));
	}
	*out = p;
}

/* The screen as text, a line a row; caller frees. */
static char *screen_text(struct terminal *t)
{
	int rows, cols;
	vterm_get_size(t->vterm, &rows, &cols);
	char *text = malloc((size_t)rows * ((size_t)cols * 4 * VTERM_MAX_CHARS_PER_CELL + 1) + 1), *p = text;
	for (int row = 0; row < rows; row++) {
		for (int col = 0; col < cols; col++) {
			VTermScreenCell cell;
			vterm_screen_get_cell(t->screen, (VTermPos){ .row = row, .col = col }, &cell);
			if (cell.chars[0] == (uint32_t)-1)
				continue;   /* the right half of a wide character */
			if (!cell.chars[0])
				*p++ = ' ';
			for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
				append_utf8(&p, cell.chars[i]);
		}
		*p++ = '\n';
	}
	*p = '\0';
	return text;
}

bool terminal_shows(struct terminal *t, const char *text)
{
	char *screen = screen_text(t);
	bool found = strstr(screen, text) != NULL;
	free(screen);
	return found;
}

static bool wait_for(struct terminal *t, const char *text, bool wanted)
{
	for (long end = now_ms() + LIMIT_MS; now_ms() < end;) {
		if (terminal_shows(t, text) == wanted)
			return true;
		pump(t, 50);
	}
	return false;
}

bool terminal_wait(struct terminal *t, const char *text)
{
	return wait_for(t, text, true);
}

bool terminal_wait_gone(struct terminal *t, const char *text)
{
	return wait_for(t, text, false);
}

int terminal_wait_exit(struct terminal *t)
{
	for (long end = now_ms() + LIMIT_MS; t->status < 0 && now_ms() < end;) {
		int status;
		pump(t, 10);
		if (waitpid(t->pid, &status, WNOHANG) == t->pid)
			t->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	}
	pump(t, 0);
	return t->status;
}

void terminal_send(struct terminal *t, const char *keys)
{
	if (write(t->fd, keys, strlen(keys)) < 0 && errno != EAGAIN)
		abort();
}

void terminal_resize(struct terminal *t, int cols, int rows)
{
	struct winsize size = { .ws_col = (unsigned short)cols, .ws_row = (unsigned short)rows };
	vterm_set_size(t->vterm, rows, cols);
	ioctl(t->fd, TIOCSWINSZ, &size);   /* the kernel sends SIGWINCH */
}

bool terminal_is_ascii(struct terminal *t)
{
	char *screen = screen_text(t), *p = screen;
	while (*p && !(*p & 0x80))
		p++;
	bool ascii = !*p;
	free(screen);
	return ascii;
}

void terminal_answer_wide(struct terminal *t)
{
	t->wide = true;
}

void terminal_answer_background(struct terminal *t, const char *rgb)
{
	t->background = rgb;
}

/* Its address space may not grow; what lies free in its heap it still has. */
bool terminal_starve(struct terminal *t)
{
	struct rlimit none = { .rlim_cur = 1, .rlim_max = RLIM_INFINITY };
	return prlimit(t->pid, RLIMIT_AS, &none, NULL) == 0;
}

bool terminal_resize_to_end(struct terminal *t, int cols, int rows)
{
	int status;
	terminal_resize(t, cols, rows);
	pump(t, 50);
	if (waitpid(t->pid, &status, WNOHANG) != t->pid)
		return true;
	t->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return false;
}

void terminal_signal(struct terminal *t, int signal)
{
	kill(t->pid, signal);
}

bool terminal_in_alternate_screen(const struct terminal *t)
{
	return t->alternate;
}

bool terminal_cursor_visible(const struct terminal *t)
{
	return t->cursor;
}

bool terminal_mouse_off(const struct terminal *t)
{
	return !t->mouse;
}

bool terminal_sane(const struct terminal *t)
{
	struct termios now;
	tcgetattr(t->slave, &now);
	return now.c_lflag == t->before.c_lflag && now.c_iflag == t->before.c_iflag &&
	       now.c_oflag == t->before.c_oflag;
}

int terminal_colours(struct terminal *t)
{
	enum { MAX = 512 };
	uint32_t seen[MAX];
	int count = 0, rows, cols;
	vterm_get_size(t->vterm, &rows, &cols);
	for (int i = 0; i < rows * cols * 2; i++) {
		VTermScreenCell cell;
		vterm_screen_get_cell(t->screen, (VTermPos){ .row = i / 2 / cols, .col = i / 2 % cols }, &cell);
		VTermColor colour = i % 2 ? cell.bg : cell.fg;
		vterm_screen_convert_color_to_rgb(t->screen, &colour);
		uint32_t rgb = (uint32_t)colour.rgb.red << 16 | (uint32_t)colour.rgb.green << 8 | colour.rgb.blue;
		int k = 0;
		while (k < count && seen[k] != rgb)
			k++;
		if (k == count && count < MAX)
			seen[count++] = rgb;
	}
	return count;
}

static bool has_colour(struct terminal *t, unsigned rgb)
{
	int rows, cols;
	vterm_get_size(t->vterm, &rows, &cols);
	for (int i = 0; i < rows * cols; i++) {
		VTermScreenCell cell;
		vterm_screen_get_cell(t->screen, (VTermPos){ .row = i / cols, .col = i % cols }, &cell);
		vterm_screen_convert_color_to_rgb(t->screen, &cell.fg);
		if (((unsigned)cell.fg.rgb.red << 16 | (unsigned)cell.fg.rgb.green << 8 | cell.fg.rgb.blue) == rgb)
			return true;
	}
	return false;
}

bool terminal_wait_colour(struct terminal *t, unsigned rgb)
{
	for (long end = now_ms() + LIMIT_MS; now_ms() < end;) {
		if (has_colour(t, rgb))
			return true;
		pump(t, 50);
	}
	return false;
}

void terminal_dump(struct terminal *t)
{
	char *screen = screen_text(t);
	for (char *line = strtok(screen, "\n"); line; line = strtok(NULL, "\n"))
		printf("# %s\n", line);
	free(screen);
}
