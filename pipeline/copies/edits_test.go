package copies

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"gripe/data/sharedtest"
)

// review is a real one.
type review struct {
	ID, Title, Text, Product, File string
}

// reviews are all real reviews, file by file.
func reviews(tb testing.TB) []review {
	tb.Helper()
	var all []review
	for _, name := range []string{"insurance", "apps", "storage", "games"} {
		for _, r := range sharedtest.Reviews[review](tb, name, 0) {
			r.File = name
			all = append(all, r)
		}
	}
	return all
}

// sampled are n reviews, as many of each file, long enough to tell.
func sampled(all []review, n int, seed uint64) []review {
	by := map[string][]review{}
	var files []string
	for _, r := range all {
		if Of(r.Title, r.Text) == nil {
			continue
		}
		if by[r.File] == nil {
			files = append(files, r.File)
		}
		by[r.File] = append(by[r.File], r)
	}
	rng := rand.New(rand.NewPCG(seed, 1))
	var out []review
	for i, f := range files {
		rs := by[f]
		rng.Shuffle(len(rs), func(a, b int) { rs[a], rs[b] = rs[b], rs[a] })
		out = append(out, rs[:(i+1)*n/len(files)-i*n/len(files)]...)
	}
	return out
}

// edit is one way in which a copy differs from its original.
type edit struct {
	name string
	// of returns "" where the text does not lend itself.
	of func(rng *rand.Rand, text string, other review) string
}

var edits = []edit{
	{"as it is", func(_ *rand.Rand, text string, _ review) string { return text }},
	{"case, marks, spaces", restyled},
	{"typos in 3 % of words", mistyped},
	{"1-3 words swapped", reworded},
	{"sentence added", func(rng *rand.Rand, text string, other review) string {
		return joinAt(rng, sentences(text), pick(rng, sentences(other.Text)))
	}},
	{"sentence dropped", func(rng *rand.Rand, text string, _ review) string {
		s := sentences(text)
		if len(s) < 3 {
			return ""
		}
		i := rng.IntN(len(s))
		return strings.Join(append(s[:i:i], s[i+1:]...), " ")
	}},
	{"greeting or site name", func(rng *rand.Rand, text string, _ review) string {
		return pick(rng, []string{"Hi there! ", "Hello everyone, ", "Review collected by Trustpilot: ", "Dear team, "}) + text +
			pick(rng, []string{" Posted on Amazon.co.uk", " (Originally posted on reviews.io)", " Thanks, regards, John", ""})
	}},
	{"cut at 70 %, read more", func(_ *rand.Rand, text string, _ review) string {
		r := []rune(text)
		return string(r[:len(r)*7/10]) + "… read more"
	}},
	{"brand replaced", rebranded},
	{"sentences swapped", func(rng *rand.Rand, text string, _ review) string {
		s := sentences(text)
		if len(s) < 2 {
			return ""
		}
		i := rng.IntN(len(s) - 1)
		s[i], s[i+1] = s[i+1], s[i]
		return strings.Join(s, " ")
	}},
	{"HTML and entities", func(_ *rand.Rand, text string, _ review) string {
		text = strings.NewReplacer("&", "&amp;", "'", "&#39;", "\"", "&quot;", ". ", ".<br />").Replace(text)
		return "<p class=\"r\">" + text + "</p>"
	}},
}

func pick[T any](rng *rand.Rand, of []T) T { return of[rng.IntN(len(of))] }

var sentenceEnd = regexp.MustCompile(`[.!?]+\s+`)

func sentences(text string) []string {
	var out []string
	for len(text) > 0 {
		m := sentenceEnd.FindStringIndex(text)
		if m == nil {
			return append(out, text)
		}
		out = append(out, strings.TrimSpace(text[:m[1]]))
		text = text[m[1]:]
	}
	return out
}

func joinAt(rng *rand.Rand, s []string, one string) string {
	i := rng.IntN(len(s) + 1)
	out := append(append(append([]string{}, s[:i]...), one), s[i:]...)
	return strings.Join(out, " ")
}

func restyled(rng *rand.Rand, text string, _ review) string {
	text = strings.NewReplacer("'", "’", ", ", " ", ". ", " .\n", "!", "!!!", "e", "é").Replace(text)
	switch rng.IntN(3) {
	case 0:
		text = strings.ToUpper(text)
	case 1:
		text = strings.ToLower(text)
	}
	return "  " + strings.Join(strings.Fields(text), "  ") + " \U0001f621\u200b "
}

func mistyped(rng *rand.Rand, text string, _ review) string {
	w := strings.Fields(text)
	for range max(1, len(w)*3/100) {
		i := rng.IntN(len(w))
		r := []rune(w[i])
		at := rng.IntN(len(r))
		switch rng.IntN(3) {
		case 0:
			r = append(r[:at:at], r[at+1:]...)
		case 1:
			r = append(r[:at+1:at+1], r[at:]...)
		default:
			r[at] = rune('a' + rng.IntN(26))
		}
		w[i] = string(r)
	}
	return strings.Join(w, " ")
}

func reworded(rng *rand.Rand, text string, other review) string {
	w, o := strings.Fields(text), strings.Fields(other.Text)
	for range 1 + rng.IntN(3) {
		w[rng.IntN(len(w))] = pick(rng, o)
	}
	return strings.Join(w, " ")
}

var capital = regexp.MustCompile(`[a-z,] ([A-Z][a-zA-Z]+)`)

// rebranded replaces the name most often written with a capital, else a word.
func rebranded(rng *rand.Rand, text string, _ review) string {
	n, best := map[string]int{}, ""
	for _, m := range capital.FindAllStringSubmatch(text, -1) {
		if n[m[1]]++; n[m[1]] > n[best] || n[m[1]] == n[best] && m[1] < best {
			best = m[1]
		}
	}
	if best == "" {
		w := strings.Fields(text)
		best = w[rng.IntN(len(w))]
	}
	return strings.ReplaceAll(text, best, "Acmeson")
}

type copied struct{ kind, title, from, to string }

// edited makes copies of each review, one of each kind.
func edited(from, donors []review, seed uint64) []copied {
	rng := rand.New(rand.NewPCG(seed, 2))
	var out []copied
	for _, r := range from {
		for _, e := range edits {
			donor := pick(rng, donors)
			for len(strings.Fields(donor.Text)) == 0 {
				donor = pick(rng, donors)
			}
			if to := e.of(rng, r.Text, donor); to != "" {
				out = append(out, copied{e.name, r.Title, r.Text, to})
			}
		}
	}
	return out
}
