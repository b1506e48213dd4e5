// Attention of one sequence and layer normalisation. The inner loops run over
// contiguous floats without reductions across lanes, so that the compiler may
// vectorise them without reordering sums.

#include "kernel.h"
#include <math.h>

#if defined(__x86_64__) && defined(__linux__) && defined(__GLIBC__)
#define CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONES
#endif

// qkv has t rows of [q | k | v], each heads*dh wide. probs receives
// heads x t x t. scratch holds t*dh floats.
CLONES void gripe_attend(float *out, float *probs, const float *qkv, float *scratch, int t, int heads,
                         int dh, float scale) {
  int d = heads * dh, ld = 3 * d;
  for (int h = 0; h < heads; h++) {
    const float *q = qkv + h * dh, *k = q + d, *v = q + 2 * d;
    float *kt = scratch; // dh x t
    for (int j = 0; j < t; j++)
      for (int e = 0; e < dh; e++) kt[(long)e * t + j] = k[(long)j * ld + e];
    for (int i = 0; i < t; i++) {
      float *p = probs + ((long)h * t + i) * t;
      for (int j = 0; j < t; j++) p[j] = 0;
      for (int e = 0; e < dh; e++) {
        float x = q[(long)i * ld + e] * scale;
        const float *row = kt + (long)e * t;
        for (int j = 0; j < t; j++) p[j] += x * row[j];
      }
      float top = p[0], sum = 0;
      for (int j = 1; j < t; j++) top = p[j] > top ? p[j] : top;
      for (int j = 0; j < t; j++) p[j] = expf(p[j] - top), sum += p[j];
      float inv = 1 / sum;
      float *o = out + (long)i * d + h * dh;
      for (int e = 0; e < dh; e++) o[e] = 0;
      for (int j = 0; j < t; j++) {
        p[j] *= inv;
        float x = p[j];
        const float *row = v + (long)j * ld;
        for (int e = 0; e < dh; e++) o[e] += x * row[e];
      }
    }
  }
}

// Adds to dqkv. scratch holds t*dh + t floats.
CLONES void gripe_attend_back(float *dqkv, const float *dout, const float *probs, const float *qkv,
                              float *scratch, int t, int heads, int dh, float scale) {
  int d = heads * dh, ld = 3 * d;
  float *vt = scratch, *ds = scratch + (long)t * dh;
  for (int h = 0; h < heads; h++) {
    const float *q = qkv + h * dh, *k = q + d, *v = q + 2 * d;
    float *dq = dqkv + h * dh, *dk = dq + d, *dv = dq + 2 * d;
    for (int j = 0; j < t; j++)
      for (int e = 0; e < dh; e++) vt[(long)e * t + j] = v[(long)j * ld + e];
    for (int i = 0; i < t; i++) {
      const float *p = probs + ((long)h * t + i) * t;
      const float *g = dout + (long)i * d + h * dh;
      for (int j = 0; j < t; j++) ds[j] = 0;
      for (int e = 0; e < dh; e++) {
        float x = g[e];
        const float *row = vt + (long)e * t;
        for (int j = 0; j < t; j++) ds[j] += x * row[j];
      }
      float mean = 0;
      for (int j = 0; j < t; j++) mean += ds[j] * p[j];
      float *dqi = dq + (long)i * ld;
      const float *qi = q + (long)i * ld;
      for (int j = 0; j < t; j++) {
        float s = p[j] * (ds[j] - mean) * scale, w = p[j];
        const float *kj = k + (long)j * ld;
        float *dkj = dk + (long)j * ld, *dvj = dv + (long)j * ld;
        for (int e = 0; e < dh; e++) {
          dqi[e] += s * kj[e];
          dkj[e] += s * qi[e];
          dvj[e] += w * g[e];
        }
      }
    }
  }
}

// stat receives mean and 1/sqrt(variance + eps) of each row.
CLONES void gripe_norm(float *out, const float *x, const float *gain, const float *bias, float *stat,
                       int rows, int cols, float eps) {
  for (int i = 0; i < rows; i++, x += cols, out += cols) {
    float part[16] = {0}, sum = 0, var = 0;
    for (int j = 0; j < cols; j += 16)
      for (int l = 0; l < 16; l++) part[l] += x[j + l];
    for (int l = 0; l < 16; l++) sum += part[l], part[l] = 0;
    float mean = sum / cols;
    for (int j = 0; j < cols; j += 16)
      for (int l = 0; l < 16; l++) part[l] += (x[j + l] - mean) * (x[j + l] - mean);
    for (int l = 0; l < 16; l++) var += part[l];
    float inv = 1 / sqrtf(var / cols + eps);
    for (int j = 0; j < cols; j++) out[j] = (x[j] - mean) * (inv * gain[j]) + bias[j];
    stat[2 * i] = mean;
    stat[2 * i + 1] = inv;
  }
}
