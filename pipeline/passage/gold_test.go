package passage

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"gripe/data/sharedtest"
)

type goldVerbatim struct {
	Domain, Text string
	Mentions     []struct{ Start, End int }
}

func readGold(t testing.TB) []goldVerbatim {
	t.Helper()
	f, err := os.Open(sharedtest.Path(t, "gold", "gold.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []goldVerbatim
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<24)
	for sc.Scan() {
		var g goldVerbatim
		if err := json.Unmarshal(sc.Bytes(), &g); err != nil {
			t.Fatal(err)
		}
		out = append(out, g)
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestSentencesAgainstGold compares inner boundaries: the starts of all
// mentions but each verbatim's first, which nobody can miss.
func TestSentencesAgainstGold(t *testing.T) {
	type score struct{ hit, gold, ours int }
	by := map[string]*score{}
	var all score
	for _, g := range readGold(t) {
		s := by[g.Domain]
		if s == nil {
			s = &score{}
			by[g.Domain] = s
		}
		want := map[int]bool{}
		for _, m := range g.Mentions[1:] {
			want[m.Start] = true
		}
		got := Sentences(Clean(g.Text))
		var h, miss int
		for _, p := range got[1:] {
			if want[p[0]] {
				h++
				delete(want, p[0])
			} else if miss++; testing.Verbose() {
				t.Logf("%s extra: %q | %q", g.Domain, g.Text[max(0, p[0]-40):p[0]], g.Text[p[0]:min(len(g.Text), p[0]+40)])
			}
		}
		if testing.Verbose() {
			for p := range want {
				t.Logf("%s missed: %q | %q", g.Domain, g.Text[max(0, p-40):p], g.Text[p:min(len(g.Text), p+40)])
			}
		}
		for _, x := range []*score{s, &all} {
			x.hit += h
			x.gold += len(g.Mentions) - 1
			x.ours += len(got) - 1
		}
	}
	f1 := func(s score) float64 { return 2 * float64(s.hit) / float64(max(1, s.gold+s.ours)) }
	for d, s := range by {
		t.Logf("%-22s F1 %.3f  (%d in gold, %d ours)", d, f1(*s), s.gold, s.ours)
	}
	t.Logf("all F1 %.4f (%d in gold, %d ours)", f1(all), all.gold, all.ours)
	if f1(all) < 0.95 {
		t.Errorf("sentence boundaries agree with gold by F1 %.3f, want at least 0.95", f1(all))
	}
}
