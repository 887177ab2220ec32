/* Scales and the numbers beside them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "draw/grid.h"
#include "draw/number.h"
#include "draw/scale.h"

/* CIE lightness of an sRGB colour. */
static double lightness(uint32_t rgb)
{
	static const double weight[3] = { 0.2126, 0.7152, 0.0722 };
	double y = 0;
	for (int i = 0; i < 3; i++) {
		double c = (rgb >> (16 - 8 * i) & 255) / 255.0;
		y += weight[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
	}
	return y > 0.008856 ? 116 * cbrt(y) - 16 : 903.3 * y;
}

/* How much further from the ground a level is than another. */
static double away(const struct scale *s, int from, int to)
{
	double step = lightness(scale_color(s, to)) - lightness(scale_color(s, from));
	return s->light ? -step : step;
}

static void further_from_the_ground_is_more_in_even_steps(void **state)
{
	(void)state;
	struct scale plain = scale_new(NAN, NAN, 0, 1), signed_ = scale_new(NAN, NAN, -1, 1);
	assert_false(plain.diverging);
	assert_true(signed_.diverging);
	static const double largest[] = { [PALETTE_VIRIDIS] = 4, [PALETTE_CIVIDIS] = 3 };
	for (int light = 0; light <= 1; light++) {
		plain.light = signed_.light = light;
		for (int palette = PALETTE_VIRIDIS; palette <= PALETTE_CIVIDIS; palette++) {
			plain.palette = (enum palette)palette;
			for (int i = 1; i < scale_levels(&plain); i++)
				assert_true(away(&plain, i - 1, i) > 1 && away(&plain, i - 1, i) < largest[palette]);
		}
		int middle = scale_levels(&signed_) / 2;
		for (int i = 1; i <= middle; i++)
			for (int side = -1; side <= 1; side += 2) {
				double step = away(&signed_, middle + side * (i - 1), middle + side * i);
				assert_true(step > 1.5 && step < 6.5);
			}
	}
}

static int chroma(uint32_t rgb)
{
	int r = rgb >> 16 & 255, g = rgb >> 8 & 255, b = rgb & 255;
	int most = r > g ? r : g, least = r < g ? r : g;
	return (most > b ? most : b) - (least < b ? least : b);
}

/* Large areas of what is next to nothing do not draw the eye. */
static void next_to_nothing_has_hardly_a_colour(void **state)
{
	(void)state;
	for (int i = 0; i < 8; i++) {
		struct scale s = scale_new(NAN, NAN, i & 1 ? -1 : 0, 1);
		s.light = i & 2;
		s.palette = i & 4 ? PALETTE_CIVIDIS : PALETTE_VIRIDIS;
		uint32_t nothing = scale_color(&s, s.diverging ? scale_levels(&s) / 2 : 0);
		assert_true(chroma(nothing) <= 12);
		assert_true(s.light ? lightness(nothing) > 90 : lightness(nothing) < 16);
	}
}

static uint32_t xterm_color(int i)
{
	static const uint32_t step[] = { 0, 95, 135, 175, 215, 255 };
	if (i >= 232)
		return (uint32_t)(8 + 10 * (i - 232)) * 0x010101;
	return step[(i - 16) / 36] << 16 | step[(i - 16) / 6 % 6] << 8 | step[(i - 16) % 6];
}

/* Outwards from level `from`, step by step, never nearer to the ground; returns the colours told apart. */
static int check_256(const struct scale *s, int from, int to)
{
	int step = from < to ? 1 : -1, colors = 1;
	for (int i = from + step; i != to + step; i += step) {
		int before = scale_xterm256(scale_color(s, i - step));
		int now = scale_xterm256(scale_color(s, i));
		assert_true(now >= 16 && now <= 255);
		colors += now != before;
		double lighter = lightness(xterm_color(now)) - lightness(xterm_color(before));
		assert_true(now == before || (s->light ? lighter < 0 : lighter > 0));
	}
	return colors;
}

static void it_is_so_in_256_colours(void **state)
{
	(void)state;
	struct scale plain = scale_new(NAN, NAN, 0, 1), signed_ = scale_new(NAN, NAN, -1, 1);
	int last = scale_levels(&signed_) - 1;
	for (int light = 0; light <= 1; light++) {
		plain.light = signed_.light = light;
		plain.palette = PALETTE_VIRIDIS;
		assert_true(check_256(&plain, 0, scale_levels(&plain) - 1) >= 14);
		plain.palette = PALETTE_CIVIDIS;
		assert_true(check_256(&plain, 0, scale_levels(&plain) - 1) >= 14);
		assert_true(check_256(&signed_, last / 2, 0) >= 8);
		assert_true(check_256(&signed_, last / 2, last) >= 7);
	}
	assert_int_equal(scale_xterm256(0x123456), -1);
	assert_int_equal(scale_xterm256(UINT32_C(0xFFFFFFFF)), -1);
}

/* Brightness alone tells: red and green say next to nothing beside each other. */
static void cividis_has_one_axis_of_colour(void **state)
{
	(void)state;
	struct scale s = { .low = 0, .high = 1, .palette = PALETTE_CIVIDIS };
	enum palette palette = PALETTE_VIRIDIS;
	for (int i = 0; i < scale_levels(&s); i++) {
		uint32_t c = scale_color(&s, i);
		assert_true(abs((int)(c >> 16 & 255) - (int)(c >> 8 & 255)) <= 34);
	}
	assert_true(palette_parse("cividis", &palette) && palette == PALETTE_CIVIDIS);
	assert_true(palette_parse("viridis", &palette) && palette == PALETTE_VIRIDIS);
	assert_false(palette_parse("jet", &palette));
}

static void levels_follow_values(void **state)
{
	(void)state;
	struct scale s = scale_new(NAN, NAN, -3, 1);
	assert_true(s.low == -3 && s.high == 3);
	assert_int_equal(scale_level(&s, -3), 0);
	assert_int_equal(scale_level(&s, 0), scale_levels(&s) / 2);
	assert_int_equal(scale_level(&s, 3), scale_levels(&s) - 1);
	assert_int_equal(scale_level(&s, -1) + scale_level(&s, 1), scale_levels(&s) - 1);
	struct scale p = scale_new(NAN, NAN, 0.2, 0.8);
	assert_true(p.low == 0);
	assert_int_equal(scale_level(&p, 0), 0);
	assert_int_equal(scale_level(&p, 0.8), 31);
	assert_int_equal(scale_level(&p, 0.4), 16);
	assert_int_equal(scale_level(&p, 7), 31);
	assert_int_equal(scale_level(&p, -7), 0);
}

static void any_range_gives_levels_within_bounds(void **state)
{
	(void)state;
	static const double odd[] = { NAN, 0, -0.0, 1e-320, -1e-320, 1, -1, 1e308, -1e308,
		1.7e308 };
	enum { N = sizeof odd / sizeof *odd };
	for (int i = 0; i < N * N * N; i++) {
		struct scale s = scale_new(odd[i % N], odd[i / N % N], odd[i / N / N], odd[i % 7]);
		for (int k = 1; k < N; k++) {
			int level = scale_level(&s, odd[k]);
			assert_true(level >= 0 && level < scale_levels(&s));
			assert_true(scale_glyph(&s, level, i & 1) >= ' ');
		}
	}
}

static void marks_are_no_glyph_of_a_ramp(void **state)
{
	(void)state;
	static const double odd[] = { NAN, INFINITY, -INFINITY };
	for (int ascii = 0; ascii < 2; ascii++)
		for (int i = 0; i < 3; i++)
			for (int signed_ = 0; signed_ < 2; signed_++) {
				struct scale s = scale_new(NAN, NAN, -signed_, 1);
				uint32_t mark = mark_glyph(mark_of(odd[i]), ascii);
				for (int level = 0; level < scale_levels(&s); level++)
					assert_int_not_equal(mark, scale_glyph(&s, level, ascii));
			}
	assert_int_equal(mark_of(1e308), MARK_NONE);
}

static void numbers_read_well(void **state)
{
	(void)state;
	static const struct {
		double x;
		int digits;
		const char *text;
	} row[] = {
		{ 0.0214, 4, "0.0214" }, { -0.0, 3, "0" }, { 12345, 3, "12345" },
			{ 0.043312, 3, "0.0433" },
		{ 1.2e-5, 3, "1.2e-05" }, { NAN, 3, "nan" }, { -INFINITY, 3, "-inf" },
			{ 1e9, 3, "1e+09" },
	};
	char out[NUMBER_TEXT];
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		number_format(row[i].x, row[i].digits, out);
		assert_string_equal(out, row[i].text);
	}
	number_count(1048576, out);
	assert_string_equal(out, "1,048,576");
	number_count(-100, out);
	assert_string_equal(out, "-100");
	number_count(INT64_MIN, out);
	assert_string_equal(out, "-9,223,372,036,854,775,808");
	number_bytes(512, out);
	assert_string_equal(out, "512 B");
	number_bytes(197 * 1024, out);
	assert_string_equal(out, "197 KiB");
	number_bytes(1536, out);
	assert_string_equal(out, "1.5 KiB");
}

