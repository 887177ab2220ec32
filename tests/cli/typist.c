/*
 * Types at a program in a pseudo-terminal. Usage: typist PROGRAM ARGS...
 *
 * Standard input is a script: "send TEXT" (\t, \n, \x03 as in C), "wait TEXT": until the
 * output since the last match has the text. Ends 1 when a text does not come within 20 s, else as
 * the program does. Prints the output.
 */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LIMIT_MS = 20000, OUTPUT_MAX = 1 << 20 };

static char output[OUTPUT_MAX + 1];
static size_t len, seen;
static int terminal;

/* Some more output; false at its end, or when none comes. */
static int more(void)
{
	struct pollfd in = { .fd = terminal, .events = POLLIN };
	if (poll(&in, 1, LIMIT_MS) <= 0)
		return 0;
	ssize_t n = read(terminal, output + len, OUTPUT_MAX - len);
	if (n <= 0)
		return 0;
	len += (size_t)n;
	output[len] = '\0';
	return 1;
}

static void wait_for(const char *text)
{
	char *found;
	while (!(found = strstr(output + seen, text)))
		if (!more()) {
			fputs(output, stdout);
			fprintf(stderr, "did not come: %s\n", text);
			exit(1);
		}
	seen = (size_t)(found - output) + strlen(text);
}

static void send_text(const char *text)
{
	char out[1024];
	size_t n = 0;
	for (; *text && n < sizeof out; text++) {
		if (*text != '\\') {
			out[n++] = *text;
			continue;
		}
		text++;
		if (*text == 'x') {
			out[n++] = (char)strtol((char[]){ text[1], text[2], 0 }, NULL, 16);
			text += 2;
		} else {
			out[n++] = *text == 'n' ? '\n' : *text == 't' ? '\t' : *text;
		}
	}
	if (write(terminal, out, n) != (ssize_t)n)
		exit(1);
}

int main(int argc, char **argv)
{
	struct winsize size = { .ws_row = 40, .ws_col = 100 };
	char line[1024];
	if (argc < 2)
		return 2;
	pid_t pid = forkpty(&terminal, NULL, NULL, &size);
	if (pid == 0) {
		execv(argv[1], argv + 1);
		_exit(127);
	}
	while (fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "wait ", 5) == 0)
			wait_for(line + 5);
		else if (strncmp(line, "send ", 5) == 0)
			send_text(line + 5);
	}
	while (more())
		;
	fputs(output, stdout);
	int status;
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
