package collect

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/charmap"
	encunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// row is one review of a file, not yet understood: cells under a header, or a
// JSON object.
type row struct {
	line, bytes int
	header      []string
	cells       []string
	object      map[string]any
	source      string
}

func (r row) raw() string {
	if r.source != "" {
		return r.source
	}
	return strings.Join(r.cells, " | ")
}

// rowReader gives rows until errEnd. A *rowError is one bad row, and the next
// call goes on; any other error ends the file.
type rowReader interface {
	next() (row, error)
	line() int
	close()
}

var errEnd = errors.New("end of file")

type rowError struct {
	line        int
	reason, raw string
}

func (e *rowError) Error() string { return fmt.Sprintf("line %d: %s", e.line, e.reason) }

// maxLine caps one line; a longer one is rejected, and the rest goes on.
const maxLine = 8 << 20

// openRows finds out packing, encoding and format.
func openRows(opts FileOptions) (rowReader, error) {
	f, err := openFile(opts.Path)
	if err != nil {
		return nil, err
	}
	if head := make([]byte, 4); opts.Format == "parquet" || opts.Format == "" {
		if n, _ := f.ReadAt(head, 0); opts.Format != "" || isParquet(head[:n]) {
			return openParquet(f, opts)
		}
	}
	lines, err := openLines(f, opts.MaxBytes)
	if err != nil {
		f.Close()
		return nil, err
	}
	format := opts.Format
	if format == "" {
		format = guessFormat(opts.Path, lines)
	}
	var rows rowReader
	switch format {
	case "jsonl":
		rows = &jsonLines{lines: lines}
	case "json":
		rows, err = newJSONArray(lines)
	case "csv", "tsv":
		delimiter := opts.Delimiter
		if format == "tsv" && delimiter == 0 {
			delimiter = '\t'
		}
		rows, err = newTable(lines, delimiter, opts.Columns)
	default:
		err = fmt.Errorf("%s is neither CSV, TSV, JSON Lines, a JSON list nor Parquet: save it as one of them, or give it that ending", opts.Path)
	}
	if err != nil {
		lines.close()
		return nil, err
	}
	return rows, nil
}

func openParquet(f *os.File, opts FileOptions) (rowReader, error) {
	names, err := newColumnNames(opts.Columns)
	if err == nil {
		var rows *parquetRows
		if rows, err = newParquet(f, opts.MaxBytes, names); err == nil {
			return rows, nil
		}
	}
	f.Close()
	return nil, err
}

func guessFormat(path string, l *lines) string {
	name := strings.ToLower(filepath.Base(path))
	for _, packed := range []string{".gz", ".zst", ".zstd"} {
		name = strings.TrimSuffix(name, packed)
	}
	switch filepath.Ext(name) {
	case ".jsonl", ".ndjson":
		return "jsonl"
	case ".tsv", ".tab":
		return "tsv"
	case ".csv":
		return "csv"
	}
	head, _ := l.r.Peek(4096)
	head = bytes.TrimLeftFunc(head, unicode.IsSpace)
	switch {
	case len(head) > 0 && head[0] == '[':
		return "json"
	case len(head) > 0 && head[0] == '{':
		return "jsonl"
	case bytes.ContainsRune(head, '\t'):
		return "tsv"
	case bytes.ContainsAny(head, ",;|"):
		return "csv"
	}
	return ""
}

// lines reads a file line by line, inflated and in UTF-8.
type lines struct {
	file   *os.File
	unpack func()
	r      *bufio.Reader
	// read is the number of the line last given, from 1.
	read int
	back []string // lines given back, last first
}

func openLines(f *os.File, limit int64) (*lines, error) {
	b := bufio.NewReaderSize(f, 1<<16)
	var r io.Reader = b
	unpack := func() {}
	if head, _ := b.Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, fmt.Errorf("inflate the file: %w", err)
		}
		r = z
	} else if head, _ := b.Peek(4); bytes.Equal(head, []byte{0x28, 0xb5, 0x2f, 0xfd}) {
		// One goroutine, and a cap on the window that the file may ask for.
		z, err := zstd.NewReader(b, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(64<<20), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, fmt.Errorf("inflate the file: %w", err)
		}
		r, unpack = z, z.Close
	}
	r = &capped{r: r, left: limit, limit: limit}
	// UTF-16 only by its byte order mark; windows-1252 is told line by line.
	b = bufio.NewReaderSize(r, 1<<16)
	head, _ := b.Peek(3)
	switch {
	case bytes.HasPrefix(head, []byte{0xef, 0xbb, 0xbf}):
		_, _ = b.Discard(3)
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		b = bufio.NewReaderSize(transform.NewReader(b, encunicode.UTF16(encunicode.LittleEndian, encunicode.UseBOM).NewDecoder()), 1<<16)
	}
	return &lines{file: f, unpack: unpack, r: b}, nil
}

func (l *lines) close() {
	l.unpack()
	l.file.Close()
}

// next gives a line without its end. A line above maxLine is cut, and long is
// true. At the end of the file the error is io.EOF; a file that breaks off
// inside a line gives its error and no line.
func (l *lines) next() (text string, long bool, err error) {
	if n := len(l.back); n > 0 {
		text, l.back = l.back[n-1], l.back[:n-1]
		l.read++
		return text, false, nil
	}
	var whole []byte
	for {
		part, err := l.r.ReadSlice('\n')
		if len(whole)+len(part) > maxLine {
			long = true
		}
		if !long {
			whole = append(whole, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return "", false, fmt.Errorf("the file breaks off: %w", err)
		}
		if err != nil && len(whole) == 0 && !long {
			return "", false, io.EOF
		}
		break
	}
	l.read++
	whole = bytes.TrimRight(whole, "\r\n")
	if !utf8.Valid(whole) {
		if decoded, err := charmap.Windows1252.NewDecoder().Bytes(whole); err == nil {
			whole = decoded
		}
	}
	return string(whole), long, nil
}

// giveBack returns lines to be read again, in their order.
func (l *lines) giveBack(lines []string) {
	for i := len(lines) - 1; i >= 0; i-- {
		l.back = append(l.back, lines[i])
	}
	l.read -= len(lines)
}

// capped errs at its limit; it never cuts silently.
type capped struct {
	r           io.Reader
	left, limit int64
}

func (c *capped) Read(p []byte) (int, error) {
	if c.left <= 0 {
		var one [1]byte
		n, err := c.r.Read(one[:])
		if n > 0 {
			return 0, &sizeError{limit: c.limit, inflated: true}
		}
		return 0, err
	}
	if int64(len(p)) > c.left {
		p = p[:c.left]
	}
	n, err := c.r.Read(p)
	c.left -= int64(n)
	return n, err
}
