package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestKilledAnywhereRerunGivesTheSame kills gripe run with SIGKILL at random
// moments, ten times, and holds that one run to the end then gives the same
// export as a run that was never disturbed: nothing lost, nothing twice.
func TestKilledAnywhereRerunGivesTheSame(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(killPages))
	defer srv.Close()
	calm, whole := killHouse(t, srv.URL), time.Now()
	if code, out := gripeChild(t, calm, 0); code != 0 {
		t.Fatalf("the undisturbed run: %d, %s", code, out)
	}
	took := time.Since(whole)

	struck := killHouse(t, srv.URL)
	rng := rand.New(rand.NewPCG(1, 2))
	killed := 0
	for range 10 {
		code, _ := gripeChild(t, struck, took/20+time.Duration(rng.Float64()*float64(took)))
		if code == -1 {
			killed++
		} else {
			// Ended before its kill: what is left to do takes less.
			took = took * 2 / 3
		}
	}
	if killed == 0 {
		t.Error("no run was killed: the test proves nothing")
	}
	if code, out := gripeChild(t, struck, 0); code != 0 {
		t.Fatalf("the run after the kills: %d, %s", code, out)
	}
	want, got := exportOf(t, calm), exportOf(t, struck)
	if n := strings.Count(want, "\n"); n != killReviews+killRows {
		t.Fatalf("the undisturbed export has %d lines", n)
	}
	if want != got {
		t.Errorf("the exports differ after %d kills: %d and %d lines", killed, strings.Count(want, "\n"), strings.Count(got, "\n"))
	}
	left, err := filepath.Glob(filepath.Join(struck, "digests", "*", "*"))
	if err != nil || len(left) != 5 {
		t.Errorf("the output folder holds %v, %v", left, err)
	}
}

const (
	killReviews = 400
	killRows    = 3000
)

// killPages serves killReviews reviews, 20 a page.
func killPages(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/reviews" {
		http.NotFound(w, r)
		return
	}
	page := 0
	fmt.Sscanf(r.URL.Query().Get("page"), "%d", &page)
	type review struct {
		Type string `json:"@type"`
		ID   string `json:"@id"`
		Date string `json:"datePublished"`
		Body string `json:"reviewBody"`
	}
	var list []review
	for i := range 20 {
		n := page*20 + i
		list = append(list, review{"Review", fmt.Sprint("#r", n), "2026-11-03", fmt.Sprintf("Lamp %d broke and nobody at support answered my %d calls.", n, n)})
	}
	b, err := json.Marshal(list)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	next := ""
	if page+1 < killReviews/20 {
		next = fmt.Sprintf(`<a rel="next" href="/reviews?page=%d">next</a>`, page+1)
	}
	fmt.Fprintf(w, `<html><script type="application/ld+json">%s</script>%s</html>`, b, next)
}

// killHouse makes a folder with a configuration and a file of reviews.
func killHouse(t *testing.T, url string) string {
	t.Helper()
	dir := t.TempDir()
	cfg := fmt.Sprintf(`model: fast # it is the store that is tried here
sources:
  - {name: shop, kind: page, urls: ["%s/reviews?page=0"], allow_private: true, delay: 0s}
  - {name: rows, kind: file, path: rows.jsonl}
`, url)
	var rows bytes.Buffer
	for i := range killRows {
		fmt.Fprintf(&rows, `{"id":"%d","text":"The desk arrived late, delivery %d was a mess. Lovely wood though.","date":"2026-11-04"}`+"\n", i, i)
	}
	for name, b := range map[string][]byte{"gripe.yaml": []byte(cfg), "rows.jsonl": rows.Bytes()} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// gripeChild runs gripe in dir and kills it after a while, 0 for never. The
// code of a killed run is -1.
func gripeChild(t *testing.T, dir string, after time.Duration) (int, string) {
	t.Helper()
	ctx, cancel := context.Background(), context.CancelFunc(func() {})
	if after > 0 {
		ctx, cancel = context.WithTimeout(ctx, after)
	}
	defer cancel()
	out, err := gripeCommand(ctx, dir, "run", "--week", "2026-W45").CombinedOutput()
	var exit *exec.ExitError
	// The deadline is told where the child ended well just as its time came.
	if err != nil && !errors.As(err, &exit) && !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	if exit != nil {
		return exit.ExitCode(), string(out)
	}
	return 0, string(out)
}

// gripeCommand is this test's own binary, which answers to the name gripe.
func gripeCommand(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Args = append([]string{"gripe"}, args...)
	cmd.Dir = dir
	return cmd
}

func exportOf(t *testing.T, dir string) string {
	t.Helper()
	out, err := gripeCommand(context.Background(), dir, "export").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
