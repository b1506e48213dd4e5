package annotate

import (
	"strings"

	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

// gazetteer finds the names of the configuration, whole words in any case, in
// one pass over the tokens however many names there are.
type gazetteer struct{ root *nameNode }

type nameNode struct {
	next  map[string]*nameNode
	label string
}

func index(names []Name) gazetteer {
	g := gazetteer{root: &nameNode{}}
	for _, n := range names {
		for _, form := range append([]string{n.Name}, n.Aliases...) {
			form = passage.Clean(form)
			at := g.root
			for _, t := range passage.Tokenize(form) {
				k := key(form, t)
				if at.next == nil {
					at.next = map[string]*nameNode{}
				}
				if at.next[k] == nil {
					at.next[k] = &nameNode{}
				}
				at = at.next[k]
			}
			if at != g.root && at.label == "" {
				at.label = n.Label
			}
		}
	}
	return g
}

// key is a token's norm, or the token itself where the norm is a placeholder:
// a 7 is not an 8 in a name. A hashtag or handle counts as its word.
func key(text string, t opinion.Token) string {
	if strings.Contains(t.Norm, "<") || t.Norm[0] == '#' {
		return strings.TrimLeft(strings.ToLower(text[t.Start:t.End]), "@#")
	}
	return t.Norm
}

// find gives the longest names, left to right, without overlap.
func (g *gazetteer) find(text string, tokens []opinion.Token) []opinion.Entity {
	out := []opinion.Entity{}
	if g.root.next == nil {
		return out
	}
	for i := 0; i < len(tokens); {
		last, label := i, ""
		at := g.root
		for k := i; k < len(tokens); k++ {
			if at = at.next[key(text, tokens[k])]; at == nil {
				break
			}
			if at.label != "" {
				last, label = k, at.label
			}
		}
		if label == "" {
			i++
			continue
		}
		start, end := tokens[i].Start, tokens[last].End
		if c := text[start]; c == '@' || c == '#' {
			start++
		}
		out = append(out, opinion.Entity{Start: start, End: end, Text: text[start:end], Label: label})
		i = last + 1
	}
	return out
}
