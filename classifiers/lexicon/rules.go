package lexicon

import (
	"bufio"
	"embed"
	"fmt"
	"io/fs"
	"sort"
	"strconv"
	"strings"
	"sync"

	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

//go:embed rules/*.txt
var files embed.FS

// Weight is what one hit of a group says: it adds Value to the logit of output
// Index of a head.
type Weight struct {
	Head  Head
	Index int
	Value float64
}

// Head is a question that a hit may speak to.
type Head int

// The heads.
const (
	Polarity Head = iota
	Class
	Theme
	Stage
	Gap
)

// Group is a list of phrases that say the same.
type Group struct {
	Name    string
	Weights []Weight
}

// Rules are all groups with their phrases.
type Rules struct {
	Groups  []Group
	byFirst map[string][]*phrase
}

// Default are the rules that gripe carries, parsed once.
var Default = sync.OnceValues(func() (*Rules, error) { return Load(files) })

// Find finds the default rules' hits. It is for callers that need cues and no
// judgement; where the rules cannot be read, which a test excludes, it finds
// nothing.
func (s *Scratch) Find(tokens []opinion.Token) []Hit {
	r, err := Default()
	if err != nil {
		return nil
	}
	return r.find(s, tokens)
}

// Load reads rules/*.txt of fsys, in order of name. A line is a comment (#), a
// group ("[name] head label weight; ..."), or phrases with commas between them.
// In a phrase, ".." lets up to three tokens pass. The error names file and line.
func Load(fsys fs.FS) (*Rules, error) {
	names, err := fs.Glob(fsys, "rules/*.txt")
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("lexicon rules: no files rules/*.txt (%v)", err)
	}
	sort.Strings(names)
	r := &Rules{byFirst: map[string][]*phrase{}}
	for _, name := range names {
		if err := r.read(fsys, name); err != nil {
			return nil, fmt.Errorf("lexicon rules: %w", err)
		}
	}
	return r, nil
}

func (r *Rules) read(fsys fs.FS, name string) error {
	f, err := fsys.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	group := -1
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimSpace(sc.Text())
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			g, err := parseGroup(line)
			if err != nil {
				return fmt.Errorf("%s:%d: %w", name, n, err)
			}
			group = len(r.Groups)
			r.Groups = append(r.Groups, g)
		case group < 0:
			return fmt.Errorf("%s:%d: phrases before the first [group]", name, n)
		default:
			if err := r.addPhrases(line, group); err != nil {
				return fmt.Errorf("%s:%d: %w", name, n, err)
			}
		}
	}
	return sc.Err()
}

func (r *Rules) addPhrases(line string, group int) error {
	for _, text := range strings.Split(line, ",") {
		p := &phrase{group: group}
		gap := false
		for _, w := range strings.Fields(text) {
			if w == ".." {
				gap = len(p.stems) > 0
				continue
			}
			if w == "n't" {
				p.stems, p.gap, gap = append(p.stems, w), append(p.gap, gap), false
				continue
			}
			for _, t := range passage.Tokenize(w) {
				p.stems, p.gap, gap = append(p.stems, passage.Stem(t.Norm)), append(p.gap, gap), false
			}
		}
		if len(p.stems) == 0 {
			return fmt.Errorf("an empty phrase in %q", line)
		}
		if !r.has(p) {
			r.byFirst[p.stems[0]] = append(r.byFirst[p.stems[0]], p)
		}
	}
	return nil
}

// has tells whether the group holds an equal phrase already: inflections of one
// word meet in one stem and must not count twice.
func (r *Rules) has(p *phrase) bool {
	for _, q := range r.byFirst[p.stems[0]] {
		if q.group == p.group && strings.Join(q.stems, " ") == strings.Join(p.stems, " ") && fmt.Sprint(q.gap) == fmt.Sprint(p.gap) {
			return true
		}
	}
	return false
}

func parseGroup(line string) (Group, error) {
	name, rest, ok := strings.Cut(line[1:], "]")
	if !ok || name == "" {
		return Group{}, fmt.Errorf("group %q: want [name] head label weight", line)
	}
	g := Group{Name: name}
	for _, part := range strings.Split(rest, ";") {
		f := strings.Fields(part)
		if len(f) == 2 && f[0] == "gap" {
			f = []string{"gap", "yes", f[1]}
		}
		if len(f) != 3 {
			return g, fmt.Errorf("group %s: %q: want head, label, weight", name, strings.TrimSpace(part))
		}
		w, err := parseWeight(f[0], f[1], f[2])
		if err != nil {
			return g, fmt.Errorf("group %s: %w", name, err)
		}
		g.Weights = append(g.Weights, w)
	}
	return g, nil
}

func parseWeight(head, label, value string) (Weight, error) {
	v, err := strconv.ParseFloat(value, 64)
	if err != nil || v <= 0 || v > 10 {
		return Weight{}, fmt.Errorf("weight %q is no number in (0, 10]", value)
	}
	w := Weight{Value: v}
	known := false
	switch head {
	case "polarity":
		w.Head, w.Index = Polarity, opinion.Polarity(label).Index()
		known = string(opinion.Polarities[w.Index]) == label
	case "class":
		w.Head, w.Index = Class, opinion.Class(label).Index()
		known = w.Index < 3
	case "theme":
		w.Head, w.Index = Theme, opinion.Theme(label).Index()
		known = string(opinion.Themes[w.Index]) == label
	case "stage":
		w.Head, w.Index = Stage, opinion.Stage(label).Index()
		known = string(opinion.Stages[w.Index]) == label
	case "gap":
		w.Head, known = Gap, true
	}
	if !known {
		return w, fmt.Errorf("head %q has no label %q", head, label)
	}
	return w, nil
}
