/*
 * The real program in a pseudo-terminal: starts, answers, resizes, is killed.
 * Usage: pty ATTNQUIZ DATA, where DATA holds the quiz "demo". Prints TAP. HOME and XDG_DATA_HOME are set by the caller.
 */
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "terminal.h"

static const char *program, *data;
static int tests, failures;

static void report(struct terminal *t, bool ok, const char *name)
{
	tests++;
	failures += !ok;
	printf("%sok %d - %s\n", ok ? "" : "not ", tests, name);
	if (!ok)
		terminal_dump(t);
	fflush(stdout);
}

static struct terminal *start(const char *quiz, const char *log, const char *const *environment, int cols, int rows)
{
	char *argv[] = { (char *)program, (char *)"--lang", (char *)"en", (char *)"--log", (char *)log,
		         (char *)"--data", (char *)data, (char *)quiz, NULL };
	return terminal_start(argv, environment, cols, rows);
}

/* A play whose log is a file of its own; it begins with pre, where no lab is seen. */
static struct terminal *start_with(const char *log, const char *const *environment, int cols, int rows)
{
	return start("demo", log, environment, cols, rows);
}

static void beside_lab(char quiz[PATH_MAX])
{
	snprintf(quiz, PATH_MAX, "%s/asked.json", data);
}

/* A play that begins beside a lab. */
static struct terminal *start_beside_lab(const char *log, const char *const *environment, int cols, int rows)
{
	char quiz[PATH_MAX];
	beside_lab(quiz);
	return start(quiz, log, environment, cols, rows);
}

static const char *const ordinary[] = { "TERM=xterm-256color", "LC_ALL=C.UTF-8", NULL };

static struct terminal *start_lab(int cols, int rows)
{
	char *argv[] = { (char *)program, (char *)"--lang", (char *)"en", (char *)"--data", (char *)data,
		         (char *)"lab", (char *)"small", NULL };
	return terminal_start(argv, ordinary, cols, rows);
}

static bool restored(struct terminal *t)
{
	return !terminal_in_alternate_screen(t) && terminal_cursor_visible(t) && terminal_mouse_off(t) &&
	       terminal_sane(t);
}

static void answers_and_resumes(void)
{
	struct terminal *t = start_with("play.db", ordinary, 120, 36);
	report(t, terminal_wait(t, "how many scores") && terminal_wait(t, "pre 1/2"), "the first question appears");
	report(t, terminal_in_alternate_screen(t), "on the alternate screen");
	report(t, terminal_colours(t) > 5, "in colours");
	report(t, terminal_wait(t, "Its lab opens after") && !terminal_shows(t, "(6, 4)"), "in pre its lab tells nothing");
	terminal_send(t, "2\r");
	report(t, terminal_wait(t, "pre 2/2"), "an answer in pre goes on to the next question");
	terminal_send(t, "q");
	report(t, terminal_wait_exit(t) == 0, "q ends it with status 0");
	report(t, restored(t), "q restores the terminal");
	terminal_free(t);

	t = start_with("play.db", ordinary, 120, 36);
	report(t, terminal_wait(t, "pre 2/2"), "it resumes at the question where it was left");
	terminal_signal(t, SIGKILL);
	terminal_wait_exit(t);
	terminal_free(t);
}

static void knobs_sizes_languages(void)
{
	struct terminal *t = start_beside_lab("knobs.db", ordinary, 120, 36);
	report(t, terminal_wait(t, "(6, 4)"), "the lab beside a question has been computed");
	terminal_send(t, "\t+");
	report(t, terminal_wait(t, "(7, 4)"), "a knob turned computes new shapes");

	terminal_resize(t, 80, 24);
	report(t, terminal_wait_gone(t, "how sure?") || terminal_wait(t, "check 1/1"), "80 x 24 is painted at once");
	terminal_resize(t, 40, 10);
	report(t, terminal_wait(t, "60") && terminal_wait_gone(t, "check 1/1"), "40 x 10 says that it is too small");
	terminal_resize(t, 200, 60);
	report(t, terminal_wait(t, "check 1/1") && terminal_wait(t, "(7, 4)"), "200 x 60: nothing was lost");
	terminal_resize(t, 120, 36);
	terminal_wait(t, "how sure?");

	terminal_send(t, "L");
	report(t, terminal_wait(t, "分数"), "L switches to Chinese while it runs");
	terminal_send(t, "L");
	report(t, terminal_wait(t, "справка"), "and on to Russian");
	terminal_send(t, "L");
	report(t, terminal_wait(t, "how many scores"), "and back to English");

	terminal_send(t, "\033");        /* from the lab back to the question */
	terminal_send(t, "\t\t");
	terminal_send(t, "\033");
	terminal_send(t, "2\r");
	report(t, terminal_wait(t, "6 tokens asks 6 tokens"), "the explanation has the question's own numbers");
	terminal_free(t);
}

