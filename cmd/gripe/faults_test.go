package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"gripe/pipeline/store"
)

const (
	faultReviews = 3 // of the healthy source
	faultPath    = "/page"
)

// TestFaultsByCommandLine collects a healthy source beside one that
// misbehaves, once for every fault: the healthy one is stored whole, the fault
// is named in one line with its URL and what to do, nothing of it is stored,
// and memory stays bounded.
func TestFaultsByCommandLine(t *testing.T) {
	gateSleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	t.Cleanup(func() { gateSleep = nil })
	well := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		sendFaultPage(w, faultListing(faultReviews))
	}))
	defer well.Close()
	// Another host by name: what a host asks for holds for all its ports.
	wellURL := strings.Replace(well.URL, "127.0.0.1", "localhost", 1)
	named := 0
	for _, c := range faults {
		t.Run(c.name, func(t *testing.T) {
			ill := httptest.NewServer(c.server())
			defer ill.Close()
			dir := t.TempDir()
			conf := fmt.Sprintf("company: A\ntimezone: UTC\nfetch: {delay: 0s, timeout: %s}\nsources:\n"+
				"  - {name: ill, kind: page, urls: [\"%s%s\"], allow_private: true}\n"+
				"  - {name: well, kind: page, urls: [\"%s/\"], allow_private: true}\n",
				c.timeout(), ill.URL, faultPath, wellURL)
			if err := os.WriteFile(filepath.Join(dir, "gripe.yaml"), []byte(conf), 0o600); err != nil {
				t.Fatal(err)
			}
			base := calmMemory(t)
			var stdout, stderr bytes.Buffer
			code := Run(t.Context(), []string{"collect", "--config", filepath.Join(dir, "gripe.yaml")}, strings.NewReader(""), &stdout, &stderr)
			grown := peakMemory(t) - base
			if grown > memoryGrowth {
				t.Errorf("memory grew by %d MB", grown>>20)
			}
			have := storedBySource(t, filepath.Join(dir, "gripe.db"))
			if have["well"] != faultReviews {
				t.Errorf("the healthy source has %d reviews, want %d", have["well"], faultReviews)
			}
			said := strings.TrimSpace(stderr.String())
			t.Logf("%3d MB  exit %d  %s", grown>>20, code, strings.ReplaceAll(said, ill.URL, "http://ill"))
			if c.fault == "" { // odd, and no fault
				if code != exitOK || said != "" || have["ill"] != 1 {
					t.Errorf("exit %d, %d reviews, said %q", code, have["ill"], said)
				}
				return
			}
			named++
			switch {
			case code != exitPartial || have["ill"] != 0:
				t.Errorf("exit %d, %d reviews stored of the faulty source", code, have["ill"])
			case strings.Count(said, "\n") != 0 || !strings.HasPrefix(said, "gripe: source ill "):
				t.Errorf("the fault is not named in one line: %q", said)
			case !strings.Contains(said, ill.URL) || !regexp.MustCompile(c.fault).MatchString(said):
				t.Errorf("said %q, want the URL and %q", said, c.fault)
			case !adviceGiven.MatchString(said):
				t.Errorf("%q does not say what to do", said)
			}
		})
	}
	t.Logf("%d servers misbehave, %d faults are named", len(faults), named)
}

// adviceGiven: every fault's line tells what to do.
var adviceGiven = regexp.MustCompile(`try again later|check the (URL|host)|ask (the site|it) for|raise |report it|allow_private|remove the URL|name (a|one|the|an) |set selectors|need selectors`)

// storedBySource counts what is stored.
func storedBySource(t *testing.T, path string) map[string]int {
	t.Helper()
	st, err := store.Open(t.Context(), path, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	out := map[string]int{}
	for _, name := range []string{"ill", "well"} {
		if out[name], err = st.Known(t.Context(), name); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// calmMemory gives what can be given back and begins a new peak.
func calmMemory(t *testing.T) int64 {
	t.Helper()
	debug.FreeOSMemory()
	if runtime.GOOS == "linux" {
		// 5 resets the peak: proc(5), /proc/PID/clear_refs.
		if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
			t.Logf("the peak cannot be reset: %v", err)
		}
	}
	return peakMemory(t)
}

// peakMemory is the largest resident size since calmMemory, in bytes.
func peakMemory(t *testing.T) int64 {
	t.Helper()
	if runtime.GOOS != "linux" {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.Sys - m.HeapReleased)
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	var kb int64
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	if _, err := fmt.Sscanf(rest, "%d", &kb); err != nil {
		t.Fatal(err)
	}
	return kb << 10
}

func sendFaultPage(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = io.WriteString(w, body)
}

// faultListing is a page of n reviews.
func faultListing(n int) string {
	var b strings.Builder
	b.WriteString(`<html><head><meta charset="utf-8"><title>Kettle</title></head><body>`)
	for i := range n {
		fmt.Fprintf(&b, `<div itemscope itemtype="https://schema.org/Review" itemid="r%d"><b itemprop="author">Ann %d</b>`+
			`<p itemprop="reviewBody">The kettle leaks, no. %d, ça coule.</p></div>`, i, i, i)
	}
	return b.String() + "</body></html>"
}
