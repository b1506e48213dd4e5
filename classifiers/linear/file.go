package linear

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"

	"gripe/pipeline/opinion"
)

// A model file, all numbers little-endian:
//
//	magic    "gripe-linear 1\n"
//	shape    uint32: groups, width, stackWidth, then the keys of each group
//	date     10 bytes, YYYY-MM-DD
//	params   the struct of that name
//	keys     uint32 each, by group, strictly ascending
//	weights  int8, width for each key
//	errors   uint32 length, then JSON
//	sum      SHA-256 of all the above
const magic = "gripe-linear 1\n"

// Bounds of what is loaded: a file beyond them is no model.
const (
	maxFile   = 64 << 20
	maxErrors = 1 << 20
)

var dateForm = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// Encode writes the model as it is dated and with the errors it is to carry;
// both become part of its version. date is YYYY-MM-DD.
func (m *Model) Encode(date string, matrices []opinion.ErrorMatrix) ([]byte, error) {
	if !dateForm.MatchString(date) {
		return nil, fmt.Errorf("model date %q: want YYYY-MM-DD", date)
	}
	var b bytes.Buffer
	b.WriteString(magic)
	for _, n := range m.shape() {
		b.Write(binary.LittleEndian.AppendUint32(nil, n))
	}
	b.WriteString(date)
	if err := binary.Write(&b, binary.LittleEndian, &m.params); err != nil {
		return nil, fmt.Errorf("write model parameters: %w", err)
	}
	for _, keys := range m.keys {
		for _, k := range keys {
			b.Write(binary.LittleEndian.AppendUint32(nil, k))
		}
	}
	b.Write(m.weights[:max(0, len(m.weights)-slack)])
	js, err := json.Marshal(matrices)
	if err != nil {
		return nil, fmt.Errorf("write model errors: %w", err)
	}
	b.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(js))))
	b.Write(js)
	sum := sha256.Sum256(b.Bytes())
	b.Write(sum[:])
	return b.Bytes(), nil
}

func (m *Model) shape() []uint32 {
	s := []uint32{groups, uint32(width), stackWidth}
	for _, k := range m.keys {
		s = append(s, uint32(len(k)))
	}
	return s
}

// reader takes bytes from the front; after the first shortage it gives nil.
type reader struct {
	b   []byte
	err error
}

func (r *reader) take(n int) []byte {
	if r.err != nil || n < 0 || n > len(r.b) {
		if r.err == nil {
			r.err = errors.New("it ends early")
		}
		return nil
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) uint32() uint32 {
	if b := r.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

// Load reads a model file. Whatever the bytes, it returns a model that is safe
// to judge with, or an error that says to train again.
func Load(file []byte) (*Model, error) {
	m, err := load(file)
	if err != nil {
		return nil, fmt.Errorf("load linear model: %w; make it again with gripe train", err)
	}
	return m, nil
}

func load(file []byte) (*Model, error) {
	if len(file) > maxFile {
		return nil, fmt.Errorf("%d bytes are more than %d", len(file), maxFile)
	}
	if !bytes.HasPrefix(file, []byte(magic)) {
		return nil, errors.New("this is no linear model, or one of another format")
	}
	if len(file) < len(magic)+sha256.Size {
		return nil, errors.New("it ends early")
	}
	body, want := file[:len(file)-sha256.Size], file[len(file)-sha256.Size:]
	sum := sha256.Sum256(body)
	if !bytes.Equal(sum[:], want) {
		return nil, errors.New("its checksum is wrong: the file is damaged")
	}
	m := &Model{}
	r := &reader{b: body[len(magic):]}
	if g, w, s := r.uint32(), r.uint32(), r.uint32(); r.err == nil && (g != groups || w != uint32(width) || s != stackWidth) {
		return nil, fmt.Errorf("its shape is %d groups, %d outputs, %d stacked; this gripe wants %d, %d, %d", g, w, s, groups, width, stackWidth)
	}
	var counts [groups]uint32
	for g := range counts {
		counts[g] = r.uint32()
	}
	date := string(r.take(10))
	if r.err == nil && !dateForm.MatchString(date) {
		return nil, fmt.Errorf("its date reads %q", date)
	}
	if raw := r.take(binary.Size(&m.params)); raw != nil {
		if _, err := binary.Decode(raw, binary.LittleEndian, &m.params); err != nil {
			return nil, err
		}
	}
	if err := m.readRows(r, counts); err != nil {
		return nil, err
	}
	if err := m.readErrors(r); err != nil {
		return nil, err
	}
	if err := m.params.check(); err != nil {
		return nil, err
	}
	m.version = "linear-" + date + "-" + hex.EncodeToString(sum[:4])
	m.finish()
	return m, nil
}

func (m *Model) readRows(r *reader, counts [groups]uint32) error {
	rows := 0
	for g, n := range counts {
		raw := r.take(4 * int(n))
		if r.err != nil {
			return r.err
		}
		m.keys[g] = make([]uint32, n)
		for i := range m.keys[g] {
			m.keys[g][i] = binary.LittleEndian.Uint32(raw[4*i:])
			if i > 0 && m.keys[g][i] <= m.keys[g][i-1] {
				return errors.New("its keys are not in order")
			}
		}
		rows += int(n)
	}
	// The weights are read where they lie. What is behind them in the file is
	// longer than slack.
	if raw := r.take(rows * width); r.err == nil {
		m.weights = raw[:len(raw)+slack]
	}
	return r.err
}

func (m *Model) readErrors(r *reader) error {
	n := r.uint32()
	if n > maxErrors {
		return fmt.Errorf("%d bytes of error matrices are more than %d", n, maxErrors)
	}
	raw := r.take(int(n))
	if r.err != nil {
		return r.err
	}
	if len(r.b) != 0 {
		return fmt.Errorf("%d bytes too many", len(r.b))
	}
	if err := json.Unmarshal(raw, &m.errors); err != nil {
		return fmt.Errorf("its error matrices: %w", err)
	}
	for _, e := range m.errors {
		for i := range e.N {
			if e.N[i] < 0 || slices.Min(e.Hard[i][:]) < 0 || slices.Min(e.Soft[i][:]) < 0 {
				return fmt.Errorf("its error matrix of %q counts below zero", e.Domain)
			}
		}
	}
	return nil
}

// check refuses numbers from which a probability could become NaN.
func (p *params) check() error {
	raw := make([]byte, 0, binary.Size(p))
	raw, err := binary.Append(raw, binary.LittleEndian, p)
	if err != nil {
		return err
	}
	for i := 0; i+4 <= len(raw); i += 4 {
		v := float64(math.Float32frombits(binary.LittleEndian.Uint32(raw[i:])))
		if math.IsNaN(v) || math.Abs(v) > 1e4 {
			return errors.New("its parameters hold a number out of range")
		}
	}
	return nil
}
