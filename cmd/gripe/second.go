package main

import (
	"os"

	"gripe/classifiers"
	"gripe/classifiers/llm"
	"gripe/pipeline/config"
)

// second wraps an embedded classifier with the configured endpoint. With use:
// audit only an audit sample goes there, so annotation stays embedded.
func (a *app) second(c config.Config, embedded classifiers.Classifier) (judge, error) {
	if c.LLM == nil || c.LLM.Use == "audit" {
		return judge{embedded, embedded}, nil
	}
	m, err := a.endpoint(c, embedded, llm.Use(c.LLM.Use))
	if err != nil {
		return judge{}, err
	}
	return judge{m, embedded}, nil
}

// endpoint is the configured second opinion. gripe audit calls it with
// llm.All, and keeps the labels whose origin did not fall back.
func (a *app) endpoint(c config.Config, embedded classifiers.Classifier, use llm.Use) (*llm.Classifier, error) {
	l := c.LLM
	key := ""
	if l.APIKeyEnv != "" {
		if key = os.Getenv(l.APIKeyEnv); key == "" {
			return nil, fail(exitConfig, "llm: the environment variable %s is empty; export the endpoint's key in it", l.APIKeyEnv)
		}
	}
	m, err := llm.New(llm.Options{
		URL: l.URL, Model: l.Model, Key: key, Fallback: embedded, Use: use, Threshold: l.Threshold,
		MaxCalls: l.MaxCalls, MaxTokens: l.MaxTokens, Timeout: l.Timeout, Parallel: l.Parallel,
		Cache: llm.NewFolder(answersFolder(a.database(c))), Context: a.ctx, Now: a.now,
	})
	return m, as(exitConfig, err)
}

// answersFolder is where the endpoint's answers are kept, beside a database.
func answersFolder(db string) string { return db + ".answers" }

// noted tells where the second opinion was not had as wanted.
func (a *app) noted(m judge) {
	if n, ok := m.Classifier.(interface{ Note() string }); ok && n.Note() != "" {
		a.note(n.Note())
	}
}
