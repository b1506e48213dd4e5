package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"
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

// TestAuditServes labels a sample on the page as a browser would: it is broken
// off, gone on with, held up by another run, and ends by itself.
func TestAuditServes(t *testing.T) {
	dir := t.TempDir()
	db, reviews := filepath.Join(dir, "gripe.db"), filepath.Join(dir, "reviews.csv")
	text := "id,text\n"
	for i := range 8 {
		text += fmt.Sprintf("%d,The lamp broke after %d days and the light flickers.\n", i, i)
	}
	if err := os.WriteFile(reviews, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	global := []string{"--db", db, "--model", "lexicon"}
	run := func(args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if code := Run(t.Context(), append(slices.Clip(global), args...), nil, &out, &errs); code != 0 {
			t.Fatalf("gripe %v: %d %s", args, code, errs.String())
		}
		return out.String()
	}
	run("import", reviews, "--source", "survey")
	run("annotate")

	ctx, stop := context.WithCancel(t.Context())
	page := auditing(t, ctx, append(slices.Clip(global), "audit", "--n", "3"))
	page.label(t, "1", "product")
	stop()
	if code := <-page.ended; code != 0 {
		t.Fatalf("broken off: exit code %d", code)
	}

	page = auditing(t, t.Context(), append(slices.Clip(global), "audit"))
	if !strings.Contains(page.said, "sample of 3") || !strings.Contains(page.said, "1 labelled") {
		t.Errorf("gone on with: %s", page.said)
	}
	held := flock.New(db + ".lock")
	if ok, err := held.TryLock(); !ok || err != nil {
		t.Fatalf("%v, %v", ok, err)
	}
	freed := make(chan error, 1)
	go func() { freed <- held.Unlock() }()
	page.label(t, "2", "service")
	if err := <-freed; err != nil {
		t.Fatal(err)
	}
	page.label(t, "3", "none")
	if code := <-page.ended; code != 0 {
		t.Fatalf("all labelled: exit code %d", code)
	}
	if said := run("audit", "--n", "1", "--export", filepath.Join(dir, "x.csv")); !strings.Contains(said, "sample of 1 out of 5") {
		t.Errorf("the next sample: %s", said)
	}
}

// served is a running gripe audit.
type served struct {
	said  string
	url   string
	form  string
	ended chan int
}

func auditing(t *testing.T, ctx context.Context, args []string) served {
	t.Helper()
	r, w := io.Pipe()
	s := served{ended: make(chan int, 1)}
	go func() {
		var errs bytes.Buffer
		code := Run(ctx, args, nil, w, &errs)
		w.CloseWithError(fmt.Errorf("gripe ended with %d: %s", code, errs.String()))
		s.ended <- code
	}()
	lines := bufio.NewReader(r)
	for range 3 {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		s.said += line
	}
	go io.Copy(io.Discard, lines) // its last line
	s.url = regexp.MustCompile(`http://\S+/`).FindString(s.said)
	res, err := http.Get(s.url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`name="form" value="(\w+)"`).FindSubmatch(body)
	if m == nil {
		t.Fatalf("no form in:\n%s", body)
	}
	s.form = string(m[1])
	return s
}

func (s *served) label(t *testing.T, n, cause string) {
	t.Helper()
	res, err := http.PostForm(s.url+n, url.Values{"form": {s.form}, "cause": {cause}})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Fatalf("labelling %s: %s", n, res.Status)
	}
}
