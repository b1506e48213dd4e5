package collect

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"gripe/pipeline/opinion"
)

// DirectoryOptions describe a folder into which files of reviews are dropped.
type DirectoryOptions struct {
	// FileOptions hold for every file; Path is the folder.
	FileOptions
	// Match is a pattern of file names, as filepath.Match knows them. [*]
	Match string
}

type directorySource struct {
	opts DirectoryOptions
}

// NewDirectory checks the options. Files are read in the order of their names,
// never moved or changed. What was read whole is recorded by name and hash of
// its content, and not read again until either changes; a sink that is no
// Ledger reads all, which stores nothing twice. Rows with an id of their own
// are one verbatim over all files of the folder: a later export revises it.
func NewDirectory(opts DirectoryOptions) (Source, error) {
	if opts.Match == "" {
		opts.Match = "*"
	}
	_, err := filepath.Match(opts.Match, "x")
	if err != nil {
		err = fmt.Errorf("source %q: match %q: %w", opts.Name, opts.Match, err)
	}
	src, bad := NewFile(opts.FileOptions)
	if err := errors.Join(err, bad); err != nil {
		return nil, err
	}
	file, _ := src.(*fileSource)
	opts.FileOptions = file.opts // with the defaults
	return &directorySource{opts: opts}, nil
}

func (s *directorySource) Name() string { return s.opts.Name }

// Collect reads the files that are new or changed. One that cannot be read is
// a fault of its own; the others go on.
func (s *directorySource) Collect(ctx context.Context, sink Sink) (opinion.Coverage, error) {
	r, err := newRun(ctx, s.opts.Name, nil, sink, s.opts.Progress)
	if err != nil {
		return opinion.Coverage{Source: s.opts.Name, Announced: -1, Error: "the store does not answer"}, err
	}
	names, err := s.names()
	if err != nil {
		r.cov.Error = err.Error()
		err = r.failed(opinion.Fetch{URL: s.opts.Path, At: s.opts.Now().UTC(), Tries: 1}, err)
		return r.cov, err
	}
	if len(names) == 0 {
		r.cov.Announced = 0 // an empty folder is no fault
	}
	for _, name := range names {
		if err := s.one(r, filepath.Join(s.opts.Path, name)); err != nil {
			return r.cov, err
		}
	}
	return r.finish("")
}

// names of the files to look at, in order. Hidden files and those that other
// programs are still writing are passed over.
func (s *directorySource) names() ([]string, error) {
	entries, err := os.ReadDir(s.opts.Path)
	if err != nil {
		return nil, fmt.Errorf("read the folder: %w", err)
	}
	var out []string
	for _, e := range entries {
		name := e.Name()
		info, err := os.Stat(filepath.Join(s.opts.Path, name)) // a link counts as what it leads to
		if err != nil || !info.Mode().IsRegular() || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~") {
			continue
		}
		switch strings.ToLower(filepath.Ext(name)) {
		case ".part", ".tmp", ".crdownload", ".filepart", ".swp":
			continue
		}
		if ok, _ := filepath.Match(s.opts.Match, name); ok { // the pattern was checked
			out = append(out, name)
		}
	}
	return out, nil
}

// one reads a file unless it was read before, and records it.
func (s *directorySource) one(r *run, path string) error {
	row := opinion.Fetch{URL: path, At: s.opts.Now().UTC(), Status: 200, Tries: 1}
	var err error
	if row.Hash, row.Bytes, err = fileHash(path); err != nil {
		return r.failed(row, fmt.Errorf("read %s: %w", path, err))
	}
	if ledger, ok := r.sink.(Ledger); ok {
		old, ok, err := ledger.LastFetch(r.ctx, r.name, path)
		if err != nil {
			return fmt.Errorf("find the last reading of %s: %w", path, err)
		}
		if ok && old.Hash == row.Hash {
			r.cov.Unchanged++
			return nil
		}
	}
	r.emit(Asking, path, "")
	opts := s.opts.FileOptions
	opts.Path = path
	src, err := NewFile(opts)
	if err != nil {
		return err
	}
	file, _ := src.(*fileSource)
	if err := file.read(r); err != nil {
		return err
	}
	if r.cov.Error != "" { // told and counted; the other files go on
		if r.cov.Pages == 0 {
			r.fault = first(r.fault, r.cov.Error)
		}
		r.cov.Error = ""
		return nil
	}
	if hash, _, err := fileHash(path); err != nil || hash != row.Hash {
		r.emit(Notice, path, "changed while it was read; it is read again next time")
		return nil
	}
	return r.save(opinion.Batch{Source: r.name, Fetch: row})
}

func fileHash(path string) (hash string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	if size, err = io.Copy(h, f); err != nil {
		return "", size, err
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), size, nil
}
