#include "lab/live.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "lab/state.h"

struct live {
	struct lab *lab;
	struct budget budget;
	pthread_t thread;
	pthread_mutex_t lock;         /* of what follows, up to the setups */
	pthread_cond_t wake, idle;
	struct lab_setting *asked;    /* not begun yet */
	struct lab_state *ready;      /* not taken yet: then one byte is in the pipe */
	struct lab_cell cell;         /* asked why, not answered yet */
	bool asked_why;
	struct lab_why *why;          /* not taken yet: then one byte is in the pipe */
	struct lab_window window;     /* asked for, not begun */
	bool asked_tile, tiling;      /* tiling: the work under way is one */
	struct lab_tile *tile;        /* not taken yet: then one byte is in the pipe */
	bool working, stop;
	atomic_bool cancel;
	int read_fd, write_fd;
	struct setup **setups;        /* the worker's alone: [0] base, [1 + i] variant i, made on demand */
};

/* ---- Settings ---- */

static struct lab_setting *setting_copy(const struct lab_setting *setting)
{
	struct lab_setting *copy = mem_new(1, sizeof *copy);
	copy->variant = setting ? setting->variant : -1;
	copy->n_knobs = setting ? setting->n_knobs : 0;
	struct lab_knob_setting *knobs = mem_new((size_t)copy->n_knobs, sizeof *knobs);
	for (int i = 0; i < copy->n_knobs; i++) {
		knobs[i].name = mem_copy(setting->knobs[i].name);
		knobs[i].text = mem_copy(setting->knobs[i].text);
	}
	copy->knobs = knobs;
	return copy;
}

static void setting_free(struct lab_setting *setting)
{
	if (!setting)
		return;
	for (int i = 0; i < setting->n_knobs; i++) {
		free((char *)setting->knobs[i].name);
		free((char *)setting->knobs[i].text);
	}
	free((void *)setting->knobs);
	free(setting);
}

/* ---- The worker ---- */

/* What speaks another language by now begins anew: nodes keep their errors. */
static struct setup *kept(struct live *live, int variant)
{
	struct setup *setup = live->setups[variant + 1];
	if (!setup || setup->language == i18n_language())
		return setup;
	setup_free(setup);
	return live->setups[variant + 1] = NULL;
}

static struct setup *set_up(struct live *live, const struct lab_setting *setting, int variant,
                            struct err *err)
{
	bool exists = variant >= -1 && variant < lab_program(live->lab)->n_variants;
	struct setup *setup = exists ? kept(live, variant) : NULL;
	if (!setup)
		setup = setup_new(live->lab, variant, err);
	if (!setup)
		return NULL;
	live->setups[variant + 1] = setup;
	return setup_turn(setup, setting, err) ? setup : NULL;
}

/* NULL only when cancelled. */
static struct lab_state *compute(struct live *live, const struct lab_setting *setting)
{
	struct err err;
	struct lab_state *state = NULL;
	struct setup *variant = NULL;
	struct setup *base = set_up(live, setting, -1, &err);
	if (base && setting->variant != -1)
		variant = set_up(live, setting, setting->variant, &err);
	if (base && (variant || setting->variant == -1))
		state = state_compute_both(base, variant, &live->budget, &live->cancel, &err);
	return state || err.code == ERR_CANCEL ? state : state_failed(live->lab, &err);
}

/* The base as it was computed last. NULL only when cancelled. */
static struct lab_why *explain(struct live *live, const struct lab_cell *cell)
{
	struct run run;
	run_init(&run, live->budget, &live->cancel);
	if (live->setups[0])
		return lab_why_find(live->setups[0], cell, &run);
	struct lab_why *none = mem_new(1, sizeof *none);
	err_say(&none->error, ERR_VALUE, "nothing has been computed yet");
	return none;
}

/* NULL when cancelled. */
static struct lab_tile *read_tile(struct live *live, const struct lab_window *window)
{
	struct run run;
	run_init(&run, live->budget, &live->cancel);
	struct setup *setup = live->setups[window->variant + 1];
	return setup ? lab_tile_read(setup, window, &run) : NULL;
}

