package encoder

import (
	"slices"
	"sync"
	"sync/atomic"

	"gripe/classifiers/encoder/integer"
)

// table keeps products of the embeddings of single pieces, which nothing beside
// a piece changes. Each is computed when it is first asked for, so that a start
// costs nothing; 8,000 pieces of 512 outputs take at most 16 MB. It is safe for
// many goroutines.
type table struct {
	weights *integer.Weights
	mu      sync.Mutex
	ready   []atomic.Bool
	rows    []float32
}

func newTable(w *integer.Weights, pieces int) *table {
	if w == nil {
		return nil
	}
	return &table{weights: w, ready: make([]atomic.Bool, pieces), rows: make([]float32, pieces*w.Out)}
}

// row is the product of a piece that was filled.
func (t *table) row(id int32) []float32 {
	return t.rows[int(id)*t.weights.Out:][:t.weights.Out]
}

// fill makes the rows of pieces ready.
func (t *table) fill(b *body, ids []int32) {
	missing := func(id int32) bool { return !t.ready[id].Load() }
	if !slices.ContainsFunc(ids, missing) {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	var todo []int32
	for _, id := range ids {
		if missing(id) {
			todo = append(todo, id)
		}
	}
	slices.Sort(todo)
	todo = slices.Compact(todo)
	var rows integer.Rows
	rows.Gather(b.embed, b.scale, todo, embedWidth)
	out := make([]float32, len(todo)*t.weights.Out)
	b.ops.Product(out, &rows, t.weights, len(todo), integer.Set)
	for i, id := range todo {
		copy(t.row(id), out[i*t.weights.Out:])
		t.ready[id].Store(true)
	}
}
