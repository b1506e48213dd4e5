package report

import (
	"math"
	"strconv"

	"gripe/pipeline/opinion"
)

// balanceShown is how many themes the map holds: more cannot be named apart.
const balanceShown = 14

// Balance is the importance-satisfaction map of themes (after Martilla and
// James 1977): how much is said, against how it is said.
type Balance struct {
	// Split is the number of reviews from which on a theme is said much: the
	// mean of all themes, as the authors draw the line.
	Split   int            `json:"split"`
	Points  []BalancePoint `json:"points"`
	Finding string         `json:"finding"`
	Text    string         `json:"text"`
}

// BalancePoint is one theme.
type BalancePoint struct {
	Theme      string `json:"theme"`
	Name       string `json:"name"`
	Class      string `json:"class"`
	Verbatims  int    `json:"verbatims"`
	Praise     int    `json:"praise"`
	Complaints int    `json:"complaints"`
	// Net is -1 (complaint only) to 1 (praise only).
	Net opinion.Estimate `json:"net"`
	// NetText is like "−0.42 (−0.61 to −0.20)".
	NetText string `json:"net_text"`
	// Advice is "fix first", "keep", "watch", "over-served", or "undecided"
	// where the interval holds 0.
	Advice string `json:"advice"`
}

// balance is empty in a week too small to compare themes in.
func balance(f opinion.Figures) Balance {
	out := Balance{Points: []BalancePoint{}}
	if state(f) != "full" {
		return out
	}
	sum, n := 0, 0
	for _, t := range f.Balance {
		if t.Class == opinion.None || t.Verbatims <= 0 || !finite(t.Net.Value) || !finite(t.Net.Low) || !finite(t.Net.High) {
			continue
		}
		sum, n = sum+t.Verbatims, n+1
		if n > balanceShown {
			continue
		}
		out.Points = append(out.Points, balancePoint(t))
	}
	if n == 0 {
		return out
	}
	out.Split = int(math.Ceil(float64(sum) / float64(n)))
	var fix, keep []string
	for i := range out.Points {
		p := &out.Points[i]
		p.Advice = advice(p.Verbatims >= out.Split, p.Net)
		switch p.Advice {
		case "fix first":
			fix = append(fix, lowerFirst(p.Name))
		case "keep":
			keep = append(keep, lowerFirst(p.Name))
		}
	}
	switch {
	case len(fix) > 0:
		out.Finding = "Fix first: " + list(fix)
	case len(keep) > 0:
		out.Finding = "Nothing to fix first; keep up " + list(keep)
	default:
		out.Finding = "No theme that is spoken of often is clearly praised or complained of"
	}
	out.Text = "Each mark is a theme: to the right what " + count(out.Split, "review or more speaks of", "reviews or more speak of") +
		" (the mean of all themes); above the middle what is praised more than complained of, below it the reverse; the line through a mark is its 95" + nbsp +
		"% interval. Of " + count(f.Now.Base.Verbatims, "review", "reviews") + " of the week, by the model’s bare decisions."
	return out
}

// balancePoint is one theme, not advised on yet. Its figures must be numbers.
func balancePoint(t opinion.ThemeBalance) BalancePoint {
	net := opinion.Estimate{Value: unit(t.Net.Value), Low: unit(min(t.Net.Low, t.Net.Value)), High: unit(max(t.Net.High, t.Net.Value))}
	return BalancePoint{
		Theme: plain(string(t.Theme)), Name: wordsOf(t.Theme).name, Class: plain(string(t.Class)),
		Verbatims: t.Verbatims, Praise: max(0, t.Praise), Complaints: max(0, t.Complaints), Net: net,
		NetText: signed(net.Value) + nbsp + "(" + signed(net.Low) + nbsp + "to" + nbsp + signed(net.High) + ")",
	}
}

// advice on a theme, empty where the map does not hold it.
func (b Balance) advice(theme string) string {
	for _, p := range b.Points {
		if p.Theme == theme {
			return p.Advice
		}
	}
	return ""
}

func unit(x float64) float64 { return max(-1, min(1, x)) }

func advice(much bool, net opinion.Estimate) string {
	switch {
	case net.Low <= 0 && net.High >= 0:
		return "undecided"
	case net.High < 0 && much:
		return "fix first"
	case net.High < 0:
		return "watch"
	case much:
		return "keep"
	}
	return "over-served"
}

// signed is like "−0.42", "0", "+0.10".
func signed(x float64) string {
	s := strconv.FormatFloat(math.Abs(x), 'f', 2, 64)
	switch {
	case s == "0.00":
		return "0"
	case x < 0:
		return "−" + s
	}
	return "+" + s
}
