package passage

import "strings"

// Sentences gives the byte offsets {start, end} of the mentions of a clean
// text, without the white space around them.
func Sentences(text string) [][2]int {
	var out [][2]int
	start := 0
	add := func(end int) {
		s, e := trim(text, start, end)
		if s < e {
			out = append(out, [2]int{s, e})
		}
		start = end
	}
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '.', '!', '?':
			for i+1 < len(text) && strings.IndexByte(".!?\"')", text[i+1]) >= 0 {
				i++
			}
			if i+1 < len(text) && (text[i+1] == ' ' || text[i+1] == '\n') {
				add(i + 1)
			}
		}
	}
	add(len(text))
	return out
}

func trim(text string, start, end int) (int, int) {
	for start < end && isBlank(text[start]) {
		start++
	}
	for end > start && isBlank(text[end-1]) {
		end--
	}
	return start, end
}

func isBlank(c byte) bool { return c == ' ' || c == '\n' || c == '\t' }
