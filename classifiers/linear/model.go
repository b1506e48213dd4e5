package linear

import (
	"math"
	"runtime"

	"gripe/pipeline/opinion"
)

// Model judges. It is immutable once made, and safe for concurrent use.
type Model struct {
	version string
	params  params
	// keys are the hashes of the features by group, sorted; weights their rows
	// of width numbers of 8 bits, in steps of params.Step, and slack bytes.
	keys    [groups][]uint32
	weights []byte
	table   table
	errors  []opinion.ErrorMatrix
	// exhaustive switches the shortcuts off.
	exhaustive bool
	// idle keeps the scratches of workers, with the words that they know: a
	// sync.Pool would lose them when a goroutine changes its processor.
	idle chan *scratch
}

// params are the dense part of a model.
type params struct {
	Scale      [groups]float32
	Near, Wide [heads]float32
	ThemeVote  float32
	Bias       [width]float32
	// Step is what one step of a weight is worth, by group and output.
	Step  [groups][width]float32
	Stack [stackWidth][4]float32
	Temp  [heads]float32
	// Complaint and Gap are the slope and offset of their Platt curves.
	Complaint, Gap [2]float32
}

// Model is the version string.
func (m *Model) Model() string { return m.version }

// Errors are the matrices of the leave-one-domain-out folds, empty where the
// model was not evaluated.
func (m *Model) Errors() []opinion.ErrorMatrix { return m.errors }

// model folds what was fitted into its compact form: idf into the weights, and
// the weights into 8 bits.
func (f *fit) model() *Model {
	m := &Model{keys: f.d.vocab.keys}
	v := f.d.vocab
	dense := make([]float64, v.base[groups]*width)
	for h := 0; h < heads; h++ {
		k := offsets[h+1] - offsets[h]
		w := f.weights[h]
		for j := 0; j < v.base[groups]; j++ {
			copy(dense[j*width+offsets[h]:], w[j*k:(j+1)*k])
		}
		for c := 0; c < k; c++ {
			m.params.Bias[offsets[h]+c] = float32(biasValue * w[v.base[groups]*k+c])
		}
		m.params.Near[h], m.params.Wide[h] = float32(f.cfg.Near[h]), float32(f.cfg.Wide[h])
		m.params.Temp[h] = float32(f.cal.Temp[h])
	}
	for j := range m.params.Stack {
		for c := range 4 {
			m.params.Stack[j][c] = float32(f.weights[headCause][(f.d.columns+j)*4+c])
		}
	}
	m.params.ThemeVote = float32(f.cfg.ThemeVote)
	m.params.Complaint = [2]float32{float32(f.cal.Complaint.A), float32(f.cal.Complaint.B)}
	m.params.Gap = [2]float32{float32(f.cal.Gap.A), float32(f.cal.Gap.B)}
	m.weights = make([]byte, len(dense)+slack)
	for g := 0; g < groups; g++ {
		m.params.Scale[g] = float32(f.cfg.Scale[g])
		for j := v.base[g]; j < v.base[g+1]; j++ {
			for c := 0; c < width; c++ {
				dense[j*width+c] *= float64(v.scale[g][j-v.base[g]])
			}
		}
		m.quantise(dense, g, v.base[g], v.base[g+1])
	}
	m.finish()
	return m
}

// quantise turns the rows from..to of dense into steps of a 127th of the
// largest weight of their group and output.
func (m *Model) quantise(dense []float64, g, from, to int) {
	for c := 0; c < width; c++ {
		top := 1e-9
		for j := from; j < to; j++ {
			top = math.Max(top, math.Abs(dense[j*width+c]))
		}
		step := float32(top / 127)
		m.params.Step[g][c] = step
		for j := from; j < to; j++ {
			m.weights[j*width+c] = byte(int8(math.Round(dense[j*width+c] / float64(step))))
		}
	}
}

// finish builds what judging needs.
func (m *Model) finish() {
	m.table = newTable(&m.keys)
	m.idle = make(chan *scratch, runtime.GOMAXPROCS(0))
}
