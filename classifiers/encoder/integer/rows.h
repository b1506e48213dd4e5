// The float arithmetic between the products, compiled once for each instruction
// set: rows.c includes it with TARGET and NAME set. Every sum has a fixed order
// (sixteen lanes, then the lanes one by one; or the terms as they come), nothing
// is contracted to a fused multiply-add, and the exponential is our own, so that
// all instruction sets and plain Go give the same bits.

#define INLINE TARGET static inline __attribute__((always_inline))

// The exponential of x, at most 0, by 2^n times a polynomial (Cephes' expf);
// below -87 it is that of -87.
INLINE float NAME(power)(float x) {
  x = x > -87.0f ? x : -87.0f;
  float n = (float)(int32_t)(x * 1.44269504088896341f - 0.5f);
  float r = x - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  union {
    int32_t i;
    float f;
  } two = {((int32_t)n + 127) << 23};
  return p * two.f;
}

#ifndef OWN_LOOPS
// The least and the largest of a row and 0.
INLINE void NAME(extremes)(float *least, float *most, const float *restrict x, int cols) {
  float lo[16] = {0}, hi[16] = {0};
  int j = 0;
  for (; j + 16 <= cols; j += 16)
    for (int l = 0; l < 16; l++) {
      float v = x[j + l];
      lo[l] = v < lo[l] ? v : lo[l];
      hi[l] = v > hi[l] ? v : hi[l];
    }
  for (; j < cols; j++) {
    lo[0] = x[j] < lo[0] ? x[j] : lo[0];
    hi[0] = x[j] > hi[0] ? x[j] : hi[0];
  }
  for (int l = 1; l < 16; l++) {
    lo[0] = lo[l] < lo[0] ? lo[l] : lo[0];
    hi[0] = hi[l] > hi[0] ? hi[l] : hi[0];
  }
  *least = lo[0], *most = hi[0];
}

// The softmax of t scores in room for wide, the rest of which becomes 0.
INLINE void NAME(softmax)(float *s, int t, int wide) {
  float top = s[0], part[16] = {0}, sum = 0;
  for (int j = 1; j < t; j++) top = s[j] > top ? s[j] : top;
  for (int j = 0; j < wide; j++) s[j] = NAME(power)(s[j] > top ? 0.0f : s[j] - top);
  for (int j = t; j < wide; j++) s[j] = 0;
  for (int j = 0; j < wide; j += 16)
    for (int l = 0; l < 16; l++) part[l] += s[j + l];
  for (int l = 0; l < 16; l++) sum += part[l];
  for (int j = 0; j < wide; j++) s[j] = s[j] / sum;
}
#endif

// q becomes 255 levels between the least and the largest of a row and 0.
INLINE void NAME(quantise_row)(uint8_t *restrict q, float *scale, int32_t *zero, const float *restrict x, int cols) {
  float lo, hi;
  NAME(extremes)(&lo, &hi, x, cols);
  float range = hi - lo;
  if (!(range > 1e-30f && range < 1e30f)) { // nothing but zeros, or nothing that can be told
    for (int j = 0; j < cols; j++) q[j] = 0;
    *scale = 0, *zero = 0;
    return;
  }
  float inv = 255.0f / range;
  int32_t z = (int32_t)(0.5f - lo * inv);
  float shift = (float)z + 0.5f;
  for (int j = 0; j < cols; j++) {
    int32_t v = (int32_t)(x[j] * inv + shift);
    q[j] = (uint8_t)(v > 255 ? 255 : v);
  }
  *scale = range / 255.0f, *zero = z;
}

TARGET static void NAME(quantise)(uint8_t *q, float *scale, int32_t *zero, const float *x, int rows, int cols, int ld, int stride) {
  for (int i = 0; i < rows; i++) {
    NAME(quantise_row)(q + (long)i * stride, scale + i, zero + i, x + (long)i * ld, cols);
    for (int j = cols; j < stride; j++) q[(long)i * stride + j] = 0;
  }
}

