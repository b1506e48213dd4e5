package encoder

import "fmt"

// The columns of the mention scores: polarity, class, theme, stage, gap.
const (
	PolarityAt = 0
	ClassAt    = 4
	ThemeAt    = 7
	StageAt    = 32
	GapAt      = 37
	Scores     = 39
)

// Shape says how the heads are built.
type Shape struct {
	// Context: the mentions of a verbatim are encoded together.
	Context bool `json:"context"`
	// Hidden is the width of the shared layer.
	Hidden int `json:"hidden"`
	// Peaks is how many detectors of phrases there are.
	Peaks int `json:"peaks"`
}

// Heads are the layers above the encoder. The features of a mention are: its
// tanh vector, the mean of its normalised token states, a weighted mean of them
// with learnt weights, the tanh vectors of the mention before, after, and their
// mean over the verbatim, and the rating.
type Heads struct {
	Shape
	Tensors []*Tensor

	NormGain, NormBias *Tensor
	Query              Linear
	Detect             Linear
	Shared, Out        Linear
	CauseQuery         Linear
	Cause, CauseOut    Linear
}

// features is how many numbers go into the shared layer.
func (s Shape) features() int { return 6*width + 2 + s.Peaks }

// detectorWidth is what a detector sees: three piece vectors and a state.
const detectorWidth = 3*embedWidth + width

// NewHeads allocates heads of zeros. Hidden must be positive, even, and at most
// 4096; Peaks from 0 to 4096.
func NewHeads(s Shape) (*Heads, error) {
	h, err := shapeHeads(s)
	if err != nil {
		return nil, err
	}
	for _, t := range h.Tensors {
		t.V = make([]float32, t.Rows*t.Cols)
	}
	return h, nil
}

// shapeHeads lays out heads without weights.
func shapeHeads(s Shape) (*Heads, error) {
	if s.Hidden <= 0 || s.Hidden > 4096 || s.Hidden%2 != 0 {
		return nil, fmt.Errorf("hidden width %d: want an even number from 2 to 4096", s.Hidden)
	}
	if s.Peaks < 0 || s.Peaks > 4096 {
		return nil, fmt.Errorf("%d phrase detectors: want 0 to 4096", s.Peaks)
	}
	h := &Heads{Shape: s}
	tensor := func(name string, rows, cols int) *Tensor {
		t := &Tensor{Name: name, Rows: rows, Cols: cols}
		h.Tensors = append(h.Tensors, t)
		return t
	}
	linear := func(name string, in, out int) Linear {
		return Linear{W: tensor(name+".w", in, out), B: tensor(name+".b", 1, out)}
	}
	h.NormGain, h.NormBias = tensor("norm.gain", 1, width), tensor("norm.bias", 1, width)
	h.Query = linear("query", width, 1)
	if s.Peaks > 0 {
		h.Detect = linear("detect", detectorWidth, s.Peaks)
	}
	h.Shared = linear("shared", s.features(), s.Hidden)
	h.Out = linear("out", s.Hidden, Scores)
	h.CauseQuery = linear("cause.query", s.Hidden, 1)
	h.Cause = linear("cause", 2*s.Hidden+width+2, s.Hidden/2)
	h.CauseOut = linear("cause.out", s.Hidden/2, 4)
	return h, nil
}
