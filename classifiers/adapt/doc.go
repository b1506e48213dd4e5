// Package adapt fits a classifier's causes to one user's own reviews, from
// labels that people gave to a random sample of them.
//
// In: the labels beside the classifier's probabilities. Out: an Adaptation (a
// sharpness and a lean towards each cause), whether it is better on labels that
// it was not fitted on, and a classifier that applies it. It must never adapt
// to labels of a sample that was not random, for the lean would be the
// sample's; nor touch anything of a judgement but its cause; nor pass on the
// inner classifier's error matrices, which it makes void.
package adapt
