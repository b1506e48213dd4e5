package measure

import "gripe/pipeline/opinion"

// copied tells which findings to leave out because another of f has the same
// text and counts for it: of each cluster the annotated one of the earliest
// date counts, one without a date last, ties by ID. n is how many are left out;
// where there are none, out is nil, which leaves out none. What counts is
// settled anew for every base, so that the copy on one site still counts among
// that site's.
func copied(f []opinion.Finding) (out leftOut, n int) {
	var first map[int64]int
	for i := range f {
		x := &f[i]
		if x.Cluster == 0 || !x.Annotated {
			continue
		}
		if first == nil {
			first = map[int64]int{}
		}
		at, ok := first[x.Cluster]
		if !ok {
			first[x.Cluster] = i
			continue
		}
		if out == nil {
			out = make(leftOut, len(f))
		}
		if precedes(x, &f[at]) {
			first[x.Cluster] = i
		} else {
			at = i
		}
		out[at] = true
		n++
	}
	return out, n
}

// leftOut tells by index what does not count.
type leftOut []bool

func (l leftOut) has(i int) bool { return l != nil && l[i] }

// precedes tells whether a is the original, as far as dates can tell.
func precedes(a, b *opinion.Finding) bool {
	if a.PostedAt.IsZero() != b.PostedAt.IsZero() {
		return b.PostedAt.IsZero()
	}
	if c := a.PostedAt.Compare(b.PostedAt); c != 0 {
		return c < 0
	}
	return a.ID < b.ID
}

// once are the findings without copies. f is returned as it is where there are
// none, and is never changed.
func once(f []opinion.Finding) (kept []opinion.Finding, copies int) {
	out, n := copied(f)
	if n == 0 {
		return f, 0
	}
	kept = make([]opinion.Finding, 0, len(f)-n)
	for i := range f {
		if !out[i] {
			kept = append(kept, f[i])
		}
	}
	return kept, n
}