/* ---- The pipe: one byte for each thing that is ready ---- */

static void put_byte(struct live *live)
{
	ssize_t one = write(live->write_fd, "", 1);   /* an empty pipe takes it */
	(void)one;
}

static void take_byte(struct live *live)
{
	char byte;
	ssize_t one = read(live->read_fd, &byte, 1);
	(void)one;
}

static struct lab_tile *unpublish_tile(struct live *live)
{
	struct lab_tile *tile = live->tile;
	live->tile = NULL;
	if (tile)
		take_byte(live);
	return tile;
}

/* With the lock held. A tile of the state before is of no use any more. */
static void publish(struct live *live, struct lab_state *state)
{
	if (!live->ready)
		put_byte(live);
	lab_state_unref(live->ready);
	live->ready = state;
	live->asked_tile = false;
	lab_tile_free(unpublish_tile(live));
}

static struct lab_why *unpublish_why(struct live *live)
{
	struct lab_why *why = live->why;
	live->why = NULL;
	if (why)
		take_byte(live);
	return why;
}

/* ---- The loop: with the lock held, but not while it computes ---- */

static void begin(struct live *live)
{
	live->working = true;
	atomic_store(&live->cancel, false);
	pthread_mutex_unlock(&live->lock);
}

static void end(struct live *live)
{
	pthread_mutex_lock(&live->lock);
	live->working = false;
}

static void work_on_state(struct live *live)
{
	struct lab_setting *setting = live->asked;
	live->asked = NULL;
	begin(live);
	struct lab_state *state = compute(live, setting);
	setting_free(setting);
	end(live);
	if (state)
		publish(live, state);
}

/* Cancelled by new knobs, it is asked again after them; a newer question has taken its place. */
static void work_on_why(struct live *live)
{
	struct lab_cell cell = live->cell;
	live->asked_why = false;
	begin(live);
	struct lab_why *why = explain(live, &cell);
	end(live);
	if (live->asked_why) {
		lab_why_free(why);
	} else if (why) {
		put_byte(live);
		live->why = why;
	} else {
		live->cell = cell;
		live->asked_why = true;
	}
}

static void work_on_tile(struct live *live)
{
	struct lab_window window = live->window;
	live->asked_tile = false;
	live->tiling = true;
	begin(live);
	struct lab_tile *tile = read_tile(live, &window);
	end(live);
	live->tiling = false;
	if (live->asked || live->asked_tile || !tile) {
		lab_tile_free(tile);
		return;
	}
	lab_tile_free(unpublish_tile(live));
	put_byte(live);
	live->tile = tile;
}

static bool is_asked(const struct live *live)
{
	return live->asked || live->asked_why || live->asked_tile;
}

static void *work(void *context)
{
	struct live *live = context;
	pthread_mutex_lock(&live->lock);
	for (;;) {
		while (!is_asked(live) && !live->stop)
			pthread_cond_wait(&live->wake, &live->lock);
		if (live->stop)
			break;
		if (live->asked)
			work_on_state(live);
		else if (live->asked_why)
			work_on_why(live);
		else
			work_on_tile(live);
		if (!is_asked(live))
			pthread_cond_broadcast(&live->idle);
	}
	pthread_mutex_unlock(&live->lock);
	return NULL;
}

/* Signals are the screen's business: the worker is started with all of them blocked. */
static bool start(struct live *live)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	bool ok = pthread_create(&live->thread, NULL, work, live) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return ok;
}

static bool open_pipe(struct live *live)
{
	int fds[2];
	if (pipe(fds) != 0)
		return false;
	live->read_fd = fds[0];
	live->write_fd = fds[1];
	for (int i = 0; i < 2; i++) {
		fcntl(fds[i], F_SETFL, O_NONBLOCK);
		fcntl(fds[i], F_SETFD, FD_CLOEXEC);
	}
	return true;
}

/* ---- The outside ---- */

