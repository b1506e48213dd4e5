package export

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
)

// Formats are the names that New knows.
const (
	JSONLines = "jsonl"
	CSV       = "csv"
	Parquet   = "parquet"
)

// Writer takes rows of one kind. Close writes what is held back, and does not
// close what is beneath; nothing can be written after it.
type Writer[T any] interface {
	Write(*T) error
	Close() error
}

// New is a writer of rows to w. T is Verbatim, Mention, Share or another struct
// of the same field types; unknown formats and field types are errors.
func New[T any](w io.Writer, format string) (Writer[T], error) {
	switch format {
	case JSONLines:
		return newLines[T](w), nil
	case CSV:
		return newTable[T](w)
	case Parquet:
		return newColumns[T](w), nil
	}
	return nil, fmt.Errorf("format %q is none of jsonl, csv, parquet", format)
}

// lines writes an object to a line.
type lines[T any] struct {
	w   *bufio.Writer
	enc *json.Encoder
}

func newLines[T any](w io.Writer) *lines[T] {
	b := bufio.NewWriterSize(w, 1<<16)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	return &lines[T]{b, enc}
}

func (l *lines[T]) Write(row *T) error { return l.enc.Encode(row) }
func (l *lines[T]) Close() error       { return l.w.Flush() }
