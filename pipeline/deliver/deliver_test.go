package deliver

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestWriteFileReplacesWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "digest.html")
	for _, text := range []string{"first, and longer", "second", ""} {
		if err := WriteFile(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got := read(t, path); got != text {
			t.Errorf("got %q, want %q", got, text)
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o644 {
		t.Errorf("permission %v, want 0644", info.Mode().Perm())
	}
	if d := cmp.Diff([]string{"digest.html"}, names(t, dir)); d != "" {
		t.Error(d)
	}
}

// What a killed run left under a temporary name goes with the next write; what
// a live process writes, and what is not ours, stays.
func TestWriteFileSweepsAfterTheKilled(t *testing.T) {
	child := exec.Command(os.Args[0], "-test.run=^$")
	if err := child.Run(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	dead := fmt.Sprintf(".gripe-%d-77.tmp", child.Process.Pid)
	live, others := fmt.Sprintf(".gripe-%d-77.tmp", os.Getpid()), ".gripe-notes.tmp"
	for _, name := range []string{dead, live, others} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := WriteFile(filepath.Join(dir, "digest.html"), []byte("x")); err != nil {
		t.Fatal(err)
	}
	want := []string{live, others, "digest.html"}
	if d := cmp.Diff(want, names(t, dir)); d != "" {
		t.Error(d)
	}
}

func TestWriteFileFollowsLink(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "week47.html"), filepath.Join(dir, "latest.html")
	if err := WriteFile(real, []byte("old")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	if got := read(t, real); got != "new" {
		t.Errorf("the link's target holds %q", got)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link was replaced (%v)", err)
	}
}

func TestErrorsSayWhatToDo(t *testing.T) {
	dir := t.TempDir()
	plain := filepath.Join(dir, "plain")
	if err := WriteFile(plain, nil); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ path, want string }{
		{filepath.Join(dir, "absent", "x.html"), "create its folder first"},
		{dir, "name a file"},
		{"/dev/null", "name a file"},
		{"", "name a file"},
		{filepath.Join(plain, "x.html"), "a part of the path is a file"},
		{filepath.Join(dir, strings.Repeat("x", 300)), "choose a shorter name"},
	} {
		err := WriteFile(c.path, []byte("x"))
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), ".tmp") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v", c.path, err)
		}
		if e, ok := errors.AsType[*Error](err); !ok || e.Path != c.path {
			t.Errorf("%q: not an *Error that names the path: %#v", c.path, err)
		}
	}
	if d := cmp.Diff([]string{"plain"}, names(t, dir)); d != "" {
		t.Error(d)
	}
}

// brokenDisk fails at one step, from its nth use on.
type brokenDisk struct {
	osDisk
	step string
	nth  int
	err  error
}

func (d *brokenDisk) fails(step string) error {
	if d.step != step {
		return nil
	}
	if d.nth--; d.nth < 0 {
		return d.err
	}
	return nil
}

type brokenFile struct {
	file
	d *brokenDisk
}

func (d *brokenDisk) CreateTemp(dir, pattern string) (file, error) {
	if err := d.fails("create"); err != nil {
		return nil, err
	}
	f, err := d.osDisk.CreateTemp(dir, pattern)
	return brokenFile{f, d}, err
}

func (d *brokenDisk) Rename(from, to string) error {
	if err := d.fails("rename"); err != nil {
		return err
	}
	return d.osDisk.Rename(from, to)
}

func (d *brokenDisk) SyncDir(dir string) error {
	if err := d.fails("syncdir"); err != nil {
		return err
	}
	return d.osDisk.SyncDir(dir)
}

func (f brokenFile) Write(p []byte) (int, error) {
	if err := f.d.fails("write"); err != nil {
		f.file.Write(p[:len(p)/2])
		return len(p) / 2, err
	}
	return f.file.Write(p)
}

func (f brokenFile) Chmod(m os.FileMode) error {
	return errors.Join(f.d.fails("chmod"), f.file.Chmod(m))
}
func (f brokenFile) Sync() error  { return errors.Join(f.d.fails("sync"), f.file.Sync()) }
func (f brokenFile) Close() error { return errors.Join(f.file.Close(), f.d.fails("close")) }

func TestFaultsLeaveOldFilesAndNoTemporaries(t *testing.T) {
	for _, step := range []string{"create", "write", "chmod", "sync", "close", "rename", "syncdir"} {
		for nth := range 2 {
			dir := t.TempDir()
			a, b := filepath.Join(dir, "a.html"), filepath.Join(dir, "b.json")
			if err := WriteSet([]File{{a, []byte("old a")}, {b, []byte("old b")}}); err != nil {
				t.Fatal(err)
			}
			d := &brokenDisk{step: step, nth: nth, err: syscall.ENOSPC}
			err := writeSet(d, []File{{a, []byte("new a")}, {b, []byte("new b")}})
			if step == "syncdir" && nth == 1 {
				if err != nil {
					t.Errorf("one folder is synced once: %v", err)
				}
				continue
			}
			if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "free some space") {
				t.Errorf("%s %d: %v", step, nth, err)
			}
			if diff := cmp.Diff([]string{"a.html", "b.json"}, names(t, dir)); diff != "" {
				t.Errorf("%s %d: %s", step, nth, diff)
			}
			if step != "rename" && step != "syncdir" && (read(t, a) != "old a" || read(t, b) != "old b") {
				t.Errorf("%s %d: an old file was touched", step, nth)
			}
			if step == "rename" && read(t, b) != "old b" {
				t.Errorf("rename %d: the second file was replaced after a failure", nth)
			}
		}
	}
}
