package main

import (
	"gripe/pipeline/config"
	"gripe/pipeline/opinion"
	"gripe/pipeline/store"
)

// reader is what a command that only reads works on: the configuration, the
// database, and the classifier whose annotations count.
type reader struct {
	cfg   config.Config
	store *store.Store
	judge judge
}

// reader opens all three; the caller closes the store.
func (a *app) reader() (reader, error) {
	cfg, err := a.settings()
	if err != nil {
		return reader{}, err
	}
	m, err := a.classifier(cfg)
	if err != nil {
		return reader{}, err
	}
	st, err := a.readStore(a.database(cfg))
	return reader{cfg, st, m}, err
}

// filtered opens all three and reads what they are to be narrowed to; the
// caller closes the store.
func (a *app) filtered(flags filterFlags) (reader, opinion.Filter, error) {
	r, err := a.reader()
	if err != nil {
		return r, opinion.Filter{}, err
	}
	f, err := flags.filter(r.cfg.Location)
	if err != nil {
		r.store.Close()
	}
	return r, f, err
}
