package llm

import (
	"fmt"
	"net/http"
	"strconv"
	"sync"

	"gripe/classifiers"
	"gripe/pipeline/opinion"
)

// Classifier judges with an endpoint, else with the embedded classifier. It is
// safe for concurrent use. It does not know how it errs on unseen domains, so
// it is no classifiers.ErrorModel, whatever the embedded one is.
type Classifier struct {
	o        Options
	endpoint string
	version  string
	// reading names what an answer depends on beside the text: see cacheKey.
	reading string
	schema  []byte
	client  *http.Client
	slots   chan struct{}
	forms   forms
	budget  budget
	brake   brake
	counts  counts
}

var _ classifiers.Classifier = (*Classifier)(nil)

// New checks the options; it does not touch the network. The error names every
// fault, and never the key or the address.
func New(o Options) (*Classifier, error) {
	endpoint, err := o.check()
	if err != nil {
		return nil, fmt.Errorf("set up the second opinion: %w", err)
	}
	client := &http.Client{}
	if o.Client != nil {
		*client = *o.Client
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	client.Jar = nil
	c := &Classifier{
		o: o, endpoint: endpoint, client: client, schema: schema(),
		slots:  make(chan struct{}, o.Parallel),
		budget: budget{calls: o.MaxCalls, tokens: o.MaxTokens},
	}
	prompt := fingerprint(instruction, string(c.schema))
	c.reading = fingerprint(prompt, o.Model)
	rules := []string{prompt, strconv.FormatFloat(weight, 'g', -1, 64), string(o.Use)}
	if o.Use == Unsure {
		rules = append(rules, strconv.FormatFloat(o.Threshold, 'g', -1, 64))
	}
	c.version = "llm-" + o.Model + "-" + fingerprint(rules...)[:12] + "+" + o.Fallback.Model()
	return c, nil
}

// Model is the version: the endpoint's model, a hash of the prompt and of the
// rules by which its labels become judgements, and the embedded classifier's
// version. What the endpoint serves under the model's name it cannot know.
func (c *Classifier) Model() string { return c.version }

// Judge gives one judgement per passage, in order.
func (c *Classifier) Judge(ps []opinion.Passage) []opinion.Judgement {
	js, _ := c.JudgeFrom(ps)
	return js
}

// JudgeFrom is Judge, and says of each judgement where it comes from. A caller
// that wants the endpoint's labels only drops those that fell back.
func (c *Classifier) JudgeFrom(ps []opinion.Passage) ([]opinion.Judgement, []Origin) {
	js := c.o.Fallback.Judge(ps)
	origins := make([]Origin, len(ps))
	if len(js) != len(ps) {
		for i := range origins {
			origins[i] = Defect
		}
		return js, origins // the caller finds the fault where it lies
	}
	var group sync.WaitGroup
	for i := range ps {
		if c.o.Use == Unsure {
			if _, p := js[i].Cause.Best(); p >= c.o.Threshold {
				origins[i] = Sure
				c.counts.add(Sure)
				continue
			}
		}
		c.slots <- struct{}{}
		group.Go(func() {
			defer func() { <-c.slots }()
			js[i], origins[i] = c.judge(&ps[i], js[i])
			c.counts.add(origins[i])
		})
	}
	group.Wait()
	return js, origins
}

// judge asks about one passage. Whatever breaks, the embedded classifier's
// judgement stands.
func (c *Classifier) judge(p *opinion.Passage, prior opinion.Judgement) (j opinion.Judgement, from Origin) {
	defer func() {
		if recover() != nil {
			j, from = prior, Defect
		}
	}()
	if len(prior.Mentions) != len(p.Spans) {
		return prior, Defect
	}
	q := newQuestion(p)
	a, from := c.answer(q)
	if from != FromEndpoint && from != FromCache {
		return prior, from
	}
	return mix(a, prior), from
}

// answer looks into the cache, then asks.
func (c *Classifier) answer(q question) (answer, Origin) {
	key := fingerprint(c.reading, string(q.data))
	if c.o.Cache != nil {
		if b, ok := c.o.Cache.Get(key); ok {
			// A damaged entry is asked for again and written over.
			if a, err := parseAnswer(string(b), q.mentions); err == nil {
				return a, FromCache
			}
		}
	}
	if len(q.data) > maxQuestion {
		return answer{}, TooLong
	}
	if why := c.brake.reason(); why != "" {
		return answer{}, why
	}
	if c.o.Context.Err() != nil {
		return answer{}, Stopped
	}
	a, from := c.ask(q)
	c.brake.note(from)
	if from == FromEndpoint && c.o.Cache != nil {
		c.o.Cache.Put(key, a.marshal())
	}
	return a, from
}
