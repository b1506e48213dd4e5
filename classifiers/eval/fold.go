package eval

import (
	"slices"
	"strings"

	"gripe/classifiers/gold"
)

// kinds names the mapped domains (as their sources spell them) that are the
// same kind of business as a gold domain: a hotel is no unseen domain to a
// model that has read thousands of labelled sentences about hotels.
var kinds = map[string][]string{
	"restaurants": {"restaurant", "restaurants"},
	"laptops":     {"laptop", "laptops"},
	"hotel":       {"hotel"},
	"oats-hotels": {"hotel"},
	"clothing":    {"clothing"},
	"books":       {"books"},
}

// kin names the sources whose verbatims were drawn from a gold domain.
var kin = map[string][]string{
	"banking":   {"candidates-cfpb"},
	"insurance": {"candidates-load_trustpilot_pet"},
	"amazon-us": {"candidates-blitzer_amazon"},
	"telecom":   {"candidates-comcast"},
}

// minOverlap is how many letters and digits two texts must share, one within
// the other, to count as the same; "Worst service ever" is nobody's text.
const minOverlap = 25

// Domains are the domains of docs, sorted.
func Domains(docs []gold.Doc) []string {
	var out []string
	for i := range docs {
		out = append(out, docs[i].Domain)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Split makes the fold of one domain: its verbatims to test, and the others and
// the auxiliary sentences to train on, less what is of the same kind, from the
// same source, or shares a sentence with the test.
func Split(docs []gold.Doc, aux []gold.Aux, domain string) (train, test []gold.Doc, trainAux []gold.Aux) {
	texts := map[string]bool{}
	for i := range docs {
		if docs[i].Domain == domain {
			test = append(test, docs[i])
			for _, t := range fingerprints(&docs[i]) {
				texts[t] = true
			}
		}
	}
	for i := range docs {
		d := &docs[i]
		if d.Domain == domain || slices.Contains(kin[domain], d.Source) || shares(texts, fingerprints(d)) {
			continue
		}
		train = append(train, *d)
	}
	for i := range aux {
		if slices.Contains(kinds[domain], aux[i].Domain) || texts[squash(aux[i].Passage.Text)] {
			continue
		}
		trainAux = append(trainAux, aux[i])
	}
	return train, test, trainAux
}

func shares(texts map[string]bool, prints []string) bool {
	for _, p := range prints {
		if texts[p] {
			return true
		}
	}
	return false
}

// fingerprints are the verbatim and its mentions, squashed, where long enough.
func fingerprints(d *gold.Doc) []string {
	var out []string
	if s := squash(d.Passage.Text); len(s) >= minOverlap {
		out = append(out, s)
	}
	for _, sp := range d.Passage.Spans {
		if s := squash(d.Passage.Text[sp.Start:sp.End]); len(s) >= minOverlap {
			out = append(out, s)
		}
	}
	return out
}

// squash keeps letters and digits, in lower case.
func squash(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r > 127:
			return r
		}
		return -1
	}, s)
}
