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
// tanh layer. Package tfjs reads the original weights.
//
// A model is served in the arithmetic of package integer, which is its
// definition: the scores, before they are calibrated, are the same bits on
// every machine and do not depend on what else is judged. Training and the
// comparison with the original work in float32 (package kernel). On all of gold
// (8,410 mentions) the two differ in the class of 16 mentions, the polarity of
// 15 and the cause of 3 of 3,480 verbatims, in probabilities by 0.0009 in the
// mean, in the macro-F1 of the class by 0.0008.
package encoder
