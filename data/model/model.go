// Package model carries the trained models of both tiers.
//
// In: nothing. Out: the bytes of linear.model (the fast tier, classifiers/linear)
// and of encoder.bin (the accurate tier, classifiers/encoder, which judges
// together with the linear model it was trained beside); CARD.md beside them
// says how they were made and how they do.
// It must never interpret them, nor import more than the standard library.
package model

import _ "embed"

// Summary is the card in one paragraph, for the digest's footer.
//
//go:embed summary.txt
var Summary string

// Card is the whole card, in Markdown.
//
//go:embed CARD.md
var Card string

// Linear is the model file. Callers must not change it.
//
//go:embed linear.model
var Linear []byte

// Encoder is the accurate tier's model file. Callers must not change it.
//
//go:embed encoder.bin
var Encoder []byte