static void survives_kill_at_each_question(void)
{
	static const char *const seen[] = { "how many scores", "Les Mis", "how well it fits", NULL };
	struct terminal *t = start_with("kill.db", ordinary, 100, 30);
	bool ok = terminal_wait(t, seen[0]);
	for (int i = 1; ok && seen[i]; i++) {
		terminal_send(t, "1\r");
		ok = terminal_wait(t, seen[i]);   /* the screen says so: it is in the log */
		terminal_signal(t, SIGKILL);
		terminal_wait_exit(t);
		terminal_free(t);
		t = start_with("kill.db", ordinary, 100, 30);
		ok = ok && terminal_wait(t, seen[i]) && terminal_wait_gone(t, seen[i - 1]);
	}
	report(t, ok, "kill -9 after each answer loses none of them");
	terminal_free(t);
}

static void restores_after(int signal, const char *name)
{
	struct terminal *t = start_with("signal.db", ordinary, 100, 30);
	bool up = terminal_wait(t, "pre 1/2");
	terminal_signal(t, signal);
	int status = terminal_wait_exit(t);
	bool ok = up && status == 128 + signal && restored(t);
	char what[100];
	snprintf(what, sizeof what, "%s: the terminal is restored, the signal is passed on", name);
	if (!ok)
		printf("# status %d alternate %d cursor %d mouse off %d sane %d\n", status,
		       terminal_in_alternate_screen(t), terminal_cursor_visible(t), terminal_mouse_off(t),
		       terminal_sane(t));
	report(t, ok, what);
	terminal_free(t);
}

static void starts_on(const char *term, const char *extra, bool colours)
{
	char setting[64], name[160];
	snprintf(setting, sizeof setting, "TERM=%s", term);
	const char *environment[] = { setting, "LC_ALL=C.UTF-8", extra, NULL };
	struct terminal *t = start_beside_lab("term.db", environment, 100, 30);
	bool ok = terminal_wait(t, "check 1/1") && terminal_wait(t, "(6, 4)") &&
	          (terminal_colours(t) > 4) == colours;
	snprintf(name, sizeof name, "starts on %s %s, %s colours", term, extra ? extra : "", colours ? "with" : "without");
	report(t, ok, name);
	terminal_send(t, "q");
	bool ended = terminal_wait_exit(t) == 0 && restored(t);
	snprintf(name, sizeof name, "leaves %s as it was", term);
	report(t, ended, name);
	terminal_free(t);
}

/* Old terminals, and what has no UTF-8 and does not answer: nothing but ASCII is sent. */
static void speaks_ascii_on(const char *term, const char *locale, const char *extra)
{
	char setting[64], language[64], name[160];
	snprintf(setting, sizeof setting, "TERM=%s", term);
	snprintf(language, sizeof language, "LC_ALL=%s", locale);
	const char *environment[] = { setting, language, extra, NULL };
	struct terminal *t = start_beside_lab("ascii.db", environment, 100, 30);
	bool ok = terminal_wait(t, "check 1/1") && terminal_wait(t, "(6, 4)");
	snprintf(name, sizeof name, "%s, %s: words and lines are ASCII", term, locale);
	report(t, ok && terminal_is_ascii(t), name);
	terminal_free(t);
}

