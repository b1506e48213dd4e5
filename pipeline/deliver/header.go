package deliver

import (
	"fmt"
	"net/mail"
	"strings"
	"unicode"
)

// maxHeader caps a subject or a name, in bytes: what mail programs show, and
// far below RFC 5322's 998 after encoding.
const maxHeader = 200

// headerText makes one plain line of a text that becomes a header's value, so
// that no text can begin another header: control and format characters, line
// and paragraph separators become spaces, runs of spaces one (a folded line of
// nothing but spaces would be malformed), and what looks like an encoded word
// (RFC 2047) is broken, for a reader would decode it, line breaks and all.
func headerText(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Zs, unicode.Co, unicode.Cs) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, " "))
	s = strings.ReplaceAll(strings.ReplaceAll(s, "=?", "= ?"), "?=", "? =")
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > maxHeader {
		s = strings.TrimSpace(strings.ToValidUTF8(s[:maxHeader], "")) + "…"
	}
	return s
}

// ParseAddress reads an address of the configuration: "Ann <ann@example.com>"
// or the bare address. An address must be plain ASCII, without quotes or
// comments; a name may be anything on one line.
func ParseAddress(s string) (*mail.Address, error) {
	bad := func(why string) error { return fmt.Errorf("%q is not an e-mail address: %s", s, why) }
	if headerText(s) != strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ") {
		return nil, bad("write it on one line, as ann@example.com or Ann <ann@example.com>, without encoded words")
	}
	a, err := mail.ParseAddress(s)
	if err != nil {
		return nil, bad("write it as ann@example.com or Ann <ann@example.com>")
	}
	for _, r := range a.Address {
		if r <= ' ' || r >= 0x7f || strings.ContainsRune(`"(),:;<>[\]`, r) {
			return nil, bad("use plain letters, digits and signs only; a domain in another script is written with xn--")
		}
	}
	if len(a.Address) > 254 { // RFC 5321, 4.5.3.1.3
		return nil, bad("it is longer than 254 characters")
	}
	a.Name = headerText(a.Name)
	return a, nil
}
