package report

import "strings"

// voiceList is one of: what is new, what people want, what they praise. Names,
// texts and quotes go together by index.
type voiceList struct {
	title, none  string
	names, texts []string
	quotes       [][]QuoteView
}

// lists are the three lists of voices, for renderers that lay them out alike.
func (d Digest) lists() []voiceList {
	fresh := voiceList{title: "What is new", none: "No term rose beyond chance."}
	if d.State != "full" {
		fresh.none = "Too few to compare with the weeks before."
	}
	for _, r := range d.News {
		fresh.names, fresh.texts, fresh.quotes = append(fresh.names, r.Term), append(fresh.texts, r.Text), append(fresh.quotes, r.Quotes)
	}
	wants := voiceList{title: "What people want", none: "No one named a thing they lack."}
	for _, w := range d.Wants {
		wants.names, wants.texts, wants.quotes = append(wants.names, w.Name), append(wants.texts, w.Text), append(wants.quotes, w.Quotes)
	}
	liked := voiceList{title: "What they praise", none: "No praise was read this week."}
	for _, l := range d.Liked {
		liked.names, liked.texts, liked.quotes = append(liked.names, l.Name), append(liked.texts, l.Text), append(liked.quotes, l.Quotes)
	}
	return []voiceList{fresh, wants, liked}
}

// cells are a week's row: its name, base, and the shares of service, product
// and marketing.
func (p TrendPoint) cells() []string {
	return []string{p.Label, number(p.Base), shareCell(p.Service), shareCell(p.Product), shareCell(p.Marketing)}
}

// entry is one column of the ledger.
type entry struct {
	Name string
	N    int
}

// entries are the ledger's columns in order; what a source announces is not
// among them, for it may not be known.
func (l SourceLine) entries() []entry {
	return []entry{
		{"pages", l.Pages}, {"unchanged", l.Unchanged}, {"failed", l.Failed}, {"blocked", l.Blocked}, {"parsed", l.Parsed},
		{"new", l.New}, {"revised", l.Revised}, {"duplicates", l.Known}, {"rejected", l.Rejected}, {"skipped", l.Skipped}, {"gone", l.Gone},
	}
}

// ledger is the line in words: what is 0 is left out.
func (l SourceLine) ledger() string {
	var out []string
	for _, e := range l.entries() {
		if e.N > 0 {
			out = append(out, e.Name+" "+number(e.N))
		}
	}
	if len(out) == 0 {
		return "nothing"
	}
	return strings.Join(out, ", ")
}
