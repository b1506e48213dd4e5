package passage

import (
	"strings"

	"gripe/pipeline/opinion"
)

// The codebook's mention is the sentence, or one independent clause of a long
// one. A sentence is cut only at a contrast, where minSide words or more stand
// on both sides and the opinion words of the sides are of opposite sign, or
// speak of two different matters. Whatever the lists do not know stays whole: a
// sentence judged mix loses less than half a clause that is judged alone.
const minSide = 2

// mostCut is the longest sentence looked at, in bytes; longer ones are lists or
// lack stops.
const mostCut = 2000

// clauses gives the byte offsets at which the sentence text[from:to] comes apart.
func clauses(text string, from, to int) []int {
	if to-from > mostCut || !mayTurn(text[from:to]) {
		return nil
	}
	c := newCutter(Tokenize(text[from:to]))
	var cuts []int
	begin := 0
	for k := 1; k < len(c.tokens); k++ {
		if !c.turns(k, begin) {
			continue
		}
		next := k + 1
		for next < len(c.tokens) && !c.contrast(next) {
			next++
		}
		if c.opposed(begin, k, next) || c.opposed(begin, k, len(c.tokens)) {
			cuts = append(cuts, from+c.tokens[k].Start)
			begin = k
		}
	}
	return cuts
}

// openers of a contrast by first letter, for a quick look: nearly all sentences
// hold none.
var openers = map[byte][]string{
	'a': {"although", "apart", "aside"}, 'b': {"but"}, 'd': {"despite"}, 'e': {"except"}, 'h': {"however"},
	'o': {"other than", "on the other"}, 't': {"though", "that said"}, 'w': {"while", "whereas"}, 'y': {"yet"},
}

// mayTurn tells whether a word that opens a contrast stands in s.
func mayTurn(s string) bool {
	in := false
	for i := 0; i < len(s); i++ {
		c := s[i] | 0x20
		letter := c >= 'a' && c <= 'z'
		if letter && !in {
			switch c {
			case 'a', 'b', 'd', 'e', 'h', 'o', 't', 'w', 'y':
				for _, w := range openers[c] {
					if len(s)-i >= len(w) && strings.EqualFold(s[i:i+len(w)], w) {
						return true
					}
				}
			}
		}
		in = letter
	}
	return false
}

// cutter reads one sentence.
type cutter struct {
	tokens []opinion.Token
	// sums[i] is over the first i tokens; the rest of it is of token i.
	sums []sum
	// onlyAt is where "not only" or its like stands, or -1.
	onlyAt int
}

// sum counts the words before a token, and the signs of opinion words.
type sum struct {
	lean, words int32
	matter      matter
	// quoted: the token stands inside quotation marks.
	quoted bool
}

// Lean is which way the opinion words among tokens lean, under negation: below
// zero to blame, above to praise. It is what clauses are cut by.
func Lean(tokens []opinion.Token) int {
	c := newCutter(tokens)
	return int(c.sums[len(tokens)].lean)
}

func newCutter(t []opinion.Token) cutter {
	n := len(t)
	c := cutter{tokens: t, sums: make([]sum, n+1), onlyAt: -1}
	negated, unreal := 0, 0
	inQuotes := false
	for i := range t {
		w := t[i].Norm
		word := w[0] >= 'a' && w[0] <= 'z' || w == "n't" || w[0] >= 0x80
		next := &c.sums[i+1]
		next.words, next.lean = c.sums[i].words, c.sums[i].lean
		if word && w[0] != '\'' && w != "n't" {
			next.words++
		}
		c.sums[i].matter = matters[w]
		if w == `"` {
			inQuotes = !inQuotes
		}
		c.sums[i].quoted = inQuotes
		if i > 0 && (w == "only" || w == "just" || w == "merely") && negators[t[i-1].Norm] {
			c.onlyAt = i
		}
		sign := int32(0)
		switch {
		case c.contrast(i):
			negated, unreal = 0, 0
		case w == "never" && !(i+1 < n && (praise[t[i+1].Norm] || blame[t[i+1].Norm])):
			sign = -1
		case negators[w]:
			negated = negationReach
			continue
		case unrealises(t, i):
			unreal = negationReach
		case praise[w]:
			sign = 1
		case blame[w]:
			sign = -1
		}
		if negated > 0 {
			sign = -sign
			negated--
		}
		if unreal > 0 {
			sign = 0
			unreal--
		}
		next.lean += sign
	}
	if inQuotes { // one that is never closed is an inch or a slip
		for i := range c.sums {
			c.sums[i].quoted = false
		}
	}
	return c
}

