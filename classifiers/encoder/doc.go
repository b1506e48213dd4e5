// Package encoder is the accurate tier: a small transformer that turns each
// mention into a vector, and heads that judge it.
//
// In: passages (clean text with the spans of its mentions) and a model file.
// Out: calibrated judgements. It must never read the network, the clock or the
// environment, and Judge must give the same answer for the same passage and
// model whatever else runs beside it.
//
// The encoder is a port of Universal Sentence Encoder lite (Cer et al. 2018,
// arXiv:1803.11175; Apache-2.0): unigram SentencePiece segmentation over 8,002
// pieces, embeddings of 256, two pre-norm transformer layers (256, then 512
// wide, four heads, ReLU feed-forward of 1,536), the mean over tokens, one
// tanh layer. Package tfjs reads the original weights, package kernel does the
// arithmetic.
package encoder
