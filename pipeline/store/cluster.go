package store

import (
	"bytes"
	"context"
	"database/sql/driver"
	"slices"

	"gripe/pipeline/copies"
	"gripe/pipeline/opinion"
)

// bucketCap is how many different sketches are listed under one key, those
// that came first: a phrase that thousands of texts share, such as a form's,
// finds no more copies than these. Copies of one text share one sketch and take
// one place, however many there are.
const bucketCap = 64

// A cluster is a connected component: verbatims are joined where the sketches
// of their current texts meet in a key and copies.Same holds. Its number is the
// lowest key of its verbatims, so neither it nor the number depends on the
// order of arrival (but for what bucketCap leaves out).

// A number is a cluster's, or that of a verbatim which has none.
const (
	joinCluster = `UPDATE verbatim SET cluster = ?2 WHERE cluster = ?1 AND cluster != 0 AND cluster != ?2`
	joinLone    = `UPDATE verbatim SET cluster = ?2 WHERE key = ?1 AND cluster = 0`
)

// list puts a sketch into the index under keys.
func (s *Store) list(x *copyIndex, revision int64, keys []uint32) error {
	for _, k := range keys {
		x.add(k, uint32(revision))
	}
	_, err := s.write.exec(`UPDATE sketch SET listed = 1 WHERE revision = ?1`, revision)
	return err
}

func keysOf(sketch opinion.Sketch) []uint32 {
	var out []uint32
	for _, k := range copies.Keys(sketch) {
		out = append(out, uint32(k))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// candidates are the revisions listed under any of the keys; open are the keys
// that have room for one more.
func (s *Store) candidates(x *copyIndex, keys []uint32) (near, open []uint32, err error) {
	for _, k := range keys {
		before := len(near)
		if near, err = x.find(s.write, k, near); err != nil {
			return nil, nil, err
		}
		if len(near)-before < bucketCap {
			open = append(open, k)
		}
	}
	if len(near) > 1 {
		slices.Sort(near)
		near = slices.Compact(near)
	}
	return near, open, nil
}

// candidate is a text that may be a copy.
type candidate struct {
	verbatim, revision int64
	listed             bool
	body               []byte
}

// leaveCopies takes a verbatim whose text is edited or erased out of its
// cluster, which may fall apart without it.
func (s *Store) leaveCopies(verbatim, cluster int64) error {
	if cluster == 0 {
		return nil
	}
	if _, err := s.write.exec(`UPDATE verbatim SET cluster = 0 WHERE key = ?1`, verbatim); err != nil {
		return err
	}
	var left []candidate
	err := s.write.query(`SELECT v.key, k.revision, k.listed, k.body FROM verbatim v JOIN sketch k ON k.revision = v.revision
		WHERE v.cluster = ?1 AND v.cluster != 0 ORDER BY v.key`, func(row []driver.Value) error {
		c := candidate{verbatim: row[0].(int64), revision: row[1].(int64), listed: row[2].(int64) != 0}
		c.body, _ = row[3].([]byte)
		left = append(left, c)
		return nil
	}, cluster)
	if err != nil {
		return err
	}
	x, err := s.copyIndexNow()
	if err != nil {
		return err
	}
	if err := s.relist(x, left); err != nil {
		return err
	}
	for i, number := range components(left) {
		if number != cluster {
			if _, err := s.write.exec(`UPDATE verbatim SET cluster = ?2 WHERE key = ?1`, left[i].verbatim, number); err != nil {
				return err
			}
		}
	}
	return nil
}

// relist sees that each different sketch is listed once.
func (s *Store) relist(x *copyIndex, left []candidate) error {
	listed := map[string]bool{}
	for i := range left {
		listed[string(left[i].body)] = listed[string(left[i].body)] || left[i].listed
	}
	for i := range left {
		c := &left[i]
		if listed[string(c.body)] {
			continue
		}
		listed[string(c.body)] = true
		_, open, err := s.candidates(x, keysOf(c.body))
		if err == nil {
			err = s.list(x, c.revision, open)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// components joins texts, in order of their verbatims, and gives the cluster of
// each: the lowest verbatim, 0 for one that stands alone.
func components(texts []candidate) []int64 {
	parent := make([]int, len(texts))
	for i := range parent {
		parent[i] = i
	}
	var root func(i int) int
	root = func(i int) int {
		if parent[i] != i {
			parent[i] = root(parent[i])
		}
		return parent[i]
	}
	buckets := map[uint32][]int{}
	for i := range texts {
		for _, k := range keysOf(texts[i].body) {
			for _, j := range buckets[k] {
				a, b := root(i), root(j)
				if a != b && (bytes.Equal(texts[i].body, texts[j].body) || copies.Same(texts[i].body, texts[j].body)) {
					parent[max(a, b)] = min(a, b)
				}
			}
			buckets[k] = append(buckets[k], i)
		}
	}
	size := make([]int, len(texts))
	for i := range texts {
		size[root(i)]++
	}
	out := make([]int64, len(texts))
	for i := range texts {
		if r := root(i); size[r] > 1 {
			out[i] = texts[r].verbatim
		}
	}
	return out
}

// Cluster gives where the text of a verbatim stands, itself included: up to
// limit of its copies, oldest first and those without a date last, and how many
// there are. Both are empty where it has no copy.
func (s *Store) Cluster(ctx context.Context, id string, limit int) (found []Stored, total int, err error) {
	const doing = "read copies"
	var cluster int64
	err = s.read.QueryRowContext(ctx, `SELECT coalesce((SELECT cluster FROM verbatim WHERE id = ?1), 0)`, id).Scan(&cluster)
	if err != nil || cluster == 0 {
		return nil, 0, s.explain(doing, err)
	}
	err = s.read.QueryRowContext(ctx, `SELECT count(*) FROM verbatim WHERE cluster = ?1 AND cluster != 0`, cluster).Scan(&total)
	if err != nil {
		return nil, 0, s.explain(doing, err)
	}
	err = s.eachStored(ctx, "", func(context.Context, querier) (string, []any, bool, error) {
		return `WHERE v.cluster = ?2 AND v.cluster != 0 ORDER BY v.posted_at IS NULL, v.posted_at, v.id LIMIT ?3`, []any{cluster, limit}, false, nil
	}, func(x Stored) error {
		found = append(found, x)
		return nil
	})
	return found, total, s.explain(doing, err)
}
