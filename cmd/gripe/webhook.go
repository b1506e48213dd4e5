package main

import (
	"net/url"
	"path/filepath"

	"gripe/pipeline/config"
	"gripe/pipeline/deliver"
	"gripe/pipeline/measure"
	"gripe/pipeline/opinion"
	"gripe/pipeline/report"
)

// hooks opens the configured channels. With dry nothing is posted, and an
// address that is not in the environment is not missed.
func (a *app) hooks(cfg config.Config, dry bool) ([]*deliver.Hook, error) {
	var out []*deliver.Hook
	for _, w := range cfg.Webhooks {
		address := w.URL
		switch {
		case address != "":
		case dry:
			address = "https://localhost/"
		default:
			var err error
			if address, err = fromEnvironment("webhook "+w.Name, w.URLEnv); err != nil {
				return nil, err
			}
		}
		h, err := deliver.NewHook(deliver.HookOptions{
			Name: w.Name, URL: address, Shape: deliver.Shape(w.Shape), Timeout: w.Timeout, Now: a.now,
		})
		if err != nil {
			return nil, as(exitConfig, err)
		}
		out = append(out, h)
	}
	return out, nil
}

// digestName is what the send ledger knows a week's digest by. One that was
// sent before the week's end does not stand for the week's own.
func (a *app) digestName(week opinion.Week) string {
	name := measure.FormatWeek(week)
	if week.End.After(a.now()) {
		return name + " so far"
	}
	return name
}

// noticeOf is the digest in a few lines. title heads it; dir holds the files.
func (a *app) noticeOf(cfg config.Config, view report.Digest, title string, week opinion.Week, dir string) (deliver.Notice, error) {
	n := deliver.Notice{Digest: a.digestName(week), Title: title, Answer: view.Answer, Path: filepath.Join(dir, "digest.html")}
	for _, c := range view.Changes {
		n.Changed = append(n.Changed, c.Text)
	}
	if len(n.Changed) == 0 && view.ChangesNote != "" {
		n.Changed = []string{view.ChangesNote}
	}
	for _, x := range view.Actions {
		n.Act = append(n.Act, deliver.Act{Who: x.Name, What: x.First, Quote: firstQuote(view, x.Class)})
	}
	if cfg.DigestsURL != "" && dir == digestFolder(cfg, week) {
		link, err := url.JoinPath(cfg.DigestsURL, measure.FormatWeek(week), "digest.html")
		if err != nil {
			return n, fail(exitConfig, "digests_url: %w", err)
		}
		n.Link = link
	}
	return n, nil
}

// firstQuote is what the digest quotes first for a class.
func firstQuote(view report.Digest, class string) string {
	for _, c := range view.Classes {
		if c.Key == class && len(c.Quotes) > 0 {
			q := c.Quotes[0]
			return q.Before + q.Mention + q.After
		}
	}
	return ""
}
