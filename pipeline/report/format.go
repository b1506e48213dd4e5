package report

import (
	"math"
	"strconv"
	"strings"
	"time"

	"gripe/pipeline/opinion"
)

// minBase is the least base for which a share is shown: the same 20 below
// which no change is tested.
const minBase = 20

// nbsp keeps a number and its unit on one line. A thin space would look finer
// but is missing from some fonts that mail programs use.
const nbsp = "\u00a0"

// number groups thousands with commas, as in en-GB.
func number(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "−", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// count is like "1 complaint" or "412 complaints".
func count(n int, one, many string) string {
	if n == 1 {
		return "1" + nbsp + one
	}
	return number(n) + nbsp + many
}

// percent is like "31 %". A share that is neither 0 nor 1 never rounds to
// them: "none" and "all" are strong words.
func percent(v float64) string {
	switch p := math.Round(100 * v); {
	case p < 1 && v > 0:
		return "less than 1" + nbsp + "%"
	case p > 99 && v < 1:
		return "more than 99" + nbsp + "%"
	default:
		return strconv.Itoa(int(p)) + nbsp + "%"
	}
}

// interval is like "(27–35)", in percent.
func interval(low, high float64) string {
	return "(" + strconv.Itoa(int(math.Round(100*low))) + "–" + strconv.Itoa(int(math.Round(100*high))) + ")"
}

// points is a change in points of 100: "up 5 points", "down 1 point".
func points(p float64) string {
	way := "up "
	if p < 0 {
		way = "down "
	}
	n := int(math.Round(math.Abs(p)))
	switch {
	case p == 0:
		return "unchanged"
	case n == 0:
		return way + "less than a point"
	}
	return way + count(n, "point", "points")
}

// shareOf makes a figure fit to show. A share with a base below minBase, or
// with values that are no numbers, is not Known.
func shareOf(s opinion.Share) Share {
	out := Share{Base: s.Base, Counted: s.Counted}
	if s.Base < minBase {
		out.Text = "too few for a share (" + number(s.Counted) + " of " + number(s.Base) + ")"
		return out
	}
	if !finite(s.Value) || !finite(s.Low) || !finite(s.High) {
		out.Text = "no figure"
		return out
	}
	out.Known = true
	out.Value = clamp(s.Value)
	out.Low, out.High = min(clamp(s.Low), out.Value), max(clamp(s.High), out.Value)
	out.Text = percent(out.Value) + nbsp + interval(out.Low, out.High)
	return out
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

func clamp(x float64) float64 { return max(0, min(1, x)) }

// date is like "2 November 2026", kept on one line; empty for the zero time.
func date(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format("2" + nbsp + "January" + nbsp + "2006")
}

func weekOf(w opinion.Week, zone *time.Location) Week {
	out := Week{Year: w.Year, Number: w.Number}
	if w.Start.IsZero() || w.End.IsZero() {
		out.Text = "Week" + nbsp + strconv.Itoa(w.Number) + " of " + strconv.Itoa(w.Year)
		return out
	}
	// Noon of the last day: a change of clocks does not move it to another.
	first, last := w.Start.In(zone), w.End.In(zone).Add(-12*time.Hour)
	out.Start, out.End = first.Format(time.DateOnly), last.Format(time.DateOnly)
	from := "2"
	switch {
	case first.Year() != last.Year():
		from = "2 January 2006"
	case first.Month() != last.Month():
		from = "2 January"
	}
	sep := "–"
	if from != "2" {
		sep = " – "
	}
	out.Text = "Week" + nbsp + strconv.Itoa(w.Number) + ", " + first.Format(from) + sep + last.Format("2 January 2006")
	return out
}

// list joins words: "a", "a and b", "a, b and c".
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
