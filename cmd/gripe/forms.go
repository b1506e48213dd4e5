package main

import (
	"bytes"
	"io"
	"path/filepath"

	"gripe/pipeline/deliver"
)

// form is one way to write a view-model, and the file it goes to.
type form[T any] struct {
	name  string
	write func(io.Writer, T) error
}

// writeForms writes a view in all forms as one set, all of them or none, and
// gives their paths.
func writeForms[T any](dir string, view T, forms []form[T]) ([]string, error) {
	var files []deliver.File
	var paths []string
	for _, f := range forms {
		var b bytes.Buffer
		if err := f.write(&b, view); err != nil {
			return nil, fail(exitDefect, "drawing %s: %w", f.name, err)
		}
		path := filepath.Join(dir, f.name)
		files = append(files, deliver.File{Path: path, Data: b.Bytes()})
		paths = append(paths, path)
	}
	if err := makeFolder(dir); err != nil {
		return nil, err
	}
	return paths, as(exitCreate, deliver.WriteSet(files))
}
