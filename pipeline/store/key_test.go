package store

import (
	"bytes"
	"path/filepath"
	"testing"
)

func TestKeyBelongsToDatabaseAndPurpose(t *testing.T) {
	db := filepath.Join(t.TempDir(), "a.db")
	key := func(db, purpose string) []byte {
		t.Helper()
		k, err := Key(db, purpose)
		if err != nil || len(k) != 16 {
			t.Fatalf("%x, %v", k, err)
		}
		return k
	}
	first := key(db, "mail")
	if !bytes.Equal(first, key(db, "mail")) {
		t.Error("the key changes between two calls")
	}
	if bytes.Equal(first, key(db, "other")) || bytes.Equal(first, key(filepath.Join(t.TempDir(), "a.db"), "mail")) {
		t.Error("two purposes, or two databases, have one key")
	}
	if _, err := Key(filepath.Join(t.TempDir(), "absent", "a.db"), "mail"); err == nil {
		t.Error("a folder that is not there holds a key")
	}
}
