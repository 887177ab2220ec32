#include "draw/number.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

void number_format(double x, int digits, char out[NUMBER_TEXT])
{
	bool whole = fabs(x) < 1e7 && fabs(x) >= pow(10, digits);
	if (isnan(x))
		strcpy(out, "nan");
	else if (x == 0)
		strcpy(out, "0");
	else if (whole)
		snprintf(out, NUMBER_TEXT, "%.0f", x);
	else
		snprintf(out, NUMBER_TEXT, "%.*g", digits, x);
}

void number_count(int64_t n, char out[NUMBER_TEXT])
{
	char plain[NUMBER_TEXT];
	int len = snprintf(plain, sizeof plain, "%" PRId64, n), used = 0;
	for (int i = 0; i < len; i++) {
		out[used++] = plain[i];
		int left = len - 1 - i;
		if (left > 0 && left % 3 == 0 && plain[i] != '-')
			out[used++] = ',';
	}
	out[used] = '\0';
}

void number_bytes(int64_t bytes, char out[NUMBER_TEXT])
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB" };
	double size = (double)bytes;
	size_t unit = 0;
	while (size >= 1024 && unit + 1 < sizeof units / sizeof *units) {
		size /= 1024;
		unit++;
	}
	snprintf(out, NUMBER_TEXT, size < 10 && size != floor(size) ? "%.1f %s" : "%.0f %s", size,
	         units[unit]);
}
