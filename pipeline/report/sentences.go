package report

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"gripe/pipeline/opinion"
)

// answer is the first line of the digest: how much is really about service.
func answer(f opinion.Figures, quoted bool) string {
	base := f.Now.Base
	switch state(f) {
	case "empty":
		switch {
		case base.Verbatims > 0:
			return "No complaints this week, among " + count(base.Verbatims, "review", "reviews") + " read."
		case f.Waiting > 0:
			return "No review of this week has been read yet; " + number(f.Waiting) + " waiting."
		}
		return "No reviews this week."
	case "small":
		s := "Only " + count(base.Complaints, "complaint", "complaints") + " this week: too few for a share."
		if base.Complaints == 1 {
			s = "Only one complaint this week: too few for a share."
		}
		if !quoted {
			return s
		}
		if base.Complaints == 1 {
			return s + " Here it is."
		}
		return s + " Here is what they say."
	}
	of := "Of " + count(base.Complaints, "complaint", "complaints") + ", "
	service, mentions := shareOf(f.Now.Of[opinion.Service]), shareOf(f.Now.MentionsService)
	if !service.Known {
		return of + "the share of service could not be told."
	}
	s := of + service.Text + " are really about service"
	if was := shareOf(f.Previous.Of[opinion.Service]); beforeTold(f) {
		s += ", after " + was.Text + " of" + nbsp + number(f.Previous.Base.Complaints) + " the week before"
	}
	if mentions.Known {
		s += "; " + mentions.Text + " mention it"
	}
	return s + "."
}

// beforeTold: the answer itself holds the figure of the week before.
func beforeTold(f opinion.Figures) bool {
	return state(f) == "full" && f.HasPrevious && shareOf(f.Previous.Of[opinion.Service]).Known && shareOf(f.Now.Of[opinion.Service]).Known
}

// before is the figure of the week before.
func before(f opinion.Figures) string {
	n := f.Previous.Base.Complaints
	if !f.HasPrevious || n <= 0 {
		return "The week before holds no complaints to compare with."
	}
	service := shareOf(f.Previous.Of[opinion.Service])
	switch {
	case n < minBase:
		return "The week before: only " + count(n, "complaint", "complaints") + ", too few for a share."
	case !service.Known:
		return "The week before: the share could not be told, of " + count(n, "complaint", "complaints") + "."
	}
	return "The week before: " + service.Text + " of " + count(n, "complaint", "complaints") + "."
}

// narrow gives the other ways to count: service in the narrow sense, and the
// share of all reviews.
func narrow(f opinion.Figures) string {
	if state(f) != "full" {
		return ""
	}
	var out []string
	if s := shareOf(f.Now.ServiceNarrow); s.Known {
		out = append(out, "In the narrow sense, help and advice without delivery and billing, it is "+s.Text+" of them.")
	}
	if s := shareOf(f.Now.OfAll[opinion.Service]); s.Known {
		out = append(out, "Complaints about service are "+s.Text+" of all "+count(s.Base, "review", "reviews")+".")
	}
	return strings.Join(out, " ")
}

// lead says whose most complaints are to fix, or that the figures cannot tell.
func lead(f opinion.Figures) string {
	if state(f) != "full" {
		return ""
	}
	type row struct {
		c opinion.Class
		s Share
	}
	var rows []row
	for _, c := range opinion.Classes {
		if s := shareOf(f.Now.Of[c]); s.Known {
			rows = append(rows, row{c, s})
		}
	}
	if len(rows) < 2 {
		return ""
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(b.s.Value, a.s.Value) })
	first := rows[0]
	close := []row{first}
	for _, r := range rows[1:] {
		if r.s.High >= first.s.Low { // intervals touch: no order is claimed
			close = append(close, r)
		}
	}
	if len(close) == 1 {
		whose := map[opinion.Class]string{opinion.Product: "the product’s", opinion.Marketing: "marketing’s", opinion.Service: "service’s"}
		return "Most often it is " + whose[first.c] + " to fix: " + first.s.Text + "."
	}
	var names, texts []string
	for _, r := range close {
		names, texts = append(names, string(r.c)), append(texts, r.s.Text)
	}
	s := list(names)
	return strings.ToUpper(s[:1]) + s[1:] + " are too close to say whose most are to fix: " + list(texts) + "."
}

// changesShown is how many changes a reader keeps in mind.
const changesShown = 5

// changes are the material ones, the largest first.
func changes(f opinion.Figures) []Change {
	out := []Change{}
	for _, c := range f.Classes {
		now, was := shareOf(c.Now), shareOf(c.Before)
		if c.Class == opinion.None || !told(c.Significant && c.Comparable, c.Change, now, was) {
			continue
		}
		out = append(out, Change{
			Class: plain(string(c.Class)), Points: hundredth(c.Change),
			Text: "What is " + strings.ToLower(className(c.Class)) + "’s to fix is " + points(c.Change) + ": " + now.Text + " of " +
				count(now.Base, "complaint", "complaints") + ", before " + was.Text + " of" + nbsp + number(was.Base) + ".",
		})
	}
	for _, t := range f.Themes {
		now, was := shareOf(t.Share), shareOf(t.ShareBefore)
		if !told(t.Significant && t.Comparable, t.Change, now, was) {
			continue
		}
		out = append(out, Change{
			Class: plain(string(t.Class)), Theme: plain(string(t.Theme)), Points: hundredth(t.Change),
			Text: wordsOf(t.Theme).name + " (" + strings.ToLower(className(t.Class)) + ") is " + points(t.Change) + ": named in " +
				now.Text + " of " + count(now.Base, "complaint", "complaints") + ", before in " + was.Text + " of" + nbsp + number(was.Base) + ".",
		})
	}
	slices.SortStableFunc(out, func(a, b Change) int { return cmp.Compare(math.Abs(b.Points), math.Abs(a.Points)) })
	return out[:min(len(out), changesShown)]
}

