package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"gripe/classifiers"
	"gripe/classifiers/cascade"
	"gripe/classifiers/encoder"
	"gripe/classifiers/lexicon"
	"gripe/classifiers/linear"
	"gripe/data/model"
	"gripe/pipeline"
	"gripe/pipeline/annotate"
	"gripe/pipeline/collect"
	"gripe/pipeline/config"
	"gripe/pipeline/mask"
	"gripe/pipeline/measure"
	"gripe/pipeline/store"
)

// defaultModel is used where neither --model nor the configuration names one.
const defaultModel = "auto"

// registry holds the classifiers that this binary has: the fast and the
// accurate tier, the cascade of both, and the rules as a baseline.
func registry() classifiers.Registry {
	return classifiers.Registry{
		"lexicon": func() (classifiers.Classifier, error) { return lexicon.New() },
		"fast":    func() (classifiers.Classifier, error) { return linear.Load(model.Linear) },
		"accurate": func() (classifiers.Classifier, error) {
			_, accurate, err := tiers()
			return accurate, err
		},
		"auto": func() (classifiers.Classifier, error) {
			fast, accurate, err := tiers()
			if err != nil {
				return nil, err
			}
			return cascade.New(fast, accurate), nil
		},
	}
}

// tiers loads the fast model and the accurate one, which judges beside it.
func tiers() (fast classifiers.Classifier, accurate *encoder.Classifier, err error) {
	l, err := linear.Load(model.Linear)
	if err != nil {
		return nil, nil, err
	}
	e, err := encoder.New(model.Encoder, encoder.Options{Companion: l})
	return l, e, err
}

// sentenceVectors loads the encoder for the likeness of texts.
func sentenceVectors() (vectorer, error) {
	_, accurate, err := tiers()
	if err != nil {
		return nil, err
	}
	return accurate, nil
}

func modelNames() []string { return registry().Names() }

// judge is a classifier with what is known of its errors. Embedded is the one
// inside it that asks no other machine: for reasons and for self-checks.
type judge struct {
	classifiers.Classifier
	Embedded classifiers.Classifier
}

// measureOptions tells measure how the classifier errs, where it knows.
func (j judge) measureOptions() measure.Options {
	o := measure.Options{Model: j.Model()}
	if e, ok := j.Classifier.(classifiers.ErrorModel); ok {
		o.Errors = e.Errors()
		for _, m := range o.Errors {
			for _, n := range m.N {
				o.Labels += n
			}
		}
	}
	return o
}

// classifier opens the one that --model, else the configuration, names, with
// what was fitted to the database.
func (a *app) classifier(c config.Config) (judge, error) {
	m, err := a.embedded(c)
	if err == nil {
		m, err = a.adapted(c, m)
	}
	if err != nil {
		return judge{}, err
	}
	return a.second(c, m)
}

// annotator wires the classifier and the configuration's gazetteer.
func newAnnotator(c config.Config, m judge) *annotate.Annotator {
	var o annotate.Options
	for _, n := range c.Gazetteer {
		o.Gazetteer = append(o.Gazetteer, annotate.Name{Name: n.Name, Label: n.Label, Aliases: n.Aliases})
	}
	return annotate.New(m, o)
}

// sources wires the configured sources to a sink.
func (a *app) sources(c config.Config, sink collect.Sink) ([]pipeline.Source, error) {
	gate, err := newGate(c)
	if err != nil {
		return nil, err
	}
	var out []pipeline.Source
	progress := a.progress(len(c.Sources))
	for _, s := range c.Sources {
		src, err := newSource(c, s, gate, a.now, progress)
		if err != nil {
			return nil, as(exitConfig, fmt.Errorf("source %s: %w", s.Name, err))
		}
		out = append(out, pipeline.Source{Name: s.Name, Collect: collectInto(src, sink, progress)})
	}
	return out, nil
}

// openStore opens the database for writing and gives its faults exit codes.
// With pii: drop it never holds what mask hides elsewhere.
func (a *app) openStore(cfg config.Config) (*store.Store, error) {
	o := store.Options{Now: a.now}
	if cfg.PII == config.PIIDrop {
		o.Drop = mask.Text
	}
	st, err := store.Open(a.ctx, a.database(cfg), o)
	return st, storeFault(err)
}

// readStore opens a database that must exist, for reading only.
func (a *app) readStore(path string) (*store.Store, error) {
	if err := mustExist(path); err != nil {
		return nil, err
	}
	st, err := store.Open(a.ctx, path, store.Options{Now: a.now, ReadOnly: true})
	return st, storeFault(err)
}

// mustExist asks for a database that is there.
func mustExist(path string) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return fail(exitNoInput, "there is no database at %s; gripe import or gripe collect makes one", path)
	}
	return nil
}

// card tells in a paragraph how well the embedded classifiers do; the rules
// have no card.
func (j judge) card() string {
	if _, learned := j.Classifier.(classifiers.ErrorModel); learned {
		return model.Summary
	}
	return ""
}
