// The integer product. Sums of uint8 times int8 are exact in 32 bits (inputs
// are fewer than 65,000), so every instruction set gives the same; VPDPBUSD
// does 64 in a step, VPMADDWD on widened bytes 16 without saturating.

#include "integer.h"

#define INLINE static inline __attribute__((always_inline))

// FINISH turns the sums of a tile into floats: less the offset of the row, times
// the scales of column and row, plus the bias, in this order.
#define FINISH(TARGET, NAME)                                                                                           \
  TARGET INLINE void NAME(float *restrict y, const int32_t *restrict acc, float scale, int32_t zero,                   \
                          const int32_t *restrict sums, const float *restrict wscale, const float *restrict bias,      \
                          int cols, int flags) {                                                                       \
    float v[PANEL];                                                                                                    \
    for (int j = 0; j < PANEL; j++) v[j] = (float)(acc[j] - zero * sums[j]) * wscale[j] * scale + bias[j];             \
    if (cols >= PANEL) {                                                                                               \
      if (flags & GRIPE_ADD)                                                                                           \
        for (int j = 0; j < PANEL; j++) v[j] = y[j] + v[j];                                                            \
      if (flags & GRIPE_RELU)                                                                                          \
        for (int j = 0; j < PANEL; j++) v[j] = v[j] > 0 ? v[j] : 0;                                                    \
      for (int j = 0; j < PANEL; j++) y[j] = v[j];                                                                     \
      return;                                                                                                          \
    }                                                                                                                  \
    for (int j = 0; j < cols; j++) {                                                                                   \
      if (flags & GRIPE_ADD) v[j] = y[j] + v[j];                                                                       \
      y[j] = (flags & GRIPE_RELU) && !(v[j] > 0) ? 0 : v[j];                                                           \
    }                                                                                                                  \
  }

// TILE_LOOP finishes a tile of rows whose sums lie in acc.
#define TILE_LOOP(FINISH_NAME, ROWS)                                                                                   \
  for (int i = 0; i < ROWS; i++)                                                                                       \
    FINISH_NAME(y + (long)i * ldy, acc[i], scale[i], zero[i], sums, wscale, bias, cols, flags);

#define TILE_ARGS                                                                                                      \
  float *y, int ldy, const uint8_t *q, const float *scale, const int32_t *zero, const int8_t *w, const int32_t *sums,  \
      const float *wscale, const float *bias, int in, int cols, int flags

// PRODUCT walks panels, then tiles of rows from the largest down.
#define TILES(TILE, ROWS)                                                                                              \
  for (; i + ROWS <= rows; i += ROWS)                                                                                  \
    TILE(y + (long)i * out + j, out, q + (long)i * in, scale + i, zero + i, w + (long)j * in, sums + j, wscale + j,    \
         bias + j, in, out - j, flags);

#define PRODUCT_ARGS                                                                                                   \
  float *y, const uint8_t *q, const float *scale, const int32_t *zero, const int8_t *w, const int32_t *sums,           \
      const float *wscale, const float *bias, int in, int out, int rows, int flags

FINISH(, finish_base)

INLINE void tile1_base(TILE_ARGS) {
  int32_t acc[1][PANEL] = {{0}};
  for (int p = 0; p < in; p += 4) {
    if (!(q[p] | q[p + 1] | q[p + 2] | q[p + 3])) continue;
    for (int j = 0; j < PANEL; j++)
      for (int e = 0; e < 4; e++) acc[0][j] += (int32_t)q[p + e] * (int32_t)w[(long)p * PANEL + j * 4 + e];
  }
  TILE_LOOP(finish_base, 1)
}

static void product_base(PRODUCT_ARGS) {
  for (int j = 0; j < out; j += PANEL) {
    int i = 0;
    TILES(tile1_base, 1)
  }
}

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

INLINE int32_t four(const uint8_t *q) {
  int32_t v;
  memcpy(&v, q, 4);
  return v;
}

#define AVX2 __attribute__((target("avx2")))
FINISH(AVX2, finish_avx2)

