package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"gripe/classifiers"
	"gripe/classifiers/adapt"
	"gripe/pipeline/config"
	"gripe/pipeline/deliver"
	"gripe/pipeline/opinion"
	"gripe/pipeline/store"
)

// adaptations is the file beside a database that holds what was fitted to it.
// Nothing is taken out: the newest that belongs to a model is used, the earlier
// ones are kept, and without the file the model is as it was.
type adaptations struct {
	Adaptations []adapt.Adaptation `json:"adaptations"`
}

func adaptPath(db string) string { return db + ".adapt.json" }

// readAdaptations reads the file; where there is none, it is empty.
func readAdaptations(db string) (all adaptations, err error) {
	b, err := os.ReadFile(adaptPath(db))
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &all)
	}
	for i := range all.Adaptations {
		if err == nil {
			err = all.Adaptations[i].Valid()
		}
	}
	if err != nil {
		return all, fail(exitData, "reading %s: %w; move it away to use the model as it was", adaptPath(db), err)
	}
	return all, nil
}

// embedded opens the classifier that --model, else the configuration, names,
// as it is in this binary.
func (a *app) embedded(c config.Config) (classifiers.Classifier, error) {
	name := a.Model
	if name == "" {
		name = c.Model
	}
	if name == "" {
		name = defaultModel
	}
	m, err := registry().Open(name)
	if errors.Is(err, classifiers.ErrUnknown) {
		return nil, as(exitUsage, err)
	}
	return m, as(exitDefect, err)
}

// adapted puts the newest adaptation to this database on a classifier, if it
// has one.
func (a *app) adapted(c config.Config, m classifiers.Classifier) (classifiers.Classifier, error) {
	all, err := readAdaptations(a.database(c))
	if err != nil {
		return nil, err
	}
	for i := len(all.Adaptations) - 1; i >= 0; i-- {
		if all.Adaptations[i].Model == m.Model() {
			fitted, err := adapt.New(m, all.Adaptations[i])
			return fitted, as(exitData, err)
		}
	}
	return m, nil
}

// adapt fits the classifier to the labels of gripe audit, and keeps the result
// if it is better on labels that it was not fitted on.
func (c *trainCmd) adapt(a *app) error {
	cfg, err := a.settings()
	if err != nil {
		return err
	}
	m, err := a.embedded(cfg)
	if err != nil {
		return err
	}
	db := a.database(cfg)
	st, err := a.readStore(db)
	if err != nil {
		return err
	}
	defer st.Close() // read only: nothing to lose
	labels, err := a.judgedLabels(cfg, st, m)
	if err != nil {
		return err
	}
	fitted, better, err := adapt.Fit(m.Model(), labels, 1)
	if err != nil {
		return as(exitNoInput, fmt.Errorf("%w; gripe audit has more labelled", err))
	}
	fitted.At = a.now().UTC()
	fmt.Fprintf(a.stdout, "%d labels; on those left out in turn: right %.0f %% before, %.0f %% adapted; loss %.3f before, %.3f adapted\n",
		fitted.Labels, 100*fitted.Before.Right, 100*fitted.After.Right, fitted.Before.Loss, fitted.After.Loss)
	if !better {
		fmt.Fprintln(a.stdout, "That is no clear gain: the model stays as it is.")
		return nil
	}
	err = a.locked(db, func() error {
		all, err := readAdaptations(db)
		if err != nil {
			return err
		}
		all.Adaptations = append(all.Adaptations, fitted)
		b, err := json.MarshalIndent(all, "", "  ")
		if err != nil {
			return as(exitDefect, err)
		}
		return as(exitCreate, deliver.WriteFile(adaptPath(db), append(b, '\n')))
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "Kept in %s; gripe annotate reads everything again as %s.\n", adaptPath(db), fitted.Version())
	return nil
}

// judgedLabels are the labels of the widest random sample, beside what m says
// of the same texts now: what is stored may be of an adapted model.
func (a *app) judgedLabels(cfg config.Config, st *store.Store, m classifiers.Classifier) ([]opinion.AuditedCause, error) {
	draws, err := st.AuditDraws(a.ctx)
	if err != nil {
		return nil, storeFault(err)
	}
	audits, err := st.Audits(a.ctx, "")
	if err != nil {
		return nil, storeFault(err)
	}
	for i := range audits {
		audits[i].Judged = true // now is soon enough
	}
	labels, from := randomLabels(draws, audits)
	wanted := map[string]int{}
	for i, l := range labels {
		wanted[l.ID] = i
	}
	var texts []opinion.Verbatim
	var at []int
	for _, d := range draws {
		if d.Sample != opinion.RandomSample || !sameFilter(d.Filter, from) {
			continue
		}
		tasks, err := st.AuditTasks(a.ctx, d.Key)
		if err != nil {
			return nil, storeFault(err)
		}
		for i := range tasks {
			if k, ok := wanted[tasks[i].Verbatim.ID]; ok && tasks[i].Done != nil && tasks[i].Done.Cause == labels[k].Cause {
				texts, at = append(texts, tasks[i].Verbatim), append(at, k)
				delete(wanted, tasks[i].Verbatim.ID)
			}
		}
	}
	var out []opinion.AuditedCause
	for i, r := range newAnnotator(cfg, judge{Classifier: m}).AnnotateAll(texts) {
		if r.Err != nil || r.Annotation.Language != "en" {
			continue // it has no probabilities to fit
		}
		l := labels[at[i]]
		l.P, l.Decided, l.Complaint = r.Annotation.P, r.Annotation.Cause, r.Annotation.Complaint
		out = append(out, l)
	}
	return out, nil
}
