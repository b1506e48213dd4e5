package lexicon

// NegationScope is how many tokens a negation reaches, at most. Das and Chen
// (2001) and most since let it reach the next punctuation mark; in spoken-like
// reviews without punctuation that is too far.
const NegationScope = 4

// Negator tells whether the folded word negates what follows it.
func Negator(w string) bool {
	switch w {
	case "not", "n't", "no", "never", "without", "nothing", "hardly", "barely", "neither", "nor", "none", "nobody", "lack", "lacks", "lacking", "zero":
		return true
	}
	return false
}

// Stop tells whether the folded word ends the scope of a negation.
func Stop(w string) bool {
	switch w {
	case "but", "however", "although", "though", "except", "because", "so", "and":
		return true
	}
	if w == "" {
		return false
	}
	switch w[0] {
	case '.', ',', ';', ':', '!', '?', '(', ')', '-':
		return true
	}
	return false
}
