package passage

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxLook is how far, in bytes, a word is looked at to judge a boundary.
const maxLook = 32

func trim(text string, start, end int) (int, int) {
	for start < end {
		if isBlank(text[start]) {
			start++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[start:end])
		if r < utf8.RuneSelf || !unicode.IsSpace(r) {
			break
		}
		start += size
	}
	for end > start {
		if isBlank(text[end-1]) {
			end--
			continue
		}
		r, size := utf8.DecodeLastRuneInString(text[start:end])
		if r < utf8.RuneSelf || !unicode.IsSpace(r) {
			break
		}
		end -= size
	}
	return start, end
}

func isBlank(c byte) bool { return c == ' ' || c == '\n' || c == '\t' }

func spaceAt(text string, i int) bool {
	r, _ := utf8.DecodeRuneInString(text[i:])
	return unicode.IsSpace(r)
}

// closers is where the quotes and brackets from i on end that close a sentence.
func closers(text string, i int) int {
	for i < len(text) {
		switch {
		case strings.IndexByte("\"')]}", text[i]) >= 0:
			i++
		case strings.HasPrefix(text[i:], "\u201d"), strings.HasPrefix(text[i:], "\u2019"):
			i += 3
		default:
			return i
		}
	}
	return i
}

// wordBefore is what stands before i up to white space, at most maxLook bytes.
func (s *splitter) wordBefore(i int) string {
	j := i
	for j > s.start && i-j < maxLook && !isBlank(s.text[j-1]) {
		j--
	}
	return s.text[j:i]
}

// wordAfter is the word behind the white space at i, without opening quotes,
// or the mark that stands there; "" at the end of the text.
func (s *splitter) wordAfter(i int) string {
	from := i
	for i < len(s.text) && (isBlank(s.text[i]) || strings.IndexByte("\"'([*", s.text[i]) >= 0) && i-from < 2*maxLook {
		i++
	}
	j := i
	for j < len(s.text) && j-i < maxLook {
		r, size := utf8.DecodeRuneInString(s.text[j:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' {
			break
		}
		j += size
	}
	if i == j && j < len(s.text) {
		j++
	}
	return s.text[i:j]
}

// casing tells whether word begins with an upper or a lower case letter.
func casing(word string) (upper, lower bool) {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r), unicode.IsLower(r)
}

func letters(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) && r != '\'' && r != '-' && r != '\u2019' && r != '(' && r != '"' {
			return false
		}
	}
	return true
}

// wordy tells whether s holds a letter or digit.
func wordy(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0
}

// onlyMarks tells whether s is punctuation alone; emoji say something.
func onlyMarks(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPunct(r) && !unicode.IsSpace(r) }) < 0
}
