package demo

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// themes are the codebook's, by class.
var themes = map[string][]string{
	"product":   {"performance", "features", "reliability", "durability", "usability", "design", "content", "safety", "compatibility"},
	"marketing": {"claims", "price_value", "fees_terms", "promotion", "communications", "sales", "brand"},
	"service":   {"responsiveness", "attitude", "knowledge", "resolution", "returns_refunds", "fulfilment", "billing_admin"},
	"none":      {"general", "none"},
}

func truth(t *testing.T) []Review {
	t.Helper()
	rs, err := Truth()
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

func TestTruthIsWhole(t *testing.T) {
	rs := truth(t)
	if len(rs) < 300 {
		t.Errorf("%d reviews, want at least 300", len(rs))
	}
	ids := map[string]bool{}
	weeks := [Weeks + 1]int{}
	for _, r := range rs {
		if ids[r.ID] {
			t.Errorf("id %s twice", r.ID)
		}
		ids[r.ID] = true
		if r.Week < 1 || r.Week > Weeks || r.Day < 0 || r.Day > 6 {
			t.Errorf("%s: week %d day %d", r.ID, r.Week, r.Day)
			continue
		}
		weeks[r.Week]++
		if _, ok := themes[r.Cause]; !ok {
			t.Errorf("%s: cause %q", r.ID, r.Cause)
		}
		if r.Author == "" {
			t.Errorf("%s: no author", r.ID)
		}
		if forum := r.Page == PageForum; forum != (r.Rating == 0) || forum != (r.Product == "") {
			t.Errorf("%s: page %s with rating %d and product %q", r.ID, r.Page, r.Rating, r.Product)
		}
	}
	for w := 1; w <= Weeks; w++ {
		if weeks[w] < 10 {
			t.Errorf("week %d holds %d reviews", w, weeks[w])
		}
	}
}

// TestPrevalence holds the shares that make the demo tell its story: of the
// complaints about half are the product's, a fifth marketing's, the rest
// service's. Both figures are of the planted truth, not of a classifier.
func TestPrevalence(t *testing.T) {
	n := map[string]float64{}
	all := 0.0
	for _, r := range truth(t) {
		n[r.Cause]++
		all++
	}
	complaints := all - n["none"]
	for _, c := range []struct {
		name        string
		share       float64
		least, most float64
	}{
		{"none of all", n["none"] / all, 0.38, 0.52},
		{"product of complaints", n["product"] / complaints, 0.45, 0.55},
		{"marketing of complaints", n["marketing"] / complaints, 0.15, 0.25},
		{"service of complaints", n["service"] / complaints, 0.25, 0.35},
	} {
		if c.share < c.least || c.share > c.most {
			t.Errorf("%s: %.3f, want %.2f to %.2f", c.name, c.share, c.least, c.most)
		}
	}
}

func TestMentions(t *testing.T) {
	labelled := 0
	for _, r := range truth(t) {
		if len(r.Mentions) == 0 {
			if r.Text != "" && r.Language == "" && r.DuplicateOf == "" {
				t.Errorf("%s: no sentence is labelled", r.ID)
			}
			continue
		}
		labelled++
		end, complains := 0, map[string]bool{}
		for _, m := range r.Mentions {
			if m.Start < end || m.End <= m.Start || m.End > len(r.Text) {
				t.Errorf("%s: span %d:%d after %d in %d bytes", r.ID, m.Start, m.End, end, len(r.Text))
				break
			}
			if r.Text[m.Start:m.End] != m.Text || !utf8.ValidString(m.Text) {
				t.Errorf("%s: span %d:%d is %q, not %q", r.ID, m.Start, m.End, r.Text[m.Start:m.End], m.Text)
			}
			if gap := strings.TrimSpace(r.Text[end:m.Start]); gap != "" {
				t.Errorf("%s: %q is in no mention", r.ID, gap)
			}
			end = m.End
			if !slices.Contains([]string{"neg", "pos", "mix", "neu"}, m.Polarity) ||
				!slices.Contains([]string{"pre", "buy", "use", "post", "none"}, m.Stage) ||
				!slices.Contains(themes[m.Class], m.Theme) {
				t.Errorf("%s: labels %s %s %s %s", r.ID, m.Polarity, m.Class, m.Theme, m.Stage)
			}
			if m.Polarity == "neu" && m.Class != "none" {
				t.Errorf("%s: neutral %q has class %s", r.ID, m.Text, m.Class)
			}
			if m.Polarity == "neg" || m.Polarity == "mix" {
				complains[m.Class] = true
			}
		}
		if end != len(r.Text) {
			t.Errorf("%s: %q is in no mention", r.ID, r.Text[end:])
		}
		if (r.Cause == "none") != (len(complains) == 0) || r.Cause != "none" && !complains[r.Cause] {
			t.Errorf("%s: cause %s, but its mentions complain of %v", r.ID, r.Cause, complains)
		}
	}
	if labelled < 300 {
		t.Errorf("%d reviews labelled sentence by sentence, want at least 300", labelled)
	}
}

var word = regexp.MustCompile(`[\pL\pN]+`)

// TestTextsAreTheirOwn: no two reviews share a text or a run of eight words,
// but for the duplicates planted on purpose.
func TestTextsAreTheirOwn(t *testing.T) {
	const run = 8
	first, whole := map[string]string{}, map[string]string{}
	twins, near := 0, 0
	byID := map[string]Review{}
	rs := truth(t)
	for _, r := range rs {
		byID[r.ID] = r
	}
	for _, r := range rs {
		if r.DuplicateOf != "" {
			switch of, ok := byID[r.DuplicateOf]; {
			case !ok:
				t.Errorf("%s repeats %s, which is not there", r.ID, r.DuplicateOf)
			case of.Text == r.Text:
				twins++
			default:
				near++
			}
			continue
		}
		key := strings.ToLower(strings.Join(strings.Fields(r.Text), " "))
		if other, ok := whole[key]; ok && key != "" {
			t.Errorf("%s and %s have the same text", r.ID, other)
		}
		whole[key] = r.ID
		words := word.FindAllString(key, -1)
		for i := 0; i+run <= len(words); i++ {
			k := strings.Join(words[i:i+run], " ")
			if other, ok := first[k]; ok && other != r.ID {
				t.Errorf("%s and %s share %q", r.ID, other, k)
			}
			first[k] = r.ID
		}
	}
	if twins != 1 || near != 1 {
		t.Errorf("%d exact and %d near duplicates planted, want 1 and 1", twins, near)
	}
}

func TestOddities(t *testing.T) {
	languages := map[string]int{}
	starsOnly, hostile, longest := 0, 0, 0
	for _, r := range truth(t) {
		if r.Language != "" {
			languages[r.Language]++
		}
		if r.Text == "" && r.Title == "" {
			starsOnly++
		}
		if strings.Contains(r.Text, "<script>") {
			hostile++
		}
		longest = max(longest, len(r.Mentions))
	}
	if languages["de"] < 2 || languages["fr"] < 2 {
		t.Errorf("other languages: %v, want German and French", languages)
	}
	if starsOnly != 1 || hostile != 1 {
		t.Errorf("%d with stars only, %d with a script; want 1 and 1", starsOnly, hostile)
	}
	if longest < 15 {
		t.Errorf("the long story is %d mentions long", longest)
	}
}

func TestPosted(t *testing.T) {
	tests := []struct {
		name string
		now  time.Time
		r    Review
		want string
	}{
		{"on a Sunday the running week is not complete", time.Date(2026, 11, 22, 23, 59, 0, 0, time.UTC), Review{Week: 12, Day: 6, Time: "23:05"}, "2026-11-15T23:05:00Z"},
		{"on Monday it is", time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), Review{Week: 12, Day: 0, Time: "00:00"}, "2026-11-16T00:00:00Z"},
		{"first week", time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), Review{Week: 1, Day: 0, Time: "07:30"}, "2026-08-31T07:30:00Z"},
		{"the instant counts in UTC", time.Date(2026, 11, 23, 0, 30, 0, 0, time.FixedZone("", 3600)), Review{Week: 12, Day: 0, Time: "12:00"}, "2026-11-09T12:00:00Z"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.r.Posted(tt.now).Format(time.RFC3339); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
