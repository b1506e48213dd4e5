// Package eval measures classifiers against gold labels.
//
// In: labelled verbatims and a classifier, or a Trainer to be tried on each
// domain in turn after training on the others (leave one domain out).
// Out: a Result: per question accuracy, F1, calibration and confusion, pooled
// and by domain; error matrices; a text table and JSON.
// It must never let a fold's test texts, or their kin, into its training set,
// and never knows a concrete classifier.
package eval
