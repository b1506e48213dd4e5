package linear_test

import (
	"math"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gripe/classifiers"
	"gripe/classifiers/linear"
	"gripe/data/model"
	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

var (
	_ classifiers.Classifier = (*linear.Model)(nil)
	_ classifiers.ErrorModel = (*linear.Model)(nil)
	_                        = opinion.Service
)

func committed(t testing.TB) *linear.Model {
	t.Helper()
	m, err := linear.Load(model.Linear)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// The committed model must get most of these, and all whose cause is plainest.
func TestCommittedModelOnPlainSentences(t *testing.T) {
	cases := []struct {
		text string
		want opinion.Class
		must bool
	}{
		{"Customer service hung up on me four times.", opinion.Service, true},
		{"I had to call support four times because the router keeps dropping.", opinion.Product, false},
		{"Advertised as waterproof, it died in the rain.", opinion.Marketing, false},
		{"The agent was rude and refused to help me.", opinion.Service, true},
		{"Nobody answers my emails.", opinion.Service, true},
		{"They still have not refunded my money after six weeks.", opinion.Service, true},
		{"The parcel arrived three weeks late.", opinion.Service, false},
		{"They charged me twice and will not fix the bill.", opinion.Service, true},
		{"The app crashes every time I open it.", opinion.Product, true},
		{"The battery dies after two hours.", opinion.Product, true},
		{"The room was dirty and the bed was uncomfortable.", opinion.Product, true},
		{"The soup was cold and tasted of nothing.", opinion.Product, true},
		{"The zipper broke after one week.", opinion.Product, true},
		{"It does not work with my phone.", opinion.Product, true},
		{"The screen freezes after the latest update.", opinion.Product, true},
		{"Way too expensive for what you get.", opinion.Marketing, true},
		{"False advertising, it looks nothing like the pictures.", opinion.Marketing, true},
		{"There were hidden fees that nobody told us about.", opinion.Marketing, true},
		{"I never received the bonus they promised when I signed up.", opinion.Marketing, false},
		{"Total waste of money.", opinion.Marketing, true},
	}
	m := committed(t)
	right := 0
	for _, c := range cases {
		j := m.Judge([]opinion.Passage{passage.New("", c.text, 0)})[0]
		got, p := j.Mentions[0].Class.Best()
		cause, _ := j.Cause.Best()
		if got == c.want {
			right++
		} else if c.must {
			t.Errorf("%q: class %s (%.2f), want %s", c.text, got, p, c.want)
		}
		if j.Mentions[0].Complaint < 0.5 {
			t.Errorf("%q: complaint only %.2f", c.text, j.Mentions[0].Complaint)
		}
		t.Logf("%-70s %s %.2f cause %s complaint %.2f", c.text, got, p, cause, j.Mentions[0].Complaint)
	}
	if right < 17 {
		t.Errorf("%d of %d classes right, want 17 or more", right, len(cases))
	}
}

func TestPraiseIsNoComplaint(t *testing.T) {
	m := committed(t)
	for _, text := range []string{"Great product, works perfectly.", "The staff were friendly and helpful.", "I love this app!"} {
		j := m.Judge([]opinion.Passage{passage.New("", text, 0)})[0]
		if p := j.Mentions[0].Complaint; p > 0.5 {
			t.Errorf("%q: complaint %.2f", text, p)
		}
		// A cause counts only where a mention complains (annotate decides so);
		// here it must at least stay in doubt.
		if p := j.Cause[opinion.None.Index()]; p < 0.35 {
			t.Errorf("%q: cause none %.2f", text, p)
		}
	}
}

func TestProbabilitiesSumToOne(t *testing.T) {
	m := committed(t)
	for _, p := range []opinion.Passage{
		{}, passage.New("Never again", "", 1), passage.New("", "🤬🤬 #fail", 0),
		passage.New("Bad", "It broke. I called. Nobody answered!", 2),
	} {
		j := m.Judge([]opinion.Passage{p})[0]
		check := func(name string, xs []float64) {
			sum := 0.0
			for _, x := range xs {
				if x < 0 || math.IsNaN(x) {
					t.Errorf("%q %s holds %v", p.Text, name, x)
				}
				sum += x
			}
			if math.Abs(sum-1) > 1e-6 {
				t.Errorf("%q %s sums to %v", p.Text, name, sum)
			}
		}
		check("cause", j.Cause[:])
		if len(j.Mentions) != len(p.Spans) {
			t.Fatalf("%d judgements for %d spans", len(j.Mentions), len(p.Spans))
		}
		for _, mj := range j.Mentions {
			check("polarity", mj.Polarity[:])
			check("class", mj.Class[:])
			check("theme", mj.Theme[:])
			check("stage", mj.Stage[:])
			if d := mj.Polarity[0] + mj.Polarity[2] - mj.Complaint; math.Abs(d) > 1e-6 {
				t.Errorf("complaint and polarity differ by %v", d)
			}
		}
	}
}

func TestJudgeIsPureAndConcurrent(t *testing.T) {
	m := committed(t)
	ps := []opinion.Passage{
		passage.New("", "The lid cracked. I wrote to them twice and heard nothing.", 1),
		passage.New("Nice", "Lovely colour but overpriced.", 4),
	}
	want := m.Judge(ps)
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 20 {
				if d := cmp.Diff(want, m.Judge(ps)); d != "" {
					t.Error(d)
					return
				}
			}
		}()
	}
	wg.Wait()
}

func BenchmarkJudge(b *testing.B) {
	m := committed(b)
	ps := []opinion.Passage{passage.New("", "The router keeps dropping every evening. I called support four times and each time they told me to restart it. For this price I expected better.", 0)}
	b.ReportAllocs()
	for b.Loop() {
		m.Judge(ps)
	}
}
