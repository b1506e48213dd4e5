// The two loops of rows.h that compilers do not vectorise, by hand: the same
// operations on the same lanes in the same order.

#include <immintrin.h>

#define OWN_LOOPS
#define OWN TARGET static inline __attribute__((always_inline))

OWN void extremes_vnni(float *least, float *most, const float *x, int cols) {
  __m512 lo = _mm512_setzero_ps(), hi = lo;
  int j = 0;
  for (; j + 16 <= cols; j += 16) {
    __m512 v = _mm512_loadu_ps(x + j);
    lo = _mm512_min_ps(v, lo), hi = _mm512_max_ps(v, hi);
  }
  if (j < cols) {
    __m512 v = _mm512_maskz_loadu_ps((__mmask16)((1u << (cols - j)) - 1), x + j);
    lo = _mm512_min_ps(v, lo), hi = _mm512_max_ps(v, hi);
  }
  *least = _mm512_reduce_min_ps(lo), *most = _mm512_reduce_max_ps(hi);
}

OWN __m512 power16(__m512 x) {
#define STEP(P, C) P = _mm512_add_ps(_mm512_mul_ps(P, r), _mm512_set1_ps(C))
  x = _mm512_max_ps(x, _mm512_set1_ps(-87.0f));
  __m512i n = _mm512_cvttps_epi32(_mm512_sub_ps(_mm512_mul_ps(x, _mm512_set1_ps(1.44269504088896341f)), _mm512_set1_ps(0.5f)));
  __m512 whole = _mm512_cvtepi32_ps(n);
  __m512 r = _mm512_sub_ps(x, _mm512_mul_ps(whole, _mm512_set1_ps(0.693359375f)));
  r = _mm512_add_ps(r, _mm512_mul_ps(whole, _mm512_set1_ps(2.12194440e-4f)));
  __m512 p = _mm512_set1_ps(1.9875691500e-4f);
  STEP(p, 1.3981999507e-3f);
  STEP(p, 8.3334519073e-3f);
  STEP(p, 4.1665795894e-2f);
  STEP(p, 1.6666665459e-1f);
  STEP(p, 5.0000001201e-1f);
  p = _mm512_add_ps(_mm512_add_ps(_mm512_mul_ps(p, _mm512_mul_ps(r, r)), r), _mm512_set1_ps(1.0f));
  return _mm512_mul_ps(p, _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_add_epi32(n, _mm512_set1_epi32(127)), 23)));
#undef STEP
}

OWN void softmax_vnni(float *s, int t, int wide) {
  __m512 most = _mm512_set1_ps(s[0]), part = _mm512_setzero_ps();
  for (int j = 0; j < wide; j += 16) {
    __mmask16 in = t - j < 16 ? (__mmask16)((1u << (t - j)) - 1) : 0xffff;
    most = _mm512_mask_max_ps(most, in, _mm512_loadu_ps(s + j), most);
  }
  __m512 top = _mm512_set1_ps(_mm512_reduce_max_ps(most));
  for (int j = 0; j < wide; j += 16) {
    __mmask16 in = t - j < 16 ? (__mmask16)((1u << (t - j)) - 1) : 0xffff;
    __m512 v = _mm512_maskz_mov_ps(in, power16(_mm512_sub_ps(_mm512_loadu_ps(s + j), top)));
    _mm512_storeu_ps(s + j, v);
    part = _mm512_add_ps(part, v);
  }
  float lanes[16], sum = 0;
  _mm512_storeu_ps(lanes, part);
  for (int l = 0; l < 16; l++) sum += lanes[l];
  for (int j = 0; j < wide; j += 16) _mm512_storeu_ps(s + j, _mm512_div_ps(_mm512_loadu_ps(s + j), _mm512_set1_ps(sum)));
}
