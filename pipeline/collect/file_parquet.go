package collect

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
)

// parquetRows reads a Parquet file row by row. Columns within lists are left
// out: a review has one text. Its "line" is the number of the row, from 1.
type parquetRows struct {
	file    *os.File
	size    int64
	parquet *parquet.File
	columns []parquetColumn
	header  []string
	group   int // the next row group
	read    int
	rows    int64 // left of the row group that is read
	bytes   int64 // left of what may be read
	limit   int64
}

// parquetColumn is a column being read.
type parquetColumn struct {
	index  int
	text   func(parquet.Value) string
	pages  parquet.Pages
	values parquet.ValueReader
	buffer [256]parquet.Value
	have   []parquet.Value
}

// newParquet opens a file whose metadata keeps what it claims.
func newParquet(f *os.File, limit int64, names columnNames) (p *parquetRows, err error) {
	defer recovered(&err)
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if err := skimFooter(f, info.Size()); err != nil {
		return nil, fmt.Errorf("read the Parquet file: %w", err)
	}
	opened, err := parquet.OpenFile(f, info.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true), parquet.FileReadMode(parquet.ReadModeSync))
	if err != nil {
		return nil, fmt.Errorf("read the Parquet file: %w", err)
	}
	p = &parquetRows{file: f, size: info.Size(), parquet: opened, bytes: limit, limit: limit}
	schema := opened.Schema()
	for _, path := range schema.Columns() {
		leaf, ok := schema.Lookup(path...)
		name := columnKey(strings.Join(path, "."))
		if _, wanted := names[name]; !ok || !wanted || leaf.MaxRepetitionLevel > 0 {
			continue
		}
		p.columns = append(p.columns, parquetColumn{index: leaf.ColumnIndex, text: parquetText(leaf.Node.Type())})
		p.header = append(p.header, name)
	}
	if !names.knows(p.header) {
		var all []string
		for _, path := range schema.Columns() {
			all = append(all, strings.Join(path, "."))
		}
		return nil, fmt.Errorf("the columns (%s) hold none for text, title or rating: name the columns", strings.Join(all[:min(len(all), 50)], ", "))
	}
	return p, nil
}

func (p *parquetRows) line() int { return p.read + 1 }

func (p *parquetRows) close() {
	p.endGroup()
	p.file.Close()
}

func (p *parquetRows) endGroup() {
	for i := range p.columns {
		if c := &p.columns[i]; c.pages != nil {
			_ = c.pages.Close() // it was only read
			c.pages, c.values, c.have = nil, nil, nil
		}
	}
}

func (p *parquetRows) next() (r row, err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("the Parquet file cannot be read: %v", x)
		}
	}()
	for p.rows == 0 {
		p.endGroup()
		groups := p.parquet.RowGroups()
		if p.group == len(groups) {
			return row{}, errEnd
		}
		if err := p.begin(groups[p.group]); err != nil {
			return row{}, fmt.Errorf("row group %d: %w", p.group+1, err)
		}
		p.group++
	}
	p.rows--
	p.read++
	r = row{line: p.read, header: p.header, cells: make([]string, len(p.columns)), bytes: 1}
	for i := range p.columns {
		v, err := p.columns[i].next()
		if err != nil {
			return row{}, fmt.Errorf("column %s: %w", p.header[i], err)
		}
		if !v.IsNull() {
			r.cells[i] = p.columns[i].text(v)
		}
		r.bytes += len(r.cells[i])
	}
	// A few bytes can stand for a thousand million equal rows.
	if p.bytes -= int64(r.bytes); p.bytes < 0 {
		return row{}, &sizeError{limit: p.limit, inflated: true}
	}
	return r, nil
}

// begin opens the columns of a row group, each after a look at its pages.
func (p *parquetRows) begin(g parquet.RowGroup) error {
	meta := p.parquet.Metadata().RowGroups[p.group].Columns
	chunks := g.ColumnChunks()
	for i := range p.columns {
		c := &p.columns[i]
		if c.index >= len(meta) || c.index >= len(chunks) {
			return errSkim
		}
		if err := vetColumn(p.file, p.size, &meta[c.index].MetaData); err != nil {
			return fmt.Errorf("column %s: %w", p.header[i], err)
		}
		c.pages = chunks[c.index].Pages()
	}
	p.rows = g.NumRows()
	if p.rows < 0 {
		return errSkim
	}
	return nil
}

// maxEmptyPages in a row are no writer's work.
const maxEmptyPages = 1000

// next value of the column: one for each row.
func (c *parquetColumn) next() (parquet.Value, error) {
	for empty := 0; len(c.have) == 0; empty++ {
		if empty > maxEmptyPages {
			return parquet.Value{}, errors.New("it has page upon page without a value")
		}
		if c.values == nil {
			page, err := c.pages.ReadPage()
			if errors.Is(err, io.EOF) {
				return parquet.Value{}, errors.New("it has fewer rows than the file says")
			}
			if err != nil {
				return parquet.Value{}, err
			}
			c.values = page.Values()
		}
		n, err := c.values.ReadValues(c.buffer[:])
		c.have = c.buffer[:n]
		if errors.Is(err, io.EOF) || n == 0 && err == nil {
			c.values = nil
		} else if err != nil {
			return parquet.Value{}, err
		}
	}
	v := c.have[0]
	c.have = c.have[1:]
	return v, nil
}

// parquetText writes the values of a type as a CSV file would have them.
func parquetText(t parquet.Type) func(parquet.Value) string {
	logical := ""
	if l := t.LogicalType(); l != nil {
		logical = strings.ToLower(l.String())
	}
	switch t.Kind() {
	case parquet.ByteArray, parquet.FixedLenByteArray:
		return func(v parquet.Value) string { return string(v.ByteArray()) }
	case parquet.Boolean:
		return func(v parquet.Value) string { return strconv.FormatBool(v.Boolean()) }
	case parquet.Float:
		return func(v parquet.Value) string { return strconv.FormatFloat(float64(v.Float()), 'f', -1, 32) }
	case parquet.Double:
		return func(v parquet.Value) string { return strconv.FormatFloat(v.Double(), 'f', -1, 64) }
	case parquet.Int96: // nanoseconds of a Julian day
		return func(v parquet.Value) string {
			x := v.Int96()
			nanos := int64(uint64(x[1])<<32 | uint64(x[0]))
			return time.Unix((int64(x[2])-julianEpoch)*86400, nanos).UTC().Format(time.RFC3339)
		}
	case parquet.Int32:
		if strings.HasPrefix(logical, "date") {
			return func(v parquet.Value) string { return time.Unix(int64(v.Int32())*86400, 0).UTC().Format(time.DateOnly) }
		}
		return func(v parquet.Value) string { return strconv.Itoa(int(v.Int32())) }
	}
	unit := int64(0) // of a time stamp, in nanoseconds
	if strings.HasPrefix(logical, "timestamp") {
		switch {
		case strings.Contains(logical, "milli"):
			unit = 1e6
		case strings.Contains(logical, "micro"):
			unit = 1e3
		default:
			unit = 1
		}
	}
	return func(v parquet.Value) string {
		if unit == 0 {
			return strconv.FormatInt(v.Int64(), 10)
		}
		per := int64(1e9) / unit
		s, rest := v.Int64()/per, v.Int64()%per
		return time.Unix(s, rest*unit).UTC().Format(time.RFC3339)
	}
}

// julianEpoch is the Julian day of 1 January 1970.
const julianEpoch = 2440588
