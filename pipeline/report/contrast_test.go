package report

import (
	"math"
	"regexp"
	"strconv"
	"testing"
)

// luminance and the ratio of two are WCAG 2.2's, "relative luminance".
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for i, weight := range []float64{.2126, .7152, .0722} {
		c := float64(n>>(16-8*i)&255) / 255
		if c <= .04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

// Texts stand out by 4.5 from paper and card in both themes and in print, and
// marks by 3.
func TestContrast(t *testing.T) {
	themes := regexp.MustCompile(`:root\{[^}]*\}`).FindAllString(style, -1)
	if len(themes) != 3 {
		t.Fatalf("%d themes, want light, dark and print", len(themes))
	}
	colours := map[string]string{}
	for i, theme := range themes {
		if i == 2 { // print changes some of the light theme's
			for _, m := range regexp.MustCompile(`--(\w+):#(\w+)`).FindAllStringSubmatch(themes[0], -1) {
				colours[m[1]] = m[2]
			}
		}
		for _, m := range regexp.MustCompile(`--(\w+):#(\w+)`).FindAllStringSubmatch(theme, -1) {
			colours[m[1]] = m[2]
		}
		for _, c := range []struct {
			name  string
			least float64
		}{{"ink", 4.5}, {"soft", 4.5}, {"product", 3}, {"marketing", 3}, {"service", 3}, {"none", 3}} {
			for _, ground := range []string{"paper", "card"} {
				a, b := luminance(t, colours[c.name]), luminance(t, colours[ground])
				if ratio := (max(a, b) + .05) / (min(a, b) + .05); ratio < c.least {
					t.Errorf("theme %d: %s on %s has contrast %.2f, want %.1f", i, c.name, ground, ratio, c.least)
				}
			}
		}
	}
}
