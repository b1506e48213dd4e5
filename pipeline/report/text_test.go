package report

import (
	"bytes"
	"strings"
	"testing"
)

// No line is longer than a mail program shows, but for a link by itself; none
// holds a no-break space or ends in a blank.
func TestTextKeepsItsColumns(t *testing.T) {
	inputs := map[string]Input{"full": fixture(), "small": small(), "empty": empty(), "zero": {}}
	for _, p := range append(payloads, strings.Repeat("客服太慢了", 60)) {
		inputs[p] = poisoned(p)
	}
	for name, in := range inputs {
		var b bytes.Buffer
		if err := Text(&b, Build(in)); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			line = strings.TrimSuffix(line, "\n")
			if n := cells(line); n > columns && !isLink(strings.TrimSpace(line)) {
				t.Errorf("%.20q: %d columns: %q", name, n, line)
			}
			if strings.Contains(line, nbsp) || strings.TrimRight(line, " ") != line {
				t.Errorf("%.20q: blanks in %q", name, line)
			}
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		in   string
		most int
		want string
	}{
		{"one two three", 8, "- one|  two|  three"},
		{"a" + nbsp + "b c", 6, "- a" + nbsp + "b|  c"},
		{"abcdefghij", 6, "- abcd|  efgh|  ij"},
		{"see https://example.org/a-long-one end", 8, "- see|  https://example.org/a-long-one|  end"},
		{"客服太慢", 6, "- 客服|  太慢"},
		{"", 6, "- "},
	} {
		if got := strings.Join(wrap(c.in, "- ", "  ", c.most), "|"); got != c.want {
			t.Errorf("%q: got %q, want %q", c.in, got, c.want)
		}
	}
}
