package encoder

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

// sure is a companion that is certain that everything is the service's.
type sure struct{}

func (sure) Model() string { return "sure-1" }

func (sure) Judge(passages []opinion.Passage) []opinion.Judgement {
	out := make([]opinion.Judgement, len(passages))
	for i, p := range passages {
		out[i].Cause[2] = 1
		for range p.Spans {
			out[i].Mentions = append(out[i].Mentions, opinion.MentionJudgement{Class: opinion.ClassP{0, 0, 1}, Gap: 1})
		}
	}
	return out
}

func TestCompanionIsMixedIn(t *testing.T) {
	f := randomFile(t, 1)
	alone, err := fromFile(f, "test", Options{})
	if err != nil {
		t.Fatal(err)
	}
	f.CompanionWeight = 0.5
	if _, err := fromFile(f, "test", Options{}); err == nil || !strings.Contains(err.Error(), "linear model") {
		t.Errorf("error %v without the companion, want one that names the linear model", err)
	}
	both, err := fromFile(f, "test", Options{Companion: sure{}})
	if err != nil {
		t.Fatal(err)
	}
	if both.Model() != "test+sure-1" {
		t.Errorf("the version is %q", both.Model())
	}
	in := passages()
	a, b := alone.Judge(in), both.Judge(in)
	for i := range in {
		if len(in[i].Spans) == 0 {
			if d := cmp.Diff(a[i], b[i]); d != "" {
				t.Errorf("a passage without mentions: %s", d)
			}
			continue
		}
		if c, _ := b[i].Cause.Best(); c != opinion.Service || b[i].Mentions[0].Class[2] <= a[i].Mentions[0].Class[2] {
			t.Errorf("passage %d: cause %s, class %v after %v", i, c, b[i].Mentions[0].Class, a[i].Mentions[0].Class)
		}
	}
}

// Half of each opinion is their geometric mean.
func TestMixIsAGeometricMean(t *testing.T) {
	scores := LogP([]float64{0.8, 0.2})
	Mix(scores, LogP([]float64{0.2, 0.8}), 0.5)
	p := make([]float64, 2)
	Scale{}.Apply(p, scores)
	if math.Abs(p[0]-0.5) > 1e-6 {
		t.Errorf("half of 0.8 and half of 0.2 is %g, want 0.5", p[0])
	}
}

// However long a text is, the encoder reads a bounded number of pieces of it;
// the companion judges the mentions after those.
func TestLongTextsAreReadInPart(t *testing.T) {
	f := randomFile(t, 1)
	f.CompanionWeight = 0.5
	c, err := fromFile(f, "test", Options{Companion: sure{}})
	if err != nil {
		t.Fatal(err)
	}
	const mentions = 400
	text := strings.Repeat("the phone. ", 20) + "\n"
	var spans [][2]int
	for i := range mentions {
		spans = append(spans, [2]int{i * len(text), (i+1)*len(text) - 1})
	}
	p := passage.FromSpans("a phone", strings.Repeat(text, mentions), 2, spans)
	r := read(c.pieces, &p)
	size := 0
	for _, ids := range r.doc {
		size += len(ids)
	}
	if size != r.size || size > MaxVerbatim || size <= MaxVerbatim-MaxPieces {
		t.Fatalf("%d pieces are read, counted %d, want the most that %d allows", size, r.size, MaxVerbatim)
	}
	spanned := len(r.doc) - r.titles
	if spanned >= mentions {
		t.Fatalf("all %d mentions are read", spanned)
	}
	j := c.Judge([]opinion.Passage{p})[0]
	if len(j.Mentions) != mentions {
		t.Fatalf("%d mentions judged", len(j.Mentions))
	}
	for i := range j.Mentions {
		// The companion is certain; the encoder is not.
		if certain := j.Mentions[i].Class[2] > 0.999; certain != (i >= spanned) {
			t.Fatalf("mention %d of %d read: service %g", i, spanned, j.Mentions[i].Class[2])
		}
	}
}
