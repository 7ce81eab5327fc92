/* The C library's functions that the kernels are compared with, for Swift with and without a runtime. */
#ifndef CHECK_MATH_H
#define CHECK_MATH_H

#include <math.h>

static inline double check_exp(double x) { return exp(x); }
static inline double check_tanh(double x) { return tanh(x); }

#endif
