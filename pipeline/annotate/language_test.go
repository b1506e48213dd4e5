package annotate

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gripe/data/sharedtest"
	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

func (a *Annotator) language(s string) string {
	p := passage.New("", s, 0)
	return a.languages.detect(p.Text, p.Tokens)
}

func linesOf(t *testing.T, name string) []string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for l := range strings.Lines(string(raw)) {
		if !strings.HasPrefix(l, "#") {
			out = append(out, strings.TrimSuffix(l, "\n"))
		}
	}
	return out
}

// TestLanguageOfShortTexts: of what is not English, nearly all is recognised; of
// short English that misleads (names, typos, slang, capitals, words that others
// have too) at most 1 % is lost.
func TestLanguageOfShortTexts(t *testing.T) {
	a := New(fake{}, Options{})
	type count struct{ all, exact, other int }
	by := map[string]*count{}
	for _, l := range linesOf(t, "languages.tsv") {
		code, s, _ := strings.Cut(l, "\t")
		if by[code] == nil {
			by[code] = &count{}
		}
		c := by[code]
		c.all++
		switch got := a.language(s); got {
		case code:
			c.exact++
			c.other++
		case "en":
			t.Logf("%s taken for English: %q", code, s)
		default:
			c.other++
		}
	}
	all, other := 0, 0
	for code, c := range by {
		t.Logf("%s: %d texts, %d not English, %d of them %s", code, c.all, c.other, c.exact, code)
		if c.other*10 < c.all*9 || c.exact*10 < c.all*8 {
			t.Errorf("%s: of %d texts %d are not English, %d are %s", code, c.all, c.other, c.exact, code)
		}
		all, other = all+c.all, other+c.other
	}
	if all < 200 || other*100 < all*97 {
		t.Errorf("%d of %d texts are recognised as not English, want 97 %%", other, all)
	}
	english, lost := linesOf(t, "english.txt"), 0
	for _, s := range english {
		if code := a.language(s); code != "en" {
			lost++
			t.Logf("English taken for %s: %q", code, s)
		}
	}
	if len(english) < 190 || lost*100 > len(english) {
		t.Errorf("%d of %d English texts are lost", lost, len(english))
	}
}

// TestLanguageOfShortReviews: of the real reviews of six words or fewer, nearly
// all English, hardly any is taken for something else. The games' and apps' hold
// some 90 that are in fact not English.
func TestLanguageOfShortReviews(t *testing.T) {
	a := New(fake{}, Options{})
	for file, most := range map[string]float64{"insurance": 0.001, "storage": 0.001, "apps": 0.05, "games": 0.025} {
		n, lost := 0, 0
		for _, v := range sample(t, file, 1) {
			if w := len(strings.Fields(v.Text)); w == 0 || w > 6 {
				continue
			}
			n++
			if code := a.language(v.Text); code != "en" {
				lost++
				t.Logf("%s %s: %.60q", file, code, v.Text)
			}
		}
		t.Logf("%s: %d of %d not English", file, lost, n)
		if float64(lost) > most*float64(n) {
			t.Errorf("%s: %d of %d short reviews are not English", file, lost, n)
		}
	}
}

// TestLanguageOfPages: the reviews of ../shared/pages that are in German or
// Portuguese, and what of expected.json is English.
func TestLanguageOfPages(t *testing.T) {
	raw, err := os.ReadFile(sharedtest.Path(t, "pages", "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var pages map[string]struct{ First, Last *struct{ Text string } }
	if err := json.Unmarshal(raw, &pages); err != nil {
		t.Fatal(err)
	}
	a, seen := New(fake{}, Options{}), 0
	for name, p := range pages {
		want := "en"
		if strings.Contains(name, ".de.") {
			want = "de"
		}
		if p.First == nil || p.Last == nil {
			continue
		}
		for i, s := range []string{p.First.Text, p.Last.Text} {
			if i == 0 && strings.HasPrefix(name, "itunes") {
				want = "pt"
			} else if strings.HasPrefix(name, "itunes") {
				want = "en"
			}
			if s == "" {
				continue
			}
			seen++
			if got := a.language(s); got != want {
				t.Errorf("%s: %s, want %s: %.60q", name, got, want, s)
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d texts seen", seen)
	}
}

// TestLanguagesMixed says what becomes of texts on the border: English is never
// given up for a greeting, and what has too few words to tell stays English.
func TestLanguagesMixed(t *testing.T) {
	a := New(fake{}, Options{})
	for in, want := range map[string]string{
		"Great product! Sehr gut!":                            "en",
		"The food was great, muchas gracias to Maria":         "en",
		"Terrible service. Pésimo servicio, no vuelvo nunca.": "es",
		"Top!":          "en",
		"Super":         "en",
		"OK \U0001f44d": "en",
		"Bahut accha product hai, delivery time pe ho gayi": "en", // romanised Hindi has no profile
		"paisa barbad":                              "en",
		"Yer aff yer heid if ye buy this":           "en", // Scots is read as English
		"It wisnae cheap but it's a braw wee thing": "en",
		"我们需要创意工坊 we need Steam Workshop now please developers": "en",
		"アプリが落ちる。iPhoneでもAndroidでも同じ。":                          "ja",
		"\\( \u30fb_\u30fb)\uff89 \u30fd(\u30fc_\u30fc )\u30ce": "en", // text art
		"The H\u00e4agen-Dazs was melted":                       "en",
	} {
		if got := a.language(in); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

// TestNotEnglishIsLeftAlone: it is annotated with its language and nothing else.
func TestNotEnglishIsLeftAlone(t *testing.T) {
	got, err := fast(t, Options{}).Annotate(text("Sehr schlecht, nie wieder! Der Akku war nach zwei Tagen kaputt."))
	if err != nil || got.Language != "de" || got.Complaint || got.Cause != opinion.None || len(got.Mentions)+len(got.Entities) > 0 || got.P[opinion.None.Index()] != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}
