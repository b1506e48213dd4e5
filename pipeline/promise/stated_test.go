package promise

import "testing"

func TestStatedComesApart(t *testing.T) {
	for _, c := range []struct {
		text, expectation, experience string
		company                       bool
	}{
		{"Advertised as waterproof, but it leaked in a drizzle.", "Advertised as waterproof", "but it leaked in a drizzle", true},
		{"I expected a slight increase, but not 22%.", "I expected a slight increase", "but not 22%", false},
		{"Claims take 3x longer than estimated.", "than estimated", "Claims take 3x longer", true},
		{"They said it would take two days... it took three weeks.", "They said it would take two days", "it took three weeks", true},
		{"Nothing like what was advertised.", "what was advertised", "Nothing like", true},
		{"The policy is supposed to cover illnesses.", "The policy is supposed to cover illnesses", "", true},
		{"I thought the premium was fixed, it doubled.", "I thought the premium was fixed", "it doubled", false},
		{"She told me someone would be calling me back within 24-48 hours, that was 2 weeks ago, still waiting.",
			"She told me someone would be calling me back within 24-48 hours", "that was 2 weeks ago, still waiting", true},
		{"Worse than I expected.", "than I expected", "Worse", false},
	} {
		s, ok := StatedIn(c.text)
		if !ok {
			t.Errorf("%q: no expectation found", c.text)
			continue
		}
		got := func(r [2]int) string { return c.text[r[0]:r[1]] }
		if got(s.Expectation) != c.expectation || got(s.Experience) != c.experience || s.ByCompany != c.company {
			t.Errorf("%q: expectation %q, experience %q, by company %v", c.text, got(s.Expectation), got(s.Experience), s.ByCompany)
		}
	}
	for _, text := range []string{"", "It broke.", "$1,116 expended.", "!!!"} {
		if s, ok := StatedIn(text); ok {
			t.Errorf("%q: %+v", text, s)
		}
	}
}

func FuzzStatedIn(f *testing.F) {
	for _, s := range []string{"promised but", "as advertised", "told\xff me … but", "expected; expected", "supposed to — never"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, ok := StatedIn(text)
		for _, r := range [][2]int{s.Expectation, s.Experience} {
			if r[0] < 0 || r[1] < r[0] || r[1] > len(text) {
				t.Fatalf("%q: range %v", text, r)
			}
		}
		if ok && s.Expectation[0] == s.Expectation[1] && s.Experience[0] == s.Experience[1] && len(text) > 0 {
			t.Logf("%q: both sides empty", text)
		}
	})
}
