package train

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gripe/classifiers/linear"
	"gripe/data/sharedtest"
)

// tiny writes a gold file of three domains with six verbatims each.
func tiny(t *testing.T) string {
	var b strings.Builder
	for _, d := range []string{"bank", "hotel", "shop"} {
		for i, s := range [][3]string{
			{"The staff were rude to me.", "service", "attitude"}, {"It broke at once.", "product", "reliability"},
			{"Far too expensive.", "marketing", "price_value"}, {"Nobody answers the phone.", "service", "responsiveness"},
			{"The screen is broken.", "product", "reliability"}, {"Overpriced rubbish.", "marketing", "price_value"},
		} {
			fmt.Fprintf(&b, `{"id":"%s%d","domain":%q,"text":%q,"cause":%q,"mentions":[{"start":0,"end":%d,"polarity":"neg","class":%q,"theme":%q,"stage":"use","gap":false}]}`+"\n",
				d, i, d, s[0], s[1], len(s[0]), s[1], s[2])
		}
	}
	path := filepath.Join(t.TempDir(), "gold.jsonl")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTrainWritesALoadableModel(t *testing.T) {
	o := Options{Gold: tiny(t), Date: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)}
	files, r, err := Train(context.Background(), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	if files.Encoder != nil || r.Accurate != nil {
		t.Error("no original encoder was named, yet an accurate tier came out")
	}
	m, err := linear.Load(files.Linear)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Errors()) != 3 || m.Model() != r.Version || !strings.HasPrefix(r.Version, "linear-2026-11-22-") {
		t.Errorf("version %q, %d error matrices", r.Version, len(m.Errors()))
	}
	var card bytes.Buffer
	if err := WriteCard(&card, &r); err != nil || !strings.Contains(card.String(), "class macro-F1, pooled") {
		t.Errorf("card %v:\n%s", err, card.String())
	}
	if s := Summary(&r); !strings.Contains(s, "18 reviews") {
		t.Errorf("summary %q", s)
	}
	again, _, err := Train(context.Background(), o, nil)
	if err != nil || !bytes.Equal(files.Linear, again.Linear) {
		t.Errorf("trained again, the file differs (%v)", err)
	}
}

func TestTrainSaysWhatIsMissing(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.jsonl")
	if err := os.WriteFile(bad, []byte("{\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{"": "name a gold file", bad: "bad.jsonl: line 1", "/none": "/none"} {
		if _, _, err := Train(context.Background(), Options{Gold: path}, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", path, err, want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := Train(ctx, Options{Gold: tiny(t)}, nil); err == nil {
		t.Error("a cancelled training gave no error")
	}
}

// A cut-down training must stay above a floor on a domain that it has not seen;
// the full figures are in data/model/CARD.md.
func TestUnseenDomainFloor(t *testing.T) {
	c := linear.DefaultConfig()
	c.InnerFolds = 2
	c.Iters = [len(c.Iters)]int{12, 15, 1, 1, 1, 20}
	c.MinCount = [3]int{8, 12, 2}
	o := Options{Gold: sharedtest.Path(t, "gold", "gold.jsonl"), Config: &c, only: []string{"brokerage"}}
	_, r, err := Train(context.Background(), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := r.Linear.Pooled
	t.Logf("complaint %.3f class %.3f cause kappa %.3f", p.Complaint.MacroF1, p.Class.MacroF1, p.Cause.Kappa)
	// Saying the most frequent label always would give 0.45, 0.28 and 0.
	if p.Complaint.MacroF1 < 0.65 || p.Class.MacroF1 < 0.38 || p.Cause.Kappa < 0.25 {
		t.Errorf("complaint F1 %.3f (floor 0.65), class F1 %.3f (0.38), cause kappa %.3f (0.25)", p.Complaint.MacroF1, p.Class.MacroF1, p.Cause.Kappa)
	}
}