static void asks_how_wide_characters_are(void)
{
	const char *environment[] = { "TERM=xterm-256color", "LC_ALL=C.UTF-8", NULL };
	struct terminal *t = start_beside_lab("wide.db", environment, 120, 36);
	report(t, terminal_wait(t, "(6, 4)") && terminal_shows(t, "│"), "√ ▀ α of one column are used");
	terminal_free(t);

	t = start_beside_lab("wide.db", environment, 120, 36);
	terminal_answer_wide(t);
	report(t, terminal_wait(t, "(6, 4)") && terminal_wait_gone(t, "│") && terminal_wait(t, "|"),
	       "of two columns they are not");
	terminal_send(t, "q");
	report(t, terminal_wait_exit(t) == 0 && restored(t), "and it leaves the terminal as it was");
	terminal_free(t);
}

static void asks_for_the_background(void)
{
	enum { DARK = 0x87D7D7, LIGHT = 0x005F5F };      /* code in either theme */
	const char *environment[] = { "TERM=xterm-256color", "LC_ALL=C.UTF-8", "COLORTERM=truecolor",
		                      "COLORFGBG=0;15", NULL };
	struct terminal *t = start_beside_lab("back.db", environment, 120, 36);
	terminal_wait(t, "(6, 4)");
	report(t, terminal_wait_colour(t, LIGHT), "no answer: COLORFGBG tells the background");
	terminal_free(t);

	t = start_beside_lab("back.db", environment, 120, 36);
	terminal_answer_background(t, "1e1e/1e1e/2e2e");
	terminal_send(t, "\t");
	report(t, terminal_wait(t, "tokens  2") && terminal_wait_colour(t, DARK),
	       "a dark background, and what was typed meanwhile is not lost");
	terminal_send(t, "q");
	report(t, terminal_wait_exit(t) == 0 && restored(t), "and it leaves the terminal as it was");
	terminal_free(t);

	environment[3] = NULL;
	t = start_beside_lab("back.db", environment, 120, 36);
	terminal_answer_background(t, "ff/fe/f0");
	report(t, terminal_wait_colour(t, LIGHT) && terminal_wait(t, "check 1/1"), "a light background");
	terminal_free(t);
}

/* The mouse as xterm tells it: \033[<BUTTON;COLUMN;ROWM, from 1 on. */
static void points_at_a_cell(void)
{
	struct terminal *t = start_lab(120, 36);
	terminal_wait(t, "weights");
	terminal_wait(t, "0.43");
	terminal_send(t, "\033[<0;24;18M");
	report(t, terminal_wait(t, "A (3, 3) = "), "a click on a figure puts the cursor on its cell");
	terminal_send(t, "\033[<65;24;18M");
	report(t, terminal_wait(t, "A (5, 3) = "), "the wheel moves down in its rows");
	terminal_free(t);
}

/* An arrow spelled otherwise than terminfo says is still no Escape, which leaves. */
static void arrows_of_either_mode(const char *term, const char *first, const char *second)
{
	char name[80] = "";
	const char *environment[] = { name, "LC_ALL=C.UTF-8", NULL };
	snprintf(name, sizeof name, "TERM=%s", term);
	struct terminal *t = start_with("arrows.db", environment, 100, 30);
	terminal_wait(t, "how many scores");
	terminal_send(t, "\033[B");
	bool moved = terminal_wait(t, first);
	terminal_send(t, "\033OB\033[6~\033[1~\033[H\033[Zh");
	report(t, moved && terminal_wait(t, second), name);
	terminal_free(t);
}

static void dumb_terminal(void)
{
	const char *environment[] = { "TERM=dumb", "LC_ALL=C.UTF-8", NULL };
	struct terminal *t = start_with("dumb.db", environment, 100, 30);
	bool said = terminal_wait(t, "cannot place the cursor");
	report(t, terminal_wait_exit(t) == 2 && said && restored(t), "TERM=dumb: a sentence instead of a screen");
	terminal_free(t);
}

/* Under a shell with job control, as only there a program can be stopped. */
static struct terminal *start_in_shell(void)
{
	char quiz[PATH_MAX];
	beside_lab(quiz);
	char *argv[] = { (char *)"/bin/sh", (char *)"-c",
		         (char *)"set -m; \"$0\" \"$@\"; echo stopped here; read x; fg; echo ended here",
		         (char *)program, (char *)"--lang", (char *)"en", (char *)"--log", (char *)"stop.db",
		         (char *)"--data", (char *)data, quiz, NULL };
	return terminal_start(argv, ordinary, 100, 30);
}

