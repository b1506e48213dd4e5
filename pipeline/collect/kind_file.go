package collect

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"gripe/pipeline/collect/dates"
	"gripe/pipeline/opinion"
)

// FileOptions describe a file of reviews: an export, a hand-over, a dump.
type FileOptions struct {
	Name, Path string
	// Format is "csv", "tsv", "jsonl", "json" (a list of objects) or "parquet";
	// empty is told from the name and the first bytes. All but the last may be
	// packed with gzip or zstd.
	Format string
	// Columns names the columns (or JSON fields) that differ from the default
	// names: field (id, text, title, rating, rating_max, date, product, url,
	// author) to column. Names are compared without regard to case.
	Columns map[string]string
	// Delimiter of a CSV file; 0 is told from the header row.
	Delimiter rune
	// RatingMax is the best rating of the file's scale. [5]
	RatingMax float64
	// Locale settles the order of day and month ("en-US": month first). Empty
	// means that the file's own unambiguous dates settle it, and day first
	// where none does; where they contradict each other, dates that could be
	// read both ways stay unknown.
	Locale string
	// Product of rows that name none.
	Product string
	// BatchSize is how many rows go into one transaction. [2000]
	BatchSize int
	// MaxBytes caps the file after inflation. [4 GiB]
	MaxBytes int64
	Now      func() time.Time
	Progress Progress
}

type fileSource struct {
	opts    FileOptions
	columns columnNames
}

