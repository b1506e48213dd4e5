package main

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
)

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

// What a file holds cannot steer the terminal that a fault is told on.
func TestFaultsAreCalm(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("reviews.csv", []byte("\x1b[31mfoo\x07,bar\u202e\n1,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var stderr strings.Builder
	code := Run(context.Background(), []string{"import", "reviews.csv", "--source", "s"}, strings.NewReader(""), io.Discard, &stderr)
	if got := stderr.String(); code != exitNoSource || !strings.Contains(got, "[31mfoo") || strings.ContainsAny(got, "\x1b\x07\u202e") {
		t.Errorf("exits with %d and says %q", code, got)
	}
}

// Who mistypes a command line is told where to look.
func TestWrongUsageNamesHelp(t *testing.T) {
	for args, want := range map[string]string{
		"bogus": "gripe --help", "share --bogus": "gripe share --help", "show": "gripe show --help", "source try": "gripe source try --help",
	} {
		var stderr strings.Builder
		code := Run(context.Background(), strings.Fields(args), strings.NewReader(""), io.Discard, &stderr)
		if code != exitUsage || !strings.HasSuffix(stderr.String(), "; see "+want+"\n") {
			t.Errorf("gripe %s exits with %d and says %q, want %q", args, code, stderr.String(), want)
		}
	}
}

func TestFullOutput(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("reviews.csv", []byte("text\nThe lamp broke.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"version"}, {"doctor"}, {"init"}, {"import", "reviews.csv", "--source", "s"}, {"status"}, {"share"}, {"top"}} {
		var stderr strings.Builder
		code := Run(context.Background(), args, strings.NewReader(""), full{}, &stderr)
		if code != exitIO || !strings.Contains(stderr.String(), "no space left on device") {
			t.Errorf("gripe %v on a full disk exits with %d, want %d, and says %q", args, code, exitIO, stderr.String())
		}
	}
}
