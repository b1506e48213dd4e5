package store

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

func TestAuditRoundTrip(t *testing.T) {
	s := fresh(t)
	ctx := t.Context()
	save(t, s, batch("shop", 0, 6))
	annotateAll(t, s, "m1")
	draw := opinion.AuditDraw{
		Sample: opinion.RandomSample, Seed: 1<<63 + 5, Model: "m1", Population: 6, Digest: "abc", At: noon,
		Filter: opinion.Filter{Source: "shop", From: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)},
		IDs:    []string{review("shop", 4).ID, review("shop", 1).ID, review("shop", 2).ID},
	}
	key, err := s.DrawAudit(ctx, draw)
	if err != nil {
		t.Fatal(err)
	}
	draw.Key = key
	draws, err := s.AuditDraws(ctx)
	if d := cmp.Diff([]opinion.AuditDraw{draw}, draws); err != nil || d != "" {
		t.Fatalf("%v (-want +got):\n%s", err, d)
	}

	v := review("shop", 1)
	label := opinion.Audit{ID: v.ID, Content: v.Content(), Sample: opinion.RandomSample, Cause: opinion.Product, At: noon,
		Mentions: []opinion.AuditMention{{Start: 0, End: 17, Polarity: opinion.Neg, Class: opinion.Product, Theme: opinion.Reliability}}}
	first := label
	first.Cause = opinion.None
	for _, a := range []opinion.Audit{first, label} { // the later takes the place
		if err := s.SaveAudit(ctx, a); err != nil {
			t.Fatal(err)
		}
	}
	tasks, err := s.AuditTasks(ctx, key)
	if err != nil {
		t.Fatal(err)
	}
	if len(tasks) != 3 || tasks[0].Verbatim.ID != draw.IDs[0] || tasks[0].Done != nil || len(tasks[0].Spans) != 2 {
		t.Fatalf("tasks %+v", tasks)
	}
	if tasks[0].Spans[1] != (opinion.AuditMention{Start: 18, End: len(review("shop", 4).Text)}) {
		t.Errorf("a task's span must hold no judgement: %+v", tasks[0].Spans[1])
	}
	if d := cmp.Diff(&label, tasks[1].Done); d != "" {
		t.Errorf("label (-want +got):\n%s", d)
	}
	want := []opinion.Audited{{Audit: label, Draw: key, Judged: true,
		P: opinion.CauseP{0.25, 0.125, 0.5, 0.125}, Decided: opinion.Service, Complaint: true}}
	got, err := s.Audits(ctx, "m1")
	if d := cmp.Diff(want, got); err != nil || d != "" {
		t.Errorf("audits %v (-want +got):\n%s", err, d)
	}
	got, err = s.Audits(ctx, "another")
	if err != nil || len(got) != 1 || got[0].Judged || got[0].Cause != opinion.Product {
		t.Errorf("labels outlive a model, its answers do not: %+v, %v", got, err)
	}
}

func TestAuditKeepsToTheSample(t *testing.T) {
	s := fresh(t)
	ctx := t.Context()
	save(t, s, batch("shop", 0, 3))
	annotateAll(t, s, "m1")
	in, out := review("shop", 0), review("shop", 1)
	key, err := s.DrawAudit(ctx, opinion.AuditDraw{Sample: opinion.UnsureSample, IDs: []string{in.ID}})
	if err != nil {
		t.Fatal(err)
	}
	for name, a := range map[string]opinion.Audit{
		"not drawn":    {ID: out.ID, Content: out.Content()},
		"not stored":   {ID: "nobody", Content: "x"},
		"another text": {ID: in.ID, Content: out.Content()},
	} {
		if err := s.SaveAudit(ctx, a); !errors.Is(err, ErrUnknownVerbatim) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := s.SaveAudit(ctx, opinion.Audit{ID: in.ID, Content: in.Content(), Mentions: []opinion.AuditMention{{Start: 0, End: 4711}}}); err == nil {
		t.Error("a mention beyond the text must be refused")
	}
	if _, err := s.DrawAudit(ctx, opinion.AuditDraw{Sample: opinion.RandomSample, IDs: []string{in.ID, "nobody"}}); !errors.Is(err, ErrUnknownVerbatim) {
		t.Errorf("a sample with a hole: %v", err)
	}
	if draws, err := s.AuditDraws(ctx); err != nil || len(draws) != 1 {
		t.Errorf("a failed drawing left a trace: %+v, %v", draws, err)
	}

	// Drawn at random as well, the label counts as random.
	if err := s.SaveAudit(ctx, opinion.Audit{ID: in.ID, Content: in.Content(), Cause: opinion.Service}); err != nil {
		t.Fatal(err)
	}
	sample := func() (opinion.AuditSample, int64) {
		all, err := s.Audits(ctx, "m1")
		if err != nil || len(all) != 1 {
			t.Fatalf("%+v, %v", all, err)
		}
		return all[0].Sample, all[0].Draw
	}
	if got, from := sample(); got != opinion.UnsureSample || from != key {
		t.Errorf("sample %s of draw %d", got, from)
	}
	again, err := s.DrawAudit(ctx, opinion.AuditDraw{Sample: opinion.RandomSample, IDs: []string{in.ID}})
	if err != nil {
		t.Fatal(err)
	}
	if got, from := sample(); got != opinion.RandomSample || from != again {
		t.Errorf("sample %s of draw %d", got, from)
	}
}

// An edit is another text: what waits for a label goes, what has one stays.
func TestAuditOfEditedTexts(t *testing.T) {
	s := fresh(t)
	ctx := t.Context()
	save(t, s, batch("shop", 0, 2))
	annotateAll(t, s, "m1")
	a, b := review("shop", 0), review("shop", 1)
	key, err := s.DrawAudit(ctx, opinion.AuditDraw{Sample: opinion.RandomSample, Model: "m1", IDs: []string{a.ID, b.ID}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SaveAudit(ctx, opinion.Audit{ID: a.ID, Content: a.Content(), Cause: opinion.Product}); err != nil {
		t.Fatal(err)
	}
	changed := batch("shop", 0, 2)
	for i := range changed.Verbatims {
		changed.Verbatims[i].Text += " It died."
	}
	save(t, s, changed)
	tasks, err := s.AuditTasks(ctx, key)
	if err != nil || len(tasks) != 1 || tasks[0].Verbatim.Text != a.Text || tasks[0].Done == nil {
		t.Errorf("tasks %+v, %v", tasks, err)
	}
	all, err := s.Audits(ctx, "m1")
	if err != nil || len(all) != 1 || !all[0].Judged {
		t.Errorf("audits %+v, %v", all, err)
	}
}
