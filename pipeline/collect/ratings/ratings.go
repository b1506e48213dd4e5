// Package ratings brings the ratings of many sites onto one scale of 1 to 5.
//
// In: a rating as the source wrote it, and its scale where the source names
// one. Out: a value on 1..5. It must never guess a scale: "87" alone is
// unknown, and the caller keeps the raw text either way.
package ratings

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Scale of a source. Best 0 means the source does not say; Worst is used where
// HasWorst is set.
type Scale struct {
	Best, Worst float64
	HasWorst    bool
}

// NewScale reads bestRating and worstRating; what cannot be read is unknown.
func NewScale(best, worst string) Scale {
	var s Scale
	if b, ok := Number(best); ok && b > 0 {
		s.Best = b
	}
	if w, ok := Number(worst); ok && w >= 0 {
		s.Worst, s.HasWorst = w, true
	}
	return s
}

const number = `(\d+(?:[.,]\d+)?)`

var (
	outOf = regexp.MustCompile(`(?i)` + number + `\s*(?:stars?|sterne?n?|étoiles?|points?|punkte?n?)?\s*(?:out of|/|von|sur|of|de|su|van|av|af|z|из)\s*(?:a possible\s*)?` + number)
	// "5つ星のうち4.0", "5 yıldız üzerinden 4,0": the best stands first
	bestFirst = regexp.MustCompile(number + `\s*(?:つ星のうち|yıldız üzerinden)\s*` + number)
	bubbles   = regexp.MustCompile(`bubble_([1-5])([05])\b`) // TripAdvisor's class names
	percent   = regexp.MustCompile(number + `\s*%`)
	first     = regexp.MustCompile(number)
	only      = regexp.MustCompile(`^[+]?` + number + `$`)
	starred   = regexp.MustCompile(`(?i)` + number + `[\s-]*(?:stars?|sterne?n?|étoiles?|estrellas?|sterren|stelle|★|⭐)`)
	rated     = regexp.MustCompile(`(?i)(?:rat(?:ed|ing)|stars?|bewertung|note|score)[\s:=_-]*` + number)
)

var words = map[string]float64{
	"thumbs up": 5, "thumbs-up": 5, "up": 5, "👍": 5, "recommended": 5, "recommend": 5, "positive": 5, "like": 5, "yes": 5, "true": 5, "voted_up": 5, "upvote": 5,
	"thumbs down": 1, "thumbs-down": 1, "down": 1, "👎": 1, "not recommended": 1, "not recommend": 1, "negative": 1, "dislike": 1, "downvote": 1, "no": 1, "false": 1,
	"neutral": 3, "mixed": 3, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
	"one star": 1, "two stars": 2, "three stars": 3, "four stars": 4, "five stars": 5,
}

// Parse gives the rating on 1..5; ok is false where it is unknown.
func Parse(raw string, scale Scale) (value float64, ok bool) {
	s := strings.Join(strings.Fields(raw), " ")
	if n, ok := strings.CutSuffix(s, "½"); ok && only.MatchString(n) {
		s = n + ".5"
	}
	if s == "" || len(s) > 200 || s[0] == '-' {
		return 0, false
	}
	if m := only.FindStringSubmatch(s); m != nil {
		return fit(m[1], scale)
	}
	if v, ok := words[strings.ToLower(s)]; ok {
		return v, true
	}
	if v, ok := glyphs(s); ok {
		return v, true
	}
	if m := bubbles.FindStringSubmatch(s); m != nil {
		return fit(m[1]+"."+m[2], Scale{Best: 5})
	}
	if m := bestFirst.FindStringSubmatch(s); m != nil {
		best, _ := Number(m[1])
		return fit(m[2], Scale{Best: best})
	}
	if m := outOf.FindStringSubmatch(s); m != nil {
		best, _ := Number(m[2])
		if best != scale.Best {
			scale = Scale{Best: best}
		}
		return fit(m[1], scale)
	}
	if m := percent.FindStringSubmatch(s); m != nil {
		return fit(m[1], Scale{Best: 100, HasWorst: true})
	}
	for _, form := range []*regexp.Regexp{starred, rated} {
		if m := form.FindStringSubmatch(s); m != nil {
			return fit(m[1], scale)
		}
	}
	if m := first.FindAllString(s, 2); len(m) == 1 {
		return fit(m[0], scale)
	}
	return 0, false
}

// fit maps [worst, best] onto [1, 5] by a straight line. Where the source does
// not name them, best is 5 (schema.org's default) and worst is 1, or 0 on
// scales of 20 and more. A number above best is unknown; 0 on a scale that
// starts at 1 is how sites write "not rated".
func fit(number string, scale Scale) (float64, bool) {
	v, ok := Number(number)
	if !ok {
		return 0, false
	}
	best, worst := scale.Best, scale.Worst
	if best == 0 {
		best = 5
	}
	if !scale.HasWorst {
		worst = 1
		if best >= 20 {
			worst = 0
		}
	}
	if v > best || best <= worst || v == 0 && worst > 0 {
		return 0, false
	}
	v = math.Max(v, worst) // half a star of five
	return math.Round((1+4*(v-worst)/(best-worst))*1e4) / 1e4, true
}

// glyphs counts full stars among full and empty ones.
func glyphs(s string) (float64, bool) {
	full, empty, half := 0, 0, 0
	for _, r := range s {
		switch r {
		case '★', '⭐', '🌟', '✭', '⭑':
			full++
		case '☆', '✩', '⭒', '✰':
			empty++
		case '½', '⯪':
			half++
		case ' ', '\ufe0f':
		default:
			return 0, false
		}
	}
	total := full + empty + half
	if full+half == 0 || total > 10 {
		return 0, false
	}
	best := 5.0
	if total > 5 {
		best = 10
	}
	v := float64(full) + float64(half)/2
	return fit(strconv.FormatFloat(v, 'f', -1, 64), Scale{Best: best})
}

// Number reads a number with a point or a comma; ok is false for anything else.
func Number(s string) (float64, bool) {
	s = strings.TrimSpace(strings.Replace(s, ",", ".", 1))
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, false
	}
	return v, true
}
