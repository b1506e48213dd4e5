package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// payloads reads the texts of testdata/payloads.txt; n-th calls pwned(n) and
// asks for canary/n.
func payloads(t *testing.T, canary string) (out []string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "payloads.txt"))
	if err != nil {
		t.Fatal(err)
	}
	hidden := strings.NewReplacer("{LF}", "\n", "{TAB}", "\t", "{NUL}", "\x00", "{SOH}", "\x01", "{FF}", "\f", "{ESC}", "\x1b", "{BEL}", "\a",
		"{RLO}", "\u202e", "{PDF}", "\u202c", "{ZWSP}", "\u200b", "{BOM}", "\ufeff")
	for line := range strings.Lines(string(b)) {
		line = strings.TrimRight(line, "\n")
		if line == "" || line == "#" || strings.HasPrefix(line, "# ") {
			continue
		}
		n := strconv.Itoa(len(out))
		host := strings.TrimPrefix(canary, "http://") + "/" + n
		out = append(out, hidden.Replace(strings.NewReplacer("JS", "pwned("+n+")", "URL", "http://"+host, "HOST", host).Replace(line)))
	}
	if len(out) < 200 {
		t.Fatalf("%d payloads", len(out))
	}
	return out
}

// canary is a server that nothing must ever ask.
type canary struct {
	url string

	mu   sync.Mutex
	hits []string
}

func openCanary(t *testing.T) *canary {
	c := &canary{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.hits = append(c.hits, r.URL.Path)
	}))
	t.Cleanup(srv.Close)
	c.url = srv.URL
	return c
}

func (c *canary) sung() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.hits
}
