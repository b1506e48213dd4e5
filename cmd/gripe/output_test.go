package main

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
)

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

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
