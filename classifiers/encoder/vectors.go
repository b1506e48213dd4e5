package encoder

import "math"

// Vectors are the sentence vectors of texts, each of length 1: two texts of
// like meaning have vectors of a large product. An empty text, or one that the
// model knows no piece of, has the vector of the unknown piece.
func (c *Classifier) Vectors(texts []string) [][]float32 {
	docs := make([][][]int32, len(texts))
	for i, t := range texts {
		docs[i] = [][]int32{piecesOf(c.pieces, t)}
	}
	s := c.scorers[0]
	w := s.body.scratch()
	defer s.body.spare.Put(w)
	f, of := s.describe(docs, w)
	out := make([][]float32, len(texts))
	for i := range out {
		v := make([]float32, width)
		copy(v, f.vectors[of[i]*width:])
		sum := 0.0
		for _, x := range v {
			sum += float64(x) * float64(x)
		}
		if scale := float32(1 / math.Sqrt(sum)); sum > 0 {
			for j := range v {
				v[j] *= scale
			}
		}
		out[i] = v
	}
	return out
}
