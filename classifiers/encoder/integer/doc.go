// Package integer is the arithmetic of the served encoder: products of bytes,
// and the float operations between them.
//
// In: weights as int8 with a scale per column, activations as float32. Out:
// float32. It knows nothing of text, models or files, starts no goroutine and
// keeps no state, so every function is safe for many goroutines on slices that
// they do not share.
//
// A row of activations is cut into 256 levels between its least and its largest
// number (asymmetric quantisation, Jacob et al. 2018, arXiv:1712.05877), so what
// becomes of a row does not depend on the rows beside it. A product of such
// bytes is summed exactly in 32 bits. The floats in between are added in a fixed
// order, nothing is fused, and exponentials are computed here rather than by the
// machine's library. So AVX-512 VNNI, AVX2, plain C and plain Go give the same
// bits, and a model gives the same scores on every machine. The scores are the
// definition of the served model; training works in float32 (package kernel).
package integer
