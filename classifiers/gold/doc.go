// Package gold reads labelled verbatims, to train on and to measure with.
//
// In: the gold format (JSON Lines, one verbatim with its labelled mentions) and
// the mapped format (sentences with aspect categories, perhaps gzipped).
// Out: passages with their labels. A bad line is an error that names the line:
// labels are few and each counts, so nothing is skipped in silence.
// It must never guess a label, nor write anything.
package gold
