// The float arithmetic for each instruction set, and the choice between them.

#include "integer.h"
#include <math.h>

// Sixteen floats anywhere in memory.
typedef float sixteen __attribute__((vector_size(64), aligned(4), may_alias));

#define TARGET
#define NAME(x) x##_base
#include "rows.h"

#if defined(__x86_64__)
#define TARGET __attribute__((target("avx2")))
#define NAME(x) x##_avx2
#include "rows.h"

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,prefer-vector-width=512")))
#define NAME(x) x##_vnni
#include "loops_avx512.h"
#include "rows.h"

#define CHOOSE(CALL, ...)                                                                                              \
  switch (level) {                                                                                                     \
  case LEVEL_VNNI: CALL##_vnni(__VA_ARGS__); return;                                                                   \
  case LEVEL_AVX2: CALL##_avx2(__VA_ARGS__); return;                                                                   \
  default: CALL##_base(__VA_ARGS__);                                                                                   \
  }
#else
#define CHOOSE(CALL, ...) (void)level, CALL##_base(__VA_ARGS__);
#endif

void gripe_int_quantise(int level, uint8_t *q, float *scale, int32_t *zero, const float *x, int rows, int cols, int ld, int stride) {
  CHOOSE(quantise, q, scale, zero, x, rows, cols, ld, stride)
}

void gripe_int_norm(int level, float *out, const float *x, const float *gain, const float *bias, int rows, int cols, float eps) {
  CHOOSE(norm, out, x, gain, bias, rows, cols, eps)
}

void gripe_int_norm_quantise(int level, uint8_t *q, float *scale, int32_t *zero, const float *x, const float *gain,
                             const float *bias, float *scratch, int rows, int cols, float eps) {
  CHOOSE(norm_quantise, q, scale, zero, x, gain, bias, scratch, rows, cols, eps)
}

void gripe_int_attend(int level, float *out, const float *qkv, float *scratch, int t, int heads, int dh, float factor) {
  CHOOSE(attend, out, qkv, scratch, t, heads, dh, factor)
}

void gripe_int_weigh(int level, float *out, const float *x, const float *weights, int rows, int cols) {
  CHOOSE(weigh, out, x, weights, rows, cols)
}

void gripe_int_tanh(int level, float *x, int n) { CHOOSE(tanh, x, n) }
