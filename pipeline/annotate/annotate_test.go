package annotate

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gripe/data/sharedtest"
	"gripe/pipeline/opinion"
)

func text(s string) opinion.Verbatim { return opinion.Verbatim{Text: s} }

// check holds what must be true of every annotation.
func check(t *testing.T, v opinion.Verbatim, a opinion.Annotation) {
	t.Helper()
	at := 0
	complains := a.Cause != opinion.None
	for _, m := range a.Mentions {
		if m.Start < at || m.End <= m.Start || m.End > len(v.Text) {
			t.Fatalf("%q: mention %d..%d after %d", v.Text, m.Start, m.End, at)
		}
		at = m.End
		complains = complains || m.Polarity.Complaint()
		if (m.Polarity == opinion.Neu) != (m.Class == opinion.None) || m.Theme.Class() != m.Class {
			t.Fatalf("%q: polarity %s, class %s, theme %s do not go together", v.Text, m.Polarity, m.Class, m.Theme)
		}
	}
	if a.Complaint != complains {
		t.Fatalf("%q: complaint is %v", v.Text, a.Complaint)
	}
	at = 0
	for _, e := range a.Entities {
		if e.Start < at || e.End <= e.Start || e.End > len(v.Text) {
			t.Fatalf("%q: entity %+v after %d", v.Text, e, at)
		}
		at = e.End
	}
}

