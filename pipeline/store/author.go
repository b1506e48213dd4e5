package store

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// authorHasher turns authors into keyed hashes: enough to tell that two
// verbatims of one source come from one hand, useless to whoever finds the
// database without the key.
//
// The key is 32 random bytes in a file beside the database (<db>.key, mode
// 0600), made when the first author is saved: inside the database it would
// leak with every copy of it. Nothing else hangs on the key. Where it is lost
// a new one is made, verbatims and their identity stay as they are, and only
// authors hashed before no longer compare with those hashed after; the table
// author_key keeps a print of each key that was used.
type authorHasher struct {
	key   []byte
	print string
}

const authorKeySize = 32

// KeyPath is where the key to the authors of a database lies.
func KeyPath(database string) string { return database + ".key" }

// hash gives 16 bytes, or nil where the source shows no author. The source is
// hashed in, so that a person is not followed from one source to another.
func (h *authorHasher) hash(source, author string) []byte {
	author = strings.TrimSpace(author)
	if author == "" {
		return nil
	}
	return h.sum(source, author)
}

// mark is the keyed hash of something other than an author: no source's name
// begins with NUL.
func (h *authorHasher) mark(kind string, parts ...string) []byte {
	return h.sum(append([]string{"\x00" + kind}, parts...)...)
}

func (h *authorHasher) sum(parts ...string) []byte {
	mac := hmac.New(sha256.New, h.key)
	for i, p := range parts {
		if i > 0 {
			mac.Write([]byte{0})
		}
		mac.Write([]byte(p))
	}
	return mac.Sum(nil)[:16]
}

// loadAuthorKey reads the key beside the database, and makes it where there is
// none. Two processes that do so at once end with the same key: the file comes
// into being whole, by a link, and the loser reads the winner's.
func loadAuthorKey(database string) (*authorHasher, error) {
	path := KeyPath(database)
	key, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeAuthorKey(path); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, faultf(ErrAuthorKey, "store: cannot make the key for authors' names at %s: check the folder's mode", path)
		}
		key, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, faultf(ErrAuthorKey, "store: cannot read the key for authors' names at %s: check its owner and mode", path)
	}
	if len(key) != authorKeySize {
		return nil, faultf(ErrAuthorKey, "store: %s holds %d bytes where a key has %d: restore it, or move it away to have a new one made", path, len(key), authorKeySize)
	}
	sum := sha256.Sum256(key)
	return &authorHasher{key: key, print: hex.EncodeToString(sum[:8])}, nil
}

func makeAuthorKey(path string) (err error) {
	key := make([]byte, authorKeySize)
	if _, err := rand.Read(key); err != nil {
		return fmt.Errorf("draw a key: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	_, err = f.Write(key)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path)
}

// authors gives the hasher, and notes the print of its key at first use.
func (s *Store) authors(at int64) (*authorHasher, error) {
	if s.author != nil {
		return s.author, nil
	}
	h, err := loadAuthorKey(s.path)
	if err != nil {
		return nil, err
	}
	if _, err := s.write.exec(`INSERT INTO author_key (print, since) VALUES (?1, ?2) ON CONFLICT DO NOTHING`, h.print, at); err != nil {
		return nil, err
	}
	s.author = h
	return h, nil
}
