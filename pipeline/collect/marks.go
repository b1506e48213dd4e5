package collect

import "strings"

// finder looks for several marks in one pass over a page.
type finder struct {
	// rare holds the rarest letter of each mark; at, the marks by that letter.
	rare [256]bool
	at   [256][]mark
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
	f.rare[c] = true
	f.at[c] = append(f.at[c], m)
}

// in tells whether any mark stands in body.
func (f *finder) in(body []byte) bool {
	for i, c := range body {
		if !f.rare[c] {
			continue
		}
		for _, m := range f.at[c] {
			if m.stands(body, i-m.offset) {
				return true
			}
		}
	}
	return false
}

// stands tells whether m begins at start.
func (m *mark) stands(body []byte, start int) bool {
	if start < 0 || len(body)-start < len(m.text) {
		return false
	}
	for i := range len(m.text) {
		c := body[start+i]
		if m.folded && c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c != m.text[i] {
			return false
		}
	}
	return true
}
