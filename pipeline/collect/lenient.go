package collect

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// JSON as pages write it. The strict reader goes first; the lenient one allows
// comments, trailing and missing commas, raw line breaks and control
// characters in strings, unknown escapes, missing outer braces and several
// values in a row.

const maxJSONDepth = 200

// looseJSON reads all values in s. The error tells what could not be read;
// values read before it are returned all the same.
func looseJSON(s string) ([]any, error) {
	s = strings.TrimSpace(validString(strings.TrimPrefix(s, "\ufeff")))
	for _, w := range [][2]string{{"<!--", "-->"}, {"//<![CDATA[", "//]]>"}, {"/*<![CDATA[*/", "/*]]>*/"}, {"<![CDATA[", "]]>"}} {
		s = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(s, w[0]), w[1]))
	}
	if s == "" {
		return nil, errors.New("it is empty")
	}
	if v, ok := strictJSON(s); ok {
		return []any{v}, nil
	}
	var v any // deeper than strictJSON goes
	if json.Unmarshal([]byte(s), &v) == nil {
		return []any{v}, nil
	}
	if !strings.Contains(s, `"`) || strings.HasPrefix(s, "{&quot;") || strings.HasPrefix(s, "[{&quot;") {
		s = html.UnescapeString(s)
	}
	if s[0] == '"' {
		s = "{" + s + "}"
	}
	p := &looseParser{s: s}
	var out []any
	for {
		p.space()
		for p.i < len(s) && strings.IndexByte(",;}]", s[p.i]) >= 0 {
			p.i++
			p.space()
		}
		if p.i >= len(s) {
			return out, p.fault
		}
		v, err := p.value(0)
		if v != nil {
			out = append(out, v)
		}
		if err != nil {
			return out, err
		}
	}
}

type looseParser struct {
	s     string
	i     int
	fault error
}

func (p *looseParser) errorf(what string) error {
	return fmt.Errorf("%s at byte %d", what, p.i)
}

// space skips white space and comments.
func (p *looseParser) space() {
	for p.i < len(p.s) {
		rest := p.s[p.i:]
		switch c := rest[0]; {
		case c <= ' ':
			p.i++
		case strings.HasPrefix(rest, "\u00a0"), strings.HasPrefix(rest, "\ufeff"):
			_, n := utf8.DecodeRuneInString(rest)
			p.i += n
		case strings.HasPrefix(rest, "//"):
			if n := strings.IndexByte(rest, '\n'); n >= 0 {
				p.i += n
			} else {
				p.i = len(p.s)
			}
		case strings.HasPrefix(rest, "/*"):
			if n := strings.Index(rest, "*/"); n >= 0 {
				p.i += n + 2
			} else {
				p.i = len(p.s)
			}
		default:
			return
		}
	}
}

func (p *looseParser) value(depth int) (any, error) {
	if depth > maxJSONDepth {
		return nil, p.errorf("nested too deeply")
	}
	switch c := p.s[p.i]; c {
	case '{':
		return p.object(depth)
	case '[':
		return p.array(depth)
	case '"', '\'':
		return p.text(c)
	}
	end := p.i
	for end < len(p.s) && strings.IndexByte(",:{}[]\"' \t\r\n", p.s[end]) < 0 {
		end++
	}
	word := p.s[p.i:end]
	if word == "" {
		return nil, p.errorf("unexpected " + strconv.Quote(p.s[p.i:p.i+1]))
	}
	p.i = end
	switch word {
	case "true", "!0":
		return true, nil
	case "false", "!1":
		return false, nil
	case "null", "undefined", "NaN":
		return nil, nil
	}
	if f, err := strconv.ParseFloat(word, 64); err == nil {
		return f, nil
	}
	p.i -= len(word)
	return nil, p.errorf("unexpected word " + strconv.Quote(word[:min(20, len(word))]))
}

func (p *looseParser) object(depth int) (any, error) {
	p.i++
	out := map[string]any{}
	for {
		p.space()
		if p.i >= len(p.s) {
			p.fault = p.errorf("cut off inside an object")
			return out, nil
		}
		switch c := p.s[p.i]; {
		case c == '}':
			p.i++
			return out, nil
		case c == ',':
			p.i++
			continue
		case c != '"' && c != '\'' && !bareName(c):
			return out, p.errorf("expected a name in quotes")
		}
		key, err := p.name()
		if err != nil {
			return out, err
		}
		p.space()
		if p.i >= len(p.s) || p.s[p.i] != ':' {
			return out, p.errorf("expected a colon")
		}
		p.i++
		p.space()
		if p.i >= len(p.s) {
			p.fault = p.errorf("cut off after a name")
			return out, nil
		}
		v, err := p.value(depth + 1)
		out[key] = v
		if err != nil {
			return out, err
		}
	}
}

