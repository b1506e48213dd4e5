package passage

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxSpans is the most mentions that one verbatim is split into; whatever
// follows belongs to the last. The longest of 52,728 real reviews, a wall of
// ASCII art, has 255.
const MaxSpans = 400

// Sentences gives the byte offsets {start, end} of the mentions of a clean
// text, in order: its sentences, and the clauses of those that turn. White
// space around them is left out; everything else is in one of them.
func Sentences(text string) [][2]int {
	s := splitter{text: text, out: make([][2]int, 0, 8)}
	s.run()
	return s.out
}

type splitter struct {
	text  string
	start int
	out   [][2]int
}

func (s *splitter) run() {
	for i := 0; i < len(s.text); {
		switch c := s.text[i]; c {
		case '.', '!', '?':
			i = s.stop(i)
		case '\n':
			i = s.newline(i)
		case 0xe2, 0xe3, 0xef:
			i = s.wide(i)
		default:
			i++
		}
	}
	s.cut(len(s.text))
}

// cut ends a sentence before end.
func (s *splitter) cut(end int) {
	from, to := trim(s.text, s.start, end)
	s.start = end
	if from == to {
		return
	}
	if len(s.out) >= MaxSpans {
		s.out[len(s.out)-1][1] = to
		return
	}
	if !wordy(s.text[from:to]) && len(s.out) > 0 && s.out[len(s.out)-1][1] <= from && onlyMarks(s.text[from:to]) {
		s.out[len(s.out)-1][1] = to // a stray ")" or "!!" belongs to what it ends
		return
	}
	for _, at := range clauses(s.text, from, to) {
		if len(s.out)+1 >= MaxSpans {
			break
		}
		_, left := trim(s.text, from, at)
		s.out = append(s.out, [2]int{from, left})
		from, _ = trim(s.text, at, to)
	}
	s.out = append(s.out, [2]int{from, to})
}

// stop handles the run of stops that begins at i and returns where to go on.
func (s *splitter) stop(i int) int {
	run, dots, shout := i, 0, false
	for run < len(s.text) {
		switch s.text[run] {
		case '.':
			dots++
		case '!', '?':
			shout = true
		case '1': // "!!!1", a slip of the shift key
			if !shout || s.text[run-1] != '!' && s.text[run-1] != '1' || run-i < 2 {
				goto done
			}
		default:
			goto done
		}
		run++
	}
done:
	closed := closers(s.text, run)
	if closed < len(s.text) && !isBlank(s.text[closed]) && !spaceAt(s.text, closed) {
		if s.glued(i, run, closed, dots, shout) {
			s.cut(closed)
		}
		return closed
	}
	next := s.wordAfter(closed)
	switch {
	case closed > run && next != "": // "(really?) was", '"fine." said'
		_, lower := casing(next)
		if lower && punkt().SentStarters[next] == 0 {
			return closed
		}
		s.cut(closed)
	case shout:
		s.cut(closed)
	case dots > 1:
		if next == "." || next == "" && closed < len(s.text) {
			return closed
		}
		if dotsBreak(next) {
			s.cut(closed)
		}
	case stopBreaks(s.wordBefore(i), next) && next != ".":
		s.cut(closed)
	}
	return closed
}

// glued judges a stop with no space behind it: "good.The" ends a sentence,
// "v2.0", "U.S.A", "amazon.com" do not.
func (s *splitter) glued(i, run, closed, dots int, shout bool) bool {
	r, size := utf8.DecodeRuneInString(s.text[closed:])
	if closed > run { // a quotation or bracket goes on: `."-`
		return false
	}
	before := s.wordBefore(i)
	if len(before) < 2 || strings.ContainsAny(before, "./@:") || !letters(before) {
		return false
	}
	if shout {
		return unicode.IsLetter(r)
	}
	if dots > 1 || !unicode.IsUpper(r) || closed+size >= len(s.text) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(s.text[closed+size:])
	single := next == ' ' && (r == 'I' || r == 'A')
	return (unicode.IsLower(next) || next == '\'' && r == 'I' || single) && strings.ToLower(before) != "www"
}

// newline handles the white space that begins with a line break at i. A blank
// line ends a sentence; so does a single break before a capital, a digit or a
// bullet, unless the line looks wrapped by a machine.
func (s *splitter) newline(i int) int {
	end, breaks := i, 0
	for end < len(s.text) && isBlank(s.text[end]) {
		if s.text[end] == '\n' {
			breaks++
		}
		end++
	}
	if end == len(s.text) {
		return end
	}
	r, _ := utf8.DecodeRuneInString(s.text[end:])
	line := i - max(s.start, strings.LastIndexByte(s.text[max(0, i-120):i], '\n')+max(0, i-120))
	wrapped := line >= 60 && line <= 82 && s.wordAfter(end) != "" && !unicode.IsDigit(r)
	switch {
	case breaks > 1:
		s.cut(end)
	case strings.ContainsRune("-*+>=#~\u2022\u25cf\u25aa\u2013\u2014\u2713\u2714\u2705\u274c", r):
		s.cut(end)
	case wrapped && !strings.ContainsRune(".!?:", rune(s.text[i-1])):
		// goes on
	case unicode.IsUpper(r) || unicode.IsDigit(r):
		s.cut(end)
	}
	return end
}

// wide handles full-width stops and the one-character ellipsis.
func (s *splitter) wide(i int) int {
	r, size := utf8.DecodeRuneInString(s.text[i:])
	end := i + size
	switch r {
	case '\u3002', '\uff01', '\uff1f':
		s.cut(end)
	case '\u2026':
		if end < len(s.text) && isBlank(s.text[end]) && dotsBreak(s.wordAfter(end)) {
			s.cut(end)
		}
	}
	return end
}
