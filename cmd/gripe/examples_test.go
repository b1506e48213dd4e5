package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// unrun are the commands whose examples are parsed only, and why.
var unrun = map[string]string{
	"train":  "takes half an hour",
	"eval":   "takes minutes; the script eval runs it on a small file",
	"source": "its address is not on this machine; the script source_try runs it",
	"demo":   "writes to a fixed folder; TestDemo runs it",
}

// TestExamplesRun carries out the example of each command's help in a folder
// with a configuration, a file to import and a database, and holds that it
// ends well.
func TestExamplesRun(t *testing.T) {
	t.Chdir(t.TempDir())
	id := exampleFolder(t)
	p, err := newParser(&cli{})
	if err != nil {
		t.Fatal(err)
	}
	example := regexp.MustCompile(`(?m)^Example.*?: (.*)$`)
	for _, node := range p.Model.Children {
		if unrun[node.Name] != "" {
			continue
		}
		t.Run(node.Name, func(t *testing.T) {
			m := example.FindStringSubmatch(node.Detail)
			if m == nil {
				t.Fatal("no example")
			}
			if node.Name == "init" {
				t.Chdir(t.TempDir())
			}
			line := strings.ReplaceAll(m[1], "0123456789abcdef01234567", id)
			in := strings.NewReader("")
			if said, _, piped := strings.Cut(line, " | "); piped {
				in = strings.NewReader(strings.Trim(strings.TrimPrefix(said, "echo "), "'") + "\n")
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			out, errs := &untilServed{stop: cancel}, &untilServed{stop: cancel}
			if code := Run(ctx, exampleArgs(t, line), in, out, errs); code != 0 {
				t.Errorf("%s: exit %d: %s", line, code, errs.String())
			}
		})
	}
}

// untilServed stops a command that says where it serves: it would serve until
// it is stopped.
type untilServed struct {
	bytes.Buffer
	stop func()
}

func (u *untilServed) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte("http://127.0.0.1")) {
		u.stop()
	}
	return u.Buffer.Write(b)
}

// exampleFolder fills the working folder and gives a stored verbatim's ID.
func exampleFolder(t *testing.T) string {
	t.Helper()
	write := func(name, text string) {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	reviews := `{"id":"r1","text":"The hinge broke after two days. Support hung up on me.","rating":1,"posted_at":"2024-02-06","author":"Jane Doe"}
{"id":"r2","text":"The lamp arrived broken and nobody answers the phone.","rating":1,"posted_at":"2024-02-07","author":"Jo Bloggs"}` + "\n"
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	if _, err := z.Write([]byte(reviews)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	write("reviews.jsonl.gz", zipped.String())
	write("drop/reviews.jsonl", reviews)
	write("gripe.yaml", "company: Example\ncontact: reviews@example.com\nmodel: fast\nsources:\n  - name: survey\n    kind: directory\n    path: drop\n")
	for _, args := range [][]string{{"collect"}, {"annotate"}} {
		var out, errs bytes.Buffer
		if code := Run(t.Context(), args, nil, &out, &errs); code != 0 {
			t.Fatalf("gripe %v: exit %d: %s", args, code, errs.String())
		}
	}
	var out, errs bytes.Buffer
	if code := Run(t.Context(), []string{"export"}, nil, &out, &errs); code != 0 {
		t.Fatalf("gripe export: exit %d: %s", code, errs.String())
	}
	var first struct{ ID string }
	if err := json.NewDecoder(&out).Decode(&first); err != nil {
		t.Fatalf("gripe export: %v", err)
	}
	return first.ID
}
