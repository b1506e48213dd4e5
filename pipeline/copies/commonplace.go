package copies

import "strings"

// commonplace words say nothing of who wrote a text: function words, and what
// every review says.
var commonplace = func() map[uint64]bool {
	words := hashWords(nil, `a about after all also always am an and any anyone are as at back be been before but by can
		could did didnt do does doesnt dont down ever every everyone for from get give go going got had has have havent he her
		here him his how i if im in into is it its ive just like made make many me more most much my never no not now of off on
		one only or other our out over really she should so some than that the their them then there they thing things this to
		too up us use used very want was way we well were what when which who will with would you your
		amazing awesome bad best better buy easy excellent good great happy highly love nice perfect recommend recommended thank thanks worth years`)
	set := make(map[uint64]bool, len(words))
	for _, w := range words {
		set[w] = true
	}
	return set
}()

// telling tells whether a text holds least (at most minTelling) different words
// that are not commonplace.
func telling(words []uint64, least int) bool {
	var seen [minTelling]uint64
	n := 0
next:
	for _, w := range words {
		if commonplace[w] {
			continue
		}
		for _, s := range seen[:n] {
			if s == w {
				continue next
			}
		}
		seen[n] = w
		if n++; n == least {
			return true
		}
	}
	return false
}

// isForm tells whether a text is a form with boxes to tick, as gamers fill them
// in: the same words stand in all of them, and what differs are the ticks.
func isForm(text string) bool {
	const boxes = 6
	if strings.IndexFunc(text, func(r rune) bool { return r == '[' || r >= 0x80 }) < 0 {
		return false
	}
	n := 0
	for _, box := range []string{"\u2610", "\u25a1", "\u25a2", "\u2b1c", "\U0001f532", "\U0001f533", "[ ]", "[]", "[  ]"} {
		if n += strings.Count(text, box); n >= boxes {
			return true
		}
	}
	return false
}

// whole is text without the sign of where a site cut it short ("… read more"),
// and without the word before, which may be cut in two; cut tells whether there
// was such a sign.
func whole(text string) (_ string, cut bool) {
	const tail = 32
	from := max(0, len(text)-tail)
	for _, dots := range []string{"\u2026", "..."} {
		at := strings.LastIndex(text[from:], dots)
		if at < 0 {
			continue
		}
		rest := strings.Trim(strings.ToLower(text[from+at+len(dots):]), " \t\r\n.[]()<>\u00a0\u00bb\u203a\u2192")
		switch rest {
		case "more", "read more", "see more", "show more", "view more", "full review", "continue reading", "read full review":
			text = text[:from+at]
			return text[:strings.LastIndexAny(text, " \t\n")+1], true
		}
	}
	return text, false
}
