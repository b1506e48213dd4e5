package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

// find walks all pages of a search and gives the numbers of the reviews.
func find(t testing.TB, s *Store, q SearchQuery) (numbers []string) {
	t.Helper()
	for {
		f, err := s.Search(t.Context(), "m1", q)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range f.Hits {
			numbers = append(numbers, x.Verbatim.ExternalID)
		}
		if f.AtLeast {
			t.Fatal("a total of so few is exact")
		}
		if q.Before = f.Next; q.Before == 0 {
			if f.Total != len(numbers) {
				t.Fatalf("%d on all pages, told were %d", len(numbers), f.Total)
			}
			return numbers
		}
	}
}

func TestSearch(t *testing.T) {
	s := fresh(t)
	praise := opinion.Mention{End: 3, Polarity: opinion.Pos, Class: opinion.Marketing, Theme: opinion.PriceValue, Stage: opinion.StageBuy}
	told := []struct {
		source, text string
		posted       time.Time
		cause        opinion.Class
		mentions     []opinion.Mention
		err          string
		language     string
	}{
		{"shop", "The café closed early", noon, opinion.Service, []opinion.Mention{
			{End: 3, Polarity: opinion.Neg, Class: opinion.Service, Theme: opinion.Attitude, Stage: opinion.StagePost, Gap: true,
				Touchpoints: []opinion.Touchpoint{opinion.Phone}, Signals: []opinion.Signal{opinion.Defection}}}, "", "en"},
		{"shop", "Closed: early closing, no coffee", noon.Add(time.Hour), opinion.None, []opinion.Mention{praise}, "", "en"},
		{"forum", "Early birds OR late NEAR owls", noon.Add(-time.Hour), opinion.Product, []opinion.Mention{
			{End: 3, Polarity: opinion.Mix, Class: opinion.Product, Theme: opinion.PriceValue, Factors: []opinion.Factor{opinion.Wants}}, praise}, "", "en"},
		{"forum", "Der Laden war zu, leider früh", time.Time{}, opinion.None, nil, "", "de"},
		{"forum", "Closed early and then it broke", noon.Add(2 * time.Hour), opinion.None, nil, "panic", "en"},
		{"forum", "so old that no one was there", time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC), opinion.None, nil, "", "en"},
	}
	var items []opinion.Annotated
	var b opinion.Batch
	for n, x := range told {
		v := review(x.source, n)
		v.Title, v.Text, v.PostedAt = "", x.text, x.posted
		b.Verbatims = append(b.Verbatims, v)
		items = append(items, opinion.Annotated{ID: v.ID, Content: v.Content(), Err: x.err, Annotation: opinion.Annotation{
			Language: x.language, Complaint: x.cause != opinion.None, Cause: x.cause, Mentions: x.mentions}})
	}
	b.Source = "shop"
	save(t, s, b)
	if got := find(t, s, SearchQuery{}); len(got) != 0 {
		t.Fatalf("found before any was read: %v", got)
	}
	for i := range items { // one at a time: the order of arrival is not that of places
		if err := s.SaveAnnotations(t.Context(), "m1", items[i:i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.SaveAnnotations(t.Context(), "m1", items); err != nil {
		t.Fatal(err)
	}
	for _, limit := range []int{1, 2, 0} {
		for name, c := range map[string]struct {
			q    SearchQuery
			want string
		}{
			"all":               {SearchQuery{}, "4 1 0 2 5 3"},
			"words":             {SearchQuery{Text: "EARLY closed"}, "4 1 0"},
			"accents":           {SearchQuery{Text: "cafe"}, "0"},
			"a phrase":          {SearchQuery{Text: `"closed early"`}, "4 1 0"},
			"a phrase and more": {SearchQuery{Text: `"closed early" broke`}, "4"},
			"not in order":      {SearchQuery{Text: `"early closed"`}, ""},
			"an open phrase":    {SearchQuery{Text: `"closed ear`}, ""},
			"operators":         {SearchQuery{Text: "owls OR closed"}, ""},
			"operators alone":   {SearchQuery{Text: "NEAR"}, "2"},
			"a column":          {SearchQuery{Text: "title:closed"}, ""},
			"a prefix":          {SearchQuery{Text: "clos*"}, ""},
			"signs":             {SearchQuery{Text: "!!! *"}, ""},
			"blank":             {SearchQuery{Text: " \t"}, "4 1 0 2 5 3"},
			"another language":  {SearchQuery{Text: "fruh"}, "3"},
			"source":            {SearchQuery{Filter: opinion.Filter{Source: "shop"}}, "1 0"},
			"words of a source": {SearchQuery{Text: "early", Filter: opinion.Filter{Source: "forum"}}, "4 2"},
			"no such source":    {SearchQuery{Filter: opinion.Filter{Source: "mall"}}, ""},
			"from":              {SearchQuery{Filter: opinion.Filter{From: noon}}, "4 1 0"},
			"to":                {SearchQuery{Filter: opinion.Filter{To: noon}}, "2 5"},
			"words in a time":   {SearchQuery{Text: "early", Filter: opinion.Filter{From: noon, To: noon.Add(time.Hour)}}, "0"},
			"complaints":        {SearchQuery{Complaint: true}, "0 2"},
			"cause":             {SearchQuery{Cause: opinion.Service}, "0"},
			"cause none":        {SearchQuery{Cause: opinion.None}, "1 5"},
			"theme":             {SearchQuery{Theme: opinion.PriceValue}, "1 2"},
			"theme complained":  {SearchQuery{Theme: opinion.PriceValue, Polarity: opinion.Neg}, "2"},
			"theme praised":     {SearchQuery{Theme: opinion.PriceValue, Polarity: opinion.Pos}, "1 2"},
			"praise, buying":    {SearchQuery{Theme: opinion.PriceValue, Polarity: opinion.Pos, Stage: opinion.StageBuy, Text: "early"}, "1 2"},
			"class":             {SearchQuery{Class: opinion.Product}, "2"},
			"class none":        {SearchQuery{Class: opinion.None}, ""},
			"touchpoint":        {SearchQuery{Touchpoint: opinion.Phone}, "0"},
			"signal":            {SearchQuery{Signal: opinion.Defection}, "0"},
			"factor":            {SearchQuery{Factor: opinion.Wants}, "2"},
			"gap":               {SearchQuery{Gap: true}, "0"},
			"no such theme":     {SearchQuery{Theme: "colour"}, ""},
			"only service":      {SearchQuery{Only: []opinion.Class{opinion.Service}}, "0"},
			"only product":      {SearchQuery{Only: []opinion.Class{opinion.Product}}, "2"},
			"both of two":       {SearchQuery{Only: []opinion.Class{opinion.Product, opinion.Service}}, ""},
			"only none":         {SearchQuery{Only: []opinion.Class{opinion.None}}, ""},
			"speaks of service": {SearchQuery{MentionsService: true}, "0"},
			"no such cause":     {SearchQuery{Cause: "x"}, ""},
			"no such polarity":  {SearchQuery{Polarity: "x"}, ""},
			"neutral":           {SearchQuery{Polarity: opinion.Neu}, ""},
			"stage of none":     {SearchQuery{Stage: opinion.StagePost, Touchpoint: opinion.Shop}, ""},
		} {
			c.q.Limit = limit
			got := find(t, s, c.q)
			for i := range got {
				got[i] = strings.TrimPrefix(got[i], "r")
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%s, %d a page: %v, want %s", name, limit, got, c.want)
			}
		}
	}
	if f, err := s.Search(t.Context(), "m2", SearchQuery{}); err != nil || len(f.Hits) != 0 {
		t.Errorf("another model read nothing: %+v, %v", f, err)
	}
	f, err := s.Search(t.Context(), "m1", SearchQuery{Text: "cafe"})
	want, err2 := s.VerbatimsBy(t.Context(), "m1", []string{b.Verbatims[0].ID})
	if d := cmp.Diff([]Stored{want[b.Verbatims[0].ID]}, f.Hits); d != "" || err != nil || err2 != nil || f.Hits[0].Annotation == nil {
		t.Errorf("%v, %v (-want +got):\n%s", err, err2, d)
	}
}

// An edited text is found by its new words only, once it was read.
func TestSearchFollowsEdits(t *testing.T) {
	s := fresh(t)
	v := review("shop", 1)
	v.Text, v.PostedAt = "blue sky", time.Time{}
	read := func(model string) {
		t.Helper()
		err := s.SaveAnnotations(t.Context(), model, []opinion.Annotated{{ID: v.ID, Content: v.Content(), Annotation: opinion.Annotation{Language: "en"}}})
		if err != nil {
			t.Fatal(err)
		}
	}
	store := func() {
		t.Helper()
		save(t, s, opinion.Batch{Source: "shop", Verbatims: []opinion.Verbatim{v}})
	}
	count := func(word string, want int) {
		t.Helper()
		if got := find(t, s, SearchQuery{Text: word}); len(got) != want {
			t.Fatalf("%s is found %d times, want %d", word, len(got), want)
		}
	}
	store()
	read("m1")
	read("m2")
	count("blue", 1)
	old := v
	v.Text, v.PostedAt = "green grass", noon // its date becomes known
	store()
	count("blue", 0)
	now := v
	v = old
	read("m3") // a reading that comes late is of a text that is no more
	v = now
	count("green", 0)
	read("m1")
	count("green", 1)
	count("blue", 0)
	var rows int
	if err := s.read.QueryRow(`SELECT (SELECT count(*) FROM facet) + 10 * (SELECT count(*) FROM search)`).Scan(&rows); err != nil || rows != 11 {
		t.Errorf("%d rows, %v", rows, err)
	}
}

func TestMatchQuery(t *testing.T) {
	for in, want := range map[string]string{
		`a b`:               `"a" "b"`,
		`"a b" c"d`:         `"a b" "c" "d"`,
		`a* -b ^c (d) {e}:`: `"a*" "-b" "^c" "(d)" "{e}:"`,
		`""" " --`:          ``,
		"a\x00b \xff":       "\"a\uFFFDb\"",
		"😡":                 ``,
	} {
		if got := matchQuery(in); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
	if n := strings.Count(matchQuery(strings.Repeat("a ", 1000)), "a"); n != maxTerms {
		t.Errorf("%d terms", n)
	}
}

// No typed text is an error.
func FuzzSearch(f *testing.F) {
	for _, seed := range []string{`a`, `"`, `a AND NOT "b`, `{title} : x`, "a\x00", `'; DROP`, "\xff\xfe", `^"x" + y*`, "日本語", strings.Repeat("é", 300)} {
		f.Add(seed)
	}
	s := fresh(f)
	save(f, s, batch("shop", 0, 3))
	annotateAll(f, s, "m1")
	f.Fuzz(func(t *testing.T, typed string) {
		got, err := s.Search(t.Context(), "m1", SearchQuery{Text: typed, Limit: 1})
		if err != nil || got.Total > 3 {
			t.Fatalf("%q: %+v, %v", typed, got, err)
		}
	})
}

// What stands in more verbatims than are looked at is told as "at least", and
// paging goes on beyond.
func TestSearchReach(t *testing.T) {
	s := fresh(t)
	save(t, s, batch("shop", 0, 30))
	annotateAll(t, s, "m1")
	p := searchPlan{model: 1, high: 1<<63 - 1, match: `"router"`, limit: 4, reach: 10}
	conn, err := s.read.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var all []int64
	err = conn.Raw(func(dc any) error {
		for before := int64(0); ; {
			var f Found
			places, err := p.run(t.Context(), dc, before, &f)
			if err != nil {
				return err
			}
			if all = append(all, places...); !f.AtLeast || f.Total != 10 {
				return fmt.Errorf("total %d, at least %v", f.Total, f.AtLeast)
			}
			if before = f.Next; before == 0 {
				return nil
			}
		}
	})
	if err != nil || len(all) != 30 || !slices.IsSortedFunc(all, func(a, b int64) int { return int(b>>placeBits - a>>placeBits) }) {
		t.Errorf("%d found, %v", len(all), err)
	}
}
