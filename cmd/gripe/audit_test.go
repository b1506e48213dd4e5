package main

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

// Labels are estimated from only where they are a random sample of something.
func TestRandomLabels(t *testing.T) {
	lamp := opinion.Filter{Product: "lamp"}
	draws := []opinion.AuditDraw{
		{Sample: opinion.UnsureSample, IDs: []string{"u", "a"}},
		{Sample: opinion.RandomSample, IDs: []string{"a", "b"}},
		{Sample: opinion.RandomSample, Filter: lamp, IDs: []string{"b", "c", "d"}},
		{Sample: opinion.RandomSample, IDs: []string{"e"}},
	}
	label := func(id string) opinion.Audited {
		return opinion.Audited{Audit: opinion.Audit{ID: id, Cause: opinion.Service}, Judged: true}
	}
	ids := func(all []opinion.AuditedCause) (out []string) {
		for _, x := range all {
			out = append(out, x.ID)
		}
		return out
	}
	for name, c := range map[string]struct {
		labelled []string
		want     []string
		from     opinion.Filter
	}{
		"none":                 {nil, nil, opinion.Filter{}},
		"unsure alone":         {[]string{"u"}, nil, opinion.Filter{}},
		"two drawings are one": {[]string{"u", "a", "b", "e"}, []string{"a", "b", "e"}, opinion.Filter{}},
		"the fuller filter":    {[]string{"a", "b", "c", "d"}, []string{"b", "c", "d"}, lamp},
	} {
		var audits []opinion.Audited
		for _, id := range c.labelled {
			audits = append(audits, label(id))
		}
		got, from := randomLabels(draws, audits)
		if d := cmp.Diff(c.want, ids(got)); d != "" || !sameFilter(from, c.from) {
			t.Errorf("%s: from %+v (-want +got):\n%s", name, from, d)
		}
	}
	unread := label("a")
	unread.Judged = false
	if got, _ := randomLabels(draws, []opinion.Audited{unread}); len(got) != 0 {
		t.Errorf("a text that the model has not read: %+v", got)
	}
	// Enough labels of everything go before more of a part.
	all := opinion.AuditDraw{Sample: opinion.RandomSample}
	part := opinion.AuditDraw{Sample: opinion.RandomSample, Filter: lamp}
	var audits []opinion.Audited
	for i := range 130 {
		id := time.Duration(i).String()
		if i < 50 {
			all.IDs = append(all.IDs, id)
		} else {
			part.IDs = append(part.IDs, id)
		}
		audits = append(audits, label(id))
	}
	if got, from := randomLabels([]opinion.AuditDraw{part, all}, audits); len(got) != 50 || !sameFilter(from, opinion.Filter{}) {
		t.Errorf("%d labels from %+v", len(got), from)
	}
}
