package promise

import (
	"strings"

	"gripe/data/lexicon"
	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

// A vocabulary turns a text into the set of what it speaks of: concepts that
// companies and customers word differently, and the stems of all other words
// that mean something.
type vocabulary struct {
	words    map[string][]string
	prefixes map[string][]string
	phrases  map[string][]phrase
	stop     map[string]bool
}

type phrase struct {
	words   []string
	concept string
}

// shortestPrefix bounds the search for "deliver*".
const shortestPrefix = 3

func newVocabulary(concepts []lexicon.Section, stopNouns []string) *vocabulary {
	v := &vocabulary{words: map[string][]string{}, prefixes: map[string][]string{}, phrases: map[string][]phrase{}, stop: map[string]bool{}}
	for _, w := range append(strings.Fields(stopWords), stopNouns...) {
		v.stop[w] = true
	}
	for _, s := range concepts {
		concept := "+" + s.Label
		for _, t := range s.Terms {
			words := strings.Fields(t)
			if len(words) > 1 {
				v.phrases[words[0]] = append(v.phrases[words[0]], phrase{words, concept})
				continue
			}
			if head, open := strings.CutSuffix(t, "*"); open && len(head) >= shortestPrefix {
				v.prefixes[head] = append(v.prefixes[head], concept)
			} else {
				v.words[t] = append(v.words[t], concept)
			}
		}
	}
	return v
}

// of gives the set of terms of a text: concepts begin with "+".
func (v *vocabulary) of(text string) map[string]bool {
	set := map[string]bool{}
	words := norms(passage.Tokenize(passage.Clean(text)))
	for i, w := range words {
		known := false
		add := func(concepts []string) {
			for _, c := range concepts {
				set[c], known = true, true
			}
		}
		add(v.words[w])
		for n := shortestPrefix; n <= len(w); n++ {
			add(v.prefixes[w[:n]])
		}
		for _, p := range v.phrases[w] {
			if follows(words[i:], p.words) {
				add([]string{p.concept})
			}
		}
		if !known && len(w) > 2 && w[0] >= 'a' && w[0] <= 'z' && !v.stop[w] {
			set[passage.Stem(w)] = true
		}
	}
	return set
}

// norms are the words of a text, folded; hyphens come apart.
func norms(tokens []opinion.Token) []string {
	var out []string
	for _, t := range tokens {
		for part := range strings.FieldsFuncSeq(t.Norm, func(r rune) bool { return r == '-' || r == '/' }) {
			out = append(out, part)
		}
	}
	return out
}

// follows tells whether words begin with p; the last word of p may be open.
func follows(words, p []string) bool {
	if len(words) < len(p) {
		return false
	}
	for i, x := range p {
		if head, open := strings.CutSuffix(x, "*"); open {
			if !strings.HasPrefix(words[i], head) {
				return false
			}
		} else if words[i] != x {
			return false
		}
	}
	return true
}

// stopWords say nothing of what a promise is about. Praise and blame are among
// them: "great" is in every claim.
const stopWords = `the and for with that this they them their there then than was were are been being have has had having
you your yours our ours his her hers him she its not don can't won't didn't doesn't isn't wasn't but from all any
out off over under about into onto upon after before when while where which what who whom whose why how will would could
should shall may might must can cannot did does done doing just only also even ever never very really much many more most
some such same other another each every both few lot lots own too now here again still yet always often sometimes
get gets got getting give gives gave given make makes made making take takes took taken taking come comes came coming
goes going gone went let lets put see saw seen say says said saying tell tells told know knows knew known think thinks thought
want wants wanted need needs needed use uses used using try tries tried keep keeps kept find finds found
great good best better bad worst worse nice well excellent amazing awesome perfect terrible horrible awful poor happy love loved
company companies business people person thing things way time times one two three first second new old sure
because since until though although however without within between through during against among per via
i'm i've i'd i'll it's that's there's they're you're we're we've we'd he's she's like back down upon able thank thanks please
recommend highly experience review star stars <num> <url> <handle>`
