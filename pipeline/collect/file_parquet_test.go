package collect

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"

	"gripe/pipeline/opinion"
)

type parquetReview struct {
	ID     string    `parquet:"id"`
	Text   string    `parquet:"review_text,dict"`
	Rating float64   `parquet:"rating"`
	Date   time.Time `parquet:"date,timestamp(microsecond)"`
	Author *string   `parquet:"author,optional"`
	Tags   []string  `parquet:"tags,list"`
}

func parquetFile(t testing.TB, rows int, options ...parquet.WriterOption) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[parquetReview](&b, options...)
	for i := range rows {
		r := parquetReview{
			ID: fmt.Sprint("r", i), Text: fmt.Sprintf("The kettle leaks, no. %d.", i%7), Rating: float64(1 + i%5),
			Date: time.Date(2026, 11, 1, 10, 0, i%60, 0, time.UTC), Tags: []string{"a", "b"},
		}
		if i%2 == 0 {
			name := fmt.Sprint("Ann ", i)
			r.Author = &name
		}
		if _, err := w.Write([]parquetReview{r}); err != nil {
			t.Fatal(err)
		}
		if i%100 == 99 {
			if err := w.Flush(); err != nil { // a row group
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestParquet: every packing and both versions of pages give the same rows.
func TestParquet(t *testing.T) {
	for name, options := range map[string][]parquet.WriterOption{
		"plain":      {parquet.Compression(&parquet.Uncompressed)},
		"snappy":     {parquet.Compression(&parquet.Snappy)},
		"gzip":       {parquet.Compression(&parquet.Gzip)},
		"zstd":       {parquet.Compression(&parquet.Zstd)},
		"lz4":        {parquet.Compression(&parquet.Lz4Raw)},
		"version 1":  {parquet.DataPageVersion(1), parquet.Compression(&parquet.Snappy)},
		"version 2":  {parquet.DataPageVersion(2), parquet.Compression(&parquet.Zstd)},
		"tiny pages": {parquet.PageBufferSize(64)},
	} {
		t.Run(name, func(t *testing.T) {
			sink, cov, _ := importFile(t, "r.parquet", parquetFile(t, 250, options...), nil)
			got := sink.verbatims()
			if len(got) != 250 || cov.Error != "" || cov.Suspect != "" || cov.Saved.Rejected != 0 {
				t.Fatalf("%d rows, %+v", len(got), cov)
			}
			v := got[102]
			if v.ExternalID != "r102" || v.Text != "The kettle leaks, no. 4." || v.Rating != 3 || v.Author != "Ann 102" || v.URL != "r.parquet#103" ||
				!v.PostedAt.Equal(time.Date(2026, 11, 1, 10, 0, 42, 0, time.UTC)) {
				t.Errorf("%+v", v)
			}
			if got[103].Author != "" {
				t.Errorf("an absent author became %q", got[103].Author)
			}
		})
	}
	for name, c := range map[string]struct {
		content []byte
		want    string
	}{
		"brotli":  {parquetFile(t, 5, parquet.Compression(compress.Codec(&parquet.Brotli))), "packed with BROTLI are not read"},
		"cut":     {parquetFile(t, 50)[:900], "it may be cut"},
		"no text": {func() []byte { b, _ := numbers(); return b }(), "name the columns"},
		"magic":   {[]byte("PAR1PAR1"), "too short"},
	} {
		_, cov, _ := importFile(t, "r.parquet", c.content, nil)
		if !strings.Contains(cov.Error, c.want) || cov.Parsed != 0 {
			t.Errorf("%s: %q, want %q", name, cov.Error, c.want)
		}
	}
}

// numbers is a file without a column that is read.
func numbers() ([]byte, error) {
	var b bytes.Buffer
	err := parquet.Write(&b, []struct {
		Weight int64 `parquet:"weight"`
	}{{1}, {2}})
	return b.Bytes(), err
}

// TestParquetColumns: names of the user's, times of three kinds, numbers.
func TestParquetColumns(t *testing.T) {
	var b bytes.Buffer
	err := parquet.Write(&b, []struct {
		Words string  `parquet:"words"`
		Stars int32   `parquet:"stars"`
		Day   int32   `parquet:"day,date"`
		Score float32 `parquet:"other"`
	}{{"It hums.", 4, 20750, 1.5}})
	if err != nil {
		t.Fatal(err)
	}
	sink, cov, _ := importFile(t, "named.bin", b.Bytes(), func(o *FileOptions) { o.Columns = map[string]string{"text": "words", "date": "day"} })
	got := sink.verbatims()
	if len(got) != 1 || got[0].Rating != 4 || got[0].PostedAt.Format(time.DateOnly) != "2026-10-24" {
		t.Errorf("%+v, %+v", got, cov)
	}
}

// FuzzParquet: no file takes the process down or gives a row twice as long as
// what may be read.
func FuzzParquet(f *testing.F) {
	for _, o := range []parquet.WriterOption{parquet.Compression(&parquet.Snappy), parquet.Compression(&parquet.Zstd), parquet.DataPageVersion(1)} {
		b := parquetFile(f, 12, o)
		f.Add(b)
		for _, at := range []int{5, len(b) / 3, len(b) - 40, len(b) - 9} {
			broken := bytes.Clone(b)
			broken[at] ^= 0xff
			f.Add(broken)
		}
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(dir, "r.parquet")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		rows, err := openRows(FileOptions{Path: path, Format: "parquet", MaxBytes: 1 << 20})
		if err != nil {
			return
		}
		defer rows.close()
		for n := 0; ; n++ {
			r, err := rows.next()
			if err != nil {
				return
			}
			if n > 1<<20 || len(r.cells) != len(r.header) {
				t.Fatalf("row %d has %d cells of %d", n, len(r.cells), len(r.header))
			}
		}
	})
}

// TestParquetBombs: a footer or a page that claims more than the file holds is
// an error, before anything of that size is made.
func TestParquetBombs(t *testing.T) {
	good := parquetFile(t, 10)
	footer := func(body ...byte) []byte {
		b := append([]byte("PAR1"), body...)
		return append(append(b, byte(len(body)), 0, 0, 0), "PAR1"...)
	}
	claims := bytes.Clone(good)
	copy(claims[len(claims)-8:], []byte{0xff, 0xff, 0xff, 0x7f})
	for name, b := range map[string][]byte{
		"a list of 2^31":    footer(0x29, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07, 0),
		"a string of 2^31":  footer(0x28, 0xff, 0xff, 0xff, 0xff, 0x07, 0),
		"a deep structure":  footer(bytes.Repeat([]byte{0x1c}, 100)...),
		"a footer of 2^31":  claims,
		"zeros":             append(append([]byte("PAR1"), make([]byte, 1000)...), "PAR1"...),
		"an unknown type":   footer(0x1d, 0),
		"a varint too long": footer(bytes.Repeat([]byte{0x15, 0xff}, 40)...),
	} {
		sink, cov, _ := importFile(t, "r.parquet", b, nil)
		if cov.Error == "" || len(sink.verbatims()) != 0 {
			t.Errorf("%s: %+v", name, cov)
		}
	}
	var none opinion.Coverage
	if _, cov, _ := importFile(t, "r.parquet", parquetFile(t, 0), nil); cov.Error != none.Error || cov.Parsed != 0 {
		t.Errorf("an empty file: %+v", cov)
	}
}
