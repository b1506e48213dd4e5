package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestServe fills a database, walks the pages as a reader does, and stops.
func TestServe(t *testing.T) {
	t.Chdir(t.TempDir())
	id := exampleFolder(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	told, out := io.Pipe()
	var errs bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		code := Run(ctx, []string{"serve", "--addr", "127.0.0.1:0"}, nil, out, &errs)
		_ = out.Close() // a pipe's never fails
		ended <- code
	}()
	line, err := bufio.NewReader(told).ReadString('\n')
	if err != nil {
		t.Fatalf("%v: %s", err, errs.String())
	}
	base, ok := strings.CutPrefix(strings.TrimSpace(line), "gripe: serving on ")
	if !ok {
		t.Fatalf("it says %q", line)
	}
	get := func(path string) (int, string) {
		t.Helper()
		r, err := http.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return r.StatusCode, strings.ReplaceAll(string(b), "\u00a0", " ")
	}
	// until asks again while the page says that it counts.
	until := func(path string) string {
		t.Helper()
		for {
			code, page := get(path)
			if code != http.StatusOK {
				t.Fatalf("%s: %d\n%s", path, code, page)
			}
			if !strings.Contains(page, "asks again by itself") {
				return page
			}
		}
	}
	for path, want := range map[string]string{
		"/":                                 "2 complaints",
		"/?week=2024-W06&source=survey":     "2 complaints",
		"/?week=2024-W05":                   "Go to the newest week with reviews",
		"/verbatims?week=2024-W06&q=hinge":  "1 verbatim",
		"/verbatims?complaint=yes":          "2 verbatims",
		"/verbatims?only=product%2Bservice": "1 verbatim",
		"/verbatim/" + id:                   `<span class="pull`,
		"/sources":                          "2 verbatims of 1 source",
		"/promises":                         "No claim is stored",
		"/audit":                            "Nobody has checked",
		"/model":                            "Known failures",
	} {
		if page := until(path); !strings.Contains(page, want) {
			t.Errorf("%s does not say %q:\n%s", path, want, page)
		}
	}
	for _, path := range []string{"/?product=Sofa", "/?source=forum"} {
		if code, page := get(path); code != http.StatusBadRequest || strings.Contains(path, "source") && !strings.Contains(page, "survey") {
			t.Errorf("%s: %d\n%s", path, code, page)
		}
	}
	stop()
	if code := <-ended; code != exitOK || errs.Len() > 0 {
		t.Errorf("exit %d: %s", code, errs.String())
	}
}
