/* The program that grows at a prompt: what is refused changes nothing. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "engine/create.h"
#include "lab/complete.h"
#include "lab/console.h"

static struct console *c;
static struct err err;

static int set_up(void **state)
{
	(void)state;
	c = console_new(NULL);
	memset(&err, 0, sizeof err);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	console_free(c);
	return 0;
}

static void define(const char *text)
{
	const char *name;
	if (!console_define(c, text, &name, &err))
		fail_msg("%s: %s", text, err.text);
}

static void refused(const char *text, enum err_code code, unsigned column)
{
	const char *name;
	struct str before = STR_INIT, after = STR_INIT;
	script_source(console_script(c), &before);
	if (console_define(c, text, &name, &err) || err.code != code || err.at.column != column)
		fail_msg("%s: column %u, %s", text, (unsigned)err.at.column, err.text);
	script_source(console_script(c), &after);
	assert_string_equal(before.data, after.data);
	str_done(&before), str_done(&after);
}

static double number(const char *code)
{
	struct value v;
	if (!console_eval(c, code, &v, &err))
		fail_msg("%s: %s", code, err.text);
	double x = value_number(v);
	value_unref(v);
	return x;
}

static void program_is(const char *text)
{
	struct str source = STR_INIT;
	script_source(console_script(c), &source);
	assert_string_equal(source.data, text);
	str_done(&source);
}

static void test_replace(void **state)
{
	(void)state;
	define("a = 1");
	define("b = a + 1   # behind it");
	define("a = 5");
	program_is("a = 5\nb = a + 1\n");
	assert_true(number("b") == 6);
	define("def f(x) = x * b");
	define("def f(x) = x + b");
	assert_true(number("f(1)") == 7);
}

/* A definition that reads what comes later moves behind it, with its readers. */
static void test_move(void **state)
{
	(void)state;
	define("a = 1");
	define("b = a * 10");
	define("c = 2");
	define("a = c + 1");
	program_is("c = 2\na = c + 1\nb = a * 10\n");
	assert_true(number("b") == 30);
	refused("c = b + 1", ERR_NAME, 5);
	assert_true(number("c") == 2);
}

static void test_refused(void **state)
{
	(void)state;
	define("x = ones(2, 3)");
	refused("  y = x @ x", ERR_SHAPE, 7);
	refused("y = nosuch", ERR_NAME, 5);
	refused("y = (1 +", ERR_SYNTAX, 5);
	refused("x = x + 1", ERR_NAME, 5);
	refused("1 + 1", ERR_SYNTAX, 1);
	refused("show heatmap x", ERR_SYNTAX, 1);
	refused("use \"nosuch\"", ERR_NAME, 5);
	refused("x = [1,\n  nosuch]", ERR_NAME, 3);
	assert_true(number("x.sum().item()") == 6);
}

/* What breaks an older statement says which, and has no place in the typed text. */
static void test_breaks_another(void **state)
{
	(void)state;
	define("def f(x) = x");
	define("y = f(1)");
	refused("f = 3", ERR_NAME, 0);
	assert_non_null(strstr(err.text, "y = f(1)"));
	define("x = ones(2)");
	define("z = x + ones(2)");
	define("x = ones(3)");   /* z fails now, and says so */
	struct str errors = STR_INIT;
	console_errors(c, &errors);
	assert_non_null(strstr(errors.data, "z: "));
	str_done(&errors);
	define("x = ones(1)");
	assert_true(number("z.sum().item()") == 4);
}

static void test_random_streams_stay(void **state)
{
	(void)state;
	define("x = randn(3)");
	double before = number("x.sum().item()");
	define("a = randn(3)");
	define("n = 3");
	define("x = randn(n)");
	assert_true(number("x.sum().item()") == before);
	define("seed 2");
	assert_true(number("x.sum().item()") != before);
	define("seed 1");
	program_is("seed 1\na = randn(3)\nn = 3\nx = randn(n)\n");
}

static void test_knobs(void **state)
{
	(void)state;
	define("param n = 3 in 1..9");
	define("x = ones(n)");
	define("n = 5");
	assert_true(number("x.sum().item()") == 5);
	refused("n = 99", ERR_VALUE, 0);
	assert_true(number("n") == 5);
	define("y = x + 1");
	assert_true(number("y.sum().item()") == 10);
	define("param n = 2 in 1..4");
	assert_true(number("n") == 2);
	assert_false(console_set(c, "nosuch", "1", &err));
	define("param k = 2 in divisors(n)");
	assert_true(console_set(c, "n", "3", &err));
	assert_true(number("k") == 3 || number("k") == 1);
}

