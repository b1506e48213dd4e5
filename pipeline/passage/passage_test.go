package passage

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func norms(text string) string {
	var out []string
	for _, t := range Tokenize(Clean(text)) {
		out = append(out, t.Norm)
	}
	return strings.Join(out, "|")
}

func TestTokenize(t *testing.T) {
	for in, want := range map[string]string{
		"I don't.":                             "i|do|n't|.",
		"It isn\u2019t!":                       "it|is|n't|!",
		"(don't)":                              "(|do|n't|)",
		"isn\u02bct \u02bctis #\u02bc \u02bc":  "is|n't|'|tis|#|'|'",
		"Dont buy, it cant and wont":           "do|n't|buy|,|it|can|n't|and|will|n't",
		"CAN'T cannot":                         "can|n't|can|n't",
		"it's they'll we're I've I'm he'd":     "it|'s|they|'ll|we|'re|i|'ve|i|'m|he|'d",
		"it's-a-bad-product":                   "it|'s|-|a|-|bad|-|product",
		"'save' o'clock":                       "'|save|'|o'clock",
		"$49.99, £25 and 3 weeks":              "$<num>|,|£<num>|and|<num>|weeks",
		"50% off 1,000 2nd 16gb":               "<num>%|off|<num>|<num>nd|<num>gb",
		"see https://a.b/c?d=1. or www.x.org!": "see|<url>|.|or|<url>|!",
		"amazon.com mail me@x.co.uk @you":      "<url>|mail|<email>|<user>",
		"#ripoff !!! ?!?! ... wait..":          "#ripoff|!!|?!|...|wait|...",
		"soooooo GOOD":                         "sooo|good",
		":) :-( ;-) <3 :details":               ":)|:(|;)|<3|:|details",
		"😡😡😡 👍🏽 ❤️ 👨‍👩‍👧 🇬🇧":               "😡|👍|❤|👨|🇬🇧",
		"\u201cgood\u201d \u2013 no\u2026": `"|good|"|-|no|...`,
		"Größe ÉTÉ":                        "größe|été",
		"Nice. /s, km/s and/so /so /s/":    "nice|.|/s|,|km|/|s|and|/|so|/|so|/|s|/",
		"2017's 5*":                        "<num>|'s|<num>|*",
		strings.Repeat("x", 100):           "<long>",
		"good.The":                         "good|.|the",
		"":                                 "",
	} {
		if got := norms(in); got != want {
			t.Errorf("%q: tokens %s, want %s", in, got, want)
		}
	}
}

func TestSentences(t *testing.T) {
	for in, want := range map[string]string{
		"It broke. I want a refund.":                          "It broke.|I want a refund.",
		"good.The best":                                       "good.|The best",
		"it cost $4.99 in v2.0 of amazon.com. fine":           "it cost $4.99 in v2.0 of amazon.com.|fine",
		"Dr. Who from the U.S. came. Bye":                     "Dr. Who from the U.S. came.|Bye",
		"never again!!!1 Bad":                                 "never again!!!1|Bad",
		"well... it works... The end":                         "well... it works...|The end",
		"really?! yes":                                        "really?!|yes",
		"Pros\n- cheap\n- fast\n\nCons: none":                 "Pros|- cheap|- fast|Cons: none",
		"Great app\nLove it\nso much":                         "Great app|Love it\nso much",
		"They said \"no.\" Then they left.":                   "They said \"no.\"|Then they left.",
		"It (really!) is fine":                                "It (really!) is fine",
		"Bad . Very bad .":                                    "Bad .|Very bad .",
		"see http://a.b/c.html?x=1!y for more":                "see http://a.b/c.html?x=1!y for more",
		"Great phone, but the battery dies in two hours flat": "Great phone,|but the battery dies in two hours flat",
		"I like it but I wish it were blue":                   "I like it but I wish it were blue",
		"...":                                                 "...",
		" \n\t ":                                              "",
		"すごい。だめ！":                                             "すごい。|だめ！",
	} {
		text := Clean(in)
		var got []string
		for _, s := range Sentences(text) {
			got = append(got, text[s[0]:s[1]])
		}
		if j := strings.Join(got, "|"); j != want {
			t.Errorf("%q: sentences %q, want %q", in, j, want)
		}
	}
}

