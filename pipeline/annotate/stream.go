package annotate

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// MaxLine is the longest line that Stream reads, in bytes.
const MaxLine = 16 << 20

// StreamStats counts the lines of a stream that are not blank, and how many of
// them became an error.
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
// blank lines are skipped. workers annotate at once; below 1 means as many as
// there are processors. At most two batches per worker are in memory.
// The error is that of reading, of writing, or of ctx.
func Stream(ctx context.Context, in io.Reader, out io.Writer, a *Annotator, workers int) (StreamStats, error) {
	if workers < 1 {
		workers = runtime.GOMAXPROCS(0)
	}
	var stats StreamStats
	group, ctx := errgroup.WithContext(ctx)
	todo := make(chan *batch)
	inOrder := make(chan *batch, 2*workers)
	group.Go(func() error {
		defer close(todo)
		defer close(inOrder)
		return readBatches(in, func(b *batch) error {
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
		}
		return nil
	})
	err := group.Wait()
	return stats, err
}

// batch is some lines on their way.
type batch struct {
	lines  []line
	out    []byte
	failed int
	done   chan struct{}
}

// line is one line of input; err says why it could not be read whole.
type line struct {
	number int
	text   []byte
	err    error
}

// readBatches hands over the lines of in, in order. A byte order mark, line
// ends of either kind, and a last line without one are all well.
func readBatches(in io.Reader, give func(*batch) error) error {
	r := bufio.NewReaderSize(in, 64<<10)
	b, size := &batch{done: make(chan struct{})}, 0
	for number := 1; ; number++ {
		text, tooLong, err := readLine(r)
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read line %d: %w", number, err)
		}
		if number == 1 {
			text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
		}
		if text = bytes.TrimSpace(text); len(text) > 0 {
			l := line{number: number, text: text}
			if tooLong {
				l = line{number: number, err: fmt.Errorf("longer than %d bytes", MaxLine)}
			}
			b.lines = append(b.lines, l)
			size += len(l.text)
		}
		last := err != nil
		if len(b.lines) > 0 && (last || len(b.lines) == batchLines || size >= batchBytes) {
			if err := give(b); err != nil {
				return err
			}
			b, size = &batch{done: make(chan struct{})}, 0
		}
		if last {
			return nil
		}
	}
}

// readLine reads up to a line feed or the end. Of a line longer than MaxLine
// it keeps the first bytes only, and reads past the rest.
func readLine(r *bufio.Reader) (text []byte, tooLong bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if len(text)+len(part) <= MaxLine {
			text = append(text, part...)
		} else {
			tooLong = true
			text = text[:min(len(text), 1<<10)]
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return text, tooLong, err
		}
	}
}
