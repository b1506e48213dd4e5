package measure

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

func clustered(id string, cluster int64, at time.Time) opinion.Finding {
	return opinion.Finding{ID: id, Cluster: cluster, PostedAt: at, Annotated: true}
}

func TestOnceKeepsTheEarliestOfEachCluster(t *testing.T) {
	day := week47().Start
	waiting := clustered("0", 1, day.Add(-time.Hour))
	waiting.Annotated = false
	f := []opinion.Finding{
		clustered("alone", 0, day), clustered("alone too", 0, day),
		clustered("undated", 1, time.Time{}), clustered("b", 1, day), clustered("a", 1, day), clustered("later", 1, day.Add(time.Hour)),
		waiting,
		clustered("y", 2, time.Time{}), clustered("x", 2, time.Time{}),
	}
	before := append([]opinion.Finding(nil), f...)
	for range 20 {
		kept, n := once(f)
		var ids []string
		for i := range kept {
			ids = append(ids, kept[i].ID)
		}
		want := map[string]bool{"alone": true, "alone too": true, "a": true, "0": true, "x": true}
		got := map[string]bool{}
		for _, id := range ids {
			got[id] = true
		}
		if n != 4 || !cmp.Equal(want, got) || len(ids) != len(want) {
			t.Fatalf("kept %v, left out %d", ids, n)
		}
		rand.Shuffle(len(f), func(i, j int) { f[i], f[j] = f[j], f[i] })
	}
	if kept, n := once(before[:2]); n != 0 || &kept[0] != &before[0] {
		t.Error("findings without copies are not handed back as they are")
	}
}

// TestCopiesCountOncePerBase posts one complaint on three sites, one of them a
// week earlier: each base counts it once.
func TestCopiesCountOncePerBase(t *testing.T) {
	post := func(id, source, product string, weeksAgo int, hour time.Duration) opinion.Finding {
		x := complaint(id, weeksAgo, mention(opinion.Reliability, 0.9))
		x.Source, x.Product, x.Cluster = source, product, 7
		x.PostedAt = x.PostedAt.Add(hour * time.Hour)
		return x
	}
	f := []opinion.Finding{
		post("first", "amazon", "router", 1, 0),
		post("second", "amazon", "router", 0, 1),
		post("third", "trustpilot", "", 0, 2),
		post("fourth", "trustpilot", "modem", 0, 3),
		complaint("other", 0, mention(opinion.Attitude, 0.9)),
	}
	f[4].Source = "amazon"
	g := Figures(f, week47(), Options{})
	if g.Copies != 2 || g.Now.Copies != 2 || g.Now.Base != (opinion.Base{Complaints: 2, Verbatims: 2}) {
		t.Errorf("the week: %d copies, base %+v", g.Copies, g.Now.Base)
	}
	if g.Previous.Base.Complaints != 1 || g.Trend[trendWeeks-2].Shares.Copies != 0 {
		t.Errorf("the week before: %+v", g.Previous.Base)
	}
	groups := map[string][2]int{}
	for _, x := range append(g.BySource, g.ByProduct...) {
		groups[x.Name] = [2]int{x.Shares.Base.Verbatims, x.Shares.Copies}
	}
	want := map[string][2]int{"amazon": {2, 0}, "trustpilot": {1, 1}, "router": {1, 0}, "modem": {1, 0}}
	if diff := cmp.Diff(want, groups); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	if len(g.Themes) != 2 || g.Themes[0].Now != 1 || g.Themes[1].Now != 1 {
		t.Errorf("themes %+v", g.Themes)
	}
	if s := g.Now.MentionsService; s.Base != 2 {
		t.Errorf("mentions service %+v", s)
	}
}

// TestCopiesChangeNothingElse: findings with their copies give the same shares
// as those without, estimated from an audit or not.
func TestCopiesChangeNothingElse(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 9))
	f, truth := judgedBy(rng, [4]float64{.3, .2, .2, .3}, 3000, 2)
	labels := drawnLabels(rng, f, truth, 200)
	day := week47().Start
	var more []opinion.Finding
	for i := range f {
		f[i].PostedAt = day
		if i%3 == 0 {
			f[i].Cluster = int64(i + 1)
			c := f[i]
			c.ID, c.PostedAt = "copy of "+c.ID, day.Add(time.Hour)
			more = append(more, c)
		}
	}
	// People read a copy, too: its label must not count.
	extra := labels[0]
	extra.ID = more[0].ID
	for name, o := range map[string]Options{
		"counted": {},
		"errors":  {Errors: matrices(rng, 8, 40, 2), Resamples: 50},
		"audited": {Audited: append(labels[:len(labels):len(labels)], extra)},
	} {
		all := append(append([]opinion.Finding(nil), more...), f...)
		got, want := Shares(all, o), Shares(f, o)
		if got.Copies != len(more) {
			t.Errorf("%s: %d copies, want %d", name, got.Copies, len(more))
		}
		got.Copies = 0
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-without copies +with):\n%s", name, diff)
		}
	}
}