// TestProseHazards feeds every row of HAZARDS.md on prose through Annotate.
func TestProseHazards(t *testing.T) {
	a := New(fake{}, Options{})
	for _, tc := range []struct {
		in       string
		polarity opinion.Polarity
	}{
		{"\xff\xff\xff's", opinion.Neu},
		{"d\xe9j\xe0's", opinion.Neu},
		{"\xc0\x80's", opinion.Neu},
		{"\u023a\u023a\u023a\u023a's bad", opinion.Neg},
		{"\u0130\u0130\u212a's bad", opinion.Neg},
		{"I don't.", opinion.Neg},
		{"It isn't!", opinion.Neg},
		{"(don't)", opinion.Neg},
		{"it's-a-bad-product", opinion.Neg},
		{"'save' never", opinion.Neg},
		{strings.Repeat("!", 32_000), opinion.Neu},
		{"bad" + strings.Repeat("(", 32_000), opinion.Neg},
		{"bad" + strings.Repeat("\"", 32_000), opinion.Neg},
		{"bad" + strings.Repeat(".", 32_000), opinion.Neg},
		{"bad" + strings.Repeat("$", 32_000), opinion.Neg},
		{"bad" + strings.Repeat("\n", 200_000), opinion.Neg},
		{strings.Repeat("bad Bob ", 20_000), opinion.Neg},
		{"bad " + strings.Repeat("x", 1<<20), opinion.Neg},
	} {
		name := tc.in[:min(len(tc.in), 20)]
		done := make(chan opinion.Annotation, 1)
		go func() {
			got, err := a.Annotate(text(tc.in))
			if err != nil {
				t.Errorf("%q: %v", name, err)
			}
			done <- got
		}()
		select {
		case got := <-done:
			check(t, text(tc.in), got)
			if len(got.Mentions) == 0 || got.Mentions[0].Polarity != tc.polarity {
				t.Errorf("%q: mentions %+v, want the first %s", name, got.Mentions, tc.polarity)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("%q took more than 20 s: something is not linear", name)
		}
	}
}

func TestEntities(t *testing.T) {
	a := New(fake{}, Options{Gazetteer: []Name{
		{Name: "Healthy Paws", Label: "BRAND", Aliases: []string{"HP"}}, {Name: "Paws", Label: "PRODUCT"}, {Name: "iPhone 7", Label: "PRODUCT"},
	}})
	for in, want := range map[string]string{
		"Never buy healthy PAWS's plan":                 "BRAND healthy PAWS",
		"@HP and #hp, not hpx":                          "BRAND HP|BRAND hp",
		"my iPhone 7 and iphone 8":                      "PRODUCT iPhone 7",
		"It is not good, we met Barack Obama":           "PERSON Barack Obama",
		"It is not good that John told John Smith this": "PERSON John|PERSON John Smith",
		"nothing here is NOT GOOD AT ALL":               "",
	} {
		got, err := a.Annotate(text(in))
		if err != nil {
			t.Fatal(err)
		}
		check(t, text(in), got)
		var have []string
		for _, e := range got.Entities {
			if in[e.Start:e.End] != e.Text {
				t.Errorf("%q: offsets of %+v do not hold", in, e)
			}
			have = append(have, e.Label+" "+e.Text)
		}
		if j := strings.Join(have, "|"); j != want {
			t.Errorf("%q: entities %q, want %q", in, j, want)
		}
	}
}

// TestNegations holds that a negation survives however it is written.
func TestNegations(t *testing.T) {
	a := New(fake{}, Options{})
	for _, in := range []string{
		"I don't love it", "I dont love it", "I don\u2019t love it", "I DON'T love it", "It isn't.", "(didn't)", "Wouldn't!!!", "\"can't\"",
		"cannot love it", "It won't...", "not great", "never great", "ain't great", "couldn't-work", "didn't😡", "shouldnt, really",
	} {
		got, err := a.Annotate(text(in))
		if err != nil || len(got.Mentions) != 1 || got.Mentions[0].Polarity != opinion.Neg {
			t.Errorf("%q: %+v, %v: the negation is lost", in, got.Mentions, err)
		}
	}
}

func TestLabels(t *testing.T) {
	a := New(fake{}, Options{})
	for _, tc := range []struct{ in, touchpoints, signals string }{
		{"I was on hold for 3 hours, not great", "phone", "effort"},
		{"Never again.", "", "defection"},
		{"I will not renew and cancelled my policy", "", "defection"},
		{"I won't be back", "", "defection"},
		{"They never return my calls", "phone", ""},
		{"Great, I recommend it", "", "advocacy"},
		{"I would not recommend it", "", ""},
		{"I can't recommend them highly enough, great", "", "advocacy"},
		{"The customer service rep hung up, bad", "staff phone", ""},
		{"The app store is bad", "", ""},
		{"Bad app, and the website is not working", "site app", ""},
		{"The driver was bad and the parcel never arrived", "staff delivery", ""},
		{"Great, no hassle", "", ""},
		{"I switched from another carrier, great", "", ""},
		{"I emailed three times and am still waiting", "email", "effort"},
		{"My bill went up, not as advertised", "advert invoice", ""},
	} {
		got, err := a.Annotate(text(tc.in))
		if err != nil {
			t.Fatal(err)
		}
		var touch, signals []string
		for _, m := range got.Mentions {
			for _, x := range m.Touchpoints {
				touch = append(touch, string(x))
			}
			for _, x := range m.Signals {
				signals = append(signals, string(x))
			}
		}
		if got := strings.Join(touch, " "); got != tc.touchpoints {
			t.Errorf("%q: touchpoints %q, want %q", tc.in, got, tc.touchpoints)
		}
		if got := strings.Join(signals, " "); got != tc.signals {
			t.Errorf("%q: signals %q, want %q", tc.in, got, tc.signals)
		}
	}
}

func TestLanguages(t *testing.T) {
	a := New(fake{}, Options{})
	for in, want := range map[string]string{
		"Das Essen war leider nicht gut und der Service sehr langsam.":        "de",
		"Le service est très mauvais et je ne reviendrai pas dans cet hôtel.": "fr",
		"habe ihn heute erstmals gemacht, war super lecker.":                  "de",
		"El producto no funciona y nadie me responde, muy malo.":              "es",
		"O produto é muito ruim e não funciona, não recomendo.":               "pt",
		"Het is een slecht product en de levering was niet op tijd.":          "nl",
		"Il prodotto non funziona e il servizio è molto lento.":               "it",
		"Это очень плохой продукт":                                            "ru", "質問に答えてくれません": "ja", "很差的服务": "zh", "خدمة سيئة جدا": "ar",
		"lol ur app sux": "en", "horrible game horrible play NO NO NO NO": "en", "Crap!": "en", "10/10": "en", "😡😡😡": "en", "gud phone 4 da price": "en", "This is bad.": "en",
	} {
		got, err := a.Annotate(text(in))
		if err != nil || got.Language != want {
			t.Errorf("%q: language %q, %v, want %q", in, got.Language, err, want)
		}
		if want != "en" && (len(got.Mentions) > 0 || got.Cause != opinion.None || got.Complaint) {
			t.Errorf("%q was judged though it is not English", in)
		}
	}
}

func TestTitleAndNoText(t *testing.T) {
	a := New(fake{}, Options{})
	for _, v := range []opinion.Verbatim{{}, text(" \n\t"), text("\x00\u200b")} {
		if _, err := a.Annotate(v); !errors.Is(err, ErrNoText) {
			t.Errorf("%q: %v, want ErrNoText", v.Text, err)
		}
	}
	got, err := a.Annotate(opinion.Verbatim{Title: "Awful"})
	if err != nil || got.Cause != opinion.Service || !got.Complaint || len(got.Mentions) != 0 {
		t.Errorf("a title alone: %+v, %v", got, err)
	}
}

// A verbatim complains where a mention does: a cause alone, as five-star praise
// of a phone call is given, makes no complaint.
func TestNoComplaintWithoutAMention(t *testing.T) {
	got, err := New(fake{}, Options{}).Annotate(opinion.Verbatim{Title: "Awful", Text: "They were great."})
	if err != nil || got.Complaint || got.Cause != opinion.None || got.P[opinion.Service.Index()] < 0.5 {
		t.Errorf("no mention complains: %+v, %v", got, err)
	}
}

// TestPoisonStaysAlone: one verbatim that breaks the classifier costs no other.
func TestPoisonStaysAlone(t *testing.T) {
	got := New(fake{}, Options{}).AnnotateAll([]opinion.Verbatim{text("bad"), text("POISON"), text("good")})
	if got[0].Err != nil || got[2].Err != nil || !got[0].Annotation.Complaint {
		t.Errorf("the neighbours suffer: %+v", got)
	}
	if got[1].Err == nil || !strings.Contains(got[1].Err.Error(), "poisoned") {
		t.Errorf("error %v does not give the reason", got[1].Err)
	}
}

// reviews are texts of the gold set.
func reviews(t testing.TB, every int) []opinion.Verbatim {
	t.Helper()
	raw, err := os.ReadFile(sharedtest.Path(t, "gold", "gold.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var out []opinion.Verbatim
	for i, l := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
		if i%every != 0 {
			continue
		}
		var v opinion.Verbatim
		if err := json.Unmarshal([]byte(l), &v); err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

// TestPurity: the same from every goroutine, alone or in a batch.
func TestPurity(t *testing.T) {
	a := New(fake{}, Options{})
	vs := reviews(t, 20)
	want := a.AnnotateAll(vs)
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range vs {
				k := (i*7 + g*31) % len(vs)
				got, err := a.Annotate(vs[k])
				if d := cmp.Diff(want[k].Annotation, got); d != "" || err != nil {
					t.Errorf("%s: %v, %s", vs[k].ID, err, d)
					return
				}
			}
		})
	}
	wg.Wait()
}

// TestExhaustiveIsTheSame: the shortcuts change nothing.
func TestExhaustiveIsTheSame(t *testing.T) {
	names := []Name{{Name: "Comcast", Label: "BRAND"}}
	fast, slow := New(fake{}, Options{Gazetteer: names}), New(fake{}, Options{Gazetteer: names, Exhaustive: true})
	vs := reviews(t, 6)
	x, y := fast.AnnotateAll(vs), slow.AnnotateAll(vs)
	aspects, entities := 0, 0
	for i := range vs {
		if d := cmp.Diff(y[i].Annotation, x[i].Annotation); d != "" {
			t.Errorf("%q: a shortcut changes the annotation (-exhaustive +fast):\n%s", vs[i].Text, d)
		}
		check(t, vs[i], x[i].Annotation)
		entities += len(x[i].Annotation.Entities)
		for _, m := range x[i].Annotation.Mentions {
			aspects += len(m.Aspects)
		}
	}
	if aspects < 200 || entities < 50 {
		t.Errorf("%d aspects and %d entities in %d reviews: too few to compare", aspects, entities, len(vs))
	}
}

func TestAspects(t *testing.T) {
	got, err := New(fake{}, Options{}).Annotate(text("The battery life is bad and the hotel room smells. I love the camera."))
	if err != nil {
		t.Fatal(err)
	}
	if a := got.Mentions[0].Aspects; !slices.Contains(a, "hotel room") || len(got.Mentions[1].Aspects) != 0 {
		t.Errorf("aspects %q and %q", a, got.Mentions[1].Aspects)
	}
}

const review = "I ordered this router three weeks ago and it still hasn't arrived. I called customer service twice, they don't know anything! " +
	"It's a shame because the price was good ($49.99), but I won't be buying again from them."

func BenchmarkAnnotate(b *testing.B) {
	a := New(fake{}, Options{})
	loadTagger()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.Annotate(text(review)); err != nil {
			b.Fatal(err)
		}
	}
}