// cols is a multiple of 16.
INLINE void NAME(norm_row)(float *restrict out, const float *restrict x, const float *restrict gain,
                           const float *restrict bias, int cols, float eps) {
  float part[16] = {0}, sum = 0, var = 0;
  for (int j = 0; j < cols; j += 16)
    for (int l = 0; l < 16; l++) part[l] += x[j + l];
  for (int l = 0; l < 16; l++) sum += part[l], part[l] = 0;
  float mean = sum / (float)cols;
  for (int j = 0; j < cols; j += 16)
    for (int l = 0; l < 16; l++) part[l] += (x[j + l] - mean) * (x[j + l] - mean);
  for (int l = 0; l < 16; l++) var += part[l];
  float inv = 1.0f / sqrtf(var / (float)cols + eps);
  for (int j = 0; j < cols; j++) out[j] = (x[j] - mean) * inv * gain[j] + bias[j];
}

TARGET static void NAME(norm)(float *out, const float *x, const float *gain, const float *bias, int rows, int cols, float eps) {
  for (int i = 0; i < rows; i++) NAME(norm_row)(out + (long)i * cols, x + (long)i * cols, gain, bias, cols, eps);
}

TARGET static void NAME(norm_quantise)(uint8_t *q, float *scale, int32_t *zero, const float *x, const float *gain,
                                       const float *bias, float *scratch, int rows, int cols, float eps) {
  for (int i = 0; i < rows; i++) {
    NAME(norm_row)(scratch, x + (long)i * cols, gain, bias, cols, eps);
    NAME(quantise_row)(q + (long)i * cols, scale + i, zero + i, scratch, cols);
  }
}

// The weighted sum of rows.
TARGET static void NAME(weigh)(float *restrict out, const float *restrict x, const float *restrict weights, int rows, int cols) {
  for (int j = 0; j < cols; j++) out[j] = 0;
  for (int i = 0; i < rows; i++) {
    float w = weights[i];
    for (int j = 0; j < cols; j++) out[j] += w * x[(long)i * cols + j];
  }
}

TARGET static void NAME(tanh)(float *x, int n) {
  for (int i = 0; i < n; i++) {
    float size = x[i] < 0 ? -x[i] : x[i];
    float e = NAME(power)(-2.0f * size);
    float v = (1.0f - e) / (1.0f + e);
    x[i] = x[i] < 0 ? -v : v;
  }
}

// Attention of one sequence of t rows of [q | k | v]. scratch holds wide*(dh + 4)
// floats, wide being t in whole sixteens. Four queries go together, sixteen
// keys in a register each.
TARGET static void NAME(attend)(float *restrict out, const float *restrict qkv, float *restrict scratch, int t, int heads,
                                int dh, float factor) {
  int d = heads * dh, ld = 3 * d, wide = (t + 15) / 16 * 16;
  float *kt = scratch, *p = scratch + (long)wide * dh;
  for (int h = 0; h < heads; h++) {
    const float *q = qkv + h * dh, *k = q + d, *v = q + 2 * d;
    for (int e = 0; e < dh; e++)
      for (int j = t; j < wide; j++) kt[(long)e * wide + j] = 0;
    for (int j = 0; j < t; j++)
      for (int e = 0; e < dh; e++) kt[(long)e * wide + j] = k[(long)j * ld + e];
    for (int i = 0; i < t; i += 4) {
      int n = t - i < 4 ? t - i : 4;
      const float *row[4];
      for (int r = 0; r < 4; r++) row[r] = q + (long)(i + (r < n ? r : 0)) * ld;
      for (int j = 0; j < wide; j += 16) {
        sixteen acc[4] = {{0}};
        for (int e = 0; e < dh; e++) {
          sixteen key = *(const sixteen *)(kt + (long)e * wide + j);
          for (int r = 0; r < 4; r++) acc[r] += row[r][e] * key;
        }
        for (int r = 0; r < 4; r++) *(sixteen *)(p + r * wide + j) = acc[r] * factor;
      }
      for (int r = 0; r < n; r++) NAME(softmax)(p + r * wide, t, wide);
      for (int e = 0; e < dh; e += 16) {
        sixteen acc[4] = {{0}};
        for (int j = 0; j < t; j++) {
          sixteen value = *(const sixteen *)(v + (long)j * ld + e);
          for (int r = 0; r < 4; r++) acc[r] += p[r * wide + j] * value;
        }
        for (int r = 0; r < n; r++) *(sixteen *)(out + (long)(i + r) * d + h * dh + e) = acc[r];
      }
    }
  }
}

#undef INLINE
#undef OWN_LOOPS
#undef TARGET
#undef NAME
