package copies

import (
	"strings"
	"testing"
)

const told = "I don't know why the café's router drops twice a day; support hung up on me four times, and nobody called back!"

func TestCopiesAreFound(t *testing.T) {
	for name, text := range map[string]string{
		"case":            strings.ToUpper(told),
		"spaces":          "\n\n  " + strings.ReplaceAll(told, " ", "\t \u00a0") + "\r\n",
		"punctuation":     strings.NewReplacer(";", " -", ",", "", "!", "!!!").Replace(told),
		"apostrophes":     strings.ReplaceAll(told, "'", "\u2019"),
		"accents":         strings.ReplaceAll(told, "é", "e"),
		"decomposed":      strings.ReplaceAll(told, "é", "e\u0301"),
		"no-break marks":  strings.ReplaceAll(told, "router", "rou\u00adter\u200b"),
		"entities":        strings.NewReplacer("'", "&#39;", "é", "&eacute;", ";", "&nbsp;&ndash;").Replace(told),
		"tags":            "<p>" + strings.ReplaceAll(told, "; ", "<br/>") + "</p><!-- x -->",
		"address":         told + " https://reviews.example/?id=4711&x=y#top",
		"emoji":           "\U0001f621\U0001f621 " + told + " \U0001f44e\U0001f3fd",
		"full width":      strings.ReplaceAll(told, "router", "\uff52\uff4f\uff55\uff54\uff45\uff52"),
		"styled letters":  strings.ReplaceAll(told, "router", "\U0001d667\U0001d664\U0001d66a\U0001d669\U0001d65a\U0001d667"),
		"cut by its site": "I don't know why the café's router drops twice a day; support hung u\u2026 [Read More]",
		"site's name":     "Trustpilot review: " + told,
		"broken bytes":    "\xff\xfe " + told + " \xed\xa0\x80",
	} {
		a, b := Of("", told), Of("Another title", text)
		if !meet(a, b) || !Same(a, b) || !Same(b, a) {
			t.Errorf("%s: meet %v, same %v", name, meet(a, b), Same(a, b))
		}
	}
}

func TestTooLittleToTell(t *testing.T) {
	for _, text := range []string{
		"", " \n", "Great service!", "Works as expected, would buy again.",
		"It was very easy to submit a claim.",
		"One of the best games of all time.",
		"https://example.com/a/very/long/path www.example.com",
		strings.Repeat("!", 32000), strings.Repeat("great ", 5000),
		"\u2610 Kids \u2611 Teens \u2610 Adults \u2610 Everyone \u2610 Potato \u2610 Decent \u2610 Beautiful \u2611 Masterpiece of its genre",
		"[ ] slow [x] fast [ ] cheap [ ] dear [x] sturdy [ ] flimsy [ ] loud [ ] silent [ ] heavy",
	} {
		if s := Of("", text); s != nil {
			t.Errorf("%.40q has a sketch of %d bytes", text, len(s))
		}
	}
	if Of("Router drops", "connection daily, support useless, refund refused") == nil {
		t.Error("a short text is not told with its title's help")
	}
	if Same(nil, nil) || Same(nil, Of("", told)) || len(Keys(nil)) > 0 {
		t.Error("a nil sketch is the same as something")
	}
}

func TestShortPraiseIsNoCopy(t *testing.T) {
	praise := []string{
		"Great insurance, easy to file a claim and quick to pay it back.",
		"Easy to file a claim online and they were quick to pay me.",
		"Filing a claim was easy and the payment came quickly, great insurance.",
		"Very easy to use website and the customer service team is friendly.",
		"Customer service is friendly and the website is very easy to use.",
		"The person I spoke to on the phone was helpful and friendly.",
		"The lady I spoke to was very helpful and answered my questions.",
		"She was very helpful, friendly, and answered all of my questions quickly.",
		"I have had this insurance for two years and never had a problem.",
		"I have had this insurance for three years with two dogs, no complaints.",
		"Works great in my phone, no problems so far, fast shipping too.",
		"Works great in my tablet, shipping was fast and the price was right.",
		"Good card for the price, works great in my phone and camera.",
		"One of the best games I have played, the story is fantastic.",
		"The story is fantastic, and one of the best soundtracks in a game.",
		"Fun to play with friends, but the servers lag every evening.",
		"Servers lag every evening, but it is still fun with friends.",
	}
	for i := range praise {
		for j := range i {
			if Same(Of("", praise[i]), Of("", praise[j])) {
				t.Errorf("taken for copies: %q and %q", praise[i], praise[j])
			}
		}
	}
}

