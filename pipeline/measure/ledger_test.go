package measure

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"gripe/pipeline/opinion"
)

func TestGapsLedger(t *testing.T) {
	say := func(id string, p opinion.Polarity, th opinion.Theme) opinion.Finding {
		return opinion.Finding{ID: id, Annotated: true, Complaint: p.Complaint(), Product: "Lamp",
			Mentions: []opinion.FindingMention{{Polarity: p, Class: th.Class(), Theme: th, Stage: opinion.StageUse}}}
	}
	f := []opinion.Finding{
		say("a", opinion.Neg, opinion.Durability), say("b", opinion.Neg, opinion.Durability), say("c", opinion.Pos, opinion.Durability),
		say("d", opinion.Neg, opinion.Claims), say("e", opinion.Neu, opinion.General),
	}
	claims := []opinion.Claim{{ID: "kept"}, {ID: "broken"}, {ID: "unspoken"}}
	ref := func(id string) opinion.MentionRef { return opinion.MentionRef{ID: id} }
	match := func(c int) []opinion.ClaimMatch { return []opinion.ClaimMatch{{Claim: c, P: 0.9}} }
	g := Gaps(f, claims, []opinion.GapMention{
		{MentionRef: ref("a"), Claims: match(1), Stated: true, ByCompany: true, Experience: [2]int{1, 9}},
		{MentionRef: ref("b"), Claims: match(1)},
		{MentionRef: ref("c"), Claims: []opinion.ClaimMatch{{Claim: 0, P: 0.8}, {Claim: 1, P: 0.7}}},
		{MentionRef: ref("d"), Stated: true, ByCompany: true},
		{MentionRef: ref("e"), Claims: match(2)},                   // neither praise nor complaint
		{MentionRef: opinion.MentionRef{ID: "gone"}, Stated: true}, // not in f
		{MentionRef: opinion.MentionRef{ID: "a", Index: 7}, Stated: true},
	})
	if g.Base.Complaints != 3 || g.Base.Verbatims != 5 || g.StatedBase != 2 {
		t.Errorf("base %+v, stated in %d", g.Base, g.StatedBase)
	}
	type row struct {
		ID                  string
		Support, Contradict int
		Gap, Loss           float64
		Fix                 opinion.Class
	}
	var got []row
	for _, p := range g.Promises {
		got = append(got, row{p.Claim.ID, p.Support, p.Contradict, p.Gap.Value, p.Loss, p.Fix})
		if p.Gap.Low > p.Gap.Value || p.Gap.Value > p.Gap.High || p.Gap.Low < -2 || p.Gap.High > 0 {
			t.Errorf("%s: gap %+v", p.Claim.ID, p.Gap)
		}
	}
	// One of three kept: experience 2/3-1 = -1/3, less 1; times three verbatims.
	want := []row{{"broken", 1, 2, -4.0 / 3, 4, opinion.Product}, {"kept", 1, 0, 0, 0, opinion.None}}
	if d := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-9)); d != "" {
		t.Error(d)
	}
	if len(g.Unspoken) != 1 || g.Unspoken[0].ID != "unspoken" {
		t.Errorf("unspoken %v", g.Unspoken)
	}
	if len(g.Unclaimed) != 1 || g.Unclaimed[0].Theme != opinion.Claims || len(g.Stated) != 2 || g.Stated[0].ByCompany != 1 {
		t.Errorf("unclaimed %+v, stated %+v", g.Unclaimed, g.Stated)
	}
	if len(g.Products) != 1 || g.Products[0].N != 2 || len(g.Stages) != 1 {
		t.Errorf("products %v, stages %v", g.Products, g.Stages)
	}
}
