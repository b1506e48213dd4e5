package encoder

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// small is a vocabulary in the manner of the original: reserved pieces first.
func small() []Piece {
	return []Piece{
		{"\uFFFD", 0}, {"<s>", 0}, {"</s>", 0}, {"x1", 0}, {"x2", 0}, {"x3", 0},
		{"▁", -5.5}, {"▁the", -3.5}, {"▁phone", -8}, {"▁ph", -7}, {"one", -6}, {"s", -3}, {"▁a", -4}, {"p", -7}, {"h", -7},
		{"o", -7}, {"n", -7}, {"e", -6}, {".", -3}, {"▁in", -4.5}, {"fi", -8},
	}
}

func TestEncodeTakesTheMostProbablePieces(t *testing.T) {
	p, err := NewPieces(small())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"the phones.", []string{"▁the", "▁phone", "s", "."}},
		{"the  phone", []string{"▁the", "▁", "▁phone"}},
		{"ｏｎｅ", []string{"▁", "one"}},
		// The oddity of the reference: no piece reaches the place before i,
		// which so counts as score 0 and wins.
		{"ﬁ", []string{"▁", "\uFFFD"}},
		{"日本 a", []string{"▁", "\uFFFD", "▁a"}},
		{"\xff", []string{"▁", "\uFFFD"}},
	} {
		var got []string
		for _, id := range p.Encode(c.text) {
			got = append(got, p.Vocabulary()[id].Text)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%q: %s", c.text, d)
		}
	}
}

func TestVocabularyFaults(t *testing.T) {
	for _, v := range [][]Piece{nil, small()[:6], append(small(), Piece{"", 1}), append(small(), Piece{"▁aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", -1})} {
		if _, err := NewPieces(v); err == nil {
			t.Errorf("a vocabulary of %d pieces was taken", len(v))
		}
	}
}

// Whatever the text, the pieces are in the vocabulary and, but for the unknown
// one, spell the text.
func FuzzEncode(f *testing.F) {
	for _, s := range []string{"", "the phone", "\xff\xfe", "😡 ﬁ ½", "a\x00b", "::: 10:30", "▁▁"} {
		f.Add(s)
	}
	p, err := NewPieces(small())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ids := p.Encode(s)
		if (s == "") != (len(ids) == 0) {
			t.Fatalf("%q gives %d pieces", s, len(ids))
		}
		for i, id := range ids {
			if id < 0 || int(id) >= len(p.Vocabulary()) || (id > 0 && id < reserved) {
				t.Fatalf("%q gives piece %d", s, id)
			}
			if i > 0 && id == 0 && ids[i-1] == 0 {
				t.Fatalf("%q gives two unknown pieces in a row", s)
			}
		}
	})
}

func TestTimingMatchesTheOriginal(t *testing.T) {
	// The first four of the original's inverse time scales, as in its graph.
	for i, scale := range []float64{1, 0.930044949, 0.864983618, 0.804473639} {
		if got, want := float64(Timing()[embedWidth+i]), math.Sin(scale); math.Abs(got-want) > 1e-6 {
			t.Errorf("sine %d at position 1 is %g, want %g", i, got, want)
		}
	}
}
