package promise

import (
	"strings"

	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

// Stated is a mention that sets an expectation against an experience.
type Stated struct {
	// Expectation and Experience are byte ranges of the mention's text. The
	// experience is empty where the mention leaves it to what follows.
	Expectation, Experience [2]int
	// ByCompany: somebody of the company promised it. Otherwise the customer
	// expected it unprompted.
	ByCompany bool
}

// The cues. One of promised or expected is where an expectation shows; turns
// begin the experience; backward words tie an expectation at the end of a
// mention to the experience before it ("slower than advertised").
var (
	promised = phrases(`advertised; advertise; advertises; advertisement; promised; promise; promises; guaranteed; guarantees;
supposed to; supposedly; claims to; claimed; told; assured; led to believe; billed as; sold as; sold me; sold us; marketed as;
described; description; pictured; the pictures; the photos; the ad; website says; website said; site says; site said; says it;
say they; says they; said it; said they; said that; they say; they said; estimated; quoted; stated; according to; the salesman; sales said`)
	expected = phrases(`expected; expecting; expectation; expectations; i thought; we thought; thought it; thought the; thought i;
hoped; hoping; should have; should've; should be; my belief; i believed; assumed; figured; the impression; looking forward; meant to; would have thought`)
	turns = phrases(`but; yet; however; instead; only to; turned out; turns out; in reality; in fact; actually; and then; not true;
that was; it took; it has been; it's been; still waiting; except; although; though; unfortunately; sadly; now it; now i; guess what; never`)
	backward = phrases(`than; as; like; what; nothing like; to what; which was; they were; it was; the way`)
)

func phrases(list string) [][]string {
	var out [][]string
	for p := range strings.SplitSeq(list, ";") {
		out = append(out, strings.Fields(p))
	}
	return out
}

// shortest is how many tokens an expectation and an experience have at least.
const shortest = 2

// StatedIn finds both sides in the text of a mention. False where no word tells
// of an expectation: then the gap is the classifier's guess, and not quoted.
func StatedIn(text string) (Stated, bool) {
	tokens := passage.Tokenize(passage.Clean(text))
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.Norm
	}
	cue, length, company := -1, 0, false
	for i := range words {
		if n := longest(words[i:], promised); n > 0 {
			cue, length, company = i, n, true
			break
		}
		if n := longest(words[i:], expected); n > 0 && cue < 0 {
			cue, length = i, n
		}
	}
	if cue < 0 {
		return Stated{}, false
	}
	s := Stated{ByCompany: company}
	span := func(first, last int) [2]int { return trimmed(text, tokens, first, last) }
	for i := cue + length; i < len(words); i++ {
		if breaks(words, tokens, text, i) && i-cue >= shortest && len(words)-i >= shortest {
			s.Expectation, s.Experience = span(0, i), span(i, len(words))
			return s, true
		}
	}
	if at := tie(words, cue); at > 0 {
		s.Experience, s.Expectation = span(0, at), span(at, len(words))
		return s, true
	}
	s.Expectation = span(0, len(words))
	return s, true
}

// breaks tells whether the experience begins at a token: at a turn, or behind a
// dash, an ellipsis or a semicolon, or at a bare "not" after a comma.
func breaks(words []string, tokens []opinion.Token, text string, i int) bool {
	if longest(words[i:], turns) > 0 {
		return true
	}
	if i == 0 {
		return false
	}
	before := text[tokens[i-1].Start:tokens[i-1].End]
	switch {
	case strings.HasPrefix(before, "..") || before == "…" || before == ";" || before == "–" || before == "—" || before == "?" || before == ".":
		return true
	case before == "-" && i > 1 && tokens[i-1].Start > tokens[i-2].End: // between spaces: a dash
		return true
	case before == "," && (words[i] == "not" || words[i] == "it" || words[i] == "that" || words[i] == "i"):
		return true
	}
	return false
}

// tie finds the backward word just before a cue: where the experience ends, or
// -1.
func tie(words []string, cue int) int {
	for i := cue - 1; i >= max(0, cue-4); i-- {
		if longest(words[i:], backward) > 0 {
			return i
		}
	}
	return -1
}

// longest is how many words the longest of the phrases takes that words begin
// with, or 0.
func longest(words []string, phrases [][]string) int {
	n := 0
	for _, p := range phrases {
		if len(p) > n && follows(words, p) {
			n = len(p)
		}
	}
	return n
}

// trimmed is the byte range of tokens first to last, without the punctuation
// at its ends.
func trimmed(text string, tokens []opinion.Token, first, last int) [2]int {
	mark := func(i int) bool {
		return strings.Trim(text[tokens[i].Start:tokens[i].End], `.,;:-–—…!?"'()*`) == ""
	}
	for first < last && mark(first) {
		first++
	}
	for last > first && mark(last-1) {
		last--
	}
	if first == last {
		return [2]int{}
	}
	return [2]int{tokens[first].Start, tokens[last-1].End}
}
