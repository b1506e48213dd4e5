package robots

import (
	"net/url"
	"strings"
)

// Allowed tells whether u may be fetched: the longest matching pattern wins,
// allow wins a tie, no match allows (RFC 9309 section 2.2.2).
func (r *Rules) Allowed(u *url.URL) bool {
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if path == "/robots.txt" {
		return true
	}
	if u.RawQuery != "" || u.ForceQuery {
		path += "?" + u.RawQuery
	}
	path = normalise(path, false)
	best, allow := -1, true
	for _, x := range r.rules {
		if len(x.pattern) < best || len(x.pattern) == best && allow {
			continue
		}
		if matches(x.pattern, path) {
			best, allow = len(x.pattern), x.allow
		}
	}
	return allow
}

// matches tells whether pattern matches a prefix of path; "*" stands for any
// octets, a final "$" for the end. It backtracks to the last star only, so its
// time is bounded by the product of the lengths.
func matches(pattern, path string) bool {
	if !strings.HasPrefix(pattern, "/") && !strings.HasPrefix(pattern, "*") {
		return false
	}
	anchored := strings.HasSuffix(pattern, "$")
	if anchored {
		pattern = pattern[:len(pattern)-1]
	} else {
		pattern += "*"
	}
	p, s, star, mark := 0, 0, -1, 0
	for s < len(path) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, s
			p++
		case p < len(pattern) && pattern[p] == path[s]:
			p++
			s++
		case star >= 0:
			mark++
			p, s = star+1, mark
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}

const hexDigits = "0123456789ABCDEF"

// normalise brings a path or a pattern into the form in which they are
// compared octet by octet: octets beyond ASCII percent-encoded, escapes of
// unreserved characters decoded, the other escapes in upper case, and reserved
// characters of a query encoded (the table in RFC 9309 section 2.2.2 wants
// "?baz=https://foo.bar" equal to "?baz=https%3A%2F%2Ffoo.bar"). "*" and "$"
// are operators in a pattern and plain octets in a path.
func normalise(s string, pattern bool) string {
	var b strings.Builder
	b.Grow(len(s) + 8)
	encode := func(c byte) {
		b.WriteByte('%')
		b.WriteByte(hexDigits[c>>4])
		b.WriteByte(hexDigits[c&15])
	}
	query := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%' && i+2 < len(s) && hexValue(s[i+1]) >= 0 && hexValue(s[i+2]) >= 0:
			d := byte(hexValue(s[i+1])<<4 | hexValue(s[i+2]))
			if unreserved(d) {
				b.WriteByte(d)
			} else {
				encode(d)
			}
			i += 2
		case c == '?' && !query:
			query = true
			b.WriteByte(c)
		case (c == '*' || c == '$') && !pattern,
			c <= ' ' || c >= 0x7f,
			query && strings.IndexByte(":/?@[]!'(),;", c) >= 0:
			encode(c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
		c == '-' || c == '.' || c == '_' || c == '~'
}

func hexValue(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
