package annotate

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"gripe/pipeline/opinion"
)

// plainLine reads the lines that nearly all are: an object of strings, numbers
// and literals, nothing twice, no name but in plain letters. It takes nothing
// that encoding/json would read in another way, and leaves all else, and every
// error, to it: ok is false then.
func plainLine(text []byte) (id json.RawMessage, v opinion.Verbatim, ok bool) {
	d := decoder{b: text}
	var rating, top float64
	var has [6]bool
	if !d.take('{') {
		return nil, v, false
	}
	for first := true; ; first = false {
		d.space()
		if first && d.take('}') {
			break
		}
		name, plain := d.str()
		if !plain || !d.take(':') {
			return nil, v, false
		}
		d.space()
		field, simple := fieldOf(name)
		if !simple || field >= 0 && has[field] {
			return nil, v, false
		}
		from := d.at
		var s string
		var x float64
		var kind byte
		if s, x, kind = d.value(field); kind == 0 {
			return nil, v, false
		}
		if field >= 0 {
			has[field] = true
		}
		switch {
		case field < 0:
		case field == fieldID:
			id = json.RawMessage(text[from:d.at])
		case field <= fieldProduct && kind == '"':
			*[...]*string{fieldText: &v.Text, fieldTitle: &v.Title, fieldProduct: &v.Product}[field] = s
		case field > fieldProduct && kind == '0':
			*[...]*float64{fieldRating: &rating, fieldTop: &top}[field] = x
		default:
			return nil, v, false
		}
		if d.take(',') {
			continue
		}
		if d.take('}') {
			break
		}
		return nil, v, false
	}
	d.space()
	if d.at != len(d.b) || !has[fieldText] {
		return nil, v, false
	}
	var r, t *float64
	if has[fieldRating] {
		r = &rating
	}
	if has[fieldTop] {
		t = &top
	}
	var err error
	v.Rating, err = scaled(r, t)
	return id, v, err == nil
}

// The fields that are read.
const (
	fieldID = iota
	fieldText
	fieldTitle
	fieldProduct
	fieldRating
	fieldTop
)

// fieldOf gives the field of a name, -1 for others. It is not simple where
// encoding/json, which takes names in any case, might see more in it.
func fieldOf(name []byte) (field int, simple bool) {
	for _, c := range name {
		if (c < 'a' || c > 'z') && c != '_' && (c < '0' || c > '9') {
			return 0, false
		}
	}
	switch string(name) {
	case "id":
		return fieldID, true
	case "text":
		return fieldText, true
	case "title":
		return fieldTitle, true
	case "product":
		return fieldProduct, true
	case "rating":
		return fieldRating, true
	case "rating_max":
		return fieldTop, true
	}
	return -1, true
}

type decoder struct {
	b  []byte
	at int
}

func (d *decoder) space() {
	for d.at < len(d.b) && (d.b[d.at] == ' ' || d.b[d.at] == '\t' || d.b[d.at] == '\r' || d.b[d.at] == '\n') {
		d.at++
	}
}

// take takes c, and white space before it.
func (d *decoder) take(c byte) bool {
	d.space()
	if d.at < len(d.b) && d.b[d.at] == c {
		d.at++
		return true
	}
	return false
}

// value reads a string (kind '"'), a number ('0') or a literal ('t'); kind is
// 0 for all else. Only strings of the fields that keep them are built.
func (d *decoder) value(field int) (s string, x float64, kind byte) {
	if d.at >= len(d.b) {
		return "", 0, 0
	}
	switch c := d.b[d.at]; {
	case c == '"':
		raw, ok := d.str()
		if !ok {
			return "", 0, 0
		}
		if field == fieldText || field == fieldTitle || field == fieldProduct {
			s, ok = unescaped(raw)
		} else if bytes.IndexByte(raw, '\\') >= 0 {
			_, ok = unescaped(raw)
		}
		if !ok {
			return "", 0, 0
		}
		return s, 0, '"'
	case c == '-' || c >= '0' && c <= '9':
		from := d.at
		if !d.number() {
			return "", 0, 0
		}
		if field == fieldRating || field == fieldTop {
			var err error
			if x, err = strconv.ParseFloat(string(d.b[from:d.at]), 64); err != nil {
				return "", 0, 0
			}
		}
		return "", x, '0'
	}
	for _, word := range [...]string{"null", "true", "false"} {
		if len(d.b)-d.at >= len(word) && string(d.b[d.at:d.at+len(word)]) == word {
			d.at += len(word)
			return "", 0, 't'
		}
	}
	return "", 0, 0
}

// str takes a string and gives what is between its quotes. It refuses control
// characters and broken UTF-8.
func (d *decoder) str() (raw []byte, ok bool) {
	if d.at >= len(d.b) || d.b[d.at] != '"' {
		return nil, false
	}
	from, wide := d.at+1, false
	for i := from; i < len(d.b); i++ {
		switch c := d.b[i]; {
		case c == '"':
			d.at = i + 1
			raw = d.b[from:i]
			return raw, !wide || utf8.Valid(raw)
		case c == '\\':
			i++
		case c < ' ':
			return nil, false
		case c >= utf8.RuneSelf:
			wide = true
		}
	}
	return nil, false
}

// number takes a number as JSON knows it.
func (d *decoder) number() bool {
	digits := func() bool {
		from := d.at
		for d.at < len(d.b) && d.b[d.at] >= '0' && d.b[d.at] <= '9' {
			d.at++
		}
		return d.at > from
	}
	next := func(c byte) bool {
		if d.at < len(d.b) && d.b[d.at] == c {
			d.at++
			return true
		}
		return false
	}
	next('-')
	if !next('0') && !digits() {
		return false
	}
	if next('.') && !digits() {
		return false
	}
	if next('e') || next('E') {
		if !next('+') {
			next('-')
		}
		return digits()
	}
	return true
}

// unescaped builds a string. It refuses surrogates, which encoding/json joins
// or replaces, and what is no escape.
func unescaped(raw []byte) (string, bool) {
	i := bytes.IndexByte(raw, '\\')
	if i < 0 {
		return string(raw), true
	}
	out := make([]byte, 0, len(raw))
	for {
		out = append(out, raw[:i]...)
		if i+1 >= len(raw) {
			return "", false
		}
		c := raw[i+1]
		raw = raw[i+2:]
		switch c {
		case '"', '\\', '/':
		case 'n':
			c = '\n'
		case 't':
			c = '\t'
		case 'r':
			c = '\r'
		case 'b':
			c = '\b'
		case 'f':
			c = '\f'
		case 'u':
			if len(raw) < 4 {
				return "", false
			}
			code := rune(0)
			for _, h := range raw[:4] {
				digit := bytes.IndexByte([]byte("0123456789abcdef"), h)
				if h >= 'A' && h <= 'F' {
					digit = int(h-'A') + 10
				}
				if digit < 0 {
					return "", false
				}
				code = code<<4 | rune(digit)
			}
			if code >= 0xd800 && code < 0xe000 {
				return "", false
			}
			out, raw = utf8.AppendRune(out, code), raw[4:]
			c = 0
		default:
			return "", false
		}
		if c != 0 {
			out = append(out, c)
		}
		if i = bytes.IndexByte(raw, '\\'); i < 0 {
			return string(append(out, raw...)), true
		}
	}
}
