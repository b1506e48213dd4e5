// Package sharedtest finds the shared material (gold labels, real reviews,
// saved pages) that lies beside the checkout and is never committed.
//
// In: a testing.TB and a path below shared/. Out: a path that exists.
// Where the material is absent it skips the test, or fails it when CI=true.
// It must never be imported by anything but tests.
package sharedtest

import (
	"os"
	"path/filepath"
	"testing"
)

// Path gives the path of a file or folder below shared/.
func Path(t testing.TB, elem ...string) string {
	t.Helper()
	root, err := root()
	if err == nil {
		p := filepath.Join(append([]string{root}, elem...)...)
		if _, err = os.Stat(p); err == nil {
			return p
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("shared material is absent and CI=true: %v", err)
	}
	t.Skipf("shared material is absent: %v", err)
	return ""
}

// root is $GRIPE_SHARED, else the folder "shared" beside the module's root.
func root() (string, error) {
	if s := os.Getenv("GRIPE_SHARED"); s != "" {
		return s, nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(filepath.Dir(dir), "shared"), nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", os.ErrNotExist
		}
		dir = up
	}
}
