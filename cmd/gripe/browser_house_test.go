package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gripe/pipeline/measure"
	"gripe/pipeline/opinion"
	"gripe/pipeline/store"
)

// hostileWeek is how many payloads one digest's week holds.
const hostileWeek = 12

// firstWeek is the week of the first payloads.
var firstWeek = time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)

// hostileHouse fills the working folder with a database in which every text
// that comes from outside is a payload, marked with its number and the letter
// of its field: a page that shows "q7bz" shows the body of the seventh.
// It goes round what the command line refuses, such as a source name of
// several lines: the outputs must not rely on that.
func hostileHouse(t *testing.T, all []string) {
	t.Helper()
	st, err := store.Open(t.Context(), "gripe.db", store.Options{Now: func() time.Time { return firstWeek }})
	if err != nil {
		t.Fatal(err)
	}
	run, err := st.BeginRun(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var coverage []opinion.Coverage
	var claims []opinion.Claim
	for n, p := range all {
		m := func(field string) string { return fmt.Sprintf("q%d%sz %s", n, field, p) }
		v := opinion.Verbatim{
			Source: m("s"), ExternalID: m("x"), URL: hostileURL(n, p), Product: m("p"), Author: m("a"), Title: m("t"), RatingRaw: m("r"),
			Text:     fmt.Sprintf(hostileTexts[n%len(hostileTexts)], m("b")),
			Rating:   1,
			PostedAt: firstWeek.AddDate(0, 0, n/hostileWeek*7+n%5),
		}
		v.Identify()
		batch := opinion.Batch{Source: v.Source, Fetch: opinion.Fetch{URL: m("f"), Error: m("e"), At: firstWeek}, Verbatims: []opinion.Verbatim{v},
			Rejects: []opinion.Reject{{Where: m("w"), Reason: m("j"), Raw: m("i")}}}
		if _, err := st.Save(t.Context(), batch); err != nil {
			t.Fatalf("%q: %v", p, err)
		}
		coverage = append(coverage, opinion.Coverage{Source: v.Source, Parsed: 1, Announced: 9, Failed: 1, Error: m("e"), Suspect: m("u"),
			Skipped: map[string]int{m("k"): 1}, Saved: opinion.Saved{New: 1, Rejected: 1}})
		claims = append(claims, opinion.Claim{ID: fmt.Sprint("c", n), Source: "site", Product: v.Product, URL: v.URL, Text: "Our hinge never breaks " + m("c")})
	}
	if _, err := st.SaveClaims(t.Context(), "site", opinion.Fetch{}, claims); err != nil {
		t.Fatal(err)
	}
	if err := st.EndRun(t.Context(), run, "done", map[string]string{"x": all[0]}, coverage); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	company(t, "Example")
	gripe(t, "annotate")
}

// hostileTexts put a payload into a complaint, each of another kind.
var hostileTexts = []string{
	"The hinge broke after two days %s and support hung up on me twice.",
	"Support never answered my calls %s about the refund.",
	"They advertised the lamp as dimmable %s but it is not.",
	"The battery died within a week %s which is a joke at this price.",
	"My parcel arrived late %s and the box was crushed.",
	"I wish the app had a timer %s because setting it by hand is slow.",
	"Lovely bright light %s but the switch is flimsy and snapped.",
}

// hostileURL alternates between a payload as the whole address and one inside
// an address that is one.
func hostileURL(n int, p string) string {
	if n%2 == 0 {
		return p
	}
	return "https://shop.example/reviews?of=" + p
}

// company writes a configuration; the name is what heads the outputs.
func company(t *testing.T, name string) {
	t.Helper()
	quoted, err := json.Marshal(name)
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("company: %s\nmodel: lexicon\nmail:\n  from: gripe@example.com\n  to: [ann@example.com]\n  host: 127.0.0.1\n  tls: none\n", quoted)
	if err := os.WriteFile("gripe.yaml", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// gripe runs a command that must end well and gives what it printed.
func gripe(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := Run(t.Context(), args, strings.NewReader(""), &out, &errs); code != 0 {
		t.Fatalf("gripe %v: exit %d: %s", args, code, errs.String())
	}
	return out.String()
}

// hostileOutputs writes a digest with its mail for each week, under the name
// of a company made of that week's payloads, and the gap report for each month;
// it gives the pages' paths.
func hostileOutputs(t *testing.T, all []string) (digests, mails, gaps []string) {
	t.Helper()
	for from := 0; from < len(all); from += hostileWeek {
		w := measure.WeekOf(firstWeek.AddDate(0, 0, from/hostileWeek*7), time.UTC)
		var names []string
		for n := from; n < min(from+hostileWeek, len(all)); n++ {
			names = append(names, fmt.Sprintf("q%dmz %s", n, all[n]))
		}
		company(t, strings.Join(names, " "))
		dir := measure.FormatWeek(w)
		gripe(t, "digest", "--week", dir, "--out", dir, "--mail", "--dry-run")
		digests = append(digests, filepath.Join(dir, "digest.html"))
		mails = append(mails, htmlOfMail(t, dir))
		if from/hostileWeek%4 == 0 {
			gripe(t, "gaps", "--from", w.Start.Format(time.DateOnly), "--to", w.Start.AddDate(0, 0, 28).Format(time.DateOnly), "--out", dir)
			gaps = append(gaps, filepath.Join(dir, "gaps.html"))
		}
	}
	return digests, mails, gaps
}

// htmlOfMail writes the HTML part of a folder's one mail beside it.
func htmlOfMail(t *testing.T, dir string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "*.eml"))
	if err != nil || len(found) != 1 {
		t.Fatalf("mails %v, %v", found, err)
	}
	f, err := os.Open(found[0])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := mail.ReadMessage(f)
	if err != nil {
		t.Fatal(err)
	}
	page := htmlPart(t, m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body)
	if page == nil {
		t.Fatalf("%s has no HTML", found[0])
	}
	path := filepath.Join(dir, "mail.html")
	if err := os.WriteFile(path, page, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func htmlPart(t *testing.T, kind, encoding string, body io.Reader) []byte {
	t.Helper()
	media, params, err := mime.ParseMediaType(kind)
	if err != nil {
		t.Fatal(err)
	}
	if media == "text/html" {
		if encoding == "quoted-printable" {
			body = quotedprintable.NewReader(body)
		}
		b, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if !strings.HasPrefix(media, "multipart/") {
		return nil
	}
	parts := multipart.NewReader(body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			t.Fatal(err)
		}
		if b := htmlPart(t, part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part); b != nil {
			return b
		}
	}
}

// servedAt starts a command that serves pages and gives their address.
func servedAt(t *testing.T, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out := &address{found: make(chan string, 1)}
	var errs bytes.Buffer
	ended := make(chan int, 1)
	go func() { ended <- Run(ctx, args, strings.NewReader(""), out, &errs) }()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	select {
	case url := <-out.found:
		return url
	case code := <-ended:
		ended <- code
		t.Fatalf("gripe %v: exit %d: %s", args, code, errs.String())
		return ""
	}
}

// address waits for the first address that a command prints.
type address struct {
	text  strings.Builder
	found chan string
	done  bool
}

func (a *address) Write(b []byte) (int, error) {
	a.text.Write(b)
	_, rest, found := strings.Cut(a.text.String(), "http://")
	if url, _, whole := strings.Cut(rest, "\n"); found && whole && !a.done {
		a.done = true
		a.found <- "http://" + strings.TrimSpace(url)
	}
	return len(b), nil
}