func TestCleanKeepsLengthAndValidity(t *testing.T) {
	for in, want := range map[string]string{
		"\xff\xff\xff's":           "???'s",
		"d\xe9j\xe0's":             "d?j?'s",
		"\xc0\x80's":               "??'s",
		"a\x00b\x1bc\r\n\td":       "a b c \n\td",
		"\u023a\u023e\u0130\u212a": "\u0100\u0162\u012a\u1e32",
		"a\u202eb\u200bc\ufeff":    "a   b   c   ",
		"fine":                     "fine",
	} {
		if got := Clean(in); got != want || len(got) != len(in) {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFromSpansHasTheTokensOfNew(t *testing.T) {
	for _, g := range readGold(t)[:400] {
		var spans [][2]int
		for _, m := range g.Mentions {
			spans = append(spans, [2]int{m.Start, m.End})
		}
		a, b := New("T", g.Text, 2), FromSpans("T", g.Text, 2, spans)
		if d := cmp.Diff(a.Tokens, b.Tokens); d != "" {
			t.Fatal(d)
		}
		check(t, g.Text)
	}
	p := FromSpans("", "abc def", 0, [][2]int{{-4, 3}, {4, 900}})
	if p.Spans[0].Last != 1 || p.Spans[1].End != 7 || p.Spans[1].First != 1 || p.Spans[1].Last != 2 {
		t.Errorf("spans outside the text are not cut to it: %+v", p.Spans)
	}
}

// check holds what must be true of any text: lengths kept, every byte that is
// not white space in one token and one mention, all in order.
func check(t *testing.T, text string) {
	t.Helper()
	clean := Clean(text)
	if len(clean) != len(text) || !utf8.ValidString(clean) {
		t.Fatalf("Clean(%q) = %q: not valid UTF-8 of the same length", text, clean)
	}
	at := 0
	for _, k := range Tokenize(clean) {
		if k.Start < at || k.End <= k.Start || k.Norm == "" || strings.TrimSpace(clean[at:k.Start]) != "" {
			t.Fatalf("%q: token %+v after %d leaves out %q", text, k, at, clean[at:max(at, k.Start)])
		}
		at = k.End
	}
	if strings.TrimSpace(clean[at:]) != "" {
		t.Fatalf("%q: tokens end at %d", text, at)
	}
	at = 0
	spans := Sentences(clean)
	for _, s := range spans {
		if s[0] < at || s[1] <= s[0] || strings.TrimSpace(clean[at:s[0]]) != "" {
			t.Fatalf("%q: mention %v after %d", text, s, at)
		}
		at = s[1]
	}
	if strings.TrimSpace(clean[at:]) != "" {
		t.Fatalf("%q: mentions end at %d of %d", text, at, len(clean))
	}
	if len(spans) > MaxSpans {
		t.Fatalf("%d mentions", len(spans))
	}
}

// TestHostileTexts feeds what costs other tokenisers quadratic time. A hang is
// caught by the limit of ten seconds, a hundred times what they take together.
func TestHostileTexts(t *testing.T) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, s := range []string{
			"\n", "!", "(", "\"", ".", "$", "x", "a.", "a.A", "@", "#", "a@", "1.", "1,", "'", "a'", "n't ", ". ", "! ",
			"\u0301", "Z\u0337\u0321", "😡", "\u200d", "\xff", "www.", "http://", "A.\n", "\n-", "\u2026 ", " but the ", ":(", "\u00a0", "<3", "etc. ",
		} {
			check(t, strings.Repeat(s, 200_000/len(s)))
		}
		check(t, strings.Repeat("a", 1<<20))
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("took more than ten seconds: something is not linear")
	}
}

func FuzzSentences(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(check)
}

func FuzzClean(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := Clean(s)
		if len(c) != len(s) || !utf8.ValidString(c) || Clean(c) != c {
			t.Fatalf("Clean(%q) = %q", s, c)
		}
		if strings.ContainsAny(c, "\u023a\u023e\u0130\u212a\x00\u202e") {
			t.Fatalf("Clean(%q) = %q still holds a trap", s, c)
		}
	})
}

var seeds = []string{
	"", "I don't.", "(don't)", "\xff\xff\xff's", "d\xe9j\xe0's", "\u023a\u023a's", "it's-a-bad-product", "!!!1 good.The",
	"$4.99 @a #b www.x.com a@b.co 😡😡 👍🏽 :( \n- x", "great phone, but the battery dies on me", "e\u0301\u200d\u202e...",
	"1.a.B 2) C'mon o'clock's 'tis dont", "\u2026 \u201cHi.\u201d \u3002", "etc. It", "a@", "#", "$", "x:/y",
	"don&#39;t <br/>&amp;lt;p&gt; AT&amp;T <3 <!-- <script>x</script >", "\u02bctis isn\u02bct",
}

const review = "I ordered this router three weeks ago and it still hasn't arrived. I called customer service twice, they don't know anything! " +
	"It's a shame because the price was good ($49.99), but I won't be buying again from them."

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		New("Never arrived", review, 1)
	}
}

func BenchmarkTokenize(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Tokenize(review)
	}
}

// TestMaxTokens: a text of any length costs no more than MaxTokens, and still
// every byte of it is in a token and in a mention.
func TestMaxTokens(t *testing.T) {
	for _, s := range []string{strings.Repeat("word ", 100_000), strings.Repeat("So bad. ", 60_000), strings.Repeat("n't ", 60_000)} {
		check(t, s)
		p := New("", s, 0)
		if n := len(p.Tokens); n < MaxTokens || n > MaxTokens+2 || p.Tokens[n-1].Norm != NormLong {
			t.Errorf("%q…: %d tokens, the last %+v", s[:8], n, p.Tokens[n-1])
		}
		last := p.Spans[len(p.Spans)-1]
		if last.Last != len(p.Tokens) || last.End != len(s)-1 {
			t.Errorf("%q…: the last mention is %+v of %d bytes", s[:8], last, len(s))
		}
		for _, m := range p.Spans {
			if m.First == m.Last {
				t.Errorf("%q…: mention %+v has no tokens", s[:8], m)
			}
		}
	}
}
