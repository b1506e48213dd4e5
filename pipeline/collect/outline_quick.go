package collect

import (
	"bytes"
	"strings"
)

// quickOutline reads the outline of a page as most pages are written, at five
// times the speed of the tokenizer of x/net. ok is false at anything unusual (a
// comment inside a script, an entity in a type, a tag that never ends): then
// the tokenizer has to read the page. A fuzz test holds that both agree.
func quickOutline(body []byte) (out *outline, ok bool) {
	out = &outline{}
	open := 0
	for i := 0; ; {
		n := bytes.IndexByte(body[i:], '<')
		if n < 0 {
			return out, true
		}
		i += n + 1
		if i+3 > len(body) {
			return nil, false
		}
		switch c := body[i]; {
		case letter(c):
			t, ok := quickTag(body, i)
			if !ok {
				return nil, false
			}
			i = t.end
			if t.closed {
				if t.raw() != "" {
					return nil, false // raw text may follow all the same
				}
				continue
			}
			if !t.void() {
				open++
				out.deep = out.deep || open > maxOpen
			}
			raw := t.raw()
			if raw == "" {
				continue
			}
			end := rawEnd(body, i, raw)
			if end < 0 || raw == "plaintext" {
				return nil, false
			}
			if raw == "script" {
				text := body[i:end]
				if t.odd || bytes.IndexByte(text, '\r') >= 0 || bytes.IndexByte(text, 0) >= 0 || bytes.Contains(text, []byte("<!--")) {
					return nil, false
				}
				out.scripts = append(out.scripts, script{strings.ToLower(strings.TrimSpace(string(t.kind))), string(text)})
			}
			i = end // its end tag follows
		case c == '/' && letter(body[i+1]):
			t, ok := quickTag(body, i+1)
			if !ok {
				return nil, false
			}
			i = t.end
			open = max(open-1, 0)
		case c == '!' && body[i+1] == '-' && body[i+2] == '-':
			rest := body[i+3:]
			n := bytes.Index(rest, []byte("-->"))
			if n < 0 || rest[0] == '-' || rest[0] == '>' || bytes.Contains(rest[:n], []byte("--!>")) {
				return nil, false
			}
			i += 3 + n + 3
		case c == '!':
			n := bytes.IndexByte(body[i:], '>')
			if n < 0 {
				return nil, false
			}
			i += n + 1
		case c == '/' || c == '?':
			return nil, false
		}
	}
}

// oneTag is what is read of a tag: its name as it is written, the value of its type, whether
// it closes itself, and where it ends. odd: the type needs more reading.
type oneTag struct {
	name, kind  []byte
	closed, odd bool
	end         int
}

// quickTag reads the tag whose name begins at i, by the states of the
// tokenizer.
func quickTag(body []byte, i int) (t oneTag, ok bool) {
	start := i
	for i < len(body) && !space(body[i]) && body[i] != '/' && body[i] != '>' {
		i++
	}
	t.name = body[start:i]
	typed, bare := false, -1 // where the last value without quotes ends
	for {
		for i < len(body) && space(body[i]) {
			i++
		}
		if i >= len(body) {
			return t, false
		}
		if body[i] == '>' {
			t.end = i + 1
			t.closed = body[i-1] == '/'
			return t, !t.closed || bare != i
		}
		key := i
		for i < len(body) && !space(body[i]) && body[i] != '/' && body[i] != '>' && (body[i] != '=' || i == key) {
			i++
		}
		name := body[key:i]
		for i < len(body) && space(body[i]) {
			i++
		}
		if i >= len(body) {
			return t, false
		}
		var value []byte
		switch body[i] {
		case '/':
			i++
		case '=':
			i++
			for i < len(body) && space(body[i]) {
				i++
			}
			if i >= len(body) {
				return t, false
			}
			switch c := body[i]; c {
			case '>':
			case '"', '\'':
				n := bytes.IndexByte(body[i+1:], c)
				if n < 0 {
					return t, false
				}
				value = body[i+1 : i+1+n]
				i += n + 2
			default:
				from := i
				for i < len(body) && !space(body[i]) && body[i] != '>' {
					i++
				}
				value, bare = body[from:i], i
			}
		}
		if !typed && len(name) == len("type") && bytes.EqualFold(name, []byte("type")) { // of two the first counts
			typed = true
			t.kind = value
			t.odd = bytes.IndexByte(value, '&') >= 0 || bytes.IndexByte(value, '\r') >= 0
		}
	}
}

// longestName of the elements that are told apart, in bytes.
const longestName = len("plaintext")

// shortName is the name of an element, cut behind longestName, in lower case.
type shortName [longestName + 1]byte

func (t *oneTag) lower(b *shortName) []byte {
	n := copy(b[:], t.name)
	lowerASCII(b[:n])
	return b[:n]
}

// raw names the element if it holds text only, in which no tag begins.
func (t *oneTag) raw() string {
	switch t.name[0] | 0x20 {
	case 'i', 'n', 'p', 's', 't', 'x':
		var b shortName
		return rawElements[string(t.lower(&b))]
	}
	return ""
}

func (t *oneTag) void() bool {
	var b shortName
	return void[string(t.lower(&b))]
}

var rawElements = map[string]string{"iframe": "iframe", "noembed": "noembed", "noframes": "noframes", "noscript": "noscript", "plaintext": "plaintext",
	"script": "script", "style": "style", "textarea": "textarea", "title": "title", "xmp": "xmp"}

// rawEnd is where the end tag of a raw element begins, from i on; -1 where it
// has none.
func rawEnd(body []byte, i int, name string) int {
	for {
		n := bytes.Index(body[i:], []byte("</"))
		if n < 0 {
			return -1
		}
		i += n
		rest := body[i+2:]
		if len(rest) > len(name) && bytes.EqualFold(rest[:len(name)], []byte(name)) {
			if c := rest[len(name)]; space(c) || c == '/' || c == '>' {
				return i
			}
		}
		i += 2
	}
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// space as HTML has it.
func space(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }
