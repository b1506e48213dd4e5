package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"gripe/classifiers"
	"gripe/classifiers/lexicon"
	"gripe/classifiers/linear"
	"gripe/data/model"
	"gripe/pipeline"
	"gripe/pipeline/annotate"
	"gripe/pipeline/collect"
	"gripe/pipeline/config"
	"gripe/pipeline/measure"
	"gripe/pipeline/store"
)

// defaultModel is used where neither --model nor the configuration names one.
const defaultModel = "linear"

// registry holds the classifiers that this binary has.
func registry() classifiers.Registry {
	return classifiers.Registry{
		"lexicon": func() (classifiers.Classifier, error) { return lexicon.New() },
		"linear":  func() (classifiers.Classifier, error) { return linear.Load(model.Linear) },
	}
}

func modelNames() []string { return registry().Names() }

// judge is a classifier with what is known of its errors.
type judge struct{ classifiers.Classifier }

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

// classifier opens the one that --model, else the configuration, names.
func (a *app) classifier(c config.Config) (judge, error) {
	name := a.Model
	if name == "" {
		name = c.Model
	}
	if name == "" {
		name = defaultModel
	}
	m, err := registry().Open(name)
	if errors.Is(err, classifiers.ErrUnknown) {
		return judge{}, as(exitUsage, err)
	}
	if err != nil {
		return judge{}, as(exitDefect, err)
	}
	return judge{m}, nil
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
	for _, s := range c.Sources {
		src, err := newSource(c, s, gate, a.now)
		if err != nil {
			return nil, as(exitConfig, fmt.Errorf("source %s: %w", s.Name, err))
		}
		out = append(out, pipeline.Source{Name: s.Name, Collect: collectInto(src, sink)})
	}
	return out, nil
}

// openStore opens a database for writing and gives its faults exit codes.
func (a *app) openStore(path string) (*store.Store, error) {
	st, err := store.Open(a.ctx, path, store.Options{Now: a.now})
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

// card tells in a paragraph how well the embedded classifier does.
func (j judge) card() string {
	if _, ok := j.Classifier.(*linear.Model); ok {
		return model.Summary
	}
	return ""
}
