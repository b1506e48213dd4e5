package report

import (
	"strings"
	"testing"
	"unicode/utf8"

	"gripe/pipeline/mask"
)

func TestExcerpt(t *testing.T) {
	filler := strings.Repeat("We like the garden and the trees. ", 12)
	rest := strings.Repeat("which is a thing one reads about, ", 12) + "and so on."
	clause := "The pump failed on the first day, " + strings.Repeat("which is a thing one reads about, ", 24) + "and so on."
	for _, c := range []struct{ name, text, mention, before, after string }{
		{"whole", "It broke.", "It broke.", "", ""},
		{"neighbours", "Nice box. It broke. Sad.", "It broke.", "Nice box. ", " Sad."},
		{"clause widened to its sentence", "Nice box, but it broke at once. Sad.", "it broke at once.", "Nice box, but ", " Sad."},
		{"abbreviation", "It broke, e.g. the hinge. Sad.", "It broke,", "", " e.g. the hinge. Sad."},
		{"cut behind", "It broke. " + filler, "It broke.", "", " " + strings.TrimSpace(strings.Repeat("We like the garden and the trees. ", 6)) + " […]"},
		{"cut before", filler + "It broke.", "It broke.", "[…] " + strings.Repeat("We like the garden and the trees. ", 6), ""},
		{"a long sentence stays whole", "The pump failed on the first day, " + rest, "The pump failed on the first day,", "", " " + rest},
		{"clause of a sentence beyond all measure", clause, "The pump failed on the first day,", "", " […]"},
		{"lines and tabs", "Nice box.\r\n\tIt  broke.\n", "It  broke.", "Nice box. ", ""},
		{"full width stops", "素晴らしい。 壊れた。", "壊れた。", "素晴らしい。 ", ""},
	} {
		i := strings.Index(c.text, c.mention)
		before, mention, after := excerpt(c.text, i, i+len(c.mention))
		if want := plain(c.mention); mention != want || before != c.before || after != c.after {
			t.Errorf("%s: got %q | %q | %q", c.name, before, mention, after)
		}
	}
}

func TestExcerptBoundsASentenceWithoutEnd(t *testing.T) {
	for _, text := range []string{strings.Repeat("word ", 9000), strings.Repeat("w", 40000), strings.Repeat("é", 20000)} {
		before, mention, after := excerpt(text, 0, len(text))
		if n := len(before + mention + after); n > longest+len(cut)+1 || !utf8.ValidString(mention) || !strings.HasSuffix(after, cut) {
			t.Errorf("%d bytes, cut %q", n, after)
		}
	}
}

// What is shown is the text itself, but for cuts: nothing reworded, and the
// offsets of hidden characters accounted for.
func FuzzExcerpt(f *testing.F) {
	f.Add("Nice box. It broke. Sad.", 10, 19)
	f.Add("a\u202eb\x00c d\u0301\u0301\u0301\u0301\u0301\u0301", 1, 5)
	f.Add("\xff\xfe. \xc0\x80", -3, 99)
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		before, mention, after := excerpt(text, start, end)
		shown := strings.TrimSuffix(strings.TrimPrefix(before, cut+" "), " "+cut) + mention + strings.TrimSuffix(after, " "+cut)
		if len(mask.Find(plain(text))) == 0 && !strings.Contains(plain(text), strings.TrimSpace(shown)) {
			t.Errorf("%q is not in %q", shown, text)
		}
	})
}

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"  a \n\t b ":                           "a b",
		"a\u202eb\u2066c":                       "abc",
		"zero\u200bwidth":                       "zerowidth",
		"x\x00\x1b[31my":                        "x[31my",
		"👩\u200d🔧":                              "👩\u200d🔧",
		"bad\xffbyte":                           "bad\ufffdbyte",
		"line\u2028sep":                         "line sep",
		"e\u0301clair":                          "e\u0301clair",
		"a\u0301\u0301\u0301\u0301\u0301\u0301": "a\u0301\u0301\u0301\u0301",
	} {
		if got := plain(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestSafeLink(t *testing.T) {
	for in, want := range map[string]string{
		"https://a.example/x?y=1#z":   "https://a.example/x?y=1#z",
		"http://a.example":            "http://a.example",
		"HTTPS://a.example/":          "https://a.example/",
		"javascript:alert(1)":         "",
		"data:text/html,x":            "",
		"//a.example/x":               "",
		"https:a.example":             "",
		"https://good@evil.example/":  "",
		"https://a.example/\u202egpj": "",
		"file:///etc/passwd":          "",
		"mailbox:12":                  "",
		"https://a b.example/":        "",
		"":                            "",
	} {
		if got := safeLink(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
