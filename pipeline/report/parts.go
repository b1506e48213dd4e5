package report

import (
	"time"

	"gripe/pipeline/opinion"
)

// What the dashboard shares with the digest, so that both read and look alike.

// Style is the style sheet of the digest's page.
func Style() string { return style }

// SafeLink is an address from outside that may be linked to: plain http or
// https, and nothing personal in it. Empty where it may not.
func SafeLink(raw string) string { return safeLink(raw) }

// Name is a name from outside, fit to show: clean, masked, at most 80 bytes.
func Name(s string) string { return named(s) }

// Day is like "2 November 2026"; empty for the zero time.
func Day(t time.Time, zone *time.Location) string { return date(t, zone) }

// Rating is like "2 of 5"; empty where unknown.
func Rating(r float64) string { return rating(r) }

// Excerpt is text[start:end] in its surroundings: three parts in order, clean
// and masked, shortened at the ends of sentences with the cuts shown.
func Excerpt(text string, start, end int) (before, mention, after string) {
	return excerpt(text, start, end)
}

// Hidden tells characters that no page may show: controls and those that turn
// the direction of what follows.
func Hidden(r rune) bool { return hidden(r) }

// ClassName, ThemeName, StageName and TouchpointName are labels as a reader
// calls them.
func ClassName(c opinion.Class) string           { return className(c) }
func ThemeName(t opinion.Theme) string           { return wordsOf(t).name }
func StageName(s opinion.Stage) string           { return stageName(string(s)) }
func TouchpointName(t opinion.Touchpoint) string { return touchpointName(string(t)) }