static void suspends_and_resumes(void)
{
	struct terminal *t = start_in_shell();
	terminal_wait(t, "check 1/1");
	terminal_send(t, "\032");
	bool stopped = terminal_wait(t, "stopped here");
	report(t, stopped && !terminal_in_alternate_screen(t) && terminal_cursor_visible(t) &&
	       terminal_mouse_off(t), "suspended, it gives the screen back");
	terminal_resize(t, 120, 36);
	terminal_send(t, "\n");
	report(t, terminal_wait(t, "check 1/1") && terminal_in_alternate_screen(t),
	       "resumed, it paints everything anew");
	terminal_send(t, "q");
	report(t, terminal_wait(t, "ended here") && terminal_wait_exit(t) == 0 && restored(t),
	       "and ends as if nothing had been");
	terminal_free(t);
}

/* A stop empties the terminal's input, its answers too, perhaps just before they are read. */
static void suspends_at_once(void)
{
	struct terminal *t = NULL;
	bool stopped;
	int left = 20;
	do {
		if (t)
			terminal_free(t);
		t = start_in_shell();
		stopped = terminal_wait(t, "check 1/1");
		terminal_send(t, "\032");
		stopped = stopped && terminal_wait(t, "stopped here");
	} while (stopped && --left);
	report(t, stopped, "stopped as soon as it is there");
	terminal_free(t);
}

/* Also where letters are text, and readline reads the line. */
static void suspends_anywhere(const char *keys, const char *shown, const char *name)
{
	struct terminal *t = start_in_shell();
	char what[100];
	snprintf(what, sizeof what, "%s: stopped, resumed, interrupted", name);
	terminal_wait(t, "check 1/1");
	terminal_send(t, keys);
	bool there = terminal_wait(t, shown);
	terminal_send(t, "\032");
	bool stopped = terminal_wait(t, "stopped here") && !terminal_in_alternate_screen(t) && terminal_sane(t);
	terminal_resize(t, 120, 36);
	terminal_send(t, "\n");
	bool again = terminal_wait(t, shown) && terminal_in_alternate_screen(t);
	terminal_send(t, "\003");
	terminal_wait_exit(t);
	report(t, there && stopped && again && restored(t), what);
	terminal_free(t);
}

/* The sentence must be on the screen that stays. */
static void says_that_memory_is_out(void)
{
	struct terminal *t = start_with("memory.db", ordinary, 100, 30);
	bool up = terminal_wait(t, "pre 1/2");
	if (up && terminal_starve(t))
		for (int i = 0; i < 40 && terminal_resize_to_end(t, 200 + i * 20, 60 + i * 10); i++) {
		}
	bool ended = terminal_wait_exit(t) == 128 + SIGABRT;
	report(t, up && ended && restored(t) && terminal_shows(t, "out of memory"),
	       "out of memory: the terminal is restored, and then it is said");
	terminal_free(t);
}

static void console_over_the_lab(void)
{
	struct terminal *t = start_beside_lab("console.db", ordinary, 120, 36);
	terminal_wait(t, "(6, 4)");
	terminal_send(t, ":");
	bool open = terminal_wait(t, "what is defined here");
	terminal_send(t, "out\rB = x @ x.mT\rB\r");
	report(t, open && terminal_wait(t, "out is hidden") && terminal_wait(t, "(6, 6) = (T, T)"),
	       "the console computes over the lab, and hides what it hides");
	terminal_send(t, "\033OA\033OA\177C");
	report(t, terminal_wait(t, "> B = x @ x.mC"), "its line has readline's keys and history");
	terminal_send(t, "\033");
	report(t, terminal_wait(t, "check 1/1"), "Esc leads back to the lab");
	terminal_free(t);
}

/* A setting that the lab has not is told before the screen is taken. */
static void refuses_a_setting(void)
{
	char *argv[] = { (char *)program, (char *)"--lang", (char *)"en", (char *)"--data", (char *)data,
		         (char *)"lab", (char *)"small", (char *)"--set", (char *)"nosuch=3", NULL };
	struct terminal *t = terminal_start(argv, ordinary, 100, 30);
	bool said = terminal_wait(t, "nosuch");
	report(t, terminal_wait_exit(t) == 2 && said && !terminal_in_alternate_screen(t),
	       "lab --set of a knob that is not there ends with 2 and a message");
	terminal_free(t);
}

