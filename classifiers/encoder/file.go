package encoder

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"gripe/pipeline/opinion"
)

// magic opens a model file; the digit is the format's version.
const magic = "gripe encoder 1\n"

// File is all that a model file holds.
type File struct {
	Pieces []Piece
	// Bodies are encoders; Members judge together, by the mean of their
	// scores, and each names its body.
	Bodies  []*Params
	Members []Member
	// CompanionWeight is the share of the companion's opinion, 0 for none.
	CompanionWeight float32
	// Calibration belongs to the scores of all members, and the companion,
	// together.
	Calibration Calibration
	// Errors are how the model erred on domains left out of its training.
	Errors []opinion.ErrorMatrix
	// Trained says in a line what the model was trained on.
	Trained string
}

// Member is a set of heads over one of the bodies.
type Member struct {
	Body  int
	Heads *Heads
}

type header struct {
	Pieces      int                   `json:"pieces"`
	Rows        []int                 `json:"rows"`
	Members     []memberHeader        `json:"members"`
	Companion   float32               `json:"companion,omitempty"`
	Calibration Calibration           `json:"calibration"`
	Errors      []opinion.ErrorMatrix `json:"errors,omitempty"`
	Trained     string                `json:"trained,omitempty"`
}

type memberHeader struct {
	Body  int   `json:"body"`
	Shape Shape `json:"shape"`
}

// Marshal writes a model file: the header as JSON, the pieces, then every
// tensor. Vectors are float32; matrices are int8 with one float32 scale per row
// of the embedding and per column of the others, 7.1 MB for one encoder.
func (f *File) Marshal() ([]byte, error) {
	h := header{Pieces: len(f.Pieces), Companion: f.CompanionWeight, Calibration: f.Calibration, Errors: f.Errors, Trained: f.Trained}
	for _, b := range f.Bodies {
		h.Rows = append(h.Rows, b.Embedding.Rows)
	}
	for _, m := range f.Members {
		h.Members = append(h.Members, memberHeader{m.Body, m.Heads.Shape})
	}
	meta, err := json.Marshal(h)
	if err != nil {
		return nil, fmt.Errorf("write the model's header: %w", err)
	}
	var w bytes.Buffer
	w.WriteString(magic)
	w.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(meta))))
	w.Write(meta)
	for i, p := range f.Pieces {
		if len(p.Text) > 255 {
			return nil, fmt.Errorf("piece %d has %d bytes, want at most 255", i, len(p.Text))
		}
		w.WriteByte(byte(len(p.Text)))
		w.WriteString(p.Text)
		writeFloats(&w, []float32{p.Score})
	}
	for _, b := range f.Bodies {
		for _, t := range b.Tensors {
			writeTensor(&w, t, t == b.Embedding)
		}
	}
	for _, m := range f.Members {
		for _, t := range m.Heads.Tensors {
			writeTensor(&w, t, false)
		}
	}
	return w.Bytes(), nil
}

func writeFloats(w *bytes.Buffer, v []float32) {
	b := make([]byte, 4*len(v))
	for i, x := range v {
		binary.LittleEndian.PutUint32(b[4*i:], math.Float32bits(x))
	}
	w.Write(b)
}

func writeTensor(w *bytes.Buffer, t *Tensor, byRow bool) {
	if t.Rows == 1 {
		writeFloats(w, t.V)
		return
	}
	q := t.quantised(byRow)
	writeFloats(w, q.scale)
	w.Write(asBytes(q.q))
}

var errShort = errors.New("the model file ends early; build it again with `make model`")

// reader takes a file apart; after the end it stays in error.
type reader struct {
	b   []byte
	err error
}

