package serve

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"gripe/pipeline/measure"
	"gripe/pipeline/opinion"
)

var calendar = Calendar{time.UTC, measure.WeekOf, measure.WeekBefore, measure.ParseWeek, measure.FormatWeek}

func mustWeek(t testing.TB, s string) opinion.Week {
	t.Helper()
	w, err := measure.ParseWeek(s, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestAddress(t *testing.T) {
	if got, want := address("/verbatims", "week", "2026-W47", "source", "", "q", `a&b="c" +d`), "/verbatims?week=2026-W47&q=a%26b%3D%22c%22+%2Bd"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// FuzzAsk holds that whatever stands in an address is understood, or refused
// with a sentence, and that what is understood leads back to itself.
func FuzzAsk(f *testing.F) {
	for _, seed := range []string{"", "week=2026-W47&source=a", "q=%22open&before=1", "only=product%2Bservice&gap=yes", "a=1;b", "%zz", "theme=claims&theme=claims", "q=\x00", strings.Repeat("q", 3000)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		values, err := read(raw, searchPars)
		var a asked
		if err == nil {
			a, err = calendar.parse(values)
		}
		if err != nil {
			var bad *fault
			if !errors.As(err, &bad) || bad.What == "" {
				t.Fatalf("%q: %v", raw, err)
			}
			return
		}
		u, err := url.Parse(a.address("", ""))
		if err != nil {
			t.Fatalf("%q: %v", raw, err)
		}
		again, err := read(u.RawQuery, searchPars)
		if err != nil && len(u.RawQuery) <= queryBytes {
			t.Fatalf("%q leads to %q, which is refused: %v", raw, u.RawQuery, err)
		}
		for name, value := range again {
			if values[name] != value {
				t.Fatalf("%q: %s is %q, then %q", raw, name, values[name], value)
			}
		}
	})
}
