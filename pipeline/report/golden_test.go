package report

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

var update = flag.Bool("update", false, "write the golden files anew")

// small is the week of nine complaints, empty the week of none.
func small() Input {
	in := fixture()
	f := &in.Figures
	f.Now = shares(9, 14, 5, 1, 3)
	f.Venn = opinion.Venn{0, 4, 1, 0, 2, 1, 0, 1}
	f.Themes = []opinion.ThemeCount{{Theme: opinion.Reliability, Class: opinion.Product, Now: 4, Before: 31, Share: ratio(4, 9), ShareBefore: ratio(31, 371)}}
	f.Journey, f.Touchpoints, f.BySource, f.ByProduct, f.Classes = nil, nil, nil, nil, nil
	f.Balance, f.News, f.Needs, f.Praise = f.Balance[:2], f.News[:1], f.Needs[:1], nil
	return in
}

func empty() Input {
	in := Input{Figures: opinion.Figures{Week: week(47), Waiting: 12}, GeneratedAt: fixture().GeneratedAt}
	return in
}

// renderers by the ending of their files.
var renderers = map[string]func(io.Writer, Digest) error{"html": HTML, "md": Markdown, "json": JSON, "txt": Text, "csv": CSV}

// golden holds what was drawn against a file of testdata, or writes it anew.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; run with -update", err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s: %s", path, d)
	}
}

func TestGolden(t *testing.T) {
	for name, in := range map[string]Input{"full": fixture(), "small": small(), "empty": empty()} {
		for ext, render := range renderers {
			var got bytes.Buffer
			if err := render(&got, Build(in)); err != nil {
				t.Fatal(err)
			}
			golden(t, name+"."+ext, got.String())
		}
	}
}
