package passage

import (
	"fmt"
	"strings"
	"sync"

	"github.com/neurosnap/sentences"
	"github.com/neurosnap/sentences/data"
)

// punkt is the trained English data of the Punkt algorithm (Kiss and Strunk
// 2006) as neurosnap/sentences ships it, decoded once (25 ms). Only its data is
// used: the module's own tokenizer runs six regular expressions per word and
// takes longer than all the rest of annotation. The decisions follow it.
var punkt = sync.OnceValue(func() *sentences.Storage {
	raw, err := data.Asset("data/english.json")
	if err != nil {
		panic(fmt.Sprintf("passage: the sentence data is not in the binary: %v", err))
	}
	s, err := sentences.LoadTraining(raw)
	if err != nil {
		panic(fmt.Sprintf("passage: the sentence data in the binary is damaged: %v", err))
	}
	for _, a := range []string{"sgt", "gov", "no", "mt", "approx", "dept", "est", "min", "max", "incl", "vs", "ft", "hrs", "hr", "ext", "tel", "govt", "e.g", "i.e", "ave", "blvd"} {
		s.AbbrevTypes.Add(a)
	}
	return s
})

// Flags of OrthoContext, as sentences/ortho.go sets them.
const (
	orthoMidUpper = 1 << 2
	orthoBegLower = 1 << 4
	orthoUpper    = 1<<1 | 1<<2 | 1<<3
	orthoLower    = 1<<4 | 1<<5 | 1<<6
)

// starts judges from its letters whether word begins a sentence: +1 yes, -1
// no, 0 unknown (Kiss and Strunk's orthographic heuristic).
func starts(s *sentences.Storage, word string) int {
	if word == "" {
		return -1
	}
	ctx := s.OrthoContext[strings.ToLower(word)]
	switch upper, lower := casing(word); {
	case upper && ctx&orthoLower > 0 && ctx&orthoMidUpper == 0:
		return 1
	case lower && (ctx&orthoUpper > 0 || ctx&orthoBegLower == 0):
		return -1
	}
	return 0
}

// stopBreaks judges whether the full stop behind word (without it) ends a
// sentence when next follows.
func stopBreaks(word, next string) bool {
	s := punkt()
	low := strings.ToLower(strings.TrimLeft(word, "(\"'[*"))
	upper, _ := casing(next)
	if low == "" || next == "" {
		return true
	}
	if s.Collocations[low+","+strings.ToLower(next)] != 0 && !upper {
		return false
	}
	initials := len(low) <= 8 && len(low) > 2 && low[1] == '.' // U.S, e.g, p.m
	number := low[0] >= '0' && low[0] <= '9'
	if number {
		// A list's "1." and a figure at the end look alike.
		return upper && len(low) > 2 || starts(s, next) >= 0 && (upper || len(low) > 2)
	}
	if low == "etc" {
		return upper
	}
	hyphen := low[strings.LastIndexByte(low, '-')+1:]
	switch {
	case len(low) == 1 && low != "i" && low >= "a" && low <= "z":
		return starts(s, next) > 0
	case initials || s.AbbrevTypes.Has(low) || s.AbbrevTypes.Has(hyphen):
		return starts(s, next) > 0 || upper && s.SentStarters[strings.ToLower(next)] != 0 && !titles[low]
	}
	return true
}

// titles stand before names, so a capital behind them says nothing.
var titles = map[string]bool{"mr": true, "mrs": true, "ms": true, "dr": true, "prof": true, "st": true, "sgt": true, "gov": true, "mt": true, "rev": true, "capt": true}

// dotsBreak judges whether an ellipsis ends a sentence when next follows.
func dotsBreak(next string) bool {
	if next == "" {
		return true
	}
	upper, _ := casing(next)
	return upper
}
