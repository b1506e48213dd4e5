package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gripe/pipeline/opinion"
	"gripe/pipeline/report"
)

// TestNothingOfOthersRunsInABrowser puts 200 and more payloads through every
// text from outside into every page that gripe makes, and opens these in
// Chromium: with their policy, and with the policy taken off, so that the
// escaping stands alone. No script runs, no dialog opens, nothing is asked for
// but the page and its style, and no element or link is there that the
// templates do not have.
func TestNothingOfOthersRunsInABrowser(t *testing.T) {
	b := openBrowser(t)
	bird := openCanary(t)
	all := payloads(t, bird.url+"/canary")
	t.Chdir(t.TempDir())
	t.Run("control", func(t *testing.T) { theyRunWhereNothingStopsThem(t, b, all, bird) })
	bird.mu.Lock()
	bird.hits = nil
	bird.mu.Unlock()

	hostileHouse(t, all)
	digests, mails, gaps := hostileOutputs(t, all)
	files := httptest.NewServer(http.FileServer(http.Dir(".")))
	defer files.Close()
	shown := &showing{browser: b, marks: map[string]map[string]bool{}}

	bare := openBare(t, files.URL)
	for name, paths := range map[string][]string{"digest": digests, "mail": mails, "gaps": gaps} {
		for i := 0; i < len(paths); i += 4 {
			shown.one(t, name, files.URL+"/"+paths[i])
		}
		shown.batches(t, name, bare, paths)
	}
	checkMarkdown(t, digests)
	shown.batches(t, "company", bare, companies(t, all))

	auditURL := servedAt(t, "audit", "--n", strconv.Itoa(len(all)), "--seed", "1")
	prefix := strings.TrimPrefix(auditURL, origin(auditURL)+"/")
	var tasks []string
	for n := range all {
		tasks = append(tasks, prefix+strconv.Itoa(n+1))
	}
	shown.one(t, "audit", auditURL)
	shown.batches(t, "audit", openBare(t, origin(auditURL)), tasks)

	company(t, strings.Join(all[:3], " "))
	board := servedAt(t, "serve", "--addr", "127.0.0.1:0")
	paths := boardPaths(t, all)
	for _, path := range []string{"", "verbatims", "sources", "promises", "audit", "model", paths[len(paths)-1], paths[0]} {
		shown.one(t, "dashboard", board+"/"+path)
	}
	shown.batches(t, "dashboard", openBare(t, board), paths)

	if hits := bird.sung(); len(hits) > 0 {
		t.Errorf("the canary was asked %d times: %q", len(hits), hits[:min(5, len(hits))])
	}
	shown.covered(t, len(all))
}

// theyRunWhereNothingStopsThem is the control: the same payloads, bare in a
// page, do what they threaten, so that a silent browser means something.
func theyRunWhereNothingStopsThem(t *testing.T, b *browser, all []string, bird *canary) {
	pages := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if n, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/")); err == nil && n < len(all) {
			fmt.Fprintf(w, "<!DOCTYPE html><title>x</title><p title=\"%s\">%s</p>", all[n], all[n])
			return
		}
		fmt.Fprint(w, "<!DOCTYPE html><title>all</title>")
		for n := range all {
			fmt.Fprintf(w, "<iframe class=page src=/%d></iframe>", n)
		}
	}))
	defer pages.Close()
	v := b.visit(t, pages.URL+"/all")
	dangerous := map[string]bool{}
	for _, f := range v.Fired {
		dangerous[strings.TrimPrefix(f, "script ")] = true
	}
	for _, h := range bird.sung() {
		dangerous[strings.TrimPrefix(h, "/canary/")] = true
	}
	t.Logf("bare, %d of %d payloads run or ask", len(dangerous), len(all))
	if len(dangerous) < 80 {
		t.Errorf("only %d of %d payloads do anything in a bare page: the test proves little", len(dangerous), len(all))
	}
}

