/*
 * Functions of real numbers, the same bits on every machine.
 *
 * Libraries of C differ in the last digit of exp or sin; these are fixed sequences of
 * + - * / and fma(), which IEEE 754 rounds in one way only. Errors are at most 1 ulp of
 * double (expm1 1.5; atan, atan2, sigmoid, erf 2; tan, tanh 2.5; erfc 4); special values are those of C99,
 * annex F. sin, cos and tan reduce every argument exactly.
 */
#ifndef BASE_REAL_H
#define BASE_REAL_H

double real_exp(double x);
double real_exp2(double x);
double real_expm1(double x);
double real_log(double x);
double real_log1p(double x);
double real_log2(double x);
double real_log10(double x);
double real_pow(double x, double y);
double real_tanh(double x);
double real_sigmoid(double x);      /* 1 / (1 + e^-x) */

double real_sin(double x);
double real_cos(double x);
double real_tan(double x);
double real_atan(double x);
double real_atan2(double y, double x);

double real_erf(double x);
double real_erfc(double x);         /* 1 - erf(x) */

#endif
