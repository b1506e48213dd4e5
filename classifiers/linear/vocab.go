package linear

import (
	"math"
	"slices"
)

// vocab are the features worth a row of weights, sorted by group and hash.
type vocab struct {
	keys [groups][]uint32
	// scale is the inverse document frequency that a feature's value is
	// multiplied by; in a model it is folded into the weights.
	scale [groups][]float32
	// base[g] is the first row of group g; base[groups] the number of rows.
	base [groups + 1]int
	at   [groups]map[uint32]int32
}

// buildVocab keeps the features that occur in enough domains and mentions: what
// speaks the same in several trades has a chance to do so in the next.
func buildVocab(recs []record, cfg *Config) *vocab {
	type seen struct {
		count   int
		last    int
		domains uint64
	}
	ids, _ := domains(recs)
	v := &vocab{}
	total := 0
	for i := range recs {
		total += len(recs[i].bags)
	}
	for g := 0; g < groups; g++ {
		stats := map[uint32]seen{}
		n := 0
		for i := range recs {
			for b := range recs[i].bags {
				n++
				for _, h := range recs[i].bags[b][g] {
					s := stats[h]
					if s.last == n {
						continue
					}
					s.last = n
					s.count++
					s.domains |= 1 << (ids[i] % 64)
					stats[h] = s
				}
			}
		}
		for h, s := range stats {
			if s.count >= cfg.MinCount[g] && popcount(s.domains) >= cfg.MinDomains[g] {
				v.keys[g] = append(v.keys[g], h)
			}
		}
		slices.Sort(v.keys[g])
		v.scale[g] = make([]float32, len(v.keys[g]))
		v.at[g] = make(map[uint32]int32, len(v.keys[g]))
		v.base[g+1] = v.base[g] + len(v.keys[g])
		for i, h := range v.keys[g] {
			v.at[g][h] = int32(v.base[g] + i)
			v.scale[g][i] = float32(math.Log(float64(total)/float64(stats[h].count))) / 4
			if g == groupCue {
				v.scale[g][i] = 1
			}
		}
	}
	return v
}

func popcount(x uint64) int {
	n := 0
	for ; x != 0; x &= x - 1 {
		n++
	}
	return n
}

// row appends the known features of b to m: idf over the root of how many of
// the group are known, times the group's length.
func (v *vocab) row(m *csr, b *bag, cfg *Config) {
	for g := range b {
		from := len(m.idx)
		for _, h := range b[g] {
			if j, ok := v.at[g][h]; ok {
				m.add(j, v.scale[g][int(j)-v.base[g]])
			}
		}
		if n := len(m.idx) - from; n > 0 {
			f := float32(cfg.Scale[g] / math.Sqrt(float64(n)))
			for j := from; j < len(m.idx); j++ {
				m.val[j] *= f
			}
		}
	}
}
