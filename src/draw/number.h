/* Numbers as people read them. */
#ifndef DRAW_NUMBER_H
#define DRAW_NUMBER_H

#include <stdint.h>

enum { NUMBER_TEXT = 40 };

/* `digits` significant ones: 0.0214, 12345, 1.2e-05, nan, -inf; never "-0". */
void number_format(double x, int digits, char out[NUMBER_TEXT]);

/* A whole number with its digits in threes: 1,048,576. */
void number_count(int64_t n, char out[NUMBER_TEXT]);

/* 512 B, 197 KiB, 1.5 MiB */
void number_bytes(int64_t bytes, char out[NUMBER_TEXT]);

#endif
