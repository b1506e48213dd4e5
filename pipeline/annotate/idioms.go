package annotate

import (
	"slices"

	"gripe/pipeline/opinion"
)

// idiomOdds is what an idiom of negation adds to, or takes off, the odds of a
// complaint: "can't fault them" is praise, "nobody answers" blame, though a
// classifier that counts words hears the opposite.
const idiomOdds = 3.0

// idiom is a word that turns with the negation up to reach tokens before it.
type idiom struct {
	negations []string
	// verbs, where given, stand right before the negation.
	verbs []string
	reach int
	// then, where given, is a word that follows within four tokens.
	then []string
	odds float64
}

var (
	notWords = []string{"n't", "not"}
	nobodies = []string{"nothing", "nobody", "no", "none", "neither"}
	able     = []string{"can", "could"}
	would    = []string{"would", "'d"}
)

// idioms by the word that turns.
var idioms = func() map[string]idiom {
	m := map[string]idiom{
		"fault":     {notWords, able, 2, nil, -idiomOdds},
		"complain":  {notWords, able, 1, nil, -idiomOdds},
		"ask":       {notWords, []string{"could"}, 1, []string{"for"}, -idiomOdds},
		"recommend": {notWords, able, 2, []string{"enough", "highly"}, -idiomOdds},
		"thank":     {notWords, able, 2, []string{"enough"}, -idiomOdds},
		"wrong":     {notWords, able, 2, nil, -idiomOdds},
		"change":    {notWords, would, 1, []string{"thing"}, -idiomOdds},
		"anywhere":  {notWords, would, 3, []string{"else"}, -idiomOdds},
		"hesitate":  {notWords, append([]string{"do"}, would...), 1, nil, -idiomOdds},
		"usable":    {[]string{"hardly", "barely"}, nil, 1, nil, idiomOdds},
	}
	for _, w := range []string{"happier", "better", "easier", "nicer", "smoother", "prouder"} {
		m[w] = idiom{notWords, []string{"could"}, 3, nil, -idiomOdds}
	}
	for _, w := range []string{"disappoint", "disappoints", "disappointed", "disappointing"} {
		m[w] = idiom{[]string{"n't", "not", "never"}, nil, 2, nil, -idiomOdds}
	}
	for _, w := range []string{"works", "worked", "helped", "helps", "answers", "answered", "cares", "cared", "responds", "responded", "replies", "replied"} {
		m[w] = idiom{append([]string{"hardly", "barely"}, nobodies...), nil, 3, nil, idiomOdds}
	}
	return m
}()

// turnedBy gives the odds of the first idiom of negation among words, 0 for none.
func turnedBy(words []opinion.Token) float64 {
	for i := range words {
		if !negations[words[i].Norm] && words[i].Norm != "nothing" && words[i].Norm != "none" && words[i].Norm != "barely" {
			continue
		}
		for k := i + 1; k < len(words) && k <= i+3; k++ {
			w := words[k].Norm
			if c := w[0]; c == ',' || c == '.' || c == ';' || w == "but" || w == "and" {
				break
			}
			if d, known := idioms[w]; known && d.fits(words, i, k) {
				return d.odds
			}
		}
	}
	return 0
}

// fits tells whether the idiom whose negation is token i and whose word is token
// k is whole.
func (d *idiom) fits(words []opinion.Token, i, k int) bool {
	if k-i > d.reach || !slices.Contains(d.negations, words[i].Norm) {
		return false
	}
	if d.verbs != nil && (i == 0 || !slices.Contains(d.verbs, words[i-1].Norm)) {
		return false
	}
	if d.then == nil {
		return true
	}
	for j := k + 1; j < len(words) && j <= k+4; j++ {
		if slices.Contains(d.then, words[j].Norm) {
			return true
		}
	}
	return false
}
