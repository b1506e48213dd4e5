// The matrix product. A packed right-hand side holds PANEL columns together, so
// that the innermost loop reads it in order; a tile of rows x PANEL sums stays
// in registers while k runs. The order of summation is that of k for every
// vector width.

#include "kernel.h"

typedef float v16 __attribute__((vector_size(64), aligned(4), may_alias));
typedef float v8 __attribute__((vector_size(32), aligned(4), may_alias));

#define INLINE static inline __attribute__((always_inline))

// TILE(name, vec, width, rows, cols): c[rows][cols vectors] (+)= a * b.
#define TILE(NAME, VEC, W, ROWS, VECS)                                                             \
  INLINE void NAME(float *c, int ldc, const float *a, int lda, const float *b, int k, int cols,    \
                   int add) {                                                                      \
    VEC acc[ROWS][VECS];                                                                           \
    for (int i = 0; i < ROWS; i++)                                                                 \
      for (int j = 0; j < VECS; j++) acc[i][j] = (VEC){0};                                         \
    for (int p = 0; p < k; p++) {                                                                  \
      VEC bv[VECS];                                                                                \
      for (int j = 0; j < VECS; j++) bv[j] = *(const VEC *)(b + (long)p * PANEL + j * W);          \
      for (int i = 0; i < ROWS; i++) {                                                             \
        float x = a[(long)i * lda + p];                                                            \
        for (int j = 0; j < VECS; j++) acc[i][j] += x * bv[j];                                     \
      }                                                                                            \
    }                                                                                              \
    if (cols >= VECS * W) {                                                                        \
      for (int i = 0; i < ROWS; i++)                                                               \
        for (int j = 0; j < VECS; j++) {                                                           \
          VEC *to = (VEC *)(c + (long)i * ldc + j * W);                                            \
          if (add) acc[i][j] += *to;                                                               \
          *to = acc[i][j];                                                                         \
        }                                                                                          \
      return;                                                                                      \
    }                                                                                              \
    for (int i = 0; i < ROWS; i++) {                                                               \
      float row[VECS * W];                                                                         \
      for (int j = 0; j < VECS; j++) *(VEC *)(row + j * W) = acc[i][j];                            \
      for (int j = 0; j < cols; j++) {                                                             \
        float *to = c + (long)i * ldc + j;                                                         \
        *to = add ? *to + row[j] : row[j];                                                         \
      }                                                                                            \
    }                                                                                              \
  }

// PRODUCT walks panels, then tiles of BIG rows, then single rows.
#define PRODUCT(NAME, TARGET, BIGTILE, BIG, SMALLTILE, SMALL, ONETILE, STEP)                       \
  TARGET static void NAME(float *c, const float *a, const float *packed, int m, int k, int n,      \
                          int add) {                                                               \
    for (int j = 0; j < n; j += PANEL) {                                                           \
      const float *b = packed + (long)j * k;                                                       \
      for (int h = 0; h < PANEL && j + h < n; h += STEP) {                                         \
        int cols = n - j - h, i = 0;                                                               \
        float *to = c + j + h;                                                                     \
        for (; i + BIG <= m; i += BIG)                                                             \
          BIGTILE(to + (long)i * n, n, a + (long)i * k, k, b + h, k, cols, add);                   \
        for (; i + SMALL <= m; i += SMALL)                                                         \
          SMALLTILE(to + (long)i * n, n, a + (long)i * k, k, b + h, k, cols, add);                 \
        for (; i < m; i++) ONETILE(to + (long)i * n, n, a + (long)i * k, k, b + h, k, cols, add);  \
      }                                                                                            \
    }                                                                                              \
  }

TILE(tile2x8, v8, 8, 2, 2)
TILE(tile1x8, v8, 8, 1, 2)
PRODUCT(product_base, , tile2x8, 2, tile2x8, 2, tile1x8, 16)

#if defined(__x86_64__)
TILE(tile6x8, v8, 8, 6, 2)
TILE(tile3x8, v8, 8, 3, 2)
PRODUCT(product_avx2, __attribute__((target("avx2,fma"))), tile6x8, 6, tile3x8, 3, tile1x8, 16)

TILE(tile12x16, v16, 16, 12, 2)
TILE(tile4x16, v16, 16, 4, 2)
TILE(tile1x16, v16, 16, 1, 2)
PRODUCT(product_avx512, __attribute__((target("avx512f"))), tile12x16, 12, tile4x16, 4, tile1x16, 32)
#endif

int gripe_level(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return 2;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 1;
#endif
  return 0;
}

void gripe_matmul(float *c, const float *a, const float *packed, int m, int k, int n, int add) {
#if defined(__x86_64__)
  switch (gripe_level()) {
  case 2: product_avx512(c, a, packed, m, k, n, add); return;
  case 1: product_avx2(c, a, packed, m, k, n, add); return;
  }
#endif
  product_base(c, a, packed, m, k, n, add);
}

void gripe_pack(float *dst, const float *b, int k, int n) {
  for (int j = 0; j < n; j += PANEL) {
    int cols = n - j < PANEL ? n - j : PANEL;
    for (int p = 0; p < k; p++, dst += PANEL) {
      const float *from = b + (long)p * n + j;
      for (int i = 0; i < cols; i++) dst[i] = from[i];
      for (int i = cols; i < PANEL; i++) dst[i] = 0;
    }
  }
}

// gripe_pack_t packs the transpose of bt, which has n rows of k.
void gripe_pack_t(float *dst, const float *bt, int k, int n) {
  for (int j = 0; j < n; j += PANEL, dst += (long)k * PANEL) {
    int cols = n - j < PANEL ? n - j : PANEL;
    for (int p0 = 0; p0 < k; p0 += 16) {
      int p1 = p0 + 16 < k ? p0 + 16 : k;
      for (int i = 0; i < PANEL; i++)
        for (int p = p0; p < p1; p++)
          dst[(long)p * PANEL + i] = i < cols ? bt[(long)(j + i) * k + p] : 0;
    }
  }
}

void gripe_transpose(float *dst, const float *src, int rows, int cols) {
  for (int i0 = 0; i0 < rows; i0 += 16)
    for (int j0 = 0; j0 < cols; j0 += 16)
      for (int j = j0; j < j0 + 16 && j < cols; j++)
        for (int i = i0; i < i0 + 16 && i < rows; i++)
          dst[(long)j * rows + i] = src[(long)i * cols + j];
}
