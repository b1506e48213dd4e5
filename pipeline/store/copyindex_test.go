package store

import (
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
)

// The index finds what a map finds, over transactions, merges, removals and
// openings.
func TestCopyIndexIsAMap(t *testing.T) {
	path := filepath.Join(t.TempDir(), "gripe.db")
	s := open(t, path)
	rnd := rand.New(rand.NewPCG(1, 2))
	want := map[uint32][]uint32{}
	in := func(fn func(x *copyIndex) error) {
		t.Helper()
		err := s.writing(t.Context(), "test", func(*writer) error {
			x, err := s.copyIndexNow()
			if err != nil {
				return err
			}
			return fn(x)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	check := func(keys []uint32) {
		t.Helper()
		in(func(x *copyIndex) error {
			for _, k := range keys {
				got, err := x.find(s.write, k, nil)
				if err != nil {
					return err
				}
				slices.Sort(got)
				if !slices.Equal(got, want[k]) {
					t.Fatalf("under %d: %v, want %v", k, got, want[k])
				}
			}
			return nil
		})
	}
	var keys []uint32
	revision := uint32(0)
	for turn := range 150 {
		in(func(x *copyIndex) error {
			for range rnd.IntN(120) {
				revision++
				k := uint32(rnd.ExpFloat64() * 3000) // few keys: lists of many pages
				if rnd.IntN(2) == 0 {
					k = rnd.Uint32()
				}
				x.add(k, revision)
				want[k], keys = append(want[k], revision), append(keys, k)
			}
			return nil
		})
		if turn%40 == 39 {
			in(func(x *copyIndex) error {
				for range 50 {
					k := keys[rnd.IntN(len(keys))]
					if len(want[k]) == 0 {
						continue
					}
					gone := want[k][0]
					want[k] = slices.Clone(want[k][1:])
					if err := x.remove(s.write, k, gone); err != nil {
						return err
					}
				}
				return nil
			})
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = open(t, path)
		}
	}
	check(keys)
	for range 2000 {
		check([]uint32{rnd.Uint32()})
	}
	if n := len(s.copyIndex.runs); n > 3*mergeWidth {
		t.Errorf("%d runs of %d transactions: they are not merged", n, 150)
	}

	// What another process adds is found.
	other := open(t, path)
	err := other.writing(t.Context(), "test", func(*writer) error {
		x, err := other.copyIndexNow()
		x.add(7, 999991)
		want[7] = append(want[7], 999991)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	check([]uint32{7})

	// A transaction that fails leaves nothing.
	if err := s.writing(t.Context(), "test", func(*writer) error {
		x, err := s.copyIndexNow()
		x.add(8, 999992)
		if err != nil {
			return err
		}
		return errMentions
	}); err == nil {
		t.Fatal("no error")
	}
	check([]uint32{8})
}

func TestCopyFilter(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{1, 100, 20000} {
		f := newCopyFilter(n)
		held := map[uint32]bool{}
		for range n {
			k := rnd.Uint32()
			held[k] = true
			f.add(spread(k))
		}
		f = readCopyFilter(f.bytes())
		for k := range held {
			if !f.may(spread(k)) {
				t.Fatalf("of %d keys, %d is lost", n, k)
			}
		}
		wrong := 0
		for range 20000 {
			if k := rnd.Uint32(); !held[k] && f.may(spread(k)) {
				wrong++
			}
		}
		if n > 1 && wrong > 400 {
			t.Errorf("with %d keys it is wrong for %d of 20000", n, wrong)
		}
	}
}
