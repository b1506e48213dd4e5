package measure

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

func TestTopCountsVerbatimsOnce(t *testing.T) {
	neg := func(c opinion.Class, th opinion.Theme, terms ...string) opinion.FindingMention {
		return opinion.FindingMention{Polarity: opinion.Neg, Class: c, Theme: th, Aspects: terms}
	}
	f := []opinion.Finding{
		{Annotated: true, Complaint: true, Product: "Lamp", Mentions: []opinion.FindingMention{
			neg(opinion.Product, opinion.Durability, "hinge"), neg(opinion.Product, opinion.Durability, "hinge", "arm")}},
		{Annotated: true, Complaint: true, Product: "Lamp", Mentions: []opinion.FindingMention{
			neg(opinion.Service, opinion.Attitude, "clerk"),
			{Polarity: opinion.Pos, Class: opinion.Product, Theme: opinion.DesignTheme, Aspects: []string{"look"}}}},
		{Annotated: true, Complaint: true, Mentions: []opinion.FindingMention{neg(opinion.Service, opinion.Attitude)}},
		{Annotated: true, Product: "Lamp"},
	}
	again := f[0]
	again.ID, again.Cluster, f[0].Cluster = "copy", 5, 5
	f = append(f, again)
	for _, c := range []struct {
		what  string
		class opinion.Class
		want  map[string]int
		order []string
	}{
		{"themes", "", map[string]int{"attitude": 2, "durability": 1}, []string{"attitude", "durability"}},
		{"themes", opinion.Product, map[string]int{"durability": 1}, []string{"durability"}},
		{"products", "", map[string]int{"Lamp": 2}, []string{"Lamp"}},
		{"products", opinion.Service, map[string]int{"Lamp": 1}, []string{"Lamp"}},
		{"terms", "", map[string]int{"hinge": 1, "arm": 1, "clerk": 1}, []string{"arm", "clerk", "hinge"}},
	} {
		rows, err := Top(f, c.what, c.class)
		if err != nil {
			t.Fatal(err)
		}
		got, order := map[string]int{}, []string{}
		for _, r := range rows {
			got[r.Label], order = r.N, append(order, r.Label)
			if r.Share.Base != 3 || r.Share.Value != float64(r.N)/3 {
				t.Errorf("%s %s: share %+v of 3 complaints", c.what, r.Label, r.Share)
			}
		}
		if d := cmp.Diff(c.want, got) + cmp.Diff(c.order, order); d != "" {
			t.Errorf("%s of class %q: %s", c.what, c.class, d)
		}
	}
	if _, err := Top(f, "moods", ""); err == nil {
		t.Error("an unknown table gives no error")
	}
}