static void starts_without_a_locale(void)
{
	const char *environment[] = { "TERM=xterm-256color", "LC_ALL=", "LANG=", "LANGUAGE=", NULL };
	char *argv[] = { (char *)program, (char *)"--lang", (char *)"zh", (char *)"--log", (char *)"locale.db",
		         (char *)"--data", (char *)data, (char *)"demo", NULL };
	struct terminal *t = terminal_start(argv, environment, 100, 30);
	report(t, terminal_wait(t, "分数"), "Chinese needs no installed locale");
	terminal_free(t);
}

/* From one end to the other: a sentence or the whole screen, its corners included. */
static void extreme_sizes(void)
{
	for (int lab = 0; lab < 2; lab++) {
		const char *seen = lab ? "weights" : "pre 1/2", *footer = lab ? "q leave" : "Enter answer";
		struct terminal *t = lab ? start_lab(20, 5) : start_with("size.db", ordinary, 20, 5);
		bool small = terminal_wait(t, "60") && !terminal_shows(t, seen);
		report(t, small && terminal_wait(t, "60 × 18 is enough;"), lab ? "a lab in 20 x 5: the size it needs" :
		       "a lesson in 20 x 5: the size it needs");
		terminal_resize(t, 500, 200);
		bool large = terminal_wait(t, seen) && terminal_wait(t, footer) && terminal_wait(t, "? help");
		report(t, large && terminal_wait_gone(t, "60"), "in 500 x 200: all of it");
		terminal_free(t);
		t = lab ? start_lab(500, 200) : start_with("size.db", ordinary, 500, 200);
		report(t, terminal_wait(t, seen) && terminal_wait(t, footer), "and begun there, too");
		terminal_resize(t, 20, 5);
		report(t, terminal_wait(t, "60") && terminal_wait_gone(t, seen), "and back");
		terminal_free(t);
	}
}

static void resize_storm(void)
{
	struct terminal *t = start_with("storm.db", ordinary, 120, 36);
	bool ok = terminal_wait(t, "pre 1/2");
	for (int i = 0; i < 60; i++)
		terminal_resize(t, 20 + i * 37 % 300, 5 + i * 13 % 80);
	terminal_resize(t, 120, 36);
	ok = ok && terminal_wait(t, "how sure?");
	report(t, ok, "a storm of resizes ends in the right picture");
	terminal_free(t);
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	program = argv[1];
	data = argv[2];
	answers_and_resumes();
	knobs_sizes_languages();
	survives_kill_at_each_question();
	restores_after(SIGTERM, "TERM");
	restores_after(SIGHUP, "HUP");
	restores_after(SIGSEGV, "SEGV");
	restores_after(SIGABRT, "ABRT");
	restores_after(SIGQUIT, "QUIT");
	starts_on("xterm-256color", NULL, true);
	starts_on("xterm-256color", "NO_COLOR=1", false);
	starts_on("vt100", NULL, false);
	starts_on("linux", NULL, true);
	starts_on("screen", NULL, true);
	starts_on("no-such-terminal", NULL, true);
	starts_on("xterm-256color", "COLORTERM=truecolor", true);
	starts_on("tmux", NULL, true);
	starts_on("tmux-256color", NULL, true);
	starts_on("xterm-direct", NULL, true);
	starts_on("vt220", NULL, false);
	speaks_ascii_on("vt100", "C.UTF-8", NULL);
	speaks_ascii_on("vt220", "C", NULL);
	speaks_ascii_on("ansi", "POSIX", NULL);
	asks_how_wide_characters_are();
	asks_for_the_background();
	points_at_a_cell();
	arrows_of_either_mode("xterm-256color", "▸ 1", "▸ 2");
	arrows_of_either_mode("linux", "> 1", "> 2");
	dumb_terminal();
	suspends_and_resumes();
	suspends_at_once();
	suspends_anywhere(":abc", "> abc", "the console");
	suspends_anywhere("?", "close", "the help");
	suspends_anywhere("z", "asked", "the lab");
	says_that_memory_is_out();
	console_over_the_lab();
	refuses_a_setting();
	starts_without_a_locale();
	extreme_sizes();
	resize_storm();
	printf("1..%d\n", tests);
	return failures > 0;
}