static void destroy(struct live *live)
{
	setting_free(live->asked);
	lab_state_unref(live->ready);
	lab_why_free(live->why);
	lab_tile_free(live->tile);
	for (int i = 0; i <= lab_program(live->lab)->n_variants; i++)
		setup_free(live->setups[i]);
	free(live->setups);
	if (live->read_fd >= 0) {
		close(live->read_fd);
		close(live->write_fd);
	}
	pthread_cond_destroy(&live->wake);
	pthread_cond_destroy(&live->idle);
	pthread_mutex_destroy(&live->lock);
	lab_unref(live->lab);
	free(live);
}

struct live *live_new(const struct lab *lab, const struct budget *budget)
{
	struct live *live = mem_new(1, sizeof *live);
	live->lab = lab_ref(lab);
	live->budget = *budget;
	live->read_fd = live->write_fd = -1;
	live->setups = mem_new((size_t)lab_program(lab)->n_variants + 1, sizeof *live->setups);
	pthread_mutex_init(&live->lock, NULL);
	pthread_cond_init(&live->wake, NULL);
	pthread_cond_init(&live->idle, NULL);
	if (open_pipe(live) && start(live))
		return live;
	destroy(live);
	return NULL;
}

void live_free(struct live *live)
{
	if (!live)
		return;
	pthread_mutex_lock(&live->lock);
	live->stop = true;
	atomic_store(&live->cancel, true);
	pthread_cond_signal(&live->wake);
	pthread_mutex_unlock(&live->lock);
	pthread_join(live->thread, NULL);
	destroy(live);
}

void live_request(struct live *live, const struct lab_setting *setting)
{
	struct lab_setting *copy = setting_copy(setting);
	pthread_mutex_lock(&live->lock);
	struct lab_setting *outdated = live->asked;
	live->asked = copy;
	atomic_store(&live->cancel, true);
	pthread_cond_signal(&live->wake);
	pthread_mutex_unlock(&live->lock);
	setting_free(outdated);
}

struct lab_state *live_take(struct live *live)
{
	pthread_mutex_lock(&live->lock);
	struct lab_state *state = live->ready;
	live->ready = NULL;
	if (state)
		take_byte(live);
	pthread_mutex_unlock(&live->lock);
	return state;
}

struct lab_why *live_take_why(struct live *live)
{
	pthread_mutex_lock(&live->lock);
	struct lab_why *why = unpublish_why(live);
	pthread_mutex_unlock(&live->lock);
	return why;
}

void live_ask_why(struct live *live, const struct lab_cell *cell)
{
	pthread_mutex_lock(&live->lock);
	lab_why_free(unpublish_why(live));   /* the answer to an older question */
	live->cell = *cell;
	live->asked_why = true;
	pthread_cond_signal(&live->wake);
	pthread_mutex_unlock(&live->lock);
}

void live_ask_tile(struct live *live, const struct lab_window *window)
{
	pthread_mutex_lock(&live->lock);
	live->window = *window;
	live->asked_tile = true;
	if (live->tiling)
		atomic_store(&live->cancel, true);
	pthread_cond_signal(&live->wake);
	pthread_mutex_unlock(&live->lock);
}

struct lab_tile *live_take_tile(struct live *live)
{
	pthread_mutex_lock(&live->lock);
	struct lab_tile *tile = unpublish_tile(live);
	pthread_mutex_unlock(&live->lock);
	return tile;
}

bool live_busy(const struct live *live)
{
	struct live *shared = (struct live *)live;
	pthread_mutex_lock(&shared->lock);
	bool busy = is_asked(shared) || shared->working;
	pthread_mutex_unlock(&shared->lock);
	return busy;
}

int live_fd(const struct live *live)
{
	return live->read_fd;
}

void live_wait(struct live *live)
{
	pthread_mutex_lock(&live->lock);
	while (is_asked(live) || live->working)
		pthread_cond_wait(&live->idle, &live->lock);
	pthread_mutex_unlock(&live->lock);
}
