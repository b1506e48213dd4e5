package annotate

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"unicode"

	"golang.org/x/sync/errgroup"

	"gripe/pipeline/opinion"
)

// MaxLine is the longest line that Stream reads, in bytes.
const MaxLine = 16 << 20

// StreamStats counts the lines of a stream, and how many of them became an
// error.
type StreamStats struct {
	Lines, Failed int
}

// Lines are annotated in batches of at most batchLines, or batchBytes read.
const (
	batchLines = 64
	batchBytes = 1 << 20
)

// Stream annotates JSON Lines: one verbatim per line of in, one annotation per
// line of out, in the same order (see wire.go for both forms). A line that
// cannot be read or annotated becomes {"id":…,"error":"…"} and the run goes on;
// an empty line is one that cannot be read. workers annotate at once; below 1
// means as many as there are processors. At most three batches per worker are
// in memory, and used again.
// The error is that of reading, of writing, or of ctx.
func Stream(ctx context.Context, in io.Reader, out io.Writer, a *Annotator, workers int) (StreamStats, error) {
	if workers < 1 {
		workers = runtime.GOMAXPROCS(0)
	}
	var stats StreamStats
	group, ctx := errgroup.WithContext(ctx)
	batches := 3 * workers
	free := make(chan *batch, batches)
	for range batches {
		free <- &batch{}
	}
	todo := make(chan *batch)
	inOrder := make(chan *batch, batches)
	group.Go(func() error {
		defer close(todo)
		defer close(inOrder)
		take := func() (*batch, error) {
			select {
			case b := <-free:
				b.reset()
				return b, nil
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		return readBatches(in, take, func(b *batch) error {
			for _, to := range []chan *batch{inOrder, todo} {
				select {
				case to <- b:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return nil
		})
	})
	for range workers {
		group.Go(func() error {
			for b := range todo {
				a.run(b)
				close(b.done)
			}
			return nil
		})
	}
	group.Go(func() error {
		for b := range inOrder {
			select {
			case <-b.done:
			case <-ctx.Done():
				return ctx.Err()
			}
			stats.Lines += len(b.lines)
			stats.Failed += b.failed
			if _, err := out.Write(b.out); err != nil {
				return fmt.Errorf("write annotations: %w", err)
			}
			free <- b // never waits: there is room for all
		}
		return nil
	})
	err := group.Wait()
	return stats, err
}

// batch is some lines on their way, and the memory that they need.
type batch struct {
	// text holds the lines one behind the other.
	text      []byte
	lines     []line
	verbatims []opinion.Verbatim
	out       []byte
	failed    int
	done      chan struct{}
}

// line is one line of input, text[from:to]; err says why it could not be read.
type line struct {
	number   int
	from, to int
	id       json.RawMessage
	err      error
}

// mostKept is the largest buffer that a batch keeps for the next lines.
const mostKept = 4 * batchBytes

func (b *batch) reset() {
	if cap(b.text) > mostKept {
		b.text = nil
	}
	if cap(b.out) > mostKept {
		b.out = nil
	}
	clear(b.lines)
	b.text, b.lines, b.done = b.text[:0], b.lines[:0], make(chan struct{})
}

var errEmptyLine = errors.New("it is empty")

// readBatches hands over the lines of in, in order. A byte order mark, line
// ends of either kind, and a last line without one are all well.
func readBatches(in io.Reader, take func() (*batch, error), give func(*batch) error) error {
	r := bufio.NewReaderSize(in, 64<<10)
	b, err := take()
	if err != nil {
		return err
	}
	for number := 1; ; number++ {
		from := len(b.text)
		tooLong, err := b.readLine(r)
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read line %d: %w", number, err)
		}
		last := err != nil
		l := line{number: number, from: from, to: len(b.text)}
		if number == 1 && bytes.HasPrefix(b.text, []byte(byteOrderMark)) {
			l.from = len(byteOrderMark)
		}
		if !last || l.from < l.to {
			text := b.text[l.from:l.to]
			l.from = l.to - len(bytes.TrimLeftFunc(text, unicode.IsSpace))
			l.to -= len(text) - len(bytes.TrimRightFunc(text, unicode.IsSpace))
			switch {
			case tooLong:
				l.err = fmt.Errorf("longer than %d bytes", MaxLine)
			case l.from >= l.to:
				l.from, l.to, l.err = from, from, errEmptyLine
			}
			b.lines = append(b.lines, l)
		}
		if len(b.lines) > 0 && (last || len(b.lines) == batchLines || len(b.text) >= batchBytes) {
			if err := give(b); err != nil {
				return err
			}
			if last {
				return nil
			}
			if b, err = take(); err != nil {
				return err
			}
		}
		if last {
			return nil
		}
	}
}

const byteOrderMark = "\xef\xbb\xbf"

// readLine reads up to a line feed or the end. Of a line longer than MaxLine
// it keeps the first bytes only, and reads past the rest.
func (b *batch) readLine(r *bufio.Reader) (tooLong bool, err error) {
	from := len(b.text)
	for {
		part, err := r.ReadSlice('\n')
		if len(b.text)-from+len(part) <= MaxLine && !tooLong {
			b.text = append(b.text, part...)
		} else {
			tooLong = true
			b.text = b.text[:min(len(b.text), from+1<<10)]
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return tooLong, err
		}
	}
}
