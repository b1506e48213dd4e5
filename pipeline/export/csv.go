package export

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"time"

	"gripe/pipeline/spreadsheet"
)

// table writes CSV for spreadsheets: a byte order mark, a header, numbers as
// numbers, times as 2026-11-22T08:00:00Z, true and false, null as an empty
// cell, lists as JSON. Lines end with \n alone, so that those within a text
// stay as they are. Every text goes through spreadsheet.Cell: where it puts
// apostrophes, offsets of mentions do not hold; they do in the other formats.
type table[T any] struct {
	w   *csv.Writer
	row []string
}

func newTable[T any](w io.Writer) (*table[T], error) {
	b := bufio.NewWriterSize(w, 1<<16)
	if _, err := b.WriteString(spreadsheet.ByteOrderMark); err != nil {
		return nil, err
	}
	t := &table[T]{w: csv.NewWriter(b), row: Columns[T]()}
	return t, t.w.Write(t.row)
}

// Columns are the names of a kind's columns, in order.
func Columns[T any]() (names []string) {
	kind := reflect.TypeFor[T]()
	for i := range kind.NumField() {
		names = append(names, kind.Field(i).Tag.Get("json"))
	}
	return names
}

func (t *table[T]) Write(row *T) error {
	v := reflect.ValueOf(row).Elem()
	for i := range t.row {
		s, err := cell(v.Field(i))
		if err != nil {
			return err
		}
		t.row[i] = s
	}
	return t.w.Write(t.row)
}

func (t *table[T]) Close() error {
	t.w.Flush()
	return t.w.Error()
}

// cell writes one value; nil is empty.
func cell(v reflect.Value) (string, error) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return "", nil
		}
		v = v.Elem()
	}
	switch x := v.Interface().(type) {
	case string:
		return spreadsheet.Cell(x), nil
	case int64:
		return strconv.FormatInt(x, 10), nil
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64), nil
	case bool:
		return strconv.FormatBool(x), nil
	case time.Time:
		return x.Format(time.RFC3339Nano), nil
	case List:
		if len(x) == 0 {
			return "", nil
		}
		b, err := json.Marshal(x)
		return spreadsheet.Cell(string(b)), err
	}
	return "", fmt.Errorf("a column of type %s cannot be written as CSV", v.Type())
}
