package report

import "strings"

// escape makes a text from outside plain text in CommonMark and GFM. Every
// mark that could begin markup gets a backslash; a stop or a colon gets one
// too where an address could hang on it, so that no renderer turns it into a
// link. A number or dash at the start cannot begin a list.
func escape(s string) string {
	var b strings.Builder
	for i, c := range []byte(s) {
		switch c {
		case '\\', '`', '*', '_', '{', '}', '[', ']', '<', '>', '#', '!', '|', '&', '~', '$', '@':
			b.WriteByte('\\')
		case '.', ':', '/':
			if i+1 < len(s) && s[i+1] != ' ' {
				b.WriteByte('\\')
			} else if c == '.' && i > 0 && i < 10 && s[i-1] >= '0' && s[i-1] <= '9' {
				b.WriteByte('\\')
			}
		case '-', '+', '=':
			if i == 0 {
				b.WriteByte('\\')
			}
		}
		b.WriteByte(c)
	}
	return b.String()
}

// target is a link's address between angle brackets. safeLink has parsed it;
// what could end the brackets or a table's cell is percent-encoded.
func target(link string) string {
	return strings.NewReplacer("<", "%3C", ">", "%3E", "\\", "%5C", "|", "%7C", " ", "%20", "\n", "%0A", "\r", "%0D").Replace(link)
}
