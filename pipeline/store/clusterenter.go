package store

import (
	"bytes"
	"database/sql/driver"
	"encoding/json"
	"slices"

	"gripe/pipeline/copies"
	"gripe/pipeline/opinion"
)

// entering is a current text that is to meet its copies.
type entering struct {
	verbatim, revision int64
	sketch             opinion.Sketch
	keys               []uint32
	// stored are, for each key, the revisions listed before this transaction.
	stored [][]uint32
}

// lookedUpAtOnce is about how many sketches of candidates are read together: in
// a million texts each has some thirty, and one by one each would be a walk down
// the table.
const lookedUpAtOnce = mostBodies / 4

// enterCopies keeps the sketches of current texts and joins their verbatims to
// their copies. A text is entered once, whichever model brings it.
func (s *Store) enterCopies(all []entering) error {
	some := all[:0]
	for _, e := range all {
		n, err := s.write.exec(`INSERT INTO sketch (revision, verbatim, listed, body) VALUES (?1, ?2, 1, ?3) ON CONFLICT DO NOTHING`,
			e.revision, e.verbatim, orEmpty(e.sketch))
		if err != nil {
			return err
		}
		if n > 0 {
			some = append(some, e)
		}
	}
	if len(some) == 0 {
		return nil
	}
	x, err := s.copyIndexNow()
	if err != nil {
		return err
	}
	if err := x.findAll(s.write, some); err != nil {
		return err
	}
	m := meeting{Store: s, index: x, same: map[uint32]standing{}, joined: map[int64]int64{}}
	for len(some) > 0 {
		n, wanted := 0, 0
		for n < len(some) && wanted < lookedUpAtOnce {
			for _, list := range some[n].stored {
				wanted += len(list)
			}
			n++
		}
		if err := m.look(some[:n]); err != nil {
			return err
		}
		for i := range some[:n] {
			if err := m.enter(&some[i]); err != nil {
				return err
			}
		}
		some = some[n:]
	}
	return nil
}

// meeting is what one transaction knows of the texts that its own meet.
type meeting struct {
	*Store
	index *copyIndex
	// same are copies of some text, by revision: those that were stored before,
	// and all that were entered.
	same map[uint32]standing
	// joined leads from the number of a cluster, or of a lone verbatim, to that
	// of the cluster that it became a part of.
	joined map[int64]int64
}

// standing is what holds of a copy: its cluster's number, or the verbatim's
// where it has none; whether its text stands.
type standing struct {
	number  int64
	current bool
}

// look reads the sketches of all candidates, and what stands of those that are
// copies, in the order of their keys.
func (m *meeting) look(part []entering) error {
	wanted := make([]uint32, 0, len(part))
	for i := range part {
		for _, list := range part[i].stored {
			wanted = append(wanted, list...)
		}
	}
	if err := m.index.loadBodies(m.write, wanted); err != nil {
		return err
	}
	var copied []uint32
	for i := range part {
		for _, list := range part[i].stored {
			for _, r := range list {
				body, err := m.index.body(m.write, r)
				if err != nil {
					return err
				}
				if _, known := m.same[r]; !known && (bytes.Equal(body, part[i].sketch) || copies.Same(body, part[i].sketch)) {
					copied, m.same[r] = append(copied, r), standing{}
				}
			}
		}
	}
	return inKeyOrder(m.write, `SELECT k.revision, CASE v.cluster WHEN 0 THEN v.key ELSE v.cluster END
		FROM json_each(?1) j CROSS JOIN sketch k ON k.revision = j.value JOIN verbatim v ON v.key = k.verbatim WHERE v.revision = k.revision`,
		copied, func(row []driver.Value) error {
			m.same[uint32(row[0].(int64))] = standing{row[1].(int64), true}
			return nil
		})
}

// inKeyOrder runs a query for a list of different keys, ascending.
func inKeyOrder[K uint32 | int64](w *writer, query string, keys []K, fn func(row []driver.Value) error) error {
	if len(keys) == 0 {
		return nil
	}
	slices.Sort(keys)
	list, err := json.Marshal(slices.Compact(keys))
	if err != nil {
		return err
	}
	return w.query(query, fn, string(list))
}

// number follows a number to that of the cluster that it is now part of.
func (m *meeting) number(n int64) int64 {
	for next, ok := m.joined[n]; ok; next, ok = m.joined[n] {
		n = next
	}
	return n
}

// enter lists a text and joins it to its copies.
func (m *meeting) enter(e *entering) error {
	var near, open []uint32
	for i, k := range e.keys {
		fresh := m.index.fresh[k]
		near = append(append(near, e.stored[i]...), fresh...)
		if len(e.stored[i])+len(fresh) < bucketCap {
			open = append(open, k)
		}
	}
	slices.Sort(near)
	joined := []int64{m.number(e.verbatim)}
	twin := false
	for _, r := range slices.Compact(near) {
		c, ok := m.same[r]
		if !ok || !c.current {
			continue
		}
		body, err := m.index.body(m.write, r)
		if err != nil {
			return err
		}
		equal := bytes.Equal(body, e.sketch)
		if !equal && !copies.Same(body, e.sketch) {
			continue
		}
		twin = twin || equal
		if number := m.number(c.number); !slices.Contains(joined, number) {
			joined = append(joined, number)
		}
	}
	m.index.remember(uint32(e.revision), e.sketch)
	m.same[uint32(e.revision)] = standing{e.verbatim, true}
	if twin {
		if _, err := m.write.exec(`UPDATE sketch SET listed = 0 WHERE revision = ?1`, e.revision); err != nil {
			return err
		}
	} else {
		for _, k := range open {
			m.index.add(k, uint32(e.revision))
		}
	}
	return m.join(joined)
}

// join makes one cluster of several, or of lone verbatims.
func (m *meeting) join(numbers []int64) error {
	if len(numbers) == 1 {
		return nil
	}
	cluster := slices.Min(numbers)
	for _, number := range numbers {
		for _, query := range [...]string{joinCluster, joinLone} {
			if _, err := m.write.exec(query, number, cluster); err != nil {
				return err
			}
		}
		if number != cluster {
			m.joined[number] = cluster
		}
	}
	return nil
}
