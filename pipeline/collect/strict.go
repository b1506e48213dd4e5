package collect

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Strict JSON at some three times the speed of encoding/json: in one pass, and with
// strings that are parts of the text where they hold no escapes.

// strictJSON reads s, valid UTF-8, as json.Unmarshal reads it into an any. ok is
// false where it does not: s may still be JSON, of a depth or with a number
// that is left to encoding/json.
func strictJSON(s string) (v any, ok bool) {
	p := strictParser{s: s}
	p.space()
	v, ok = p.value(0)
	p.space()
	return v, ok && p.i == len(s)
}

type strictParser struct {
	s string
	i int
}

func (p *strictParser) space() {
	for p.i < len(p.s) {
		switch p.s[p.i] {
		case ' ', '\t', '\r', '\n':
			p.i++
		default:
			return
		}
	}
}

// next is the byte behind white space, 0 at the end.
func (p *strictParser) next() byte {
	p.space()
	if p.i >= len(p.s) {
		return 0
	}
	return p.s[p.i]
}

func (p *strictParser) value(depth int) (any, bool) {
	if p.i >= len(p.s) || depth > maxJSONDepth {
		return nil, false
	}
	switch p.s[p.i] {
	case '{':
		return p.object(depth)
	case '[':
		return p.array(depth)
	case '"':
		return p.text()
	case 't':
		return true, p.word("true")
	case 'f':
		return false, p.word("false")
	case 'n':
		return nil, p.word("null")
	}
	return p.number()
}

func (p *strictParser) word(w string) bool {
	ok := strings.HasPrefix(p.s[p.i:], w)
	p.i += len(w)
	return ok
}

func (p *strictParser) object(depth int) (any, bool) {
	p.i++
	out := map[string]any{}
	if p.next() == '}' {
		p.i++
		return out, true
	}
	for {
		if p.next() != '"' {
			return nil, false
		}
		name, ok := p.text()
		if !ok || p.next() != ':' {
			return nil, false
		}
		p.i++
		p.space()
		v, ok := p.value(depth + 1)
		if !ok {
			return nil, false
		}
		out[name] = v // of two the last counts
		switch p.next() {
		case ',':
			p.i++
		case '}':
			p.i++
			return out, true
		default:
			return nil, false
		}
	}
}

func (p *strictParser) array(depth int) (any, bool) {
	p.i++
	out := []any{}
	if p.next() == ']' {
		p.i++
		return out, true
	}
	for {
		p.space()
		v, ok := p.value(depth + 1)
		if !ok {
			return nil, false
		}
		out = append(out, v)
		switch p.next() {
		case ',':
			p.i++
		case ']':
			p.i++
			return out, true
		default:
			return nil, false
		}
	}
}

// number by the grammar of RFC 8259, section 6.
func (p *strictParser) number() (any, bool) {
	start := p.i
	p.accept("-")
	whole := p.i
	n := p.digits()
	if n == 0 || n > 1 && p.s[whole] == '0' {
		return nil, false
	}
	if p.accept(".") && p.digits() == 0 {
		return nil, false
	}
	if p.accept("eE") {
		p.accept("+-")
		if p.digits() == 0 {
			return nil, false
		}
	}
	f, err := strconv.ParseFloat(p.s[start:p.i], 64)
	return f, err == nil
}

func (p *strictParser) accept(any string) bool {
	if p.i < len(p.s) && strings.IndexByte(any, p.s[p.i]) >= 0 {
		p.i++
		return true
	}
	return false
}

func (p *strictParser) digits() int {
	start := p.i
	for p.i < len(p.s) && p.s[p.i] >= '0' && p.s[p.i] <= '9' {
		p.i++
	}
	return p.i - start
}

// text reads a string from its quote to the quote that ends it.
func (p *strictParser) text() (string, bool) {
	p.i++
	start := p.i
	for p.i < len(p.s) {
		switch c := p.s[p.i]; {
		case c == '"':
			p.i++
			return p.s[start : p.i-1], true
		case c == '\\':
			return p.escaped(start)
		case c < ' ':
			return "", false
		}
		p.i++
	}
	return "", false
}

// escaped reads on a string that began at start, from its first escape.
func (p *strictParser) escaped(start int) (string, bool) {
	b := append(make([]byte, 0, p.i-start+64), p.s[start:p.i]...)
	for p.i < len(p.s) {
		c := p.s[p.i]
		p.i++
		switch {
		case c == '"':
			return string(b), true
		case c < ' ':
			return "", false
		case c != '\\':
			b = append(b, c)
			continue
		}
		if p.i >= len(p.s) {
			return "", false
		}
		c = p.s[p.i]
		p.i++
		switch c {
		case '"', '\\', '/':
			b = append(b, c)
		case 'b':
			b = append(b, '\b')
		case 'f':
			b = append(b, '\f')
		case 'n':
			b = append(b, '\n')
		case 'r':
			b = append(b, '\r')
		case 't':
			b = append(b, '\t')
		case 'u':
			r, ok := p.hex4()
			if !ok {
				return "", false
			}
			if utf16.IsSurrogate(r) {
				back, pair := p.i, rune(utf8.RuneError)
				if strings.HasPrefix(p.s[p.i:], `\u`) {
					p.i += 2
					low, _ := p.hex4()
					pair = utf16.DecodeRune(r, low)
				}
				if r = pair; r == utf8.RuneError {
					p.i = back // half a pair
				}
			}
			b = utf8.AppendRune(b, r)
		default:
			return "", false
		}
	}
	return "", false
}

func (p *strictParser) hex4() (r rune, ok bool) {
	if p.i+4 > len(p.s) {
		return 0, false
	}
	for _, c := range []byte(p.s[p.i : p.i+4]) {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	p.i += 4
	return r, true
}
