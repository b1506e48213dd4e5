// Package tune trains the encoder and its heads.
//
// In: labelled verbatims (package gold), the original encoder's weights, a
// configuration and a seed. Out: a trained model, which judges passages.
// Training is deterministic: the same input gives the same weights on one kind
// of machine. It must never read a file or the clock, and never looks at the
// verbatims that it will be measured on.
package tune