// companies writes a gap report with one claim, and for every third also an
// empty digest, for each name of a company, and gives their paths.
func companies(t *testing.T, all []string) (paths []string) {
	t.Helper()
	for n, p := range all {
		name, claim := fmt.Sprintf("q%dmz %s", n, p), fmt.Sprintf("q%dcz %s", n, p)
		said := []opinion.Claim{{ID: "c", Source: claim, Product: claim, URL: hostileURL(n, p), Text: claim}}
		keep := func(kind string, write func(io.Writer) error) {
			var page bytes.Buffer
			if err := write(&page); err != nil {
				t.Fatal(err)
			}
			path := fmt.Sprintf("%s-%d.html", kind, n)
			if err := os.WriteFile(path, page.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			paths = append(paths, path)
		}
		keep("gaps", func(w io.Writer) error {
			return report.GapsHTML(w, report.BuildGaps(report.GapInput{Company: name, Card: name,
				Gaps: opinion.Gaps{Unspoken: said, Promises: []opinion.Promise{{Claim: said[0], Contradict: 3, Fix: opinion.Product}}}}))
		})
		if n%3 == 0 {
			keep("digest", func(w io.Writer) error {
				return report.HTML(w, report.Build(report.Input{Company: name, Card: name, Warnings: []string{name}}))
			})
		}
	}
	return paths
}

// boardPaths are pages of the dashboard that show each payload, or are asked
// for with it: the page of a verbatim, searches, filters, and error pages.
func boardPaths(t *testing.T, all []string) (paths []string) {
	t.Helper()
	for _, m := range regexp.MustCompile(`"id":"([0-9a-f]{24})","source"`).FindAllStringSubmatch(gripe(t, "export"), -1) {
		paths = append(paths, "verbatim/"+m[1])
	}
	if len(paths) != len(all) {
		t.Fatalf("%d verbatims", len(paths))
	}
	for n := range all {
		if n%hostileWeek == 0 {
			w := firstWeek.AddDate(0, 0, n/hostileWeek*7)
			y, k := w.ISOWeek()
			paths = append(paths, fmt.Sprintf("?week=%d-W%02d", y, k), fmt.Sprintf("verbatims?week=%d-W%02d", y, k))
		}
	}
	paths = append(paths, "verbatims", "sources", "promises", "audit", "model")
	for n, p := range all {
		way := []string{"verbatims?q=", "verbatims?source=", "verbatims?product=", "?week=", "?source=", "verbatims?cause=", "verbatims?x=", "", "verbatim/", "verbatims/"}[n%10]
		text := fmt.Sprintf("q%dqz %s", n, p)
		if strings.HasSuffix(way, "=") {
			paths = append(paths, way+url.QueryEscape(text))
		} else {
			paths = append(paths, way+url.PathEscape(text))
		}
	}
	return paths
}

// showing visits pages and keeps which payloads of which fields they showed.
type showing struct {
	*browser
	marks map[string]map[string]bool
	pages int
}

func (s *showing) one(t *testing.T, what, address string) {
	t.Helper()
	s.hold(t, what, address, s.visit(t, address))
}

func (s *showing) hold(t *testing.T, what, address string, v visit) {
	t.Helper()
	s.pages += v.Pages
	if len(v.Fired) > 0 {
		t.Errorf("%s %s: %q", what, address, v.Fired[:min(5, len(v.Fired))])
	}
	if len(v.Stray) > 0 {
		t.Errorf("%s %s holds %q", what, address, v.Stray[:min(5, len(v.Stray))])
	}
	home := origin(address)
	for _, asked := range v.Asked {
		if origin(asked) != home && !(what == "mail" && strings.HasPrefix(asked, "cid:")) && !strings.HasSuffix(asked, "/favicon.ico") {
			t.Errorf("%s %s asks for %s", what, address, asked)
		}
	}
	for _, m := range v.Marks {
		field := m[len(m)-2 : len(m)-1]
		if s.marks[what+" "+field] == nil {
			s.marks[what+" "+field] = map[string]bool{}
		}
		s.marks[what+" "+field][m] = true
	}
}

// batch is how many pages are opened at a time, each in a frame.
const batch = 24

func (s *showing) batches(t *testing.T, what string, at *bareServer, paths []string) {
	t.Helper()
	for list := range slices.Chunk(paths, batch) {
		address := at.batch(list)
		v := s.visit(t, address)
		if v.Pages != len(list) {
			t.Errorf("%s: %d pages of %d opened: %v %s", what, v.Pages, len(list), v.Stray, v.Text)
		}
		s.hold(t, what, address, v)
	}
}

// covered holds that the payloads did reach the pages.
func (s *showing) covered(t *testing.T, n int) {
	t.Helper()
	for _, c := range []struct {
		where string
		least int
	}{
		{"digest b", n / 3}, {"digest t", n / 8}, {"digest p", n / 3}, {"digest s", n / 2}, {"digest e", n / 2},
		{"mail b", n / 5}, {"mail m", n / 8}, {"company m", n}, {"company c", n}, {"gaps c", n / 5}, {"gaps b", n / 20},
		{"audit b", n - 5}, {"audit t", n - 5}, {"audit p", n - 5}, {"audit s", n - 5},
		{"dashboard b", n - 5}, {"dashboard t", n - 5}, {"dashboard p", n - 5}, {"dashboard s", n - 5}, {"dashboard c", n / 2}, {"dashboard e", n / 2}, {"dashboard q", n / 12},
	} {
		if got := len(s.marks[c.where]); got < c.least {
			t.Errorf("only %d payloads of %d were shown in: %s", got, n, c.where)
		}
	}
	var lines []string
	for where, m := range s.marks {
		lines = append(lines, fmt.Sprintf("%s: %d", where, len(m)))
	}
	slices.Sort(lines)
	t.Logf("%d pages; payloads shown by output and field: %s", s.pages, strings.Join(lines, ", "))
}

func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Scheme + "://" + u.Host
}

// checkMarkdown holds that in Markdown no mark of a payload stands without its
// backslash: what a renderer makes of it is text.
func checkMarkdown(t *testing.T, digests []string) {
	t.Helper()
	mark := regexp.MustCompile("(^|[^\\\\])(<|!\\[|`|https?:/|www\\.)")
	own := regexp.MustCompile(`\]\(<https://shop\.example/[^<>\s]*>\)`)
	for _, path := range digests {
		b, err := os.ReadFile(filepath.Join(filepath.Dir(path), "digest.md"))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			if m := mark.FindString(own.ReplaceAllString(line, "]")); m != "" {
				t.Errorf("%s: bare %q in %q", path, m, line)
			}
		}
	}
}
