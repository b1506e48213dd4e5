package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"gripe/pipeline/collect"
)

// progress shows how the sources get on: a line for each, redrawn in place, on
// a terminal; a JSON line for each event with --log json; nil, which is
// silence, for cron and pipes.
func (a *app) progress(sources int) collect.Progress {
	if a.Log == "json" {
		return func(e collect.Event) { logEvent(a.log, e) }
	}
	f, ok := a.stderr.(*os.File)
	if !ok || os.Getenv("TERM") == "dumb" || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return newDisplay(f, sources, func() int {
		width, _, err := term.GetSize(int(f.Fd()))
		if err != nil {
			return 80
		}
		return width
	}, a.now).event
}

// logEvent writes one event as a record.
func logEvent(log *slog.Logger, e collect.Event) {
	attrs := []any{"source", e.Source, "pages", e.Pages, "parsed", e.Parsed, "new", e.New}
	for _, s := range []struct{ key, value string }{{"url", e.URL}, {"for", e.For}, {"message", e.Message}} {
		if s.value != "" {
			attrs = append(attrs, s.key, s.value)
		}
	}
	if e.Wait > 0 {
		attrs = append(attrs, "seconds", e.Wait.Seconds())
	}
	if e.Try > 0 {
		attrs = append(attrs, "try", e.Try)
	}
	log.Info(string(e.Step), attrs...)
}

// display is the lines of the sources that are being read, at the foot of a
// terminal. It holds nothing that a site wrote: no text of it can steer the
// terminal.
type display struct {
	out   io.Writer
	width func() int
	now   func() time.Time

	mu      sync.Mutex
	sources int // that have not ended
	active  []*sourceLine
	drawn   int // lines on the screen
	at      time.Time
}

type sourceLine struct {
	name           string
	began          time.Time
	pages, reviews int
	state          string
}

// mostLines of a terminal are taken.
const mostLines = 8

// redrawn says how often at most, so that a fast source costs no time.
const redrawn = 100 * time.Millisecond

func newDisplay(out io.Writer, sources int, width func() int, now func() time.Time) *display {
	return &display{out: out, sources: sources, width: width, now: now}
}

// event takes a step of a source; it is a collect.Progress.
func (d *display) event(e collect.Event) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.now()
	line := d.line(e.Source, now)
	line.pages, line.reviews = e.Pages, e.Parsed
	switch e.Step {
	case collect.Started:
		line.state = "begins"
	case collect.Asking:
		line.state = "asks for a page"
	case collect.Fetched:
		line.state = "stores a page"
	case collect.Waiting:
		line.state = "waits for " + e.For
		if e.Wait > 0 {
			line.state = fmt.Sprintf("waits %s: %s", roundWait(e.Wait), e.For)
		}
	case collect.Retry:
		line.state = fmt.Sprintf("asks again, try %d", e.Try)
	case collect.Fault:
		line.state = "met a fault"
	case collect.Ended:
		d.end(line)
		return
	}
	if e.Step == collect.Waiting || now.Sub(d.at) >= redrawn {
		d.draw(now)
	}
}

func roundWait(w time.Duration) time.Duration {
	if w < time.Second {
		return w.Round(10 * time.Millisecond)
	}
	return w.Round(time.Second)
}

func (d *display) line(name string, now time.Time) *sourceLine {
	for _, l := range d.active {
		if l.name == name {
			return l
		}
	}
	l := &sourceLine{name: name, began: now}
	d.active = append(d.active, l)
	return l
}

// end takes a source's line away; after the last one the screen is as it was.
func (d *display) end(line *sourceLine) {
	for i, l := range d.active {
		if l == line {
			d.active = append(d.active[:i], d.active[i+1:]...)
			break
		}
	}
	d.sources--
	d.draw(d.now())
}

// draw goes up to the first line and writes all anew; what is left of longer
// lines is erased. Only these sequences of ECMA-48 are used: cursor up, erase
// in line, erase in display.
func (d *display) draw(now time.Time) {
	d.at = now
	var b strings.Builder
	if d.drawn > 0 {
		fmt.Fprintf(&b, "\x1b[%dA", d.drawn)
	}
	b.WriteString("\r\x1b[J")
	width := max(d.width()-1, 0) // a full last column wraps on some terminals
	d.drawn = 0
	for i, l := range d.active {
		text := l.text(now)
		if i == mostLines-1 && len(d.active) > mostLines {
			text = fmt.Sprintf("and %d more sources", len(d.active)-i)
		}
		b.WriteString(cut(text, width) + "\n")
		if d.drawn++; d.drawn == mostLines {
			break
		}
	}
	_, _ = io.WriteString(d.out, b.String()) // a terminal that is gone is no fault of the run
}

func (l *sourceLine) text(now time.Time) string {
	rate := ""
	if s := now.Sub(l.began).Seconds(); s >= 1 {
		rate = fmt.Sprintf("  %.1f/s", float64(l.reviews)/s)
	}
	return fmt.Sprintf("%-16s %5d pages  %7d reviews%s  %s", oneLine(l.name), l.pages, l.reviews, rate, oneLine(l.state))
}

// cut shortens a line to so many columns; what is drawn has one column each.
func cut(s string, width int) string {
	r := []rune(s)
	if len(r) <= width {
		return s
	}
	return string(r[:width])
}
