package export

import (
	"io"
	"reflect"

	"github.com/parquet-go/parquet-go"
)

// columns writes Parquet with row groups of at most rowsInGroup rows and about
// bytesInGroup bytes of texts, which is what it holds at a time: reviews may
// be of 100 kB each. Columns are flat but for lists; times are microseconds of
// UTC; compression is Zstandard, which DuckDB, pandas and Spark read.
type columns[T any] struct {
	w           *parquet.GenericWriter[T]
	rows, bytes int
}

const (
	rowsInGroup  = 10_000
	bytesInGroup = 8 << 20
)

func newColumns[T any](w io.Writer) *columns[T] {
	return &columns[T]{w: parquet.NewGenericWriter[T](w, parquet.Compression(&parquet.Zstd), parquet.CreatedBy("gripe", "", ""))}
}

func (c *columns[T]) Write(row *T) error {
	if _, err := c.w.Write([]T{*row}); err != nil {
		return err
	}
	c.rows++
	v := reflect.ValueOf(row).Elem()
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.String {
			c.bytes += f.Len()
		}
	}
	if c.rows < rowsInGroup && c.bytes < bytesInGroup {
		return nil
	}
	c.rows, c.bytes = 0, 0
	return c.w.Flush()
}

func (c *columns[T]) Close() error { return c.w.Close() }
