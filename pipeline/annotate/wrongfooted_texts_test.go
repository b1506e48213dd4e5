package annotate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// marks one by one and in runs; fragments in long repetition.
const marks = "!(\".$'-_*#@&<>[]{}|\\/~^%+=,;:?`)"

var fragments = []string{
	"x", "A", "\u0149", "\u00e9", "\u6f22", "\U0001f621", "1", "Ab3+", "deadbeef", "\u023a", "\u0130", "\u212a", "\ufdfa", "\u00df", "\ufb03", "\u1e9e", // one token
	"a ", "1 ", "It is bad. ", "Bad it.", "Bob London bad ", "Bob John Smith. ", "not ", "n't ", "it's-a-bad-product", "my my ", "call ",
	"waiting on hold for 3 hours ", "the battery screen camera is bad. ", "bad, but the good ", "good but the bad ", "Bad one. ", "No ", "Mr. ", "etc. ", "i.e. ", "A.", "a.A", "1.", "1,", "1:", "5* ", "$1", "50% ",
	"\U0001f621 ", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1ec\U0001f1e7", "\U0001f44d\U0001f3fd", "\u2764\ufe0f", "#\ufe0f\u20e3", ":(", "<3 ",
	"<br>", "<p", "<a href=\"", "<script>", "<!--", "</", "&amp;", "&amp;amp;", "&#39;", "&#", "&nbsp;", "don&#39;t ",
	"http://", "http://x.y/z?q=1 ", "www.", "a@", "a@b.co ", "@a ", "#b ", "@", "#",
	"\n", "\n\n", "a\n", "\n-", " \n", "\t", "\u00a0", "\u2003", "\r\n", "\u2028",
	"\u0301", "Z\u0337\u0321\u0489", "\u200d", "\u200b", "\u202e", "\u202ea\u202c", "\ufeff", "\x00", "\x1b[31m", "\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\u2026 ", "\u3002", "\u201c", "\u2019", "\"a ", "a\"", "\ufffd", "\ue000", "\U000e0041",
	"if (x) { y[i] += 1; } // ok\n", "SELECT * FROM t; -- '", "aGVsbG8gd29ybGQ=", "\\u0041", "${jndi:ldap://x}", "{{7*7}}", "%s%n", "=cmd|' /C calc'!A0",
}

// frames put something odd where words stand.
var frames = []string{"%s", "I don't like %s it.", "great%sphone, bad%s", "%sn't bad's%s", "Never %s Bob%s. %sIt broke"}

type odd struct{ name, text string }

// malformed are texts as hostile as those of HAZARDS.md and of issue 4.
func malformed() []odd {
	var out []odd
	add := func(name, text string) { out = append(out, odd{name, text}) }
	for _, s := range []string{"", " ", "\n", "\t \r\n", "\x00", "\x00\x00\x00", "\u00a0", "\u2003\u3000", "\u200b", "\u200d", "\ufeff", "\u202e\u202c", "\u00ad", "<br>", "<p></p>", "&nbsp;", "<!-- -->", "\u2028\u2029", "\v\f", "\x7f\u0085"} {
		add("nothing to read", s)
	}
	for _, m := range marks {
		for _, n := range []int{1, 2, 5, 32_000} {
			add(fmt.Sprintf("%d of a mark", n), strings.Repeat(string(m), n))
		}
		add("a word and 32,000 of a mark", "bad"+strings.Repeat(string(m), 32_000))
	}
	for _, f := range fragments {
		for _, frame := range frames {
			add("odd among words", strings.ReplaceAll(frame, "%s", f))
		}
		add("20,000 times", strings.Repeat(f, 20_000))
	}
	for _, f := range fragments[:16] {
		add("one token of 1 MB", strings.Repeat(f, (1<<20)/len(f)))
	}
	add("200,000 newlines", strings.Repeat("\n", 200_000))
	add("bad and 200,000 newlines", "bad"+strings.Repeat("\n", 200_000)+"worse")
	add("10,000 sentences of two words", strings.Repeat("Too bad. ", 10_000))
	add("one sentence of 100,000 words", strings.Repeat("it is so bad that ", 20_000))
	add("100,000 different words", numbered(100_000))
	add("unpaired quotes", strings.Repeat("\"It 'was (bad [said \u201che. ", 5_000))
	add("a page", "<!DOCTYPE html><html><head><title>x</title><style>p{}</style></head><body onload=\"a()\"><p class=x>It&#39;s bad<br/>really</p><script>if (a<b) c()</script></body></html>")
	add("1 MB of HTML", strings.Repeat("<div class=\"a\"><p>It&#39;s <b>bad</b> &amp; slow.</p></div>\n", 17_000))
	r := rand.New(rand.NewPCG(4, 5))
	for i := range 100 {
		add("a review, bytes changed", mutate(r, review, 1+i%9))
	}
	for range 20 {
		add("random bytes", noise(r, 300))
	}
	return out
}

func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "w%dx ", i)
	}
	return b.String()
}

func noise(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return string(b)
}

// mutate changes, drops, doubles or inserts n bytes of s.
func mutate(r *rand.Rand, s string, n int) string {
	b := []byte(s)
	for range n {
		if len(b) == 0 {
			break
		}
		i := r.IntN(len(b))
		switch r.IntN(4) {
		case 0:
			b[i] = byte(r.Uint32())
		case 1:
			b = slices.Delete(b, i, min(len(b), i+1+r.IntN(3)))
		case 2:
			b = slices.Insert(b, i, b[i:min(len(b), i+1+r.IntN(8))]...)
		default:
			b = slices.Insert(b, i, []byte(fragments[r.IntN(len(fragments))])...)
		}
	}
	return string(b)
}
