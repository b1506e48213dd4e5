// Package classifiers says what a classifier is and finds one by name.
//
// In: passages (clean, segmented text of whole verbatims). Out: calibrated
// probabilities, one judgement per passage, in order.
// A classifier must never look at a clock, a file, a database or the network
// while it judges, never fail (what it cannot read it judges by its priors),
// and must be safe for many goroutines at once. This package must never import
// a concrete classifier: whoever wires fills the Registry.
package classifiers
