// Package model carries the trained model of the fast tier.
//
// In: nothing. Out: the bytes of linear.model, for classifiers/linear to load;
// CARD.md beside it says how it was made and how it does.
// It must never interpret them, nor import more than the standard library.
package model

import _ "embed"

// Summary is the card in one paragraph, for the digest's footer.
//
//go:embed summary.txt
var Summary string

// Linear is the model file. Callers must not change it.
//
//go:embed linear.model
var Linear []byte