// NewFile checks the options, all at once; the file itself is opened by Collect.
func NewFile(opts FileOptions) (Source, error) {
	var faults []error
	if opts.Name == "" {
		faults = append(faults, errors.New("a file source needs a name"))
	}
	if opts.Path == "" {
		faults = append(faults, fmt.Errorf("source %q needs a path", opts.Name))
	}
	switch opts.Format {
	case "", "csv", "tsv", "jsonl", "json", "parquet":
	default:
		faults = append(faults, fmt.Errorf("source %q: format %q is none of csv, tsv, jsonl, json, parquet", opts.Name, opts.Format))
	}
	if opts.RatingMax < 0 || opts.BatchSize < 0 || opts.MaxBytes < 0 {
		faults = append(faults, fmt.Errorf("source %q: rating_max, batch size and size cap must not be negative", opts.Name))
	}
	if opts.Delimiter == '"' || opts.Delimiter == '\n' || opts.Delimiter == '\r' {
		faults = append(faults, fmt.Errorf("source %q: %q cannot part columns", opts.Name, opts.Delimiter))
	}
	columns, err := newColumnNames(opts.Columns)
	if err != nil {
		faults = append(faults, fmt.Errorf("source %q: %w", opts.Name, err))
	}
	if opts.BatchSize == 0 {
		opts.BatchSize = 2000
	}
	if opts.MaxBytes == 0 {
		opts.MaxBytes = 4 << 30
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return &fileSource{opts: opts, columns: columns}, nil
}

func (s *fileSource) Name() string { return s.opts.Name }

// Collect reads the file from start to end. A row that cannot be read is
// rejected with its line; a file that ends in the middle keeps the rows before.
func (s *fileSource) Collect(ctx context.Context, sink Sink) (opinion.Coverage, error) {
	r, err := newRun(ctx, s.opts.Name, nil, sink, s.opts.Progress)
	if err != nil {
		return opinion.Coverage{Source: s.opts.Name, Announced: -1, Error: "the store does not answer"}, err
	}
	r.began, r.extent = s.opts.Now().UTC(), asked
	if err := s.read(r); err != nil {
		return r.cov, err
	}
	if r.cov.Error != "" {
		return r.cov, nil
	}
	if r.cov.Parsed == 0 && r.cov.Saved.Rejected > 0 {
		return r.finish(fmt.Sprintf("none of %d rows could be read: name the columns", r.cov.Saved.Rejected))
	}
	return r.finish("")
}

// read takes the whole file into r. A file that cannot be opened or breaks off
// is told in the coverage.
func (s *fileSource) read(r *run) error {
	rows, err := openRows(s.opts)
	if err != nil {
		r.cov.Error = err.Error()
		return r.failed(opinion.Fetch{URL: s.opts.Path, At: s.opts.Now().UTC(), Tries: 1}, err)
	}
	defer rows.close()
	order := dates.OrderFor(s.opts.Locale)
	imp := &importer{source: s, run: r, dates: dates.Reader{Order: order, Now: s.opts.Now()}, settled: s.opts.Locale != ""}
	if err := imp.all(rows); err != nil {
		return err
	}
	if imp.undated > 0 {
		r.emit(Notice, s.opts.Path, fmt.Sprintf("%d rows have a date that cannot be read; they are kept without one", imp.undated))
	}
	return nil
}

// importer turns rows into batches.
type importer struct {
	source  *fileSource
	run     *run
	dates   dates.Reader
	settled bool // the order of day and month is known
	undated int
	batch   opinion.Batch
	bytes   int64
}

func (m *importer) all(rows rowReader) error {
	for {
		if m.run.ctx.Err() != nil {
			m.run.cov.Error = "stopped before the end"
			return m.run.ctx.Err()
		}
		row, err := rows.next()
		var bad *rowError
		switch {
		case errors.As(err, &bad):
			m.start(bad.line)
			m.batch.Rejects = append(m.batch.Rejects, reject(m.place(bad.line), bad.reason, bad.raw))
		case err != nil && !errors.Is(err, errEnd):
			return m.broken(rows.line(), err)
		case err != nil:
			return m.flush()
		default:
			m.start(row.line)
			m.take(row)
		}
		if len(m.batch.Verbatims)+len(m.batch.Rejects) >= m.source.opts.BatchSize {
			if err := m.flush(); err != nil {
				return err
			}
		}
	}
}

// broken keeps what was read and then the fault that ended the file.
func (m *importer) broken(line int, err error) error {
	if err := m.flush(); err != nil {
		return err
	}
	at := m.place(line)
	err = fmt.Errorf("%s: %w; the rows before it are kept", at, err)
	m.run.cov.Error = err.Error()
	return m.run.failed(opinion.Fetch{URL: at, At: m.source.opts.Now().UTC(), Tries: 1}, err)
}

func (m *importer) place(line int) string {
	return fmt.Sprintf("%s#%d", m.source.opts.Path, line)
}

func (m *importer) start(line int) {
	if m.batch.Fetch.URL == "" {
		m.batch = opinion.Batch{Source: m.source.opts.Name, Fetch: opinion.Fetch{
			URL: m.place(line), At: m.source.opts.Now().UTC(), Status: 200, Tries: 1,
		}}
	}
}

func (m *importer) flush() error {
	if m.batch.Fetch.URL == "" {
		return nil
	}
	b := m.batch
	m.batch = opinion.Batch{}
	distinguish(b.Verbatims)
	for i := range b.Verbatims {
		if id := b.Verbatims[i].ID; !m.run.ids[id] {
			m.run.ids[id] = true
			m.run.read(&b.Verbatims[i])
		}
	}
	b.Fetch.Hash = batchHash(b)
	b.Fetch.Bytes, m.bytes = m.bytes, 0
	m.run.cov.Pages++
	return m.run.save(b)
}

func (m *importer) take(row row) {
	m.bytes += int64(row.bytes)
	x := m.source.columns.read(row)
	date := x.date
	if !m.settled && strings.ContainsAny(date, "/-") {
		if o, open := dates.Evidence(date); open && o == dates.Open {
			m.settle()
		}
	}
	if x.product == "" {
		x.product = m.source.opts.Product
	}
	r := reading{page: "", max: m.source.opts.RatingMax, dates: m.dates}
	v, ok := r.verbatim(x)
	if !ok {
		m.batch.Rejects = append(m.batch.Rejects, reject(m.place(row.line), "neither text, title nor rating in this row", row.raw()))
		return
	}
	if date != "" && v.PostedAt.IsZero() {
		m.undated++
	}
	// The folder is nobody's business but the ledger's: digests are passed on.
	m.run.complete(&v, m.batch.Fetch.At, filepath.Base(m.source.opts.Path)+"#"+strconv.Itoa(row.line))
	m.batch.Verbatims = append(m.batch.Verbatims, v)
}

// settle reads the whole file's dates once, at the first that could be read
// both ways, to learn which order the file writes.
func (m *importer) settle() {
	m.settled = true
	rows, err := openRows(m.source.opts)
	if err != nil {
		return
	}
	defer rows.close()
	var t dates.Tally
	for {
		row, err := rows.next()
		var bad *rowError
		if errors.As(err, &bad) {
			continue
		}
		if err != nil {
			break
		}
		t.Add(m.source.columns.read(row).date)
	}
	m.dates.Order = t.Order()
	how := fmt.Sprintf("%d dates tell day first, %d month first, %d neither", t.DayFirst, t.MonthFirst, t.Open)
	switch {
	case t.DayFirst > 0 && t.MonthFirst > 0:
		how += "; those that tell neither stay unknown: set the locale"
	case t.DayFirst+t.MonthFirst == 0:
		how += "; read as day first: set the locale if that is wrong"
	default:
		how += "; read as " + m.dates.Order.String()
	}
	m.run.emit(Notice, m.source.opts.Path, how)
}

// open file, kept apart so that a fault names what to do.
func openFile(path string) (*os.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the file: %w", err)
	}
	if info, err := f.Stat(); err != nil || info.IsDir() {
		f.Close()
		return nil, fmt.Errorf("%s is no file that can be read", path)
	}
	return f, nil
}
