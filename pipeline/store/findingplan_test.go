package store

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

// However a window is sliced and by how many it is read, the findings and their
// order are the same.
func TestFindingsInSlices(t *testing.T) {
	s := fresh(t)
	b := batch("shop", 0, 400)
	for i := range b.Verbatims {
		v := &b.Verbatims[i]
		v.PostedAt = noon.Add(time.Duration(i*7%60) * time.Second) // many share a second
		if i%9 == 0 {
			v.PostedAt = time.Time{}
		}
		if i%3 == 0 {
			v.Source = "forum"
		}
	}
	save(t, s, b)
	annotateAll(t, s, "m1")
	for name, f := range map[string]opinion.Filter{
		"all": {}, "source": {Source: "forum"}, "aspects": {Aspects: true, Product: "router"},
		"window": {From: noon.Add(3 * time.Second), To: noon.Add(33 * time.Second)}, "empty": {From: noon.Add(time.Hour)},
	} {
		want, err := s.Findings(t.Context(), "m1", f)
		if err != nil {
			t.Fatal(err)
		}
		p, _, err := planFindings(t.Context(), s.read, "m1", f)
		if err != nil {
			t.Fatal(err)
		}
		if p.undated { // read before the slices
			want = slices.DeleteFunc(want, func(f opinion.Finding) bool { return f.PostedAt.IsZero() })
		}
		var cut []findingSlice
		for low, high := max(p.low, noon.Unix()), min(p.high, noon.Unix()+60); low < high; low += 7 {
			cut = append(cut, findingSlice{low: low, high: min(low+7, high)})
		}
		for _, workers := range []int{1, 3} {
			got := make([]opinion.Finding, 0, len(want))
			err := p.readTogether(t.Context(), connector{s.readDSN}, workers, cut, func(x *opinion.Finding) error {
				got = append(got, *x)
				return nil
			})
			if d := cmp.Diff(want, got); d != "" || err != nil {
				t.Errorf("%s by %d: %v (-want +got):\n%s", name, workers, err, d)
			}
		}
		n, stop := 0, errors.New("enough")
		err = p.readTogether(t.Context(), connector{s.readDSN}, 2, cut, func(*opinion.Finding) error { n++; return stop })
		if len(want) > 0 && (!errors.Is(err, stop) || n != 1) {
			t.Errorf("%s: an error of the reader must end it: %d, %v", name, n, err)
		}
	}
}

// Slices follow one another, leave nothing out and hold no more than they must.
func TestSlices(t *testing.T) {
	s := fresh(t)
	var b opinion.Batch
	for n := range 3*sliceSize + 100 {
		v := opinion.Verbatim{Source: "shop", ExternalID: review("shop", n).ExternalID, Text: "Fine.", PostedAt: noon.Add(time.Duration(n) * time.Second)}
		if n > sliceSize+50 && n < 3*sliceSize {
			v.PostedAt = noon.Add((sliceSize + 50) * time.Second)
		}
		b.Verbatims = append(b.Verbatims, v)
	}
	b.Source = "shop"
	save(t, s, b)
	for _, f := range []opinion.Filter{{}, {Source: "shop"}, {From: noon.Add(time.Second)}} {
		p, _, err := planFindings(t.Context(), s.read, "m1", f)
		if err != nil {
			t.Fatal(err)
		}
		slices, err := p.cut(t.Context(), s.read)
		if err != nil || len(slices) < 4 {
			t.Fatalf("%d slices, %v", len(slices), err)
		}
		low := p.low
		for _, x := range slices {
			if x.low != low || x.high <= x.low {
				t.Errorf("%+v does not follow %d", x, low)
			}
			low = x.high
		}
		if low != p.high {
			t.Errorf("they end at %d, not %d", low, p.high)
		}
	}
}