// hostile texts have cost other readers seconds.
var hostile = map[string]string{
	"one token":      strings.Repeat("a", 1<<20),
	"newlines":       strings.Repeat("\n", 200_000) + told,
	"tags open":      strings.Repeat("<a", 1<<19),
	"tags":           strings.Repeat("<b>", 1<<18) + told,
	"ampersands":     strings.Repeat("&", 1<<20),
	"entities":       strings.Repeat("&amp;", 1<<17),
	"zalgo":          strings.Repeat("e\u0301\u0302\u0303", 1<<17),
	"addresses":      strings.Repeat("http://", 1<<17),
	"Han":            strings.Repeat("\u6211\u5f88\u751f\u6c14", 1<<16),
	"words":          strings.Repeat("alpha beta gamma delta epsilon ", 1<<15),
	"broken":         strings.Repeat("\xff\xc0", 1<<18),
	"read more":      strings.Repeat("\u2026 read more", 1<<15),
	"boxes unclosed": strings.Repeat("[", 1<<20),
}

func TestHostile(t *testing.T) {
	for name, text := range hostile {
		holds(t, name, text)
	}
	// A text is known by its beginning, but empty lines do not eat it up.
	if a := Of("", hostile["newlines"]); !Same(a, Of("", told)) {
		t.Error("200,000 newlines hide a text")
	}
}

func FuzzOf(f *testing.F) {
	f.Add("", told)
	f.Add("Four Stars", "Great\u2026 read more")
	for _, text := range hostile {
		f.Add("", text[:min(len(text), 400)])
	}
	f.Fuzz(func(t *testing.T, title, text string) { holds(t, title, text) })
}

// holds checks what is true of every sketch.
func holds(t *testing.T, title, text string) {
	t.Helper()
	s := Of(title, text)
	if len(s) > 115 {
		t.Errorf("a sketch of %d bytes", len(s))
	}
	keys := Keys(s)
	if len(keys) > 8 || (s == nil) != (len(keys) == 0) {
		t.Errorf("%d keys in a sketch of %d bytes", len(keys), len(s))
	}
	for _, k := range keys {
		if k < 0 || k >= 1<<32 {
			t.Errorf("key %d", k)
		}
	}
	if s != nil && !Same(s, s) {
		t.Error("a sketch is not the same as itself")
	}
	if o := Of("", told); Same(s, o) != Same(o, s) {
		t.Error("Same depends on the order")
	}
}

func FuzzSame(f *testing.F) {
	f.Add([]byte(Of("", told)), []byte{})
	f.Add([]byte{0x80, 1, 0}, []byte{8, 1, 2, 3})
	f.Fuzz(func(t *testing.T, a, b []byte) {
		if Same(a, b) != Same(b, a) {
			t.Error("Same depends on the order")
		}
		if len(Keys(a)) > 127 {
			t.Error("too many keys")
		}
	})
}

// review43 has 43 words, as the average review of ../shared/reviews/insurance.
const review43 = "I have been with this company for three years and never had a problem with a claim until last month, when they asked " +
	"for the same records four times, lost them twice, and then told me the visit wasn't covered. Nobody called back."

func BenchmarkOf(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if Of("", review43) == nil {
			b.Fatal("no sketch")
		}
	}
}

func BenchmarkSame(b *testing.B) {
	x, y := Of("", review43), Of("", told)
	for b.Loop() {
		if Same(x, y) {
			b.Fatal("same")
		}
	}
}
