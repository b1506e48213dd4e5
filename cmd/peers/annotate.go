package main

import (
	"bufio"
	"compress/gzip"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

//go:embed wink.js
var winkScript []byte

// compareAnnotate runs the naive loop on a sample, and wink-nlp and both of
// gripe's tiers on the whole file, each as a process of its own that starts,
// reads, works and writes.
func compareAnnotate(ctx context.Context, out io.Writer, gripe, texts, wink string, runs, sample int) error {
	dir, err := os.MkdirTemp("", "peers")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	whole, part := filepath.Join(dir, "whole.jsonl"), filepath.Join(dir, "part.jsonl")
	n, err := unpack(texts, whole, part, sample)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	contestants := []contestant{
		{"naive prose loop", min(n, sample), []string{self, "-naive-loop", part}, part, ""},
		{"gripe --model fast", n, []string{gripe, "annotate", "-", "--model", "fast"}, whole, ""},
		{"gripe --model auto", n, []string{gripe, "annotate", "-", "--model", "auto"}, whole, ""},
	}
	if wink == "" {
		fmt.Fprintln(out, "wink-nlp is left out: no folder of it was given")
	} else {
		script := filepath.Join(wink, "wink.js")
		if err := os.WriteFile(script, winkScript, 0o644); err != nil {
			return err
		}
		contestants = append(contestants, contestant{"wink-nlp", n, []string{"node", script}, whole, wink})
	}
	speeds := make(map[string][]float64)
	for r := range runs {
		for i := range contestants {
			c := &contestants[(i+r)%len(contestants)] // none is always first
			s, err := c.speed(ctx)
			if err != nil {
				return err
			}
			speeds[c.name] = append(speeds[c.name], s)
		}
	}
	fmt.Fprintf(out, "%d reviews, whole processes, %d paired runs; the naive loop on %d of them\n", n, runs, min(n, sample))
	for _, c := range contestants {
		fmt.Fprintf(out, "%-20s %s reviews/s\n", c.name, spread(speeds[c.name]))
	}
	for _, p := range [][2]string{
		{"gripe --model fast", "naive prose loop"}, {"gripe --model auto", "naive prose loop"}, {"gripe --model fast", "wink-nlp"},
	} {
		if len(speeds[p[1]]) > 0 {
			fmt.Fprintf(out, "%s / %s: %s times\n", p[0], p[1], spread(ratios(speeds[p[0]], speeds[p[1]])))
		}
	}
	return nil
}

// contestant is a command that reads reviews on standard input.
type contestant struct {
	name    string
	reviews int
	argv    []string
	input   string
	dir     string
}

// speed runs it once: reviews a second from start to exit.
func (c *contestant) speed(ctx context.Context) (float64, error) {
	in, err := os.Open(c.input)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	cmd := exec.CommandContext(ctx, c.argv[0], c.argv[1:]...)
	cmd.Stdin, cmd.Stderr, cmd.Dir = in, os.Stderr, c.dir
	begin := time.Now()
	if err := cmd.Run(); err != nil {
		return 0, fmt.Errorf("%s: %w", c.name, err)
	}
	return float64(c.reviews) / time.Since(begin).Seconds(), nil
}

// unpack writes all lines of a file to whole and the first few to part.
func unpack(from, whole, part string, few int) (n int, err error) {
	f, err := os.Open(from)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	var in io.Reader = f
	if strings.HasSuffix(from, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			return 0, fmt.Errorf("reading %s: %w", from, err)
		}
	}
	var head strings.Builder
	w, err := os.Create(whole)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	for ; lines.Scan(); n++ {
		if n < few {
			head.WriteString(lines.Text() + "\n")
		}
		if _, err := fmt.Fprintf(w, "%s\n", lines.Bytes()); err != nil {
			return n, err
		}
	}
	if err := lines.Err(); err != nil {
		return n, fmt.Errorf("reading %s: %w", from, err)
	}
	return n, os.WriteFile(part, []byte(head.String()), 0o600)
}
