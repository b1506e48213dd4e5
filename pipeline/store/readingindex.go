package store

import (
	"cmp"
	"database/sql/driver"
	"encoding/binary"
	"maps"
	"slices"
)

// readingIndex holds the readings of all models as sorted runs, as copyIndex
// does with keys: a transaction adds a run, and eight of like size become one. A
// place is in one run of a model at most, for what is entered anew is removed
// first.
//
// It belongs to the writing connection. What is added within a transaction is
// written by flush at its end; where it fails, the index must be dropped.
type readingIndex struct {
	newest  int64 // the highest key of a run: tells whether another process wrote
	checked bool  // in this transaction
	runs    []readingRun
	fresh   map[int64]map[int64][]byte // by model and place
}

// readingRun is a run as the table says it. Where readings were removed, pages
// span more than they hold.
type readingRun struct {
	key, model, entries int64
	pages               []span
}

// span is from the lowest place to the highest.
type span struct{ low, high int64 }

const (
	// readingsInPage makes pages of some 50 KB.
	readingsInPage = 512
	// A run of fewer readings than the first bound is small, one of fewer than the
	// second middling. Larger ones are not merged again, so that no transaction
	// writes more than half a million anew.
	smallRun, middlingRun = 8_192, 65_536
)

func (s *Store) readingsNow() (*readingIndex, error) {
	if s.readings != nil && s.readings.checked {
		return s.readings, nil
	}
	newest, err := s.write.number(`SELECT coalesce(max(key), 0) FROM reading_run`)
	if err != nil {
		return nil, err
	}
	if s.readings == nil || s.readings.newest != newest {
		x := &readingIndex{newest: newest, fresh: map[int64]map[int64][]byte{}}
		err := s.write.query(readingRunsQuery, func(row []driver.Value) error {
			x.runs = append(x.runs, readRun(row))
			return nil
		})
		if err != nil {
			return nil, err
		}
		s.readings = x
	}
	s.readings.checked = true
	return s.readings, nil
}

const readingRunsQuery = `SELECT key, model, entries, places FROM reading_run ORDER BY key`

func readRun(row []driver.Value) readingRun {
	r := readingRun{key: row[0].(int64), model: row[1].(int64), entries: row[2].(int64)}
	places, _ := row[3].([]byte)
	for ; len(places) >= 16; places = places[16:] {
		r.pages = append(r.pages, span{int64(binary.BigEndian.Uint64(places)), int64(binary.BigEndian.Uint64(places[8:]))})
	}
	return r
}

// add enters what a model read at a place, which must not be there.
func (x *readingIndex) add(model, place int64, body []byte) {
	if x.fresh[model] == nil {
		x.fresh[model] = map[int64][]byte{}
	}
	x.fresh[model][place] = body
}

// remove takes out what a model read at a place, or what all models did where
// model is 0.
func (x *readingIndex) remove(w *writer, model, place int64) error {
	for m, places := range x.fresh {
		if model == 0 || m == model {
			delete(places, place)
		}
	}
	for _, r := range x.runs {
		if model != 0 && r.model != model {
			continue
		}
		i, _ := slices.BinarySearchFunc(r.pages, place, func(p span, place int64) int { return cmp.Compare(p.high, place) })
		if i == len(r.pages) || r.pages[i].low > place {
			continue
		}
		if err := removeFromPage(w, r.key*pageFactor+int64(i), place); err != nil {
			return err
		}
	}
	return nil
}

func removeFromPage(w *writer, page, place int64) error {
	var left []placed
	found := false
	err := w.query(`SELECT body FROM reading_page WHERE key = ?1`, func(row []driver.Value) error {
		body, _ := row[0].([]byte)
		p, err := readPage(body)
		if err != nil {
			return err
		}
		at, ok := p.find(place)
		if found = ok; found {
			left = slices.Delete(p.all(nil), at, at+1)
		}
		return nil
	}, page)
	if err != nil || !found {
		return err
	}
	_, err = w.exec(`UPDATE reading_page SET body = ?2 WHERE key = ?1`, page, packPage(left))
	return err
}

// flush writes what was added, and merges runs.
func (x *readingIndex) flush(w *writer) error {
	x.checked = false
	for _, model := range slices.Sorted(maps.Keys(x.fresh)) {
		var all []placed
		for place, body := range x.fresh[model] {
			all = append(all, placed{place, body})
		}
		delete(x.fresh, model)
		if len(all) == 0 {
			continue
		}
		if err := x.write(w, model, all); err != nil {
			return err
		}
		for _, bounds := range [...]span{{0, smallRun}, {smallRun, middlingRun}} {
			if err := x.merge(w, model, bounds); err != nil {
				return err
			}
		}
	}
	return nil
}

// write makes a run, and sorts what goes into it.
func (x *readingIndex) write(w *writer, model int64, all []placed) error {
	slices.SortFunc(all, func(a, b placed) int { return cmp.Compare(a.place, b.place) })
	x.newest++
	r := readingRun{key: x.newest, model: model, entries: int64(len(all))}
	var places []byte
	for page := range slices.Chunk(all, readingsInPage) {
		p := span{page[0].place, page[len(page)-1].place}
		_, err := w.exec(`INSERT INTO reading_page (key, body) VALUES (?1, ?2)`, r.key*pageFactor+int64(len(r.pages)), packPage(page))
		if err != nil {
			return err
		}
		r.pages = append(r.pages, p)
		places = binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(places, uint64(p.low)), uint64(p.high))
	}
	x.runs = append(x.runs, r)
	_, err := w.exec(`INSERT INTO reading_run (key, model, entries, places) VALUES (?1, ?2, ?3, ?4)`, r.key, r.model, r.entries, orEmpty(places))
	return err
}

// merge makes one run of those of a model whose sizes are within bounds, where
// they are enough.
func (x *readingIndex) merge(w *writer, model int64, sizes span) error {
	var out, rest []readingRun
	for _, r := range x.runs {
		if r.model == model && sizes.low <= r.entries && r.entries < sizes.high {
			out = append(out, r)
		} else {
			rest = append(rest, r)
		}
	}
	if len(out) < mergeWidth {
		return nil
	}
	var all []placed
	for _, r := range out {
		low, high := r.key*pageFactor, (r.key+1)*pageFactor-1
		err := w.query(`SELECT body FROM reading_page WHERE key BETWEEN ?1 AND ?2 ORDER BY key`, func(row []driver.Value) error {
			body, _ := row[0].([]byte)
			p, err := readPage(body)
			all = p.all(all)
			return err
		}, low, high)
		if err != nil {
			return err
		}
		if _, err := w.exec(`DELETE FROM reading_page WHERE key BETWEEN ?1 AND ?2`, low, high); err != nil {
			return err
		}
		if _, err := w.exec(`DELETE FROM reading_run WHERE key = ?1`, r.key); err != nil {
			return err
		}
	}
	x.runs = rest
	return x.write(w, model, all)
}