// negationReach is how many tokens a negation or a wish reaches, as in the
// features of the classifiers (lexicon.NegationScope).
const negationReach = 4

// unrealises tells whether what follows token i is wished for, not so: "would
// have been", "I wish", "was supposed to be".
func unrealises(t []opinion.Token, i int) bool {
	switch t[i].Norm {
	case "would", "could", "should", "might":
		return i+1 < len(t) && (t[i+1].Norm == "have" || t[i+1].Norm == "'ve" || t[i+1].Norm == "of")
	case "wish", "hoped", "hoping", "supposed", "expected", "expecting", "if":
		return true
	}
	return false
}

func (c *cutter) norm(i int) string {
	if i < 0 || i >= len(c.tokens) {
		return ""
	}
	return c.tokens[i].Norm
}

// contrast tells whether a contrast may open at token i.
func (c *cutter) contrast(i int) bool {
	next := c.norm(i + 1)
	switch c.norm(i) {
	case "but", "although", "though", "whereas", "despite", "except", "however":
		return true
	case "while":
		return !strings.HasSuffix(next, "ing") // "while waiting"
	case "yet":
		return stopped(c.norm(i-1)) || c.norm(i-1) == "and"
	case "apart", "aside":
		return next == "from"
	case "other":
		return next == "than"
	case "on":
		return next == "the" && c.norm(i+2) == "other" && c.norm(i+3) == "hand"
	case "that":
		return next == "said" && (stopped(c.norm(i-1)) || stopped(c.norm(i+2)))
	}
	return false
}

// stopped tells whether a mark parts clauses.
func stopped(norm string) bool {
	return norm == "," || norm == ";" || norm == "-" || norm == "--" || norm == "..."
}

// beforeBut are words behind which "but" means "except": nothing but praise.
var beforeBut = set("nothing anything everything all none nobody noone help choice option last cannot n't")

// turns tells whether the clause that began at token begin may end before token
// k: a contrast opens there, or the one that the clause opened with ends.
func (c *cutter) turns(k, begin int) bool {
	if c.sums[k].quoted {
		return false
	}
	if c.contrast(begin) && stopped(c.norm(k-1)) && !c.contrast(k) {
		for i := begin + 1; i < k-1; i++ { // the first comma only
			if stopped(c.norm(i)) {
				return false
			}
		}
		return c.norm(begin) != "but" && c.norm(begin) != "however" && c.norm(begin) != "on" && c.norm(begin) != "that"
	}
	if !c.contrast(k) {
		return false
	}
	switch next := c.norm(k + 1); c.norm(k) {
	case "but":
		return !beforeBut[c.norm(k-1)] && next != "also" && next != "rather" && next != "for" && c.onlyAt < begin
	case "yet":
		return next != "again" && next != "another" && next != "to"
	case "however":
		return next == "," || stopped(c.norm(k-1))
	}
	return true
}

// opposed tells whether tokens from:at and at:to are worth two mentions.
func (c *cutter) opposed(from, at, to int) bool {
	begin, turn, end := c.sums[from], c.sums[at], c.sums[to]
	if turn.words-begin.words < minSide || end.words-turn.words-1 < minSide {
		return false
	}
	a, b := turn.lean-begin.lean, end.lean-turn.lean
	if a*b < 0 {
		return true
	}
	x, y := c.about(from, at), c.about(at, to)
	return a != 0 && b != 0 && x != 0 && y != 0 && x != y
}

// about is the first matter named in tokens from:to.
func (c *cutter) about(from, to int) matter {
	for i := range c.sums[from:to] {
		if m := c.sums[from+i].matter; m != 0 {
			return m
		}
	}
	return 0
}
