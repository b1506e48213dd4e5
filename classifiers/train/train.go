package train

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"gripe/classifiers/eval"
	"gripe/classifiers/gold"
	"gripe/classifiers/lexicon"
	"gripe/classifiers/linear"
)

// Options say what to train on.
type Options struct {
	// Gold is the path of the gold file, required. Mapped (may be gzipped) and
	// Written are further sets, empty for none.
	Gold, Mapped, Written string
	// Date is the day that the model's version names.
	Date time.Time
	// Domains bounds the folds that are measured; nil means all of Gold's.
	Domains []string
	// Config replaces the constants of training; nil means the default.
	Config *linear.Config
}

// Report is what training found out.
type Report struct {
	Version string `json:"version"`
	// Bytes is the size of the model file.
	Bytes int `json:"bytes"`
	// Verbatims, Mentions of gold, and Auxiliary sentences trained on.
	Verbatims int `json:"verbatims"`
	Mentions  int `json:"mentions"`
	Auxiliary int `json:"auxiliary"`
	// Linear is measured by leaving one domain out; Lexicon learns nothing and
	// is measured as it is.
	Linear  eval.Result `json:"linear"`
	Lexicon eval.Result `json:"lexicon"`
}

// Train measures by leaving each domain out in turn, then trains on everything,
// and returns the model file. progress gets a line per fold; nil means none.
// Errors name the file and line that is at fault.
func Train(ctx context.Context, o Options, progress io.Writer) ([]byte, Report, error) {
	var r Report
	if progress == nil {
		progress = io.Discard
	}
	docs, aux, domains, err := o.read()
	if err != nil {
		return nil, r, err
	}
	if o.Domains != nil {
		domains = o.Domains
	}
	t := linear.NewTrainer()
	if o.Config != nil {
		t.Config = *o.Config
	}
	r.Verbatims, r.Auxiliary = len(docs), len(aux)
	for i := range docs {
		r.Mentions += len(docs[i].Labels)
	}
	fmt.Fprintf(progress, "training on %d verbatims, %d mentions, %d auxiliary sentences\n", r.Verbatims, r.Mentions, r.Auxiliary)
	r.Linear, err = eval.LODO(ctx, t, docs, aux, eval.Plan{Domains: domains, Progress: progress})
	if err != nil {
		return nil, r, fmt.Errorf("measure the linear model: %w", err)
	}
	rules, err := lexicon.New()
	if err != nil {
		return nil, r, fmt.Errorf("measure the lexicon: %w", err)
	}
	r.Lexicon = eval.Evaluate(rules, of(docs, domains))
	if err := ctx.Err(); err != nil {
		return nil, r, err
	}
	m, err := t.FitModel(docs, aux)
	if err != nil {
		return nil, r, err
	}
	file, err := m.Encode(o.Date.Format(time.DateOnly), r.Linear.Errors)
	if err != nil {
		return nil, r, err
	}
	back, err := linear.Load(file)
	if err != nil {
		return nil, r, fmt.Errorf("read the new model back: %w", err)
	}
	r.Version, r.Bytes, r.Linear.Model = back.Model(), len(file), back.Model()
	return file, r, nil
}

// of keeps the verbatims of some domains.
func of(docs []gold.Doc, domains []string) []gold.Doc {
	in := map[string]bool{}
	for _, d := range domains {
		in[d] = true
	}
	var out []gold.Doc
	for i := range docs {
		if in[docs[i].Domain] {
			out = append(out, docs[i])
		}
	}
	return out
}

// read reads the files. domains are gold's own: the written set is never
// measured on.
func (o *Options) read() (docs []gold.Doc, aux []gold.Aux, domains []string, err error) {
	if o.Gold == "" {
		return nil, nil, nil, errors.New("train: name a gold file")
	}
	if docs, err = readFile(o.Gold, gold.Read); err != nil {
		return nil, nil, nil, err
	}
	domains = eval.Domains(docs)
	if len(domains) < 3 {
		return nil, nil, nil, fmt.Errorf("%s: %d domains; leaving one out asks for at least 3", o.Gold, len(domains))
	}
	if o.Mapped != "" {
		if aux, err = readFile(o.Mapped, gold.ReadMapped); err != nil {
			return nil, nil, nil, err
		}
	}
	if o.Written != "" {
		more, err := readFile(o.Written, gold.Read)
		if err != nil {
			return nil, nil, nil, err
		}
		for i := range more {
			more[i].Domain, more[i].ID = "written", "written/"+more[i].ID
		}
		docs = append(docs, more...)
	}
	return docs, aux, domains, nil
}

func readFile[T any](path string, read func(io.Reader) (T, error)) (T, error) {
	var none T
	f, err := os.Open(path)
	if err != nil {
		return none, fmt.Errorf("labelled file: %w", err)
	}
	defer f.Close()
	out, err := read(f)
	if err != nil {
		return none, fmt.Errorf("%s: %w", path, err)
	}
	return out, nil
}
