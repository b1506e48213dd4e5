package store

import (
	"cmp"
	"database/sql/driver"
	"encoding/binary"
	"slices"
)

// ask is a key of a text to find.
type ask struct {
	key         uint32
	text, n     int32 // the n-th key of a text
	first, last int   // pages of a run
}

// findAll finds, for all keys of texts, the revisions listed under them before
// this transaction. Keys are looked up in order, for many share a page.
func (x *copyIndex) findAll(w *writer, texts []entering) error {
	var asks []ask
	for i := range texts {
		texts[i].stored = make([][]uint32, len(texts[i].keys))
		for n, k := range texts[i].keys {
			asks = append(asks, ask{key: k, text: int32(i), n: int32(n)})
		}
	}
	slices.SortFunc(asks, func(a, b ask) int { return cmp.Compare(a.key, b.key) })
	for _, r := range x.runs {
		if err := r.findAll(w, asks, texts); err != nil {
			return err
		}
	}
	return nil
}

func (r *copyRun) findAll(w *writer, asks []ask, texts []entering) error {
	var some []ask
	var pages []int64
	for _, a := range asks {
		if !r.filter.may(spread(a.key)) {
			continue
		}
		a.first, a.last = r.pagesOf(a.key)
		some = append(some, a)
		for i := a.first; i <= a.last; i++ {
			pages = append(pages, r.key*pageFactor+int64(i))
		}
	}
	return inKeyOrder(w, `SELECT p.key, p.body FROM json_each(?1) j CROSS JOIN copy_page p ON p.key = j.value`, pages, func(row []driver.Value) error {
		page, body := int(row[0].(int64)-r.key*pageFactor), row[1].([]byte)
		for len(some) > 0 && some[0].last < page {
			some = some[1:]
		}
		for _, a := range some {
			if a.first > page {
				break
			}
			for at := lowerBound(body, a.key); at < len(body) && binary.BigEndian.Uint32(body[at:]) == a.key; at += entrySize {
				into := &texts[a.text].stored[a.n]
				*into = append(*into, binary.BigEndian.Uint32(body[at+4:]))
			}
		}
		return nil
	})
}

// loadBodies remembers the sketches of revisions.
func (x *copyIndex) loadBodies(w *writer, revisions []uint32) error {
	var missing []uint32
	if len(x.bodies)+len(revisions) > mostBodies/2 { // room is left for those that enter
		x.bodies = nil
	}
	for _, r := range revisions {
		if _, ok := x.bodies[r]; !ok {
			missing = append(missing, r)
		}
	}
	return inKeyOrder(w, `SELECT k.revision, k.body FROM json_each(?1) j CROSS JOIN sketch k ON k.revision = j.value`, missing, func(row []driver.Value) error {
		body, _ := row[1].([]byte)
		x.remember(uint32(row[0].(int64)), body)
		return nil
	})
}