// Eight columns at a time; the two halves of each column's sum are added last.
#define TILE_AVX2(NAME, ROWS)                                                                                          \
  AVX2 INLINE void NAME(TILE_ARGS) {                                                                                   \
    int32_t acc[ROWS][PANEL];                                                                                          \
    for (int h = 0; h < PANEL; h += 8) {                                                                               \
      __m256i lo[ROWS], hi[ROWS];                                                                                      \
      for (int i = 0; i < ROWS; i++) lo[i] = hi[i] = _mm256_setzero_si256();                                           \
      for (int p = 0; p < in; p += 4) {                                                                                \
        const __m128i *at = (const __m128i *)(w + (long)p * PANEL + h * 4);                                            \
        __m256i b0 = _mm256_cvtepi8_epi16(_mm_loadu_si128(at)), b1 = _mm256_cvtepi8_epi16(_mm_loadu_si128(at + 1));    \
        for (int i = 0; i < ROWS; i++) {                                                                               \
          __m256i a = _mm256_cvtepu8_epi16(_mm_set1_epi32(four(q + (long)i * in + p)));                                \
          lo[i] = _mm256_add_epi32(lo[i], _mm256_madd_epi16(a, b0));                                                   \
          hi[i] = _mm256_add_epi32(hi[i], _mm256_madd_epi16(a, b1));                                                   \
        }                                                                                                              \
      }                                                                                                                \
      for (int i = 0; i < ROWS; i++) {                                                                                 \
        __m256i sum = _mm256_permute4x64_epi64(_mm256_hadd_epi32(lo[i], hi[i]), 0xd8);                                 \
        _mm256_storeu_si256((__m256i *)(acc[i] + h), sum);                                                             \
      }                                                                                                                \
    }                                                                                                                  \
    TILE_LOOP(finish_avx2, ROWS)                                                                                       \
  }

TILE_AVX2(tile4_avx2, 4)
TILE_AVX2(tile1_avx2, 1)

AVX2 static void product_avx2(PRODUCT_ARGS) {
  for (int j = 0; j < out; j += PANEL) {
    int i = 0;
    TILES(tile4_avx2, 4)
    TILES(tile1_avx2, 1)
  }
}

#define VNNI __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,prefer-vector-width=512")))
FINISH(VNNI, finish_vnni)

#define TILE_VNNI(NAME, ROWS)                                                                                          \
  VNNI INLINE void NAME(TILE_ARGS) {                                                                                   \
    __m512i sum[ROWS][2];                                                                                              \
    for (int i = 0; i < ROWS; i++) sum[i][0] = sum[i][1] = _mm512_setzero_si512();                                     \
    for (int p = 0; p < in; p += 4) {                                                                                  \
      __m512i b0 = _mm512_loadu_si512(w + (long)p * PANEL), b1 = _mm512_loadu_si512(w + (long)p * PANEL + 64);         \
      for (int i = 0; i < ROWS; i++) {                                                                                 \
        __m512i a = _mm512_set1_epi32(four(q + (long)i * in + p));                                                     \
        sum[i][0] = _mm512_dpbusd_epi32(sum[i][0], a, b0);                                                             \
        sum[i][1] = _mm512_dpbusd_epi32(sum[i][1], a, b1);                                                             \
      }                                                                                                                \
    }                                                                                                                  \
    int32_t acc[ROWS][PANEL] __attribute__((aligned(64)));                                                             \
    for (int i = 0; i < ROWS; i++) {                                                                                   \
      _mm512_store_si512(acc[i], sum[i][0]);                                                                           \
      _mm512_store_si512(acc[i] + 16, sum[i][1]);                                                                      \
    }                                                                                                                  \
    TILE_LOOP(finish_vnni, ROWS)                                                                                       \
  }

TILE_VNNI(tile12_vnni, 12)
TILE_VNNI(tile8_vnni, 8)
TILE_VNNI(tile4_vnni, 4)
TILE_VNNI(tile2_vnni, 2)
TILE_VNNI(tile1_vnni, 1)

// What remains of rows of which most fours of inputs are zero, as after a ReLU:
// for each row the fours that are not, and where their weights lie in a panel.
#define BLOCK 32
#define FOURS 512
typedef struct {
  int32_t at[BLOCK][FOURS + 16], value[BLOCK][FOURS + 16];
  int left[BLOCK];
} gathered;

// gather says how many fours are left.
VNNI static int gather_vnni(gathered *g, const uint8_t *q, int in, int rows) {
  int all = 0;
  const __m512i count = _mm512_setr_epi32(0, 128, 256, 384, 512, 640, 768, 896, 1024, 1152, 1280, 1408, 1536, 1664, 1792, 1920);
  for (int i = 0; i < rows; i++) {
    int n = 0;
    for (int p = 0; p < in / 4; p += 16) {
      __m512i v = _mm512_loadu_si512(q + (long)i * in + p * 4);
      __mmask16 some = _mm512_test_epi32_mask(v, v);
      _mm512_storeu_si512(g->at[i] + n, _mm512_maskz_compress_epi32(some, _mm512_add_epi32(count, _mm512_set1_epi32(p * 128))));
      _mm512_storeu_si512(g->value[i] + n, _mm512_maskz_compress_epi32(some, v));
      n += __builtin_popcount(some);
    }
    g->left[i] = n;
    all += n;
  }
  return all;
}

