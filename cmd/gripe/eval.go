package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"gripe/classifiers/eval"
	"gripe/classifiers/gold"
	"gripe/classifiers/lexicon"
	"gripe/classifiers/linear"
)

type evalCmd struct {
	File   string   `arg:"" help:"Labelled verbatims in the gold format." type:"path"`
	LODO   bool     `name:"lodo" help:"Leave one domain out at a time, and train on the others."`
	Mapped string   `help:"With --lodo: sentences labelled elsewhere to train on too; by default mapped.jsonl.gz beside FILE, if it is there." placeholder:"FILE" type:"path"`
	Domain []string `help:"Only these domains (with --lodo: leave out only these)." placeholder:"NAME"`
	JSON   bool     `name:"json" help:"Print JSON."`
}

// Help is shown by gripe eval --help.
func (evalCmd) Help() string {
	return `Prints accuracy, macro-F1 and a confusion table per question, calibration error, and the error of the service share, for the classifier and for the lexicon of rules beside it. Without --lodo the embedded model is measured as it is: do that only on labels that it was not trained on. With --lodo the fast tier is trained anew for every domain; gripe train measures both tiers so, and writes their figures to CARD.md.

Example: gripe eval --lodo ../shared/gold/gold.jsonl`
}

// Run measures and prints.
func (c *evalCmd) Run(a *app) error {
	docs, err := readLabels(c.File, gold.Read)
	if err != nil {
		return err
	}
	all := docs
	if docs, err = c.narrowed(docs); err != nil {
		return err
	}
	rules, err := lexicon.New()
	if err != nil {
		return as(exitDefect, err)
	}
	var first eval.Result
	if c.LODO {
		first, err = c.leaveOut(a, all)
	} else {
		first, err = c.asItIs(a, docs)
	}
	if err != nil {
		return err
	}
	baseline := eval.Evaluate(rules, docs)
	if c.JSON {
		return eval.WriteJSON(a.stdout, &first, &baseline)
	}
	if err := eval.WriteTable(a.stdout, &first, &baseline); err != nil {
		return err
	}
	return eval.WriteConfusions(a.stdout, &first)
}

// leaveOut trains a fold per domain.
func (c *evalCmd) leaveOut(a *app, docs []gold.Doc) (eval.Result, error) {
	mapped := c.Mapped
	if mapped == "" {
		mapped = filepath.Join(filepath.Dir(c.File), "mapped.jsonl.gz")
		if _, err := os.Stat(mapped); errors.Is(err, fs.ErrNotExist) {
			mapped = ""
		}
	}
	var aux []gold.Aux
	var err error
	if mapped != "" {
		if aux, err = readLabels(mapped, gold.ReadMapped); err != nil {
			return eval.Result{}, err
		}
	}
	r, err := eval.LODO(a.ctx, linear.NewTrainer(), docs, aux, eval.Plan{Domains: c.Domain, Progress: a.stderr})
	return r, as(exitData, err)
}

func (c *evalCmd) asItIs(a *app, docs []gold.Doc) (eval.Result, error) {
	cfg, err := a.settings()
	if err != nil {
		return eval.Result{}, err
	}
	m, err := a.classifier(cfg)
	if err != nil {
		return eval.Result{}, err
	}
	return eval.Evaluate(m, docs), nil
}

// narrowed keeps the domains that were asked for.
func (c *evalCmd) narrowed(docs []gold.Doc) ([]gold.Doc, error) {
	if len(c.Domain) == 0 {
		return docs, nil
	}
	wanted := map[string]bool{}
	for _, d := range c.Domain {
		wanted[d] = true
	}
	var out []gold.Doc
	for _, d := range docs {
		if wanted[d.Domain] {
			out = append(out, d)
		}
	}
	if len(out) == 0 {
		return nil, fail(exitUsage, "%s has no verbatim of the domains %v", c.File, c.Domain)
	}
	return out, nil
}

// readLabels reads a labelled file.
func readLabels[T any](path string, read func(io.Reader) (T, error)) (T, error) {
	var none T
	f, err := os.Open(path)
	if err != nil {
		return none, as(exitNoInput, fmt.Errorf("opening labels: %w", err))
	}
	defer f.Close()
	out, err := read(f)
	if err != nil {
		return none, fail(exitData, "%s: %w", path, err)
	}
	return out, nil
}
