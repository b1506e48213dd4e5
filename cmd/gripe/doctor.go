package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"gripe/pipeline/config"
	"gripe/pipeline/opinion"
)

type doctorCmd struct{}

// Help is shown by gripe doctor --help.
func (doctorCmd) Help() string {
	return `Checks the configuration, the model, the database, and that the output folder can be written and that credentials for mail and webhooks are there, without fetching or sending anything. Every fault is named with what to do; the exit code is that of the first.

Example: gripe doctor --config gripe.yaml`
}

// Run makes every check, so that one visit is enough.
func (c *doctorCmd) Run(a *app) error {
	cfg, err := a.settings()
	first := err
	if !a.checked("configuration", counted(len(cfg.Sources), "source", "sources"), err) {
		cfg = config.Default()
		cfg.Dir = "."
	}
	for _, check := range []struct {
		name string
		run  func(config.Config) (string, error)
	}{{"model", a.checkModel}, {"database", a.checkDatabase}, {"output", a.checkOutput}, {"sources", a.checkSources}, {"delivery", a.checkDelivery}} {
		found, err := check.run(cfg)
		if !a.checked(check.name, found, err) && first == nil {
			first = err
		}
	}
	if first != nil {
		return &coded{codeOf(first), errSaid}
	}
	return nil
}

// checked prints one line and tells whether all is well.
func (a *app) checked(name, found string, err error) bool {
	if err != nil {
		fmt.Fprintf(a.stdout, "FAULT  %-14s\n", name)
		a.say(err)
		return false
	}
	fmt.Fprintf(a.stdout, "ok     %-14s %s\n", name, found)
	return true
}

// checkModel judges a sentence that has only one right answer.
func (a *app) checkModel(c config.Config) (string, error) {
	m, err := a.classifier(c)
	if err != nil {
		return "", err
	}
	ann := newAnnotator(c, judge{m.Embedded, m.Embedded}) // fetches nothing
	got, err := ann.Annotate(opinion.Verbatim{Text: "The man on the phone was rude and hung up on me."})
	if err != nil {
		return "", fail(exitDefect, "judging a sentence: %w", err)
	}
	if got.Cause != opinion.Service {
		return "", fail(exitDefect, "model %s takes a rude call for %s: is it the right file?", m.Model(), got.Cause)
	}
	return m.Model(), nil
}

func (a *app) checkDatabase(c config.Config) (string, error) {
	path := a.database(c)
	if _, err := os.Stat(path); os.IsNotExist(err) {
		return path + " will be made", writable(filepath.Dir(path))
	}
	if err := writable(filepath.Dir(path)); err != nil {
		return "", err
	}
	st, err := a.readStore(path)
	if err != nil {
		return "", err
	}
	defer st.Close()
	s, err := st.Status(a.ctx)
	n := 0
	for _, x := range s.Sources {
		n += x.Verbatims
	}
	return fmt.Sprintf("%s, %d verbatims", path, n), storeFault(err)
}

func (a *app) checkOutput(c config.Config) (string, error) {
	dir := c.Resolve(c.Output)
	if err := makeFolder(dir); err != nil {
		return "", err
	}
	return dir, writable(dir)
}

// checkSources builds every source, which checks selectors and files.
func (a *app) checkSources(c config.Config) (string, error) {
	s, err := a.sources(c, nil)
	if err != nil {
		return "", err
	}
	for _, x := range c.Sources {
		if x.Kind != "file" {
			continue
		}
		f, err := os.Open(c.Resolve(x.Path))
		if err != nil {
			return "", fail(exitNoInput, "source %s: %w", x.Name, err)
		}
		f.Close()
	}
	ready := fmt.Sprintf("%d ready; nothing was fetched", len(s))
	if c.Contact == "" && slices.ContainsFunc(c.Sources, config.Source.Fetches) {
		ready += "; set contact, so that a site's owner can reach you"
	}
	return ready, nil
}

// checkDelivery opens what gripe run would send a digest through: a credential
// that is missing is better known now than on the first Monday.
func (a *app) checkDelivery(c config.Config) (string, error) {
	flags := sendFlags{Mail: c.Mail != nil, Webhook: len(c.Webhooks) > 0}
	if _, err := a.outbox(c, flags); err != nil {
		return "", err
	}
	if !flags.wanted() {
		return "none configured: digests are files", nil
	}
	recipients := 0
	if c.Mail != nil {
		recipients = len(c.Mail.To)
	}
	return counted(recipients, "recipient", "recipients") + " of mail, " + counted(len(c.Webhooks), "webhook", "webhooks") + "; nothing was sent", nil
}

// writable tries a folder by making a file in it.
func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".gripe-doctor-*")
	if err != nil {
		return fail(exitCreate, "%s cannot be written: %w", dir, err)
	}
	f.Close()
	return os.Remove(f.Name())
}