VNNI static void sparse_vnni(const gathered *g, PRODUCT_ARGS) {
  for (int j = 0; j < out; j += PANEL) {
    const int8_t *panel = w + (long)j * in;
    for (int i = 0; i < rows; i++) {
      __m512i a0 = _mm512_setzero_si512(), a1 = a0, b0 = a0, b1 = a0;
      int n = 0;
      for (; n + 2 <= g->left[i]; n += 2) {
        const int8_t *wa = panel + g->at[i][n], *wb = panel + g->at[i][n + 1];
        __m512i va = _mm512_set1_epi32(g->value[i][n]), vb = _mm512_set1_epi32(g->value[i][n + 1]);
        a0 = _mm512_dpbusd_epi32(a0, va, _mm512_loadu_si512(wa));
        a1 = _mm512_dpbusd_epi32(a1, va, _mm512_loadu_si512(wa + 64));
        b0 = _mm512_dpbusd_epi32(b0, vb, _mm512_loadu_si512(wb));
        b1 = _mm512_dpbusd_epi32(b1, vb, _mm512_loadu_si512(wb + 64));
      }
      if (n < g->left[i]) {
        __m512i v = _mm512_set1_epi32(g->value[i][n]);
        a0 = _mm512_dpbusd_epi32(a0, v, _mm512_loadu_si512(panel + g->at[i][n]));
        a1 = _mm512_dpbusd_epi32(a1, v, _mm512_loadu_si512(panel + g->at[i][n] + 64));
      }
      int32_t acc[PANEL] __attribute__((aligned(64)));
      _mm512_store_si512(acc, _mm512_add_epi32(a0, b0));
      _mm512_store_si512(acc + 16, _mm512_add_epi32(a1, b1));
      finish_vnni(y + (long)i * out + j, acc, scale[i], zero[i], sums + j, wscale + j, bias + j, out - j, flags);
    }
  }
}

VNNI static void dense_vnni(PRODUCT_ARGS) {
  for (int j = 0; j < out; j += PANEL) {
    int i = 0;
    TILES(tile12_vnni, 12)
    TILES(tile8_vnni, 8)
    TILES(tile4_vnni, 4)
    TILES(tile2_vnni, 2)
    TILES(tile1_vnni, 1)
  }
}

VNNI static void product_vnni(PRODUCT_ARGS) {
  if (!(flags & GRIPE_SPARSE) || in > 4 * FOURS || in % 64) {
    dense_vnni(y, q, scale, zero, w, sums, wscale, bias, in, out, rows, flags);
    return;
  }
  for (int i = 0; i < rows; i += BLOCK) {
    gathered g;
    int n = rows - i < BLOCK ? rows - i : BLOCK;
    const uint8_t *from = q + (long)i * in;
    float *to = y + (long)i * out;
    // A four that is left costs twice as much as one in a tile.
    if (gather_vnni(&g, from, in, n) > n * (in / 4) / 2)
      dense_vnni(to, from, scale + i, zero + i, w, sums, wscale, bias, in, out, n, flags);
    else
      sparse_vnni(&g, to, from, scale + i, zero + i, w, sums, wscale, bias, in, out, n, flags);
  }
}
#endif

int gripe_integer_level(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq"))
    return LEVEL_VNNI;
  if (__builtin_cpu_supports("avx2")) return LEVEL_AVX2;
#endif
  return LEVEL_BASE;
}

void gripe_int_product(int level, float *y, const uint8_t *q, const float *scale, const int32_t *zero, const int8_t *w,
                       const int32_t *sums, const float *wscale, const float *bias, int in, int out, int rows, int flags) {
#if defined(__x86_64__)
  switch (level) {
  case LEVEL_VNNI: product_vnni(y, q, scale, zero, w, sums, wscale, bias, in, out, rows, flags); return;
  case LEVEL_AVX2: product_avx2(y, q, scale, zero, w, sums, wscale, bias, in, out, rows, flags); return;
  }
#endif
  (void)level;
  product_base(y, q, scale, zero, w, sums, wscale, bias, in, out, rows, flags);
}
