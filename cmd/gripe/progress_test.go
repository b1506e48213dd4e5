package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"gripe/pipeline/collect"
)

// screen is a terminal that knows the sequences that display writes.
type screen struct {
	lines []string
	row   int
}

func (s *screen) Write(p []byte) (int, error) {
	text := string(p)
	for text != "" {
		switch {
		case strings.HasPrefix(text, "\x1b[J"):
			s.lines = s.lines[:s.row]
			text = text[3:]
		case strings.HasPrefix(text, "\x1b["):
			up := strings.IndexByte(text, 'A')
			n := 0
			for _, c := range text[2:up] {
				n = n*10 + int(c-'0')
			}
			s.row -= n
			text = text[up+1:]
		case text[0] == '\r':
			text = text[1:]
		default:
			line, rest, _ := strings.Cut(text, "\n")
			s.lines = append(s.lines[:s.row], line)
			s.row++
			text = rest
		}
	}
	return len(p), nil
}

func TestDisplay(t *testing.T) {
	s := &screen{lines: []string{"$ gripe collect"}, row: 1}
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	width := 120
	d := newDisplay(s, 2, func() int { return width }, func() time.Time { return at })
	say := func(e collect.Event) {
		at = at.Add(time.Second)
		d.event(e)
	}
	say(collect.Event{Source: "shop", Step: collect.Started})
	say(collect.Event{Source: "forum", Step: collect.Started})
	say(collect.Event{Source: "shop", Step: collect.Fetched, Pages: 3, Parsed: 60})
	say(collect.Event{Source: "forum", Step: collect.Waiting, For: "Retry-After", Wait: 90 * time.Second})
	if len(s.lines) != 3 || !strings.Contains(s.lines[1], "shop") || !strings.Contains(s.lines[1], "3 pages") || !strings.Contains(s.lines[1], "60 reviews  20.0/s") ||
		!strings.Contains(s.lines[2], "waits 1m30s: Retry-After") {
		t.Errorf("%q", s.lines)
	}
	for _, c := range []struct {
		e    collect.Event
		want string
	}{
		{collect.Event{Step: collect.Waiting, For: "robots.txt"}, "waits for robots.txt"},
		{collect.Event{Step: collect.Waiting, For: "the delay", Wait: 2100 * time.Millisecond}, "waits 2s: the delay"},
		{collect.Event{Step: collect.Retry, Try: 2}, "asks again, try 2"},
		{collect.Event{Step: collect.Fault, Message: "\x1b[2Jgone"}, "met a fault"},
	} {
		c.e.Source = "forum"
		say(c.e)
		if got := s.lines[len(s.lines)-1]; !strings.HasSuffix(got, c.want) || strings.Contains(got, "\x1b") {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	width = 20
	say(collect.Event{Source: "forum", Step: collect.Asking, URL: "http://x/\x1b[31m"})
	for _, l := range s.lines[1:] {
		if utf8.RuneCountInString(l) > 19 {
			t.Errorf("%q is wider than the terminal", l)
		}
	}
	say(collect.Event{Source: "shop", Step: collect.Ended})
	say(collect.Event{Source: "forum", Step: collect.Ended})
	if len(s.lines) != 1 {
		t.Errorf("at the end there is left %q", s.lines)
	}
}

// TestDisplayIsBounded: a hundred sources take no more than mostLines, and a
// name that would steer the terminal does not.
func TestDisplayIsBounded(t *testing.T) {
	s := &screen{}
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	d := newDisplay(s, 100, func() int { return 80 }, func() time.Time { at = at.Add(time.Second); return at })
	for i := range 100 {
		d.event(collect.Event{Source: strings.Repeat("\x1b", 1+i), Step: collect.Started})
	}
	if len(s.lines) != mostLines || !strings.Contains(s.lines[mostLines-1], "more sources") || strings.Contains(strings.Join(s.lines, ""), "\x1b") {
		t.Errorf("%q", s.lines)
	}
	fast := &countingWriter{}
	d = newDisplay(fast, 1, func() int { return 80 }, func() time.Time { return at })
	for range 1000 {
		d.event(collect.Event{Source: "a", Step: collect.Fetched})
	}
	if fast.n > 1 {
		t.Errorf("drawn %d times in one moment", fast.n)
	}
}

type countingWriter struct{ n int }

func (w *countingWriter) Write(p []byte) (int, error) { w.n++; return len(p), nil }

// TestEventsAsJSON: one line for each event, with its numbers.
func TestEventsAsJSON(t *testing.T) {
	var b bytes.Buffer
	a := &app{cli: &cli{Log: "json"}, stderr: &b, log: newLogger(&b, "json")}
	a.progress(1)(collect.Event{Source: "shop", Step: collect.Waiting, URL: "http://x/\n", For: "the delay", Wait: 1500 * time.Millisecond, Pages: 2, Parsed: 40, New: 7})
	var got map[string]any
	if err := json.Unmarshal(b.Bytes(), &got); err != nil || strings.Count(b.String(), "\n") != 1 {
		t.Fatalf("%q: %v", b.String(), err)
	}
	for key, want := range map[string]any{"msg": "waiting", "source": "shop", "url": "http://x/\n", "for": "the delay", "seconds": 1.5, "pages": 2.0, "parsed": 40.0, "new": 7.0} {
		if got[key] != want {
			t.Errorf("%s is %v, want %v", key, got[key], want)
		}
	}
	// Into a pipe or a file there is silence.
	if (&app{cli: &cli{Log: "text"}, stderr: &b}).progress(1) != nil {
		t.Error("a pipe is shown progress")
	}
}