func (r *reader) take(n int) []byte {
	if r.err != nil || n < 0 || n > len(r.b) {
		r.err = errShort
		return nil
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *reader) floats(v []float32) {
	b := r.take(4 * len(v))
	if r.err != nil {
		return
	}
	for i := range v {
		v[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		if v[i] != v[i] || v[i]-v[i] != 0 {
			r.err = errors.New("the model file holds a number that is not finite")
			return
		}
	}
}

// tensor reads a matrix as it is stored, and a vector into V.
func (r *reader) tensor(t *Tensor, byRow bool) {
	if t.Rows == 1 {
		t.V = make([]float32, t.Cols)
		r.floats(t.V)
		return
	}
	scale := make([]float32, t.scales(byRow))
	r.floats(scale)
	if b := r.take(t.Rows * t.Cols); r.err == nil {
		t.stored = &quantised{asInts(b), scale}
	}
}

// Limits on what a header may ask for, so that a damaged file cannot ask for
// all memory.
const (
	maxRows    = 100_000
	maxMembers = 64
)

// Unmarshal reads a model file. The error says what is wrong with it.
func Unmarshal(data []byte) (*File, error) {
	f, err := unmarshal(data)
	if err != nil {
		return nil, err
	}
	for _, b := range f.Bodies {
		full := NewParams(b.Embedding.Rows)
		for i, t := range b.Tensors {
			t.restore(full.Tensors[i].V, t == b.Embedding)
		}
		b.Flat = full.Flat
	}
	for _, m := range f.Members {
		for _, t := range m.Heads.Tensors {
			t.restore(make([]float32, t.Rows*t.Cols), false)
		}
	}
	return f, nil
}

// unmarshal reads a model file to be served: matrices stay as they are stored,
// in the memory of data.
func unmarshal(data []byte) (*File, error) {
	r := &reader{b: data}
	if string(r.take(len(magic))) != magic {
		return nil, errors.New("this is no encoder model of version 1; build it with `make model`")
	}
	var h header
	size := r.take(4)
	if r.err != nil {
		return nil, r.err
	}
	meta := r.take(int(binary.LittleEndian.Uint32(size)))
	if r.err != nil {
		return nil, r.err
	}
	if err := json.Unmarshal(meta, &h); err != nil {
		return nil, fmt.Errorf("read the model's header: %w", err)
	}
	if h.Pieces > maxRows || len(h.Rows) > maxMembers || len(h.Members) > maxMembers || len(h.Members) == 0 {
		return nil, fmt.Errorf("the model's header names %d pieces, %d bodies, %d members: out of range", h.Pieces, len(h.Rows), len(h.Members))
	}
	if !(h.Companion >= 0 && h.Companion < 1) {
		return nil, fmt.Errorf("the companion weighs %v: want 0 to 1", h.Companion)
	}
	f := &File{CompanionWeight: h.Companion, Calibration: h.Calibration, Errors: h.Errors, Trained: h.Trained}
	for range h.Pieces {
		n := r.take(1)
		if r.err != nil {
			return nil, r.err
		}
		text := string(r.take(int(n[0])))
		var score [1]float32
		r.floats(score[:])
		f.Pieces = append(f.Pieces, Piece{text, score[0]})
	}
	for _, rows := range h.Rows {
		if rows < h.Pieces || rows > maxRows {
			return nil, fmt.Errorf("an encoder of %d rows for %d pieces: out of range", rows, h.Pieces)
		}
		if len(r.b) < rows*embedWidth {
			return nil, errShort
		}
		p := shapeParams(rows)
		for _, t := range p.Tensors {
			r.tensor(t, t == p.Embedding)
		}
		f.Bodies = append(f.Bodies, p)
	}
	for _, m := range h.Members {
		if m.Body < 0 || m.Body >= len(f.Bodies) {
			return nil, fmt.Errorf("a member of the model names body %d of %d", m.Body, len(f.Bodies))
		}
		if m.Shape.Hidden > 0 && len(r.b)/m.Shape.Hidden < m.Shape.features() {
			return nil, errShort
		}
		heads, err := shapeHeads(m.Shape)
		if err != nil {
			return nil, fmt.Errorf("read a member of the model: %w", err)
		}
		for _, t := range heads.Tensors {
			r.tensor(t, false)
		}
		f.Members = append(f.Members, Member{m.Body, heads})
	}
	if r.err == nil && len(r.b) > 0 {
		r.err = fmt.Errorf("the model file has %d bytes too many", len(r.b))
	}
	if r.err != nil {
		return nil, r.err
	}
	return f, nil
}
