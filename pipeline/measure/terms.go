package measure

import (
	"cmp"
	"slices"
	"strings"
)

// termKey folds the variants of a term: hyphens and spaces ("check-out",
// "check out"), and the plural of each word. It is for comparing, not to show.
func termKey(term string) string {
	var b strings.Builder
	b.Grow(len(term))
	for rest := term; rest != ""; {
		word := rest
		if i := strings.IndexAny(rest, " -"); i >= 0 {
			word, rest = rest[:i], rest[i+1:]
		} else {
			rest = ""
		}
		b.WriteString(singular(word))
	}
	return b.String()
}

// singular takes the regular English plural off a word: Harman's S stemmer
// (1991, "How effective is suffixing?"), by its rules and exceptions.
func singular(w string) string {
	switch {
	case len(w) < 3 || w[len(w)-1] != 's':
		return w
	case strings.HasSuffix(w, "ies") && !strings.HasSuffix(w, "eies") && !strings.HasSuffix(w, "aies"):
		return w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "es") && !strings.HasSuffix(w, "aes") && !strings.HasSuffix(w, "ees") && !strings.HasSuffix(w, "oes"):
		return w[:len(w)-1]
	case strings.HasSuffix(w, "us"), strings.HasSuffix(w, "ss"):
		return w
	}
	return w[:len(w)-1]
}

// termKeys are the keys of terms, each once.
func termKeys(terms []string) []string {
	keys := make([]string, 0, len(terms))
	for _, t := range terms {
		if k := termKey(t); k != "" && !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	return keys
}

// spellings counts how often each spelling of a term stands, by key.
type spellings map[string]map[string]int

func (s spellings) add(terms []string) {
	for _, t := range terms {
		k := termKey(t)
		if s[k] == nil {
			s[k] = map[string]int{}
		}
		s[k][t]++
	}
}

// usual is the spelling that stands most often; ties go to the shorter, then
// by the alphabet.
func (s spellings) usual(key string) string {
	best := ""
	for t, n := range s[key] {
		if c := cmp.Or(cmp.Compare(n, s[key][best]), cmp.Compare(len(best), len(t)), strings.Compare(best, t)); best == "" || c > 0 {
			best = t
		}
	}
	return best
}
