package annotate

import (
	"errors"
	"fmt"
	"runtime"
	"strings"

	"gripe/data/lexicon"
	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

// Classifier judges passages: one Judgement each, in order, with one
// MentionJudgement for each of the passage's spans. It must be pure and safe
// for concurrent use. Model is the version that the annotations are keyed by.
type Classifier interface {
	Model() string
	Judge([]opinion.Passage) []opinion.Judgement
}

// Name is an entry of the gazetteer: a brand or product to look for.
type Name struct {
	Name string
	// Label is what its entities carry: BRAND or PRODUCT.
	Label string
	// Aliases are other ways to write it.
	Aliases []string
}

// Options tell what to look for.
type Options struct {
	Gazetteer []Name
	// Lexicon holds the word lists; nil means the one gripe ships.
	Lexicon *lexicon.Lexicon
	// Exhaustive switches every shortcut off. The annotations are the same,
	// which a test holds; it is slower.
	Exhaustive bool
}

// ErrNoText is the error of a verbatim with neither text nor title.
var ErrNoText = errors.New("no text")

// Result is what became of one verbatim. Err tells why there is no Annotation.
type Result struct {
	Annotation opinion.Annotation
	Err        error
}

// Annotator annotates verbatims. It is safe for concurrent use.
type Annotator struct {
	classifier  Classifier
	touchpoints matcher
	factors     matcher
	signals     matcher
	languages   languages
	names       gazetteer
	stopNouns   map[string]bool
	exhaustive  bool
	// idle keeps the scratches of workers, with the words that they know: a
	// sync.Pool would lose them when a goroutine changes its processor.
	idle chan *scratch
}

// New compiles the word lists. It panics only where the lexicon that gripe
// ships is damaged, which no build that passes its tests is.
func New(c Classifier, opts Options) *Annotator {
	lex := opts.Lexicon
	if lex == nil {
		shipped, err := lexicon.Default()
		if err != nil {
			panic(fmt.Sprintf("annotate: %v", err))
		}
		lex = &shipped
	}
	a := &Annotator{
		classifier:  c,
		touchpoints: compile(lex.Touchpoints),
		factors:     compile(lex.Factors),
		signals:     compile(lex.Signals),
		languages:   profile(lex.Languages),
		names:       index(opts.Gazetteer),
		stopNouns:   map[string]bool{},
		exhaustive:  opts.Exhaustive,
	}
	for _, n := range lex.StopNouns {
		a.stopNouns[n] = true
	}
	a.idle = make(chan *scratch, runtime.GOMAXPROCS(0))
	return a
}

// scratch is the working memory of one worker, and the words that it has met.
type scratch struct {
	tag tagScratch
	// firsts remembers what a word can begin; begins is that by token.
	firsts map[string]uint8
	begins []uint8
}

func (a *Annotator) takeScratch() *scratch {
	select {
	case s := <-a.idle:
		return s
	default:
		return &scratch{tag: tagScratch{forgetful: a.exhaustive}}
	}
}

func (a *Annotator) giveBack(s *scratch) {
	select {
	case a.idle <- s:
	default: // there are more than processors
	}
}

// Annotate reads one verbatim. The error is ErrNoText, or says what broke.
func (a *Annotator) Annotate(v opinion.Verbatim) (opinion.Annotation, error) {
	r := a.AnnotateAll([]opinion.Verbatim{v})[0]
	return r.Annotation, r.Err
}

// AnnotateAll reads many verbatims and asks the classifier once for all of
// them. It gives one Result for each, in order.
func (a *Annotator) AnnotateAll(vs []opinion.Verbatim) []Result {
	out := make([]Result, len(vs))
	passages := make([]opinion.Passage, 0, len(vs))
	owner := make([]int, 0, len(vs))
	for i := range vs {
		p, judge := a.prepare(&vs[i], &out[i])
		if judge {
			passages, owner = append(passages, p), append(owner, i)
		}
	}
	judgements, err := a.judge(passages)
	s := a.takeScratch()
	defer a.giveBack(s)
	for k, i := range owner {
		j := opinion.Judgement{}
		if err == nil {
			j = judgements[k]
		} else { // one passage may have broken the batch: ask for each alone
			alone, err := a.judge(passages[k : k+1])
			if err != nil {
				out[i] = Result{Err: err}
				continue
			}
			j = alone[0]
		}
		a.finish(s, &passages[k], &j, &out[i])
	}
	return out
}

// prepare cleans and cuts a verbatim. It tells whether there is anything for
// the classifier; if not, the result is complete.
func (a *Annotator) prepare(v *opinion.Verbatim, r *Result) (p opinion.Passage, judge bool) {
	defer quarantine(r, "cut the text", func() { judge = false })
	if v.Blank() {
		r.Err = ErrNoText
		return p, false
	}
	p = passage.New(v.Title, v.Text, v.Rating)
	words := p.Tokens
	if len(words) == 0 {
		words = p.TitleTokens
	}
	if len(words) == 0 {
		r.Err = ErrNoText
		return p, false
	}
	text := p.Text
	if strings.TrimSpace(text) == "" {
		text = p.Title
	}
	r.Annotation = opinion.Annotation{Language: a.languages.detect(text, words), Cause: opinion.None, Model: a.classifier.Model()}
	if r.Annotation.Language != "en" {
		r.Annotation.P[opinion.None.Index()] = 1
		return p, false
	}
	return p, true
}

// judge asks the classifier, and holds it to its contract.
func (a *Annotator) judge(ps []opinion.Passage) (js []opinion.Judgement, err error) {
	if len(ps) == 0 {
		return nil, nil
	}
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("classify with %s: %v", a.classifier.Model(), cause)
		}
	}()
	js = a.classifier.Judge(ps)
	if len(js) != len(ps) {
		return nil, fmt.Errorf("classify with %s: %d judgements for %d verbatims", a.classifier.Model(), len(js), len(ps))
	}
	for i := range js {
		if len(js[i].Mentions) != len(ps[i].Spans) {
			return nil, fmt.Errorf("classify with %s: %d judgements for %d mentions", a.classifier.Model(), len(js[i].Mentions), len(ps[i].Spans))
		}
	}
	return js, nil
}

// finish turns a judgement into an annotation.
func (a *Annotator) finish(scratch *scratch, p *opinion.Passage, j *opinion.Judgement, r *Result) {
	defer quarantine(r, "read the mentions", func() {})
	ann := &r.Annotation
	ann.Mentions = make([]opinion.Mention, len(p.Spans))
	begins := a.begin(scratch, p.Tokens)
	for i, s := range p.Spans {
		m := &ann.Mentions[i]
		m.Start, m.End = s.Start, s.End
		decideMention(m, weighed(p, i, &j.Mentions[i]))
		words, first := p.Tokens[s.First:s.Last], begins[s.First:s.Last]
		m.Touchpoints = labels[opinion.Touchpoint](a.touchpoints.find(words, first, beginsTouchpoint))
		m.Factors = labels[opinion.Factor](a.factors.find(words, first, beginsFactor))
		m.Signals = plausible(labels[opinion.Signal](a.signals.find(words, first, beginsSignal)), m.Polarity)
	}
	decideCause(ann, j)
	ann.Entities = a.tagMentions(&scratch.tag, p, ann.Mentions)
}

// quarantine turns a panic into the result's error.
func quarantine(r *Result, doing string, also func()) {
	if cause := recover(); cause != nil {
		*r = Result{Err: fmt.Errorf("%s: %v", doing, cause)}
		also()
	}
}
