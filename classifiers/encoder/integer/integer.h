#ifndef GRIPE_INTEGER_H
#define GRIPE_INTEGER_H

#include <stdint.h>

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

// PANEL columns of a weight matrix lie together, four inputs of a column side
// by side: inputs/4 x PANEL x 4 bytes. integer.go has it too.
#define PANEL 32

// What becomes of a product: added to what is there, negatives cut to 0.
#define GRIPE_ADD 1
#define GRIPE_RELU 2
// The rows are mostly zeros: worth leaving those out.
#define GRIPE_SPARSE 4

// Levels of instruction sets.
enum { LEVEL_BASE, LEVEL_AVX2, LEVEL_VNNI };
int gripe_integer_level(void);

void gripe_int_product(int level, float *y, const uint8_t *q, const float *scale, const int32_t *zero, const int8_t *w,
                       const int32_t *sums, const float *wscale, const float *bias, int in, int out, int rows, int flags);
void gripe_int_quantise(int level, uint8_t *q, float *scale, int32_t *zero, const float *x, int rows, int cols, int ld, int stride);
void gripe_int_norm(int level, float *out, const float *x, const float *gain, const float *bias, int rows, int cols, float eps);
void gripe_int_norm_quantise(int level, uint8_t *q, float *scale, int32_t *zero, const float *x, const float *gain,
                             const float *bias, float *scratch, int rows, int cols, float eps);
void gripe_int_attend(int level, float *out, const float *qkv, float *scratch, int t, int heads, int dh, float factor);
void gripe_int_weigh(int level, float *out, const float *x, const float *weights, int rows, int cols);
void gripe_int_tanh(int level, float *x, int n);

#endif