// name reads the name of a property, in quotes or, as scripts write it, bare.
func (p *looseParser) name() (string, error) {
	if c := p.s[p.i]; c == '"' || c == '\'' {
		v, err := p.text(c)
		s, _ := v.(string)
		return s, err
	}
	start := p.i
	for p.i < len(p.s) && (bareName(p.s[p.i]) || p.s[p.i] >= '0' && p.s[p.i] <= '9' || p.s[p.i] == '-' || p.s[p.i] == '@') {
		p.i++
	}
	return p.s[start:p.i], nil
}

func bareName(c byte) bool {
	return c == '_' || c == '$' || c == '@' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

func (p *looseParser) array(depth int) (any, error) {
	p.i++
	out := []any{}
	for {
		p.space()
		if p.i >= len(p.s) {
			p.fault = p.errorf("cut off inside a list")
			return out, nil
		}
		switch p.s[p.i] {
		case ']':
			p.i++
			return out, nil
		case ',':
			p.i++
			continue
		}
		v, err := p.value(depth + 1)
		out = append(out, v)
		if err != nil {
			return out, err
		}
	}
}

// text reads a string; any raw character may stand in it but the quote.
func (p *looseParser) text(quote byte) (any, error) {
	p.i++
	var b strings.Builder
	for p.i < len(p.s) {
		c := p.s[p.i]
		p.i++
		switch {
		case c == quote && p.closes():
			return b.String(), nil
		case c == '\\' && p.i < len(p.s):
			p.escape(&b)
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), p.errorf("cut off inside a string")
}

// closes tells whether the quote just read ends its string: something that may
// follow a string stands behind it. Others were left unescaped by the page.
func (p *looseParser) closes() bool {
	rest := strings.TrimLeft(p.s[p.i:min(len(p.s), p.i+200)], " \t\r\n")
	if rest == "" || strings.IndexByte(":}];)<", rest[0]) >= 0 || rest[0] == '/' && len(rest) > 1 && (rest[1] == '/' || rest[1] == '*') {
		return true
	}
	if rest[0] != ',' { // a missing comma, before the next name
		return missingComma.MatchString(rest)
	}
	rest = strings.TrimLeft(rest[1:], " \t\r\n")
	return rest == "" || strings.IndexByte(`"'{}[],/-0123456789`, rest[0]) >= 0 || nextValue.MatchString(rest)
}

var (
	missingComma = regexp.MustCompile(`^["'][\w@:$/.-]*["']\s*[:,}\]]`)
	nextValue    = regexp.MustCompile(`^(?:[\w$@-]+\s*:|true\b|false\b|null\b|undefined\b|NaN\b)`)
)

func (p *looseParser) escape(b *strings.Builder) {
	c := p.s[p.i]
	p.i++
	switch c {
	case 'n':
		b.WriteByte('\n')
	case 't':
		b.WriteByte('\t')
	case 'r', 'b', 'f':
		b.WriteByte(' ')
	case 'u':
		r, ok := p.hex4()
		if !ok {
			b.WriteString(`\u`)
			return
		}
		if utf16.IsSurrogate(r) && strings.HasPrefix(p.s[p.i:], `\u`) {
			back := p.i
			p.i += 2
			if low, ok := p.hex4(); ok && utf16.DecodeRune(r, low) != utf8.RuneError {
				r = utf16.DecodeRune(r, low)
			} else {
				p.i = back
			}
		}
		b.WriteRune(r)
	default: // a quote, a slash, or an escape that JSON does not know
		b.WriteByte(c)
	}
}

func (p *looseParser) hex4() (rune, bool) {
	if p.i+4 > len(p.s) {
		return 0, false
	}
	n, err := strconv.ParseUint(p.s[p.i:p.i+4], 16, 32)
	if err != nil {
		return 0, false
	}
	p.i += 4
	return rune(n), true
}
