package store

import (
	"bytes"
	"errors"
	"os"
	"testing"
)

func TestDelivery(t *testing.T) {
	s := fresh(t)
	const week, jane = "2026-W47", "jane.roe@example.com"
	begin := func(digest, who string, want bool) {
		t.Helper()
		sent, err := s.BeginDelivery(t.Context(), digest, who, "<"+digest+"@gripe>")
		if err != nil || sent != want {
			t.Fatalf("%s to %s: sent already %v, %v", digest, who, sent, err)
		}
	}
	end := func(digest, who string, fault error) {
		t.Helper()
		if err := s.EndDelivery(t.Context(), digest, who, fault); err != nil {
			t.Fatal(err)
		}
	}
	begin(week, jane, false)
	end(week, jane, errors.New("550 no mailbox "+jane))
	begin(week, jane, false) // a fault is tried again
	begin(week, jane, false) // as is what a crash left open
	end(week, jane, nil)
	begin(week, " Jane.Roe@Example.com", true)
	begin(week, "joe@example.com", false)
	begin("2026-W48", jane, false)
	end("2026-W48", jane, errors.New("550 no mailbox "+jane))
	if err := s.EndDelivery(t.Context(), "2026-W49", jane, nil); err == nil {
		t.Error("ending what was never begun must be an error")
	}
	var got string
	err := s.read.QueryRow(`SELECT group_concat(printf('%s %s %s %d %d %s', digest, shown, message_id, sent_at IS NOT NULL, tries, error), '|')
		FROM (SELECT * FROM delivery ORDER BY digest, first_try, sent_at)`).Scan(&got)
	want := "2026-W47 j***@example.com <2026-W47@gripe> 0 1 |2026-W47 j***@example.com <2026-W47@gripe> 1 3 |" +
		"2026-W48 j***@example.com <2026-W48@gripe> 0 1 550 no mailbox j***@example.com"
	if err != nil || got != want {
		t.Fatalf("ledger %q, %v", got, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(s.Path()); err != nil || bytes.Contains(b, []byte("jane.roe")) {
		t.Errorf("the database tells an address, or %v", err)
	}
}

func TestMaskAddress(t *testing.T) {
	for in, want := range map[string]string{
		"jane@example.com": "j***@example.com", "ünal@example.com": "ü***@example.com", "@example.com": "***@example.com",
		"jane": "j***", "": "***", "a@b@c": "a***@c",
	} {
		if got := maskAddress(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
