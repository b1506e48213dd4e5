package passage

import "strings"

// The codebook's mention is the sentence, and its annotators left "good, but"
// sentences whole as mix. A sentence is split only where all of this holds: a
// contrast, minLeft and minRight words or more on its sides, a new subject behind the
// contrast, and opinions of opposite sign on its sides.
const (
	minLeft  = 2
	minRight = 3
)

// turns are the contrasts, in the form in which they are looked for; how many
// bytes stay with the left side.
var turns = []struct {
	mark string
	keep int
}{{", but ", 1}, {"; but ", 1}, {"; however", 1}, {" - but ", 2}, {" but ", 0}, {", however, ", 1}, {", although ", 1}, {", though ", 1}, {", while ", 1}, {", whereas ", 1}}

// subjects begin a clause that speaks of something else than the one before.
var subjects = set("the my their its our your his her delivery shipping customer service support staff battery")

var praise = set("good great love loved lovely nice excellent perfect amazing fantastic awesome wonderful best friendly helpful fast easy beautiful comfortable happy pleased impressed delicious superb brilliant fine works worked clean")

var blame = set("bad terrible awful horrible poor worst slow dirty rude broke broken breaks dies died useless expensive overpriced disappointing disappointed disappoints crashes crashed fails failed problem problems issue issues late unhelpful nightmare lousy sucks sucked cheap flimsy noisy smelly cold bland never")

var negators = set("not n't no never hardly barely without nothing dont didnt isnt wasnt doesnt cant wont")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// turn finds where the sentence text[from:to] turns from one matter to
// another: the offset at which to cut, 0 where it does not turn.
func turn(text string, from, to int) int {
	const most = 2000 // bytes; longer "sentences" are lists or lack stops
	if to-from < 40 || to-from > most {
		return 0
	}
	s := text[from:to]
	for _, t := range turns {
		i := strings.Index(s, t.mark)
		if i < 0 {
			continue
		}
		at := i + t.keep
		left, right := s[:at], s[at:]
		if subjects[subject(s[i+len(t.mark):])] && opposed(left, right) {
			return from + at
		}
	}
	return 0
}

// subject is the first word of s, in lower case.
func subject(s string) string {
	s = strings.TrimLeft(s, ", ")
	end := strings.IndexAny(s, " ,.")
	if end < 0 {
		end = len(s)
	}
	return strings.ToLower(s[:end])
}

func opposed(left, right string) bool {
	a, n := leaning(left)
	b, m := leaning(right)
	return n >= minLeft && m >= minRight && a*b < 0
}

// leaning is the sign of the opinion words in s, and how many words s has.
func leaning(s string) (sign, words int) {
	negated := 0
	for _, t := range Tokenize(s) {
		w := t.Norm
		if w[0] < 'a' && w != "n't" {
			continue
		}
		words++
		way := 0
		switch {
		case negators[w]:
			negated = 4
			if w != "never" {
				continue
			}
			way = -1
		case praise[w]:
			way = 1
		case blame[w]:
			way = -1
		}
		if negated > 0 && w != "never" {
			way = -way
			negated--
		}
		sign += way
	}
	return sign, words
}