// told: a change that survived the test, between two shares that are known.
func told(significant bool, change float64, now, was Share) bool {
	return significant && finite(change) && now.Known && was.Known
}

func changesNote(f opinion.Figures, n int) string {
	switch {
	case n > 0:
		return ""
	case !f.HasPrevious:
		return "There is no week before to compare with."
	case state(f) != "full" || f.Previous.Base.Complaints < minBase:
		return "Too few to compare: a comparison needs 20 complaints in both weeks."
	}
	return "Nothing material changed."
}

// themeChange is the last cell of a theme's row.
func themeChange(t opinion.ThemeCount) string {
	if !t.Comparable || !finite(t.Change) {
		return tooFew
	}
	s := points(t.Change)
	if !t.Significant && s != "unchanged" {
		s += ", within chance"
	}
	return s
}

func servicePair(f opinion.Figures) ServicePair {
	p := ServicePair{Caused: shareOf(f.Now.Of[opinion.Service]), Mentions: shareOf(f.Now.MentionsService)}
	switch {
	case !p.Caused.Known || !p.Mentions.Known:
		p.Text = "Too few complaints for these two figures"
	case p.Mentions.Low > p.Caused.High:
		p.Text = "Service is mentioned more often than it is to blame"
		p.Note = "The rest reached people or their channels because something else had failed."
	default:
		p.Text = "How often service is mentioned, and how often it is to blame, are too close to tell apart this week"
	}
	return p
}

// actions tell each of the three where to begin.
func actions(f opinion.Figures, b Balance) []Action {
	out := []Action{}
	if state(f) == "empty" {
		return out
	}
	for _, c := range opinion.Classes {
		rows := pressing(themes(f, c), b)
		a := Action{Class: string(c), Name: className(c), Share: shareOf(f.Now.Of[c]), Steps: []Fact{}, First: "Nothing named this week."}
		if n := a.Share.Counted; len(rows) == 0 && n > 0 {
			a.First = "Read " + count(n, "complaint", "complaints") + "; no theme stands out."
		}
		if state(f) == "small" {
			if n := a.Share.Counted; n > 0 {
				a.First = "Read " + count(n, "complaint", "complaints") + "; too few to rank."
			}
			rows = nil
		}
		leaving := 0
		for i, t := range rows {
			leaving += t.Defection
			if i == 0 {
				a.First = "Start with " + lowerFirst(t.Name) + ": named in " + count(t.Now, "complaint", "complaints")
				if t.Comparable && t.Significant {
					a.First += ", " + t.Change
				} else if b.advice(t.Key) == "fix first" {
					a.First += "; much is said of it, and more complaint than praise"
				}
				a.First += "."
			}
			if ask := t.ask; ask != "" && i < 3 {
				a.Steps = append(a.Steps, Fact{t.Name, ask})
			}
		}
		if leaving > 0 {
			a.Steps = append(a.Steps, Fact{"Leaving", count(leaving, "mention says", "mentions say") + " the customer goes, or has gone."})
		}
		out = append(out, a)
	}
	return out
}

// pressing puts first the theme that rose most, and not by chance; where none
// did, the largest that the map says to fix first: one that is complained of
// often may be praised more often still.
func pressing(rows []Theme, b Balance) []Theme {
	best := -1
	for i, t := range rows {
		if t.Significant && t.Points > 0 && (best < 0 || t.Points > rows[best].Points) {
			best = i
		}
	}
	if best < 0 {
		best = slices.IndexFunc(rows, func(t Theme) bool { return b.advice(t.Key) == "fix first" })
	}
	if best <= 0 {
		return rows
	}
	return slices.Concat(rows[best:best+1], rows[:best], rows[best+1:])
}

func gapsText(f opinion.Figures) string {
	n := max(0, f.GapCount)
	if n == 0 {
		return "No one set an expectation against what happened."
	}
	return count(n, "mention sets", "mentions set") + " an expectation against what happened: what was promised, and what came."
}

func trendText(points []TrendPoint) string {
	if len(points) == 0 {
		return "No weeks to show yet."
	}
	few := 0
	var breaks []string
	for _, p := range points {
		if !p.Service.Known {
			few++
		}
		if p.NewModel {
			breaks = append(breaks, "week "+strconv.Itoa(p.Week.Number))
		}
	}
	s := "Share of complaints by cause, " + count(len(points), "week", "weeks") + "; the band is the 95" + nbsp + "% interval of service, those of the others are in the table."
	if few > 0 {
		s += " " + count(few, "week has", "weeks have") + " too few complaints to show."
	}
	if len(breaks) > 0 {
		s += " The model changed in " + list(breaks) + ": what lies before and after is not strictly comparable."
	}
	return s
}

func rating(r float64) string {
	if !finite(r) || r <= 0 || r > 5 {
		return ""
	}
	return strconv.FormatFloat(math.Round(10*r)/10, 'f', -1, 64) + nbsp + "of" + nbsp + "5"
}
