package measure

import (
	"encoding/json"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func week47() opinion.Week {
	return WeekOf(time.Date(2026, 11, 18, 0, 0, 0, 0, time.UTC), time.UTC)
}

func TestFiguresGolden(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	f, _ := synthetic(rng, 900, [4]float64{.35, .15, .2, .3}, 2)
	dated(rng, f, 14, week47())
	spoken(rand.New(rand.NewPCG(6, 6)), f)
	f = append(f,
		opinion.Finding{ID: "german", Language: "de", PostedAt: week47().Start, Source: "shop"},
		opinion.Finding{ID: "waiting", PostedAt: week47().Start, Source: "shop"},
		opinion.Finding{ID: "undated", Annotated: true, Complaint: true, Cause: opinion.Product, Source: "lost"},
		opinion.Finding{ID: "next week", Annotated: true, Complaint: true, PostedAt: week47().End, Source: "future"},
	)
	o := Options{Errors: matrices(rng, 8, 40, 2), Labels: 3480, Model: "test", Seed: 9, Resamples: 100}
	figures := Figures(f, week47(), o)
	got, err := json.MarshalIndent(rounded(figures), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "figures.golden.json")
	if *update {
		if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatalf("%v; run go test -update", err)
	}
	if diff := cmp.Diff(string(want), string(got)+"\n"); diff != "" {
		t.Errorf("figures differ from %s (-want +got):\n%s", golden, diff)
	}

	// What the golden file holds must also be sound.
	for _, w := range figures.Trend {
		sound(t, w.Shares)
	}
	sum := 0
	for _, n := range figures.Venn {
		sum += n
	}
	if sum != figures.Now.Base.Complaints {
		t.Errorf("the Venn holds %d verbatims, the week %d complaints", sum, figures.Now.Base.Complaints)
	}
	rng.Shuffle(len(f), func(i, j int) { f[i], f[j] = f[j], f[i] })
	if diff := cmp.Diff(figures, Figures(f, week47(), o)); diff != "" {
		t.Errorf("another order, other figures:\n%s", diff)
	}
}

// rounded passes figures through JSON and rounds all numbers to 9 places:
// processors that fuse multiply and add differ in the last bits.
func rounded(f opinion.Figures) any {
	raw, err := json.Marshal(f)
	if err != nil {
		return err
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return err
	}
	return round(v)
}

func round(v any) any {
	switch x := v.(type) {
	case float64:
		return math.Round(x*1e9) / 1e9
	case []any:
		for i := range x {
			x[i] = round(x[i])
		}
	case map[string]any:
		for k := range x {
			x[k] = round(x[k])
		}
	}
	return v
}

func TestFiguresOfNothing(t *testing.T) {
	g := Figures(nil, week47(), Options{})
	if len(g.Trend) != trendWeeks || g.HasPrevious || len(g.Themes) != 0 || g.Waiting != 0 {
		t.Errorf("figures of nothing: %+v", g)
	}
	if got := FormatWeek(g.Trend[0].Week); got != "2026-W36" {
		t.Errorf("the trend begins with %s", got)
	}
	from, to := TrendWindow(week47())
	if !from.Equal(g.Trend[0].Week.Start) || !to.Equal(week47().End) {
		t.Errorf("window %v to %v", from, to)
	}
}

// mention is a complaint mention of middling length.
func mention(theme opinion.Theme, p float64) opinion.FindingMention {
	return opinion.FindingMention{End: 100, Polarity: opinion.Neg, PComplaint: p, Class: theme.Class(), Theme: theme}
}

func complaint(id string, weeksAgo int, ms ...opinion.FindingMention) opinion.Finding {
	x := opinion.Finding{
		ID: id, Annotated: true, Complaint: true, Language: "en", Cause: ms[0].Class,
		PostedAt: WeekBefore(week47(), weeksAgo).Start, Mentions: ms,
	}
	x.P[x.Cause.Index()] = 1
	return x
}

func TestFiguresCounts(t *testing.T) {
	praise := mention(opinion.Attitude, 0.1)
	praise.Polarity = opinion.Pos
	gap := mention(opinion.Claims, 0.9)
	gap.Gap, gap.Stage, gap.Touchpoints = true, opinion.StagePre, []opinion.Touchpoint{opinion.Advert, opinion.Site}
	leaving := mention(opinion.Attitude, 0.8)
	leaving.Signals = []opinion.Signal{opinion.Defection, opinion.Effort}
	leaving.Stage = opinion.StagePost
	f := []opinion.Finding{
		complaint("a", 0, mention(opinion.Reliability, 0.9), mention(opinion.Reliability, 0.8), leaving),
		complaint("b", 0, gap, praise),
		complaint("c", 0, mention(opinion.General, 0.9)),
		complaint("d", 1, mention(opinion.Reliability, 0.9)),
	}
	g := Figures(f, week47(), Options{})
	if want := (opinion.Venn{0: 1, 2: 1, 5: 1}); g.Venn != want {
		t.Errorf("Venn %v, want %v", g.Venn, want)
	}
	type row struct {
		Theme                          opinion.Theme
		Now, Before, Defection, Effort int
	}
	var rows []row
	for _, r := range g.Themes {
		rows = append(rows, row{r.Theme, r.Now, r.Before, r.Defection, r.Effort})
		if r.Comparable || r.Significant {
			t.Errorf("%s is compared on a base of 3", r.Theme)
		}
	}
	if diff := cmp.Diff([]row{
		{opinion.Reliability, 1, 1, 0, 0}, {opinion.Claims, 1, 0, 0, 0}, {opinion.Attitude, 1, 0, 1, 1}, {opinion.General, 1, 0, 0, 0},
	}, rows); diff != "" {
		t.Error(diff)
	}
	counts := map[string]int{}
	for _, c := range append(g.Journey, g.Touchpoints...) {
		if c.N > 0 {
			counts[c.Label] = c.N
		}
		if c.Share.Base != 3 {
			t.Errorf("%s has base %d, want 3", c.Label, c.Share.Base)
		}
	}
	if diff := cmp.Diff(map[string]int{"pre": 1, "post": 1, "none": 2, "advert": 1, "site": 1}, counts); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]opinion.MentionRef{{ID: "b", Index: 0}}, g.Gaps); diff != "" || g.GapCount != 1 {
		t.Errorf("%d gaps: %s", g.GapCount, diff)
	}
	if diff := cmp.Diff(map[opinion.Class][]opinion.MentionRef{
		opinion.Product: {{ID: "a", Index: 0}}, opinion.Marketing: {{ID: "b", Index: 0}},
	}, g.Quotes); diff != "" {
		t.Error(diff)
	}
}

