/*
 * How fast the program is to the person before it: the real binary in a pseudo-terminal.
 * Usage: bench-screen ATTNQUIZ DATA FRAME.LAB [--json]. Prints, never judges. Medians and
 * worst cases in milliseconds of the wall clock, bytes as the terminal gets them. Keys
 * are sent one by one, each when the screen has been quiet for QUIET_MS.
 */
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STARTS = 21, KEYS = 60, QUIET_MS = 60, LIMIT_MS = 5000, BUFFER = 1 << 20 };

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* ---- A program in a terminal ---- */

struct play {
	pid_t pid;
	int fd;
	char *bytes;             /* since the last key */
	size_t len;
	double began, first, last;   /* the key, the first byte and the last one after it */
};

static void be_program(char *const argv[], const char *color)
{
	setenv("TERM", "xterm-256color", 1);
	setenv("COLORTERM", color, 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	unsetenv("NO_COLOR");
	execv(argv[0], argv);
	_exit(127);
}

static void play_open(struct play *p, char *const argv[], const char *color)
{
	struct winsize size = { .ws_col = 200, .ws_row = 60 };
	if (!p->bytes && !(p->bytes = malloc(BUFFER)))
		abort();
	p->len = 0;
	p->began = now_ms();
	p->pid = forkpty(&p->fd, NULL, NULL, &size);
	if (p->pid == 0)
		be_program(argv, color);
	if (p->pid < 0)
		abort();
}

static void play_close(struct play *p)
{
	kill(p->pid, SIGKILL);
	close(p->fd);
	waitpid(p->pid, NULL, 0);
}

/* False when nothing came in so many ms. */
static bool take(struct play *p, int timeout_ms)
{
	struct pollfd in = { .fd = p->fd, .events = POLLIN };
	if (poll(&in, 1, timeout_ms) <= 0 || p->len >= BUFFER - 1)
		return false;
	ssize_t n = read(p->fd, p->bytes + p->len, BUFFER - 1 - p->len);
	if (n <= 0)
		return false;
	p->last = now_ms();
	if (p->len == 0)
		p->first = p->last;
	p->len += (size_t)n;
	p->bytes[p->len] = '\0';
	return true;
}

static void until_quiet(struct play *p)
{
	while (take(p, QUIET_MS)) {
	}
}

/* The time from the key to the text; negative when it did not come. */
static double until(struct play *p, const char *text)
{
	for (double end = p->began + LIMIT_MS; now_ms() < end;)
		if (take(p, LIMIT_MS) && memmem(p->bytes, p->len, text, strlen(text)))
			return p->last - p->began;
	return -1;
}

static void press(struct play *p, const char *keys)
{
	until_quiet(p);
	p->len = 0;
	p->began = now_ms();
	if (write(p->fd, keys, strlen(keys)) < 0)
		abort();
}

/* ---- Figures ---- */

struct sample {
	double x[KEYS];
	int n;
};

static void add(struct sample *s, double x)
{
	if (s->n < KEYS)
		s->x[s->n++] = x;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static bool json;

static void report(const char *what, struct sample *s, const char *unit, const char *bar)
{
	qsort(s->x, (size_t)s->n, sizeof *s->x, by_size);
	double median = s->n ? s->x[s->n / 2] : -1, worst = s->n ? s->x[s->n - 1] : -1;
	printf(json ? "{\"what\":\"%s\",\"median\":%.2f,\"worst\":%.2f,\"unit\":\"%s\",\"bar\":\"%s\",\"n\":%d}\n"
	            : "%-52s %9.2f  worst %9.2f %-3s  bar %-8s n %d\n",
	       what, median, worst, unit, bar, s->n);
	fflush(stdout);
}

static void measure_version(char *program)
{
	struct sample own = { .n = 0 }, other = { .n = 0 };
	posix_spawn_file_actions_t quiet;
	posix_spawn_file_actions_init(&quiet);
	posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	for (int i = 0; i < STARTS; i++) {
		char *runs[2][3] = { { program, (char *)"--version", NULL }, { (char *)"/bin/true", NULL, NULL } };
		for (int k = 0; k < 2; k++) {
			double began = now_ms();
			pid_t pid;
			if (posix_spawn(&pid, runs[k][0], &quiet, NULL, runs[k], environ) != 0)
				abort();
			waitpid(pid, NULL, 0);
			add(k ? &other : &own, now_ms() - began);
		}
	}
	posix_spawn_file_actions_destroy(&quiet);
	report("attnquiz --version, started and ended", &own, "ms", "1.5");
	report("the same for /bin/true", &other, "ms", "-");
}

/* The footer comes last; the end of a figure's scale when its tensor is computed. */
static void measure_start(char *program, char *data, bool again)
{
	char *argv[] = { program, (char *)"--lang", (char *)"en", (char *)"--data", data,
		         (char *)"--log", (char *)"bench.db", (char *)"lesson61", NULL };
	struct sample frame = { .n = 0 }, lab = { .n = 0 };
	struct play p = { .bytes = NULL };
	for (int i = 0; i < STARTS; i++) {
		if (!again) {
			unlink("bench.db");
			unlink("bench.db-wal");
			unlink("bench.db-shm");
		}
		play_open(&p, argv, "");
		add(&frame, until(&p, "other keys"));
		add(&lab, memmem(p.bytes, p.len, "3.4", 3) ? p.last - p.began : until(&p, "3.4"));
		play_close(&p);
	}
	free(p.bytes);
	report(again ? "lesson61, start to the first frame" : "the same with a new answer log", &frame, "ms", "10");
	report(again ? "lesson61, start to its lab's tensors" : "the same with a new answer log", &lab, "ms", "20");
}

static void measure_knob(char *program, char *data)
{
	char *argv[] = { program, (char *)"--lang", (char *)"en", (char *)"--data", data,
		         (char *)"lab", (char *)"cross-attention", NULL };
	struct sample s = { .n = 0 };
	struct play p = { .bytes = NULL };
	play_open(&p, argv, "");
	until(&p, "(10, 256)");
	for (int i = 0; i < KEYS / 2; i++) {
		press(&p, "+");
		add(&s, until(&p, "11"));
		press(&p, "-");
		add(&s, until(&p, "10"));
	}
	play_close(&p);
	free(p.bytes);
	report("a knob turned to its new tensors on the screen", &s, "ms", "16");
}

static void measure_frames(char *program, char *data, char *lab, const char *color)
{
	char *argv[] = { program, (char *)"--lang", (char *)"en", (char *)"--data", data,
		         (char *)"lab", lab, NULL };
	static const char *const names[] = { "scattered weights", "near weights" };
	struct play p = { .bytes = NULL };
	char what[100];
	play_open(&p, argv, color);
	until(&p, "leave");
	press(&p, "z");
	until_quiet(&p);
	struct sample bytes[2] = { { .n = 0 }, { .n = 0 } }, ms[2] = { { .n = 0 }, { .n = 0 } };
	for (int i = 0; i < KEYS; i++) {
		press(&p, "]");
		until_quiet(&p);
		add(&bytes[i % 2], (double)p.len);
		add(&ms[i % 2], p.last - p.began);
	}
	for (int k = 1; k >= 0; k--) {
		snprintf(what, sizeof what, "200 x 60 heatmap, %s, %s colours", names[k], *color ? "24-bit" : "256");
		report(what, &bytes[k], "B", "90000");
		report(what, &ms[k], "ms", "5");
	}
	struct sample moved = { .n = 0 }, moved_ms = { .n = 0 };
	press(&p, "\t");
	for (int i = 0; i < KEYS; i++) {
		press(&p, i % 2 ? "\033OC" : "\033OB");
		until_quiet(&p);
		add(&moved, (double)p.len);
		add(&moved_ms, p.last - p.began);
	}
	snprintf(what, sizeof what, "its cursor moved, %s colours", *color ? "24-bit" : "256");
	report(what, &moved, "B", "2000");
	report(what, &moved_ms, "ms", "16");
	play_close(&p);
	free(p.bytes);
}

int main(int argc, char **argv)
{
	if (argc < 4) {
		fprintf(stderr, "usage: bench-screen ATTNQUIZ DATA FRAME.LAB [--json]\n");
		return 2;
	}
	json = argc > 4 && strcmp(argv[4], "--json") == 0;
	measure_version(argv[1]);
	measure_start(argv[1], argv[2], false);
	measure_start(argv[1], argv[2], true);
	measure_knob(argv[1], argv[2]);
	measure_frames(argv[1], argv[2], argv[3], "");
	measure_frames(argv[1], argv[2], argv[3], "truecolor");
	return 0;
}
