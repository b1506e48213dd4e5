package store

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

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
		onPlan(t, s, f, func(dc any, p *findingPlan) {
			for _, size := range []int{1, 7, sliceSize} {
				for _, workers := range []int{1, 3} {
					got := make([]opinion.Finding, 0, len(want))
					err := p.readTogether(t.Context(), dc, workers, p.cut(size), func(x []opinion.Finding) error {
						got = append(got, x...)
						return nil
					})
					if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" || err != nil {
						t.Errorf("%s in slices of %d by %d: %v (-want +got):\n%s", name, size, workers, err, d)
					}
				}
			}
			n, stop := 0, errors.New("enough")
			err := p.readTogether(t.Context(), dc, 2, p.cut(1), func([]opinion.Finding) error { n++; return stop })
			if !errors.Is(err, stop) || n != 1 {
				t.Errorf("%s: an error of the reader must end it: %d, %v", name, n, err)
			}
		})
	}
}

// onPlan runs fn with a plan, on the connection that it was made on.
func onPlan(t *testing.T, s *Store, f opinion.Filter, fn func(dc any, p *findingPlan)) {
	t.Helper()
	conn, err := s.read.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	p, _, err := planFindings(t.Context(), conn, "m1", f)
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.Raw(func(dc any) error { fn(dc, &p); return nil }); err != nil {
		t.Fatal(err)
	}
}

// Slices follow one another, leave nothing out and hold no more than they must,
// whether it was read or waits.
func TestSlices(t *testing.T) {
	const size = 100
	for _, read := range []bool{false, true} {
		s := fresh(t)
		var b opinion.Batch
		for n := range 3*readingsInPage + 100 {
			v := opinion.Verbatim{Source: "shop", ExternalID: review("shop", n).ExternalID, Text: "Fine.", PostedAt: noon.Add(time.Duration(n) * time.Second)}
			if n > 150 && n < 500 {
				v.PostedAt = noon.Add(150 * time.Second)
			}
			b.Verbatims = append(b.Verbatims, v)
		}
		b.Source = "shop"
		save(t, s, b)
		if read {
			annotateAll(t, s, "m1")
		}
		for _, f := range []opinion.Filter{{}, {Source: "shop"}, {From: noon.Add(time.Second)}, {To: noon.Add(200 * time.Second)}} {
			onPlan(t, s, f, func(dc any, p *findingPlan) {
				slices := p.cut(size)
				if len(slices) < 2 && f.To.IsZero() {
					t.Fatalf("%d slices", len(slices))
				}
				low, end := p.places()
				for _, x := range slices {
					if x.low != low || x.high <= x.low {
						t.Errorf("%+v does not follow %d", x, low)
					}
					low = x.high
				}
				if low != end {
					t.Errorf("they end at %d, not %d", low, end)
				}
			})
		}
	}
}
