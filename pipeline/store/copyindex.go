package store

import (
	"database/sql/driver"
	"encoding/binary"
	"slices"
)

// copyIndex finds the revisions whose sketches have a key: a log-structured
// merge tree (O'Neil, Cheng, Gawlick and O'Neil 1996) of which fences and
// filters are kept in memory, about 14 bytes per text. A transaction adds one
// run; mergeWidth runs of a level become one of the next. So a key costs a look
// at the filters of some 20 runs and almost never a read, entries are written
// in order, and no transaction rewrites more than the level that it fills.
//
// It belongs to the writing connection. add and find work within a transaction
// that ends with flush; where it fails, the index must be dropped.
type copyIndex struct {
	newest  int64 // the highest key of a run: tells whether another process wrote
	checked bool  // in this transaction
	runs    []*copyRun
	fresh   map[uint32][]uint32
	count   int
	// bodies are sketches by revision; they never change.
	bodies map[uint32][]byte
}

type copyRun struct {
	key, level, entries int64
	fences              []uint32
	filter              copyFilter
}

const (
	mergeWidth = 8
	// entrySize is a key and a revision; a page of pageEntries fits into one of
	// SQLite's pages.
	entrySize   = 8
	pageEntries = 500
	pageFactor  = 1 << 24
)

// copyIndexNow gives the index as the database has it; asked again within a
// transaction, it does not look again.
func (s *Store) copyIndexNow() (*copyIndex, error) {
	if s.copyIndex != nil && s.copyIndex.checked {
		return s.copyIndex, nil
	}
	newest, err := s.write.number(`SELECT coalesce(max(key), 0) FROM copy_run`)
	if err != nil {
		return nil, err
	}
	if s.copyIndex != nil && s.copyIndex.newest == newest {
		s.copyIndex.checked = true
		return s.copyIndex, nil
	}
	x := &copyIndex{newest: newest, checked: true, fresh: map[uint32][]uint32{}}
	err = s.write.query(`SELECT key, level, entries, fences, filter FROM copy_run ORDER BY key`, func(row []driver.Value) error {
		fences := row[3].([]byte)
		r := &copyRun{key: row[0].(int64), level: row[1].(int64), entries: row[2].(int64), filter: readCopyFilter(row[4].([]byte))}
		for ; len(fences) >= 4; fences = fences[4:] {
			r.fences = append(r.fences, binary.BigEndian.Uint32(fences))
		}
		x.runs = append(x.runs, r)
		return nil
	})
	s.copyIndex = x
	return x, err
}

// add lists a revision under a key, from this transaction on.
func (x *copyIndex) add(key, revision uint32) {
	x.fresh[key] = append(x.fresh[key], revision)
	x.count++
}

// find appends the revisions under a key, oldest entry first.
func (x *copyIndex) find(w *writer, key uint32, into []uint32) ([]uint32, error) {
	h, bits := spread(key)
	for _, r := range x.runs {
		if !r.filter.may(h, bits) {
			continue
		}
		err := r.eachPage(w, key, func(_ int64, body []byte) error {
			for at := lowerBound(body, key); at < len(body) && binary.BigEndian.Uint32(body[at:]) == key; at += entrySize {
				into = append(into, binary.BigEndian.Uint32(body[at+4:]))
			}
			return nil
		})
		if err != nil {
			return into, err
		}
	}
	return append(into, x.fresh[key]...), nil
}

// pagesOf are the first and the last page that may hold a key.
func (r *copyRun) pagesOf(key uint32) (first, last int) {
	// The page before the first fence that is not below the key may end with it.
	at, _ := slices.BinarySearch(r.fences, key)
	first = max(at-1, 0)
	for last = first; last+1 < len(r.fences) && r.fences[last+1] <= key; {
		last++
	}
	return first, last
}

func (r *copyRun) page(w *writer, i int) (body []byte, err error) {
	err = w.query(copyPageQuery, func(row []driver.Value) error {
		body, _ = row[0].([]byte)
		return nil
	}, r.key*pageFactor+int64(i))
	return body, err
}

const copyPageQuery = `SELECT body FROM copy_page WHERE key = ?1`

