package llm

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Cache keeps answers under a hash of masked text, prompt and model: 64
// hexadecimal digits. A value holds labels only, no text. Both functions are
// called from several goroutines at once; what a cache loses is asked again.
type Cache interface {
	Get(key string) ([]byte, bool)
	Put(key string, value []byte)
}

// Memory is a cache for one run. Its zero value is ready.
type Memory struct {
	mu sync.Mutex
	m  map[string][]byte
}

// maxKept answers in memory: about 50 MB.
const maxKept = 100_000

// Get gives a kept value.
func (c *Memory) Get(key string) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.m[key]
	return v, ok
}

// Put keeps a value, until there is no room.
func (c *Memory) Put(key string, value []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m == nil {
		c.m = map[string][]byte{}
	}
	if len(c.m) < maxKept {
		c.m[key] = value
	}
}

// Folder is a cache on disk, a file per answer, that only its owner can read.
// Nothing in it expires; to forget, delete the folder.
type Folder struct {
	dir   string
	mu    sync.Mutex
	first error
}

// NewFolder names the folder; the first Put makes it.
func NewFolder(dir string) *Folder { return &Folder{dir: dir} }

// path is the file of a key: in one of 256 folders, for a folder of a million
// files is slow. A key that is no hash has none.
func (c *Folder) path(key string) (string, bool) {
	if len(key) != 64 || strings.Trim(key, "0123456789abcdef") != "" {
		return "", false
	}
	return filepath.Join(c.dir, key[:2], key+".json"), true
}

// Get reads a kept value. What cannot be read, or is too large to be one, is
// not there.
func (c *Folder) Get(key string) ([]byte, bool) {
	path, ok := c.path(key)
	if !ok {
		return nil, false
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, false
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxReply+1))
	if err != nil || len(b) > maxReply {
		return nil, false
	}
	return b, true
}

// Put writes beside the file and renames, so that a reader sees a whole value
// or none. It does not wait for the disk: an answer that a power cut takes is
// asked again. The first fault is kept for Err.
func (c *Folder) Put(key string, value []byte) {
	path, ok := c.path(key)
	if !ok {
		return
	}
	if err := write(path, value); err != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.first == nil {
			c.first = err
		}
	}
}

// Err is the first fault of Put.
func (c *Folder) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.first
}

func write(path string, value []byte) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make a folder for kept answers: %w", err)
	}
	f, err := os.CreateTemp(dir, ".answer-*") // mode 0600
	if err != nil {
		return fmt.Errorf("keep an answer: %w", err)
	}
	_, err = f.Write(value)
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("keep an answer: %w", errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}