static void test_open(void **state)
{
	(void)state;
	assert_true(console_open(c, "title \"t\"\nparam n = 2 in 1..4\nx = ones(n)\ny = x @ ones(3)\n"
	                         "show table x\nclaim x.sum() == n\n", &err));
	struct lab_state *seen = console_look(c, "show", &err);
	assert_int_equal(seen->n_figures, 1);
	assert_int_equal(seen->n_claims, 0);
	lab_state_unref(seen);
	seen = console_look(c, "claim x.sum() == 3", &err);
	assert_int_equal(seen->n_claims, 1);
	assert_false(seen->claims[0].holds);
	lab_state_unref(seen);
	assert_false(console_open(c, "x = = 1", &err));
	assert_int_equal(err.at.column, 5);
	assert_int_equal(console_program(c)->n_nodes, 2);
	console_reset(c);
	assert_int_equal(console_program(c)->n_nodes, 0);
}

static void test_give(void **state)
{
	(void)state;
	struct run run;
	run_init(&run, (struct budget){0}, NULL);
	struct shape shape = { .ndim = 2, .size = { 400, 300 } };
	struct philox_stream stream = philox_stream(1, "t", 0);
	struct tensor *t = create_normal(&run, DT_BFLOAT16, &shape, &stream, 0, 1, &err);
	assert_true(console_give(c, "E", t, "load e.npy as E", &err));
	define("s = E.sum()");
	define("other = 1");
	struct value v = console_value(c, "E");
	assert_int_equal(v.as.tensor->dtype, DT_BFLOAT16);
	for (int64_t i = 0; i < 400; i++)
		for (int64_t k = 0; k < 300; k++)
			assert_true(tensor_at(v.as.tensor, (int64_t[]){ i, k }) ==
			            tensor_at(t, (int64_t[]){ i, k }));
	assert_false(console_give(c, "2x", t, "load e.npy as 2x", &err));
	assert_false(console_give(c, "x = 1; y", t, "", &err));
	assert_ptr_equal(v.as.tensor->storage, t->storage);
	assert_non_null(strstr(console_why(c, "E[399, 299]", &err)->text.data, "load e.npy as E = "));
	struct budget small = { .bytes = 1 << 20 };
	console_limit(c, &small, NULL);
	refused("F = E.float() * 2", ERR_LIMIT, 5);   /* E's own memory counts */
	tensor_unref(t);
}

/* Only what is new, and what reads what is new, is computed. */
static void test_take(void **state)
{
	(void)state;
	define("param n = 40 in 1..99");
	define("def f(u) = u * 2");
	define("x = randn(n, n) @ randn(n, n)");
	define("z = f(x)");
	struct storage *x = console_value(c, "x").as.tensor->storage;
	struct storage *z = console_value(c, "z").as.tensor->storage;
	define("y = x + 1");
	assert_ptr_equal(console_value(c, "x").as.tensor->storage, x);
	assert_ptr_equal(console_value(c, "z").as.tensor->storage, z);
	assert_true(number("evals(x)") == 1);
	define("def f(u) = u * 3");
	assert_ptr_equal(console_value(c, "x").as.tensor->storage, x);
	assert_true(number("(z == x * 3).all().item()") == 1);
	define("n = 41");
	define("w = x.sum()");
	assert_true(number("x.shape[0]") == 41 && number("z.shape[0]") == 41);
	define("param n = 40 in 1..50");
	assert_true(number("y.shape[0]") == 40);
	define("seed 7");
	assert_true(number("(z == x * 3).all().item()") == 1);
	struct value v = console_value(c, "x");
	char shape[64];
	shape_format_names(&v.as.tensor->shape, shape, sizeof shape);
	assert_string_equal(shape, "(n, n)");
}

/* The clock's nodes have a history: taken whole, or made again. */
static void test_take_clock(void **state)
{
	(void)state;
	define("param t = 3 in 1..6 animate");
	define("x = arange(6) * 1.0");
	define("K = cat([prev(K), x[t-1:t]])");
	assert_true(number("evals(K)") == 3);
	define("a = 1");
	assert_true(number("evals(K)") == 3 && number("K.sum().item()") == 3);
	define("t = 4");
	define("s = K.sum() + prev(s).sum()");
	assert_true(number("evals(K)") == 4 && number("K.sum().item()") == 6);
	assert_true(number("s.item()") == 0 + 1 + 3 + 6);
	define("param t = 4 in 2..6 animate");
	assert_true(number("K.sum().item()") == 6 - 0 && number("evals(K)") == 3);
}

static void test_give_odd(void **state)
{
	(void)state;
	struct run run;
	run_init(&run, (struct budget){0}, NULL);
	const struct shape shapes[] = { { .ndim = 0 }, { .ndim = 3, .size = { 2, 0, 3 } } };
	for (int i = 0; i < 2; i++)
		for (int dtype = 0; dtype < DT_COUNT; dtype++) {
			struct tensor *t = create_full(&run, (enum dtype)dtype, &shapes[i], 1, &err);
			if (!console_give(c, "x", t, "load", &err))
				fail_msg("%s", err.text);
			struct value v = console_value(c, "x");
			assert_true(value_same(v, (struct value){ .kind = VALUE_TENSOR, .as.tensor = t }));
			tensor_unref(t);
		}
}