// eachPage calls fn for the pages of a run that may hold a key.
func (r *copyRun) eachPage(w *writer, key uint32, fn func(page int64, body []byte) error) error {
	first, last := r.pagesOf(key)
	for i := first; i <= last; i++ {
		body, err := r.page(w, i)
		if err == nil {
			err = fn(r.key*pageFactor+int64(i), body)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// mostBodies bounds the memory for sketches, to some 20 MB.
const mostBodies = 1 << 17

func (x *copyIndex) remember(revision uint32, sketch []byte) {
	if x.bodies == nil || len(x.bodies) >= mostBodies {
		x.bodies = map[uint32][]byte{}
	}
	x.bodies[revision] = sketch
}

// body is the sketch of a revision, nil where there is none any more.
func (x *copyIndex) body(w *writer, revision uint32) (body []byte, err error) {
	if body, ok := x.bodies[revision]; ok {
		return body, nil
	}
	err = w.query(`SELECT body FROM sketch WHERE revision = ?1`, func(row []driver.Value) error {
		body, _ = row[0].([]byte)
		return nil
	}, int64(revision))
	if err == nil {
		x.remember(revision, body)
	}
	return body, err
}

// lowerBound is the offset of the first entry in a page whose key is not below.
func lowerBound(page []byte, key uint32) int {
	low, high := 0, len(page)/entrySize
	for low < high {
		mid := (low + high) / 2
		if binary.BigEndian.Uint32(page[mid*entrySize:]) < key {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low * entrySize
}

// flush writes what was added, and merges levels that are full.
func (x *copyIndex) flush(w *writer) error {
	x.checked = false
	if x.count == 0 {
		return nil
	}
	entries := make([]uint64, 0, x.count)
	for key, revisions := range x.fresh {
		for _, r := range revisions {
			entries = append(entries, uint64(key)<<32|uint64(r))
		}
	}
	clear(x.fresh)
	x.count = 0
	if err := x.write(w, 0, entries); err != nil {
		return err
	}
	for level := int64(0); ; level++ {
		if full, err := x.merge(w, level); err != nil || !full {
			return err
		}
	}
}

// write makes a run of entries, which it sorts.
func (x *copyIndex) write(w *writer, level int64, entries []uint64) error {
	slices.Sort(entries)
	x.newest++
	r := &copyRun{key: x.newest, level: level, entries: int64(len(entries)), filter: newCopyFilter(len(entries))}
	var fences, body []byte
	for first := 0; first < len(entries); first += pageEntries {
		page := entries[first:min(first+pageEntries, len(entries))]
		fence := uint32(page[0] >> 32)
		fences, body = binary.BigEndian.AppendUint32(fences, fence), body[:0]
		for _, e := range page {
			body = binary.BigEndian.AppendUint64(body, e)
			r.filter.add(spread(uint32(e >> 32)))
		}
		_, err := w.exec(`INSERT INTO copy_page (key, body) VALUES (?1, ?2)`, r.key*pageFactor+int64(len(r.fences)), body)
		if err != nil {
			return err
		}
		r.fences = append(r.fences, fence)
	}
	_, err := w.exec(`INSERT INTO copy_run (key, level, entries, fences, filter) VALUES (?1, ?2, ?3, ?4, ?5)`,
		r.key, r.level, r.entries, orEmpty(fences), r.filter.bytes())
	x.runs = append(x.runs, r)
	return err
}

// merge makes one run of the next level of those of a level, where they are
// enough.
func (x *copyIndex) merge(w *writer, level int64) (full bool, err error) {
	var out, rest []*copyRun
	n := int64(0)
	for _, r := range x.runs {
		if r.level == level {
			out, n = append(out, r), n+r.entries
		} else {
			rest = append(rest, r)
		}
	}
	if len(out) < mergeWidth {
		return false, nil
	}
	entries := make([]uint64, 0, n)
	for _, r := range out {
		low, high := r.key*pageFactor, (r.key+1)*pageFactor-1
		err := w.query(`SELECT body FROM copy_page WHERE key BETWEEN ?1 AND ?2 ORDER BY key`, func(row []driver.Value) error {
			for body := row[0].([]byte); len(body) >= entrySize; body = body[entrySize:] {
				entries = append(entries, binary.BigEndian.Uint64(body))
			}
			return nil
		}, low, high)
		if err != nil {
			return false, err
		}
		if _, err := w.exec(`DELETE FROM copy_page WHERE key BETWEEN ?1 AND ?2`, low, high); err != nil {
			return false, err
		}
		if _, err := w.exec(`DELETE FROM copy_run WHERE key = ?1`, r.key); err != nil {
			return false, err
		}
	}
	x.runs = rest
	return true, x.write(w, level+1, entries)
}

// remove takes a revision from under a key. Filters keep their bits: they
// only ever say that a look is worth while.
func (x *copyIndex) remove(w *writer, key, revision uint32) error {
	entry := uint64(key)<<32 | uint64(revision)
	for _, r := range x.runs {
		err := r.eachPage(w, key, func(page int64, body []byte) error {
			for at := lowerBound(body, key); at < len(body); at += entrySize {
				if binary.BigEndian.Uint64(body[at:]) == entry {
					_, err := w.exec(`UPDATE copy_page SET body = ?2 WHERE key = ?1`, page, orEmpty(slices.Delete(body, at, at+entrySize)))
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// orEmpty keeps the driver from binding an empty blob as NULL.
func orEmpty(b []byte) any {
	if len(b) == 0 {
		return []byte{}
	}
	return b
}
