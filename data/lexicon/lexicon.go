// Package lexicon holds the word lists of annotation: touchpoints, factors,
// signals, nouns that are no aspect, and the stop words that tell languages.
//
// In: the text files beside it, embedded. Out: sections of terms.
// It imports the standard library only, and must never match anything itself.
//
// A file is a list of sections. "[label]" opens one; "[label unless-negated]"
// opens one whose terms do not count behind a negation. A line is a term: one
// or more words, where "call*" stands for every word beginning so, "_" for any
// one word, and "<num>" for a number. "!term" is an exception: a match inside
// it does not count. "=term" counts even where negated. "#" begins a comment.
package lexicon

import (
	"bufio"
	"embed"
	"fmt"
	"strings"
)

//go:embed *.txt
var files embed.FS

// Section is the terms of one label.
type Section struct {
	Label string
	// UnlessNegated: a term behind a negation does not count.
	UnlessNegated bool
	// Terms as written, without the marks ! and =.
	Terms, Exceptions, Always []string
}

// Lexicon is all word lists.
type Lexicon struct {
	Touchpoints, Factors, Signals []Section
	// Promises are what claims and complaints are about, in both sides' words.
	Promises []Section
	// StopNouns are nouns too general to be an aspect.
	StopNouns []string
	// Languages holds stop words by ISO 639-1 code.
	Languages []Section
}

// Default is the lexicon that gripe ships. An error means a damaged build.
func Default() (Lexicon, error) {
	var l Lexicon
	var stop []Section
	for name, into := range map[string]*[]Section{
		"touchpoints.txt": &l.Touchpoints, "factors.txt": &l.Factors, "signals.txt": &l.Signals,
		"stopnouns.txt": &stop, "languages.txt": &l.Languages, "promises.txt": &l.Promises,
	} {
		text, err := files.ReadFile(name)
		if err != nil {
			return Lexicon{}, fmt.Errorf("read lexicon: %w", err)
		}
		if *into, err = Parse(string(text)); err != nil {
			return Lexicon{}, fmt.Errorf("read lexicon %s: %w", name, err)
		}
	}
	for _, s := range stop {
		l.StopNouns = append(l.StopNouns, s.Terms...)
	}
	return l, nil
}

// Parse reads sections from text. The error names the line and says what is
// wrong with it.
func Parse(text string) ([]Section, error) {
	var out []Section
	sc := bufio.NewScanner(strings.NewReader(text))
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimSpace(sc.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '[' {
			head, closed := strings.CutSuffix(line[1:], "]")
			label, flag, _ := strings.Cut(head, " ")
			if !closed || label == "" || flag != "" && flag != "unless-negated" {
				return nil, fmt.Errorf("line %d: %q is no heading: write [label] or [label unless-negated]", n, line)
			}
			out = append(out, Section{Label: label, UnlessNegated: flag != ""})
			continue
		}
		if len(out) == 0 {
			return nil, fmt.Errorf("line %d: the term %q stands before any [label]", n, line)
		}
		s, term := &out[len(out)-1], strings.TrimSpace(line[1:])
		switch {
		case line[0] != '!' && line[0] != '=':
			s.Terms = append(s.Terms, line)
		case term == "":
			return nil, fmt.Errorf("line %d: %q marks no term", n, line)
		case line[0] == '!':
			s.Exceptions = append(s.Exceptions, term)
		default:
			s.Always = append(s.Always, term)
		}
	}
	return out, sc.Err()
}
