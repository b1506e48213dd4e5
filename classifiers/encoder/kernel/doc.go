// Package kernel holds the dense arithmetic under the sentence encoder: matrix
// products, attention and layer normalisation over float32 slices, forward and
// backward.
//
// In: row-major float32 slices and their shapes. Out: the same, written in
// place. It knows nothing of text, models or files, starts no goroutine and
// keeps no state, so every function is safe for many goroutines on slices that
// they do not share.
//
// Each operation exists twice: in C, compiled for AVX-512, AVX2 with FMA and
// the baseline and chosen at run time, and in plain Go for builds without cgo.
// Every element of a product is summed over k in order, so the result does not
// depend on the width of the vectors; C with FMA and Go differ by rounding
// only (below 1e-3 on a unit vector after the whole encoder).
package kernel
