#include "tui/guard.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { RESTORE_MAX = 512 };

static struct {
	struct termios before;               /* the terminal's modes as they were */
	char restore[RESTORE_MAX];           /* what to send to give the screen back */
	size_t restore_len;
	sigset_t waiting;                    /* signals let in while waiting */
	volatile sig_atomic_t stop;          /* SIGTSTP has come */
} guard;

void guard_add(const char *bytes)
{
	size_t len = strlen(bytes);
	if (guard.restore_len + len > RESTORE_MAX)
		return;
	memcpy(guard.restore + guard.restore_len, bytes, len);
	guard.restore_len += len;
}

void guard_write(const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(STDOUT_FILENO, bytes, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		bytes += n;
		len -= (size_t)n;
	}
}

/* ---- Fatal signals ---- */

/* What was said on the screen went with it: the reason is told once more. */
static void on_fatal(int signal_number)
{
	static const char no_memory[] = "attnquiz: out of memory; every answer is kept\n";
	static const char fault[] = "attnquiz: a fault in the program ended it; every answer is kept\n";
	bool memory = signal_number == SIGABRT && errno == ENOMEM;
	guard_write(guard.restore, guard.restore_len);
	tcsetattr(STDIN_FILENO, TCSANOW, &guard.before);
	if (memory)
		guard_write(no_memory, sizeof no_memory - 1);
	else if (signal_number == SIGABRT || signal_number == SIGSEGV || signal_number == SIGBUS ||
	         signal_number == SIGFPE || signal_number == SIGILL)
		guard_write(fault, sizeof fault - 1);
	raise(signal_number);                /* SA_RESETHAND: now it ends the program */
}

static void on_stop(int signal_number)
{
	(void)signal_number;
	guard.stop = 1;
}

static void handle(int signal_number, void (*handler)(int), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };
	sigemptyset(&action.sa_mask);
	sigaction(signal_number, &action, NULL);
}

static const int fatal[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGSEGV,
	                     SIGBUS, SIGFPE, SIGILL,  SIGABRT };

void guard_arm(void)
{
	for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) {
		struct sigaction old;
		sigaction(fatal[i], NULL, &old);
		if (old.sa_handler != SIG_IGN)
			handle(fatal[i], on_fatal, (int)SA_RESETHAND | SA_NODEFER);
	}
	handle(SIGTSTP, on_stop, 0);
}

static void disarm(void)
{
	for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) {
		struct sigaction now;
		sigaction(fatal[i], NULL, &now);
		if (now.sa_handler == on_fatal)
			handle(fatal[i], SIG_DFL, 0);
	}
	handle(SIGTSTP, SIG_DFL, 0);
}

/* ---- Stops and resizes ---- */

static void hold(void)
{
	sigset_t held;
	sigemptyset(&held);
	sigaddset(&held, SIGWINCH);
	sigaddset(&held, SIGTSTP);
	pthread_sigmask(SIG_BLOCK, &held, &guard.waiting);
	sigdelset(&guard.waiting, SIGWINCH);
	sigdelset(&guard.waiting, SIGTSTP);
}

static void release(void)
{
	pthread_sigmask(SIG_SETMASK, &guard.waiting, NULL);
}

void guard_open(void)
{
	guard.restore_len = 0;
	tcgetattr(STDIN_FILENO, &guard.before);
	hold();
}

void guard_close(void)
{
	disarm();
	release();
}

int guard_poll(struct pollfd *polled, int n, int timeout_ms)
{
	struct timespec time = { timeout_ms / 1000, timeout_ms % 1000 * 1000000L };
	return ppoll(polled, (nfds_t)n, timeout_ms < 0 ? NULL : &time, &guard.waiting);
}

bool guard_is_stopped(void)
{
	return guard.stop;
}

void guard_stop(void)
{
	guard.stop = 0;
	handle(SIGTSTP, SIG_DFL, 0);
	raise(SIGTSTP);
	release();                           /* here it stops */
	hold();
	handle(SIGTSTP, on_stop, 0);
}
