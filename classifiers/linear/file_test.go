package linear

import (
	"bytes"
	"crypto/sha256"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gripe/classifiers/gold"
	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

// small makes labelled verbatims of four trades.
func small() []gold.Doc {
	var docs []gold.Doc
	add := func(domain, text string, pol opinion.Polarity, class opinion.Class, theme opinion.Theme) {
		p := passage.FromSpans("", text, 0, [][2]int{{0, len(text)}})
		cause := class
		if !pol.Complaint() {
			cause = opinion.None
		}
		docs = append(docs, gold.Doc{
			ID: domain + text, Domain: domain, Passage: p, Cause: cause,
			Labels: []gold.Label{{Polarity: pol, Class: class, Theme: theme, Stage: opinion.StageUse}},
		})
	}
	for _, d := range []string{"shop", "bank", "hotel", "app"} {
		add(d, "The staff at the "+d+" were rude to me", opinion.Neg, opinion.Service, opinion.Attitude)
		add(d, "It broke and stopped working in the "+d, opinion.Neg, opinion.Product, opinion.Reliability)
		add(d, "Far too expensive and overpriced "+d, opinion.Neg, opinion.Marketing, opinion.PriceValue)
		add(d, "I love this "+d+", it is great", opinion.Pos, opinion.Product, opinion.Performance)
	}
	return docs
}

func encoded(t testing.TB, matrices []opinion.ErrorMatrix) []byte {
	t.Helper()
	m, err := NewTrainer().FitModel(small(), nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := m.Encode("2026-11-22", matrices)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTrainingRepeatsToTheByte(t *testing.T) {
	first := encoded(t, nil)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if !bytes.Equal(first, encoded(t, nil)) {
		t.Error("two trainings on the same verbatims gave different bytes")
	}
}

func TestFileRoundTrip(t *testing.T) {
	want := []opinion.ErrorMatrix{{Domain: "shop", N: [4]int{1, 2, 3, 4}}}
	b := encoded(t, want)
	m, err := Load(b)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, m.Errors()); d != "" {
		t.Error(d)
	}
	again, err := m.Encode("2026-11-22", m.Errors())
	if err != nil || !bytes.Equal(b, again) {
		t.Errorf("written again, the file differs (%v)", err)
	}
}

func TestLoadRefusesDamage(t *testing.T) {
	good := encoded(t, nil)
	flipped := bytes.Clone(good)
	flipped[len(flipped)/2] ^= 1
	for name, b := range map[string][]byte{
		"empty": nil, "no model": []byte("hello"), "only magic": []byte(magic),
		"cut": good[:len(good)-5], "flipped": flipped, "more": append(bytes.Clone(good), 0),
		"endless rows": resum(append([]byte(magic), bytes.Repeat([]byte{0xff}, 24)...)),
	} {
		if _, err := Load(b); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := (&Model{}).Encode("today", nil); err == nil {
		t.Error("a date that is none was taken")
	}
}

// resum gives a body a right checksum, so that what is behind it is read.
func resum(body []byte) []byte {
	sum := sha256.Sum256(body)
	return append(bytes.Clone(body), sum[:]...)
}

func FuzzLoad(f *testing.F) {
	good := encoded(f, nil)
	body := good[:len(good)-sha256.Size]
	f.Add(body)
	f.Add(body[:len(body)/2])
	f.Add([]byte(magic))
	f.Add(append([]byte(magic), 3, 0, 0, 0, 43, 0, 0, 0, 24, 0, 0, 0))
	p := []opinion.Passage{passage.New("Bad", "It broke. Rude staff!", 1)}
	f.Fuzz(func(t *testing.T, body []byte) {
		m, err := Load(resum(body))
		if err != nil {
			return
		}
		for _, q := range m.Judge(p)[0].Cause {
			if q != q || q < 0 || q > 1 {
				t.Errorf("probability %v", q)
			}
		}
	})
}
