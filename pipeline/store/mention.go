package store

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"gripe/pipeline/opinion"
)

// mentionWidth is how many numbers the column annotation.mentions holds for a
// mention; the migration names them.
const mentionWidth = 14

// millionths is the precision of stored probabilities, far below what any
// calibration can tell apart.
const millionths = 1e6

func packP(p float64) int64   { return int64(math.Round(p * millionths)) }
func unpackP(n int64) float64 { return float64(n) / millionths }

// packMentions writes the numbers of mentions as a JSON list of lists.
func (c *codes) packMentions(ms []opinion.Mention) string {
	b := make([]byte, 0, 2+56*len(ms))
	b = append(b, '[')
	for i := range ms {
		m := &ms[i]
		gap := int64(0)
		if m.Gap {
			gap = 1
		}
		row := [mentionWidth]int64{
			int64(m.Start), int64(m.End), int64(m.Polarity.Index()), packP(m.PComplaint), int64(m.Class.Index()),
			packP(m.P[0]), packP(m.P[1]), packP(m.P[2]), int64(m.Theme.Index()), int64(m.Stage.Index()), gap,
			mask(c.touchpoint, m.Touchpoints), mask(c.factor, m.Factors), mask(c.signal, m.Signals),
		}
		if i > 0 {
			b = append(b, ',')
		}
		for k, n := range row {
			if k == 0 {
				b = append(b, '[')
			} else {
				b = append(b, ',')
			}
			b = strconv.AppendInt(b, n, 10)
		}
		b = append(b, ']')
	}
	return string(append(b, ']'))
}

var errMentions = errors.New("its stored mentions cannot be read")

// eachMention walks a list that packMentions wrote. It reads digits only and
// makes nothing: counting a million verbatims goes through here.
func eachMention(s string, fn func(row *[mentionWidth]int64)) error {
	if len(s) < 2 || s[0] != '[' || s[len(s)-1] != ']' {
		return errMentions
	}
	var row [mentionWidth]int64
	for i := 1; i < len(s)-1; {
		if s[i] == ',' {
			i++
		}
		if s[i] != '[' {
			return errMentions
		}
		i++
		for k := range row {
			first, n := i, int64(0)
			for i < len(s) && '0' <= s[i] && s[i] <= '9' && i-first < 18 {
				n = n*10 + int64(s[i]-'0')
				i++
			}
			end := byte(',')
			if k == mentionWidth-1 {
				end = ']'
			}
			if i == first || i >= len(s) || s[i] != end {
				return errMentions
			}
			row[k] = n
			i++
		}
		fn(&row)
	}
	return nil
}

// unpackMentions reads what packMentions wrote.
func (c *codes) unpackMentions(s string) ([]opinion.Mention, error) {
	var out []opinion.Mention
	err := eachMention(s, func(n *[mentionWidth]int64) {
		out = append(out, opinion.Mention{
			Start: int(n[0]), End: int(n[1]), Polarity: at(c.polarity, n[2]), PComplaint: unpackP(n[3]), Class: at(c.class, n[4]),
			P: opinion.ClassP{unpackP(n[5]), unpackP(n[6]), unpackP(n[7])}, Theme: at(c.theme, n[8]), Stage: at(c.stage, n[9]),
			Gap: n[10] != 0, Touchpoints: unmask(c.touchpoint, c.touchpoints, n[11]),
			Factors: unmask(c.factor, c.factors, n[12]), Signals: unmask(c.signal, c.signals, n[13]),
		})
	})
	return out, err
}

// checkAnnotation tells what makes an annotation of a text of size bytes
// unfit to store: a defect of the annotator, best seen as such.
func checkAnnotation(a *opinion.Annotation, size int) error {
	for _, p := range a.P {
		if !probability(p) {
			return fmt.Errorf("the cause has a probability of %g", p)
		}
	}
	for i := range a.Mentions {
		m := &a.Mentions[i]
		if m.Start < 0 || m.End < m.Start || m.End > size {
			return fmt.Errorf("mention %d spans bytes %d to %d of %d", i, m.Start, m.End, size)
		}
		for _, p := range [...]float64{m.PComplaint, m.P[0], m.P[1], m.P[2]} {
			if !probability(p) {
				return fmt.Errorf("mention %d has a probability of %g", i, p)
			}
		}
	}
	for i, e := range a.Entities {
		if e.Start < 0 || e.End < e.Start || e.End > size {
			return fmt.Errorf("entity %d spans bytes %d to %d of %d", i, e.Start, e.End, size)
		}
	}
	return nil
}

// probability allows for the rounding of sums; NaN fails both comparisons.
func probability(p float64) bool { return p >= 0 && p <= 1+1e-9 }
