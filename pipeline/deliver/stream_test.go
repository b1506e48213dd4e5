package deliver

import (
	"errors"
	"io"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStreamFileReplacesWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "export.csv")
	say := func(words ...string) func(io.Writer) error {
		return func(w io.Writer) error {
			for _, s := range words {
				if _, err := io.WriteString(w, s); err != nil {
					return err
				}
			}
			return nil
		}
	}
	for _, words := range [][]string{{"one ", "two"}, {"three"}, nil} {
		if err := StreamFile(path, say(words...)); err != nil {
			t.Fatal(err)
		}
		if got := read(t, path); got != strings.Join(words, "") {
			t.Errorf("got %q, want %q", got, words)
		}
	}
	if err := StreamFile(path, say("kept")); err != nil {
		t.Fatal(err)
	}
	stopped := errors.New("stopped")
	if err := StreamFile(path, func(w io.Writer) error { return errors.Join(say("half")(w), stopped) }); !errors.Is(err, stopped) {
		t.Errorf("the filler's error became %v", err)
	} else if _, ours := errors.AsType[*Error](err); ours {
		t.Errorf("the filler's error is called the file's: %v", err)
	}
	for _, bad := range []string{dir, "/dev/null", "", filepath.Join(dir, "absent", "x")} {
		if e, ok := errors.AsType[*Error](StreamFile(bad, say("x"))); !ok || e.Path != bad {
			t.Errorf("%q: not an *Error that names it: %v", bad, e)
		}
	}
	for _, step := range []string{"create", "write", "chmod", "sync", "close", "rename"} {
		err := streamFile(&brokenDisk{step: step, err: syscall.ENOSPC}, path, say("new"))
		if e, ok := errors.AsType[*Error](err); !ok || !strings.Contains(e.Error(), "free some space") {
			t.Errorf("%s: %v", step, err)
		}
	}
	if got := read(t, path); got != "kept" {
		t.Errorf("after faults the file holds %q", got)
	}
	if d := cmp.Diff([]string{"export.csv"}, names(t, dir)); d != "" {
		t.Errorf("left behind: %s", d)
	}
}
