package report

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gripe/pipeline/mask"
)

const (
	// roomy is how long, in bytes, an excerpt may grow by its neighbours.
	roomy = 240
	// longest is the length up to which a sentence is quoted whole. Texts
	// without any full stop are cut there all the same.
	longest = 700
	cut     = "[…]"
)

// excerpt is a mention in its surroundings: parts of one text in order, clean
// and masked. It is shortened at the ends of sentences only, and every cut
// shows as […]; a single sentence beyond all measure is cut between words.
func excerpt(text string, start, end int) (before, mention, after string) {
	start = max(0, min(start, len(text)))
	end = max(start, min(end, len(text)))
	text, start, end = clean(text, start, end)
	start, end = trim(text, start, end)
	from, to := surround(text, start, end)
	var clipped bool
	if end-start > longest {
		end, clipped = wordEnd(text, start, start+longest), true
		from, to = start, end
	}
	hide := mask.Find(text)
	before, mention, after = mask.Part(text, hide, from, start), mask.Part(text, hide, start, end), mask.Part(text, hide, end, to)
	if from > 0 {
		before = cut + " " + before
	}
	if clipped || to < len(text) {
		after = strings.TrimRight(after, " ") + " " + cut
	}
	return before, mention, after
}

// surround widens [start,end) to whole sentences, then by neighbours while
// there is room: first what follows, then what goes before.
func surround(text string, start, end int) (from, to int) {
	ends := sentenceEnds(text)
	from, to = 0, len(text)
	for _, e := range ends {
		if e <= start {
			from = e
		}
	}
	for _, e := range ends {
		if e >= end {
			to = e
			break
		}
	}
	if to-from > longest {
		// A clause of a sentence beyond all measure: the clause alone, unless
		// little is missing.
		if to-end > roomy/4 {
			to = end
		}
		if start-from > roomy/4 {
			from = start
		}
	}
	for _, e := range ends {
		if e > to && to >= end && isEnd(ends, to) && e-from <= roomy {
			to = e
		}
	}
	for i := len(ends); i >= 0; i-- {
		b := 0
		if i > 0 {
			b = ends[i-1]
		}
		if b < from && (isEnd(ends, from)) && to-b <= roomy {
			from = b
		}
	}
	from, to = trim(text, from, to)
	return min(from, start), max(to, end)
}

func isEnd(ends []int, at int) bool {
	_, found := slices.BinarySearch(ends, at)
	return found
}

// sentenceEnds are the offsets after each sentence with its closing marks and
// the space that follows. It need not be clever: a miss shows more, not less.
func sentenceEnds(text string) []int {
	var ends []int
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		if !strings.ContainsRune(".!?…。！？", r) {
			continue
		}
		for i < len(text) {
			r, n := utf8.DecodeRuneInString(text[i:])
			if !strings.ContainsRune(".!?…\"'”’)]", r) {
				break
			}
			i += n
		}
		if i < len(text) && text[i] != ' ' {
			continue
		}
		for i < len(text) && text[i] == ' ' {
			i++
		}
		// "e.g. this" and "approx. two" go on.
		if next, _ := utf8.DecodeRuneInString(text[i:]); i < len(text) && unicode.IsLower(next) {
			continue
		}
		ends = append(ends, i)
	}
	if len(ends) == 0 || ends[len(ends)-1] < len(text) {
		ends = append(ends, len(text))
	}
	return ends
}

func trim(text string, start, end int) (int, int) {
	for start < end && text[start] == ' ' {
		start++
	}
	for end > start && text[end-1] == ' ' {
		end--
	}
	return start, end
}

// wordEnd is the last space in text[from:to], or to moved back to a rune's start.
func wordEnd(text string, from, to int) int {
	if i := strings.LastIndexByte(text[from:to], ' '); i > (to-from)/2 {
		return from + i
	}
	for to > from && !utf8.RuneStart(text[to]) {
		to--
	}
	return to
}
