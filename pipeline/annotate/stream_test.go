package annotate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestStreamGolden(t *testing.T) {
	in, err := os.ReadFile(filepath.Join("testdata", "stream.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	// A byte order mark and CRLF must change nothing.
	for _, form := range []string{string(in), "\xef\xbb\xbf" + string(in), strings.ReplaceAll(string(in), "\n", "\r\n"), strings.TrimSpace(string(in))} {
		var out bytes.Buffer
		stats, err := Stream(context.Background(), strings.NewReader(form), &out, New(fake{}, Options{}), 2)
		if err != nil {
			t.Fatal(err)
		}
		golden := filepath.Join("testdata", "stream.golden.jsonl")
		if *update {
			if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), out.String()); d != "" {
			t.Errorf("run with -update if this is meant (-want +got):\n%s", d)
		}
		if stats != (StreamStats{Lines: 13, Failed: 7}) {
			t.Errorf("stats %+v", stats)
		}
	}
}

func TestStreamKeepsOrderAndLongLines(t *testing.T) {
	var in strings.Builder
	const n = 1000
	for i := range n {
		switch {
		case i == 500:
			fmt.Fprintf(&in, `{"id":%d,"text":"%s"}`+"\n", i, strings.Repeat("x", MaxLine))
		default:
			fmt.Fprintf(&in, `{"id":%d,"text":"%s"}`+"\n", i, strings.Repeat("fine ", i%50+1))
		}
	}
	var out bytes.Buffer
	stats, err := Stream(context.Background(), strings.NewReader(in.String()), &out, New(fake{}, Options{}), 4)
	if err != nil || stats != (StreamStats{Lines: n, Failed: 1}) {
		t.Fatalf("%+v, %v", stats, err)
	}
	for i, l := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		var got struct {
			ID    *int
			Error string
		}
		if err := json.Unmarshal([]byte(l), &got); err != nil {
			t.Fatal(err)
		}
		if i == 500 {
			if got.ID != nil || !strings.Contains(got.Error, "line 501: longer than") {
				t.Errorf("the long line gave %s", l)
			}
		} else if got.ID == nil || *got.ID != i {
			t.Fatalf("line %d holds id %v", i, got.ID)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }
func (broken) Read([]byte) (int, error)  { return 0, errors.New("cable cut") }

func TestStreamEndsWithAnError(t *testing.T) {
	a := New(fake{}, Options{})
	in := strings.Repeat(`{"text":"bad"}`+"\n", 5000)
	if _, err := Stream(context.Background(), strings.NewReader(in), broken{}, a, 2); err == nil || !strings.Contains(err.Error(), "disk full") {
		t.Errorf("a failed write gave %v", err)
	}
	if _, err := Stream(context.Background(), io.MultiReader(strings.NewReader(in), broken{}), io.Discard, a, 2); err == nil || !strings.Contains(err.Error(), "cable cut") {
		t.Errorf("a failed read gave %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Stream(ctx, strings.NewReader(in), io.Discard, a, 2); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled run gave %v", err)
	}
}

func TestScaled(t *testing.T) {
	f := func(x float64) *float64 { return &x }
	for _, tc := range []struct {
		rating, top *float64
		want        float64
		bad         bool
	}{
		{nil, nil, 0, false}, {f(4), nil, 4, false}, {f(0), nil, 0, false}, {f(10), f(10), 5, false}, {f(1), f(10), 1, false},
		{f(5.5), f(10), 3, false}, {f(0), f(10), 1, false}, {f(1), f(1), 5, false}, {f(0), f(1), 1, false},
		{f(6), nil, 0, true}, {f(-1), nil, 0, true}, {f(1), f(0), 0, true},
	} {
		got, err := scaled(tc.rating, tc.top)
		if (err != nil) != tc.bad || err == nil && got != tc.want {
			t.Errorf("scaled gives %v, %v; want %v, error %v", got, err, tc.want, tc.bad)
		}
	}
}

func FuzzStream(f *testing.F) {
	for _, s := range []string{`{"id":1,"text":"bad"}`, "\xef\xbb\xbf{\"text\":\"a\"}\r\n\n[]", `{"id":{"a":[1]},"text":null}`, `{"text":"\ud800","rating":"x"}`, "{", "\x00"} {
		f.Add([]byte(s))
	}
	a := New(fake{}, Options{})
	f.Fuzz(func(t *testing.T, in []byte) {
		var out bytes.Buffer
		stats, err := Stream(context.Background(), bytes.NewReader(in), &out, a, 2)
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.Count(out.Bytes(), []byte("\n"))
		if lines != stats.Lines || stats.Failed > stats.Lines {
			t.Fatalf("%d lines out, stats %+v", lines, stats)
		}
		dec := json.NewDecoder(&out)
		for range lines {
			var v map[string]any
			if err := dec.Decode(&v); err != nil {
				t.Fatalf("%q gave a line that is no JSON: %v", in, err)
			}
		}
	})
}
