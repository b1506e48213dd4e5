package store

import (
	"fmt"

	"gripe/pipeline/opinion"
)

// placeBits are those of a verbatim's key in a place; see migration 0005.
const placeBits = 28

// placeOf is where a verbatim stands in the order of search. posted is its
// second, or nil; what was written before 1970 stands at its first second.
func placeOf(posted any, verbatim int64) (int64, error) {
	if verbatim >= 1<<placeBits {
		return 0, fmt.Errorf("more than %d verbatims cannot be searched", int64(1)<<placeBits)
	}
	second, dated := posted.(int64)
	if dated {
		second = clampSecond(second)
	}
	return second<<placeBits | verbatim, nil
}

// clampSecond keeps a second within what a place holds: 1970 to 3058.
func clampSecond(s int64) int64 { return min(max(s, 1), 1<<(63-placeBits)-1) }

// Bits of a mask, in the order that migration 0005 names. The places of labels
// are opinion's; a model of another taxonomy has masks of its own.
const (
	maskThere, maskGap          = 1 << 0, 1 << 1
	maskClass, maskStage        = 2, 6
	maskSignal, maskFactor      = 11, 14
	maskTouchpoint, maskTheme   = 20, 32
	stateJudged, stateComplaint = 1, 2
	stateCauseShift             = 2
)

// facets is the searchable side of one reading of a text.
type facets struct{ state, complaining, praising, neutral int64 }

// facetsOf reads an annotation whose mentions are packed.
func facetsOf(language string, complaint bool, cause int64, mentions string) (f facets, err error) {
	if language != judged {
		return f, nil
	}
	f.state = stateJudged | cause<<stateCauseShift
	if complaint {
		f.state |= stateComplaint
	}
	err = eachMention(mentions, func(n *[mentionWidth]int64) {
		m := maskThere | 1<<(maskClass+n[4]) | 1<<(maskStage+n[9]) | n[13]&(1<<3-1)<<maskSignal | n[12]&(1<<6-1)<<maskFactor |
			n[11]&(1<<12-1)<<maskTouchpoint | 1<<(maskTheme+n[8])
		if n[10] != 0 {
			m |= maskGap
		}
		switch p := at(opinion.Polarities[:], n[2]); {
		case p.Complaint():
			f.complaining |= m
		case p == opinion.Pos:
			f.praising |= m
		default:
			f.neutral |= m
		}
	})
	return f, err
}

func (s *Store) saveFacets(model, place, source, product int64, f facets) error {
	_, err := s.write.exec(`INSERT OR REPLACE INTO facet (model, place, source, product, state, complaining, praising, neutral)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`, model, place, source, product, f.state, f.complaining, f.praising, f.neutral)
	return err
}