// Better mentions come first: readable, then clear, then late, then by ID.
func TestTypicalOrder(t *testing.T) {
	tiny, dim := mention(opinion.DesignTheme, 1), mention(opinion.DesignTheme, 0.5)
	tiny.End = 20
	late := complaint("late", 0, mention(opinion.DesignTheme, 0.92))
	late.PostedAt = late.PostedAt.Add(time.Hour)
	f := []opinion.Finding{
		complaint("tiny", 0, tiny), complaint("dim", 0, dim), complaint("b", 0, mention(opinion.DesignTheme, 0.9)),
		complaint("a", 0, dim, mention(opinion.DesignTheme, 0.91)), late,
	}
	var ids []string
	for _, r := range Figures(f, week47(), Options{}).Themes[0].Typical {
		ids = append(ids, r.ID)
	}
	if diff := cmp.Diff([]string{"late", "a", "b", "dim", "tiny"}, ids); diff != "" {
		t.Error(diff)
	}
}

// Quotes speak of what is complained of most before what is said most clearly.
func TestQuotesFollowTheThemes(t *testing.T) {
	f := []opinion.Finding{
		complaint("clear", 0, mention(opinion.DesignTheme, 1)), complaint("clear too", 0, mention(opinion.DesignTheme, 1)),
		complaint("a", 0, mention(opinion.Reliability, 0.9)), complaint("b", 0, mention(opinion.Reliability, 0.8)),
		complaint("c", 0, mention(opinion.Reliability, 0.7)),
	}
	var ids []string
	for _, r := range Figures(f, week47(), Options{}).Quotes[opinion.Product] {
		ids = append(ids, r.ID)
	}
	if diff := cmp.Diff([]string{"a", "clear", "b", "clear too", "c"}, ids); diff != "" {
		t.Error(diff)
	}
}

// The base must be 20 and the change clear of chance; what stays stays quiet.
func TestThemesChange(t *testing.T) {
	build := func(scale int) []opinion.Finding {
		var f []opinion.Finding
		add := func(weeksAgo, n int, theme opinion.Theme) {
			for range n * scale {
				f = append(f, complaint("x", weeksAgo, mention(theme, 0.9)))
			}
		}
		add(0, 8, opinion.Fulfilment)
		add(0, 7, opinion.DesignTheme)
		add(0, 5, opinion.Claims)
		add(1, 2, opinion.Fulfilment)
		add(1, 9, opinion.DesignTheme)
		add(1, 9, opinion.Claims)
		return f
	}
	significant := func(f []opinion.Finding) (themes []opinion.Theme, comparable bool) {
		for _, r := range Figures(f, week47(), Options{}).Themes {
			if r.Significant {
				themes = append(themes, r.Theme)
			}
			comparable = r.Comparable
			if r.Theme == opinion.Fulfilment && comparable && !near(r.Change, 100*(8./20-2./20), 1e-9) {
				t.Errorf("change of %v points, want 30", r.Change)
			}
		}
		return themes, comparable
	}
	tests := []struct {
		name       string
		f          []opinion.Finding
		comparable bool
		want       []opinion.Theme
	}{
		{"base 20", build(1), true, nil},
		{"base 20 and 19", build(1)[:39], false, nil},
		// Claims: 20 of 80 against 36 of 80, p = 0.008; design: 0.42.
		{"base 80", build(4), true, []opinion.Theme{opinion.Fulfilment, opinion.Claims}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, comparable := significant(test.f)
			if diff := cmp.Diff(test.want, got); diff != "" || comparable != test.comparable {
				t.Errorf("comparable %v, want %v; significant: %s", comparable, test.comparable, diff)
			}
		})
	}
}

func TestGroups(t *testing.T) {
	var f []opinion.Finding
	for i := range 14 {
		for range i + 1 {
			x := complaint("x", 0, mention(opinion.DesignTheme, 0.9))
			x.Source, x.Product = "only", string(rune('a'+i))
			f = append(f, x)
		}
	}
	f = append(f, complaint("nameless", 0, mention(opinion.DesignTheme, 0.9)))
	g := Figures(f, week47(), Options{})
	if len(g.ByProduct) != topProducts || g.ByProduct[0].Name != "n" || g.ByProduct[11].Name != "c" {
		t.Errorf("products: %d, from %s", len(g.ByProduct), g.ByProduct[0].Name)
	}
	if len(g.BySource) != 1 || g.BySource[0].Shares.Base.Complaints != len(f)-1 {
		t.Errorf("sources: %+v", g.BySource)
	}
}
