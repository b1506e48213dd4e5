package passage

// Stem cuts inflections off an English word, crudely and consistently: what
// matters is that "refuse", "refused" and "refusing" meet. Words of fewer than
// four bytes stay as they are. It never allocates.
func Stem(w string) string {
	if len(w) < 4 || w[0] < 'a' || w[0] > 'z' {
		return w
	}
	switch {
	case len(w) > 5 && w[len(w)-3:] == "ing":
		w = w[:len(w)-3]
	case len(w) > 4 && (w[len(w)-3:] == "ied" || w[len(w)-3:] == "ies"):
		return w[:len(w)-3]
	case len(w) > 4 && w[len(w)-2:] == "ed" && w[len(w)-3] != 'e':
		w = w[:len(w)-2]
	case len(w) > 4 && w[len(w)-2:] == "ly":
		w = w[:len(w)-2]
	case w[len(w)-1] == 's' && w[len(w)-2] != 's' && w[len(w)-2] != 'u' && w[len(w)-2] != 'i':
		w = w[:len(w)-1]
	}
	if n := len(w); n > 3 {
		switch last := w[n-1]; {
		case last == 'e' || last == 'y':
			w = w[:n-1]
		case last == w[n-2] && last != 'l' && last != 's' && last != 'o':
			w = w[:n-1]
		}
	}
	return w
}