static void check_axis(int64_t size, int room, int64_t cursor, int zoom)
{
	struct axis a = axis_fit(size, room, 4, cursor, zoom);
	assert_true(a.pixels >= 1 && a.pixels <= room);
	assert_true(a.span == 1 || a.block == 1);
	int at = axis_pixel(&a, cursor);
	assert_true(at >= 0);
	assert_true(axis_value(&a, at) <= cursor &&
	            cursor < axis_value(&a, at) + axis_count(&a, at));
	int64_t shown = 0;
	for (int px = 0; px < a.pixels; px += a.span)
		shown += axis_count(&a, px);
	assert_true(axis_paged(&a) ? shown < size : shown == size);
}

static void an_axis_shows_everything_or_the_cursor(void **state)
{
	(void)state;
	for (int64_t size = 1; size < 5000; size += 1 + size / 7)
		for (int room = 1; room < 300; room += 1 + room / 5)
			for (int64_t cursor = 0; cursor < size; cursor += 1 + size / 9)
				for (int zoom = 0; zoom < 8; zoom += 3)
					check_axis(size, room, cursor, zoom);
	assert_int_equal(axis_fit(1000, 100, 4, 0, 1).block, 5);
	assert_int_equal(axis_fit(1000, 100, 4, 999, 9).first, 900);   /* each cell a pixel */
	assert_int_equal(axis_fit(0, 10, 4, 0, 0).pixels, 0);
	assert_int_equal(axis_fit(10, 0, 4, 0, 0).pixels, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(further_from_the_ground_is_more_in_even_steps),
		cmocka_unit_test(next_to_nothing_has_hardly_a_colour),
		cmocka_unit_test(it_is_so_in_256_colours),
		cmocka_unit_test(cividis_has_one_axis_of_colour),
		cmocka_unit_test(levels_follow_values),
		cmocka_unit_test(any_range_gives_levels_within_bounds),
		cmocka_unit_test(marks_are_no_glyph_of_a_ramp),
		cmocka_unit_test(numbers_read_well),
		cmocka_unit_test(an_axis_shows_everything_or_the_cursor),
	};
	return cmocka_run_group_tests_name("scale", tests, NULL, NULL);
}