static void test_why(void **state)
{
	(void)state;
	define("x = tensor([[1.0, 2.0], [3.0, 4.0]])");
	define("y = x @ x");
	define("n = 7");
	const struct why *why = console_why(c, "y[-1, 0]", &err);
	assert_non_null(strstr(why->text.data, "y[1,0] ="));
	assert_int_equal(why->n_inputs, 3);
	assert_non_null(console_why(c, "2", &err));
	why = console_why(c, "(y * 2)[0, 1]", &err);
	assert_non_null(why);
	assert_non_null(console_why(c, "1", &err));
	assert_non_null(console_why(c, "n", &err));
	assert_string_equal(console_why(c, "y.shape[1]", &err)->text.data, "y.shape[1] = 2");
	assert_string_equal(console_why(c, "(n + 1)", &err)->text.data, "n + 1 = 7 + 1 = 8");
	assert_null(console_why(c, "y", &err));
	assert_null(console_why(c, "y[0]", &err));
	assert_null(console_why(c, "y[0, 2]", &err));
	assert_null(console_why(c, "y[0, 0:1]", &err));
	assert_null(console_why(c, "nosuch", &err));
	assert_null(console_why(c, "99", &err));
	console_why(c, "y[0, 0]", &err);
	define("z = 1");
	assert_null(console_why(c, "1", &err));   /* of a program that is gone */
}

static void test_undo(void **state)
{
	(void)state;
	assert_false(console_undo(c, &err));
	define("a = 1");
	define("b = a + 1");
	define("a = 5");
	refused("z = nosuch", ERR_NAME, 5);
	assert_true(console_undo(c, &err));
	assert_true(number("b") == 2);
	console_reset(c);
	assert_true(console_undo(c, &err));
	program_is("a = 1\nb = a + 1\n");
	assert_true(console_undo(c, &err) && console_undo(c, &err));
	program_is("");
	for (int i = 0; i < 40; i++)
		define(i % 2 ? "a = 1" : "a = 2");
	int steps = 0;
	while (console_undo(c, &err))
		steps++;
	assert_int_equal(steps, 16);
}

static void test_variant(void **state)
{
	(void)state;
	define("x = ones(3)");
	struct lab_state *both = console_variant(c, "variant \"two\" x = 2 * ones(3)", &err);
	assert_int_equal(both->n_differences, 1);
	assert_int_equal(both->differences[0].differing, 3);
	lab_state_unref(both);
	assert_null(console_variant(c, "variant \"no\" nosuch = 1", &err));
	assert_int_equal(err.at.column, 14);
	assert_int_equal(console_program(c)->n_variants, 0);
}

static void test_cancel_and_limit(void **state)
{
	(void)state;
	atomic_bool cancel = true;
	define("x = ones(100, 100)");
	console_limit(c, &budget_console, &cancel);
	refused("y = x @ x", ERR_CANCEL, 0);
	const struct budget tiny = { .ops = 1000 };
	console_limit(c, &tiny, NULL);
	refused("y = x @ x", ERR_LIMIT, 5);
	console_limit(c, &budget_console, NULL);
	define("y = x @ x");
}

/* ---- Completion ---- */

static void completes(const char *line, const char *wanted)
{
	static const char *const first[] = { "save", "set", "help", NULL };
	struct completion words;
	struct str all = STR_INIT;
	complete(console_program(c), line, strlen(line), first, &words);
	for (int i = 0; i < words.count; i++)
		str_addf(&all, "%s|", words.words[i]);
	assert_string_equal(all.data, wanted);
	completion_done(&words);
	str_done(&all);
}

static void test_complete(void **state)
{
	(void)state;
	define("param hidden = 8 in 1..9");
	define("hist = 1");
	define("def half_of(x) = x / 2");
	completes("y = hi", "hidden|hist|");
	completes("ha", "half_of(|");
	completes("softm", "softmax(|softmin(|");
	completes("hist.softm", "softmax(|");
	completes("softmax(hist, dim", "dim=|");
	completes("softmax(sin(hist), dim", "dim=|");
	completes("softmax(sin(dim", "");
	completes("x.softmax(inp", "");
	completes("softmax([dim", "");
	completes("sa", "save |");
	completes("x = sa", "");
	completes("show he", "heatmap |");
	completes("set h", "hidden|");
	completes("help mT", "mT|");
	completes("\"softm", "");
	completes("x  # softm", "");
	completes("1", "");
	completes("x.sha", "shape|");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(test_replace), TEST(test_move), TEST(test_refused), TEST(test_breaks_another),
		TEST(test_random_streams_stay), TEST(test_knobs), TEST(test_open), TEST(test_give), TEST(test_take), TEST(test_take_clock),
		TEST(test_give_odd), TEST(test_why), TEST(test_undo), TEST(test_variant), TEST(test_cancel_and_limit),
		TEST(test_complete),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
