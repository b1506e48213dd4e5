package audit

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gripe/pipeline/opinion"
)

// pcgStream is the second word of the generator's seed: any constant does.
const pcgStream = 0x67726970_61756474

// Sample draws up to n of the annotated findings, which means English ones,
// without replacement; those that has tells were drawn before are left out.
// The same findings in any order, with the same seed, give the same sample.
// Filter, Model, Key and At of the result are the caller's to set.
//
// A random sample gives each the same chance. An unsure one takes each with a
// chance that grows with the entropy of its cause (Efraimidis & Spirakis 2006,
// "Weighted random sampling with a reservoir"): by weight and not by rank, so
// that it does not fill with one kind of puzzle.
func Sample(kind opinion.AuditSample, f []opinion.Finding, n int, seed uint64, has func(id string) bool) (opinion.AuditDraw, error) {
	d := opinion.AuditDraw{Sample: kind, Seed: seed}
	type candidate struct {
		id   string
		rank float64
	}
	var all []candidate
	for i := range f {
		if f[i].Annotated && !has(f[i].ID) {
			all = append(all, candidate{id: f[i].ID, rank: entropy(f[i].P)})
		}
	}
	slices.SortFunc(all, func(a, b candidate) int { return cmp.Compare(a.id, b.id) })
	d.Population = len(all)
	h := sha256.New()
	for _, c := range all {
		fmt.Fprintln(h, c.id)
	}
	d.Digest = hex.EncodeToString(h.Sum(nil)[:12])

	rng := rand.New(rand.NewPCG(seed, pcgStream))
	for i := range all {
		u := 1 - rng.Float64() // in (0, 1]
		switch kind {
		case opinion.RandomSample:
			all[i].rank = u
		case opinion.UnsureSample:
			all[i].rank = math.Log(u) / math.Max(all[i].rank, 1e-6)
		default:
			return d, fmt.Errorf("audit: sample %q is neither random nor unsure", kind)
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(b.rank, a.rank) })
	for _, c := range all[:min(max(n, 0), len(all))] {
		d.IDs = append(d.IDs, c.id)
	}
	return d, nil
}

// entropy of a verbatim's cause in nats, 0..ln 4; what is no probability
// counts as nothing.
func entropy(p opinion.CauseP) float64 {
	sum := 0.0
	for _, x := range p {
		if x > 0 && x < 1 {
			sum -= x * math.Log(x)
		}
	}
	return sum
}
