#ifndef GRIPE_KERNEL_H
#define GRIPE_KERNEL_H

// PANEL columns of the right-hand matrix lie together: K rows of PANEL floats.
#define PANEL 32

void gripe_matmul(float *c, const float *a, const float *packed, int m, int k, int n, int add);
void gripe_pack(float *dst, const float *b, int k, int n);
void gripe_pack_t(float *dst, const float *bt, int k, int n);
void gripe_transpose(float *dst, const float *src, int rows, int cols);
void gripe_attend(float *out, float *probs, const float *qkv, float *scratch, int t, int heads, int dh, float scale);
void gripe_attend_back(float *dqkv, const float *dout, const float *probs, const float *qkv, float *scratch, int t, int heads, int dh, float scale);
void gripe_norm(float *out, const float *x, const float *gain, const float *bias, float *stat, int rows, int cols, float eps);
int gripe_level(void);

#endif
