package collect

import (
	"bytes"
	"strings"
)

// finder looks for several marks at the speed of a search for single letters.
type finder struct {
	// letters are the rarest of each mark; at holds the marks by that letter.
	letters []byte
	at      [256][]mark
}

type mark struct {
	text string
	// offset of its rarest letter.
	offset int
	// folded: ASCII letters of the page count in either case; text is in lower
	// case.
	folded bool
}

// commonFirst are the letters of markup, the most frequent first.
const commonFirst = "etaoinsrhldc-umpfgwybvkxjqz"

// add takes marks, in lower case where they are folded.
func (f *finder) add(folded bool, marks ...string) {
	for _, text := range marks {
		m := mark{text: text, folded: folded}
		for i := range len(text) {
			if strings.IndexByte(commonFirst, text[i]) > strings.IndexByte(commonFirst, text[m.offset]) {
				m.offset = i
			}
		}
		c := text[m.offset]
		f.put(c, m)
		if folded && letter(c) {
			f.put(c&^0x20, m)
		}
	}
}

func (f *finder) put(c byte, m mark) {
	if len(f.at[c]) == 0 {
		f.letters = append(f.letters, c)
	}
	f.at[c] = append(f.at[c], m)
}

// in tells whether any mark stands in body.
func (f *finder) in(body []byte) bool {
	for _, c := range f.letters {
		marks := f.at[c]
		for i := bytes.IndexByte(body, c); i >= 0; {
			for k := range marks {
				if m := &marks[k]; m.stands(body, i-m.offset) {
					return true
				}
			}
			n := bytes.IndexByte(body[i+1:], c)
			if n < 0 {
				break
			}
			i += 1 + n
		}
	}
	return false
}

// stands tells whether m begins at start.
func (m *mark) stands(body []byte, start int) bool {
	if start < 0 || len(body)-start < len(m.text) {
		return false
	}
	for i, c := range body[start : start+len(m.text)] {
		if m.folded && c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c != m.text[i] {
			return false
		}
	}
	return true
}
