package main

import (
	"fmt"
	"io"
	"os"

	"gripe/pipeline"
	"gripe/pipeline/config"
	"gripe/pipeline/deliver"
	"gripe/pipeline/opinion"
	"gripe/pipeline/report"
	"gripe/pipeline/store"
)

// sendFlags say whether and how a digest is sent.
type sendFlags struct {
	Mail    bool `help:"Send the digest by mail, as the configuration says, to those who lack it."`
	Webhook bool `help:"Post the answer, what changed and who should act to the configured webhooks that lack it."`
	DryRun  bool `help:"With --mail or --webhook: write what would be sent beside the digest, and send nothing."`
	Resend  bool `help:"With --mail or --webhook: send to those who have this digest, too."`
}

// wanted tells whether anything is to be sent.
func (f sendFlags) wanted() bool { return f.Mail || f.Webhook }

// check tells what is wrong with the flags.
func (f sendFlags) check(cfg config.Config) error {
	switch {
	case (f.DryRun || f.Resend) && !f.wanted():
		return fail(exitUsage, "--dry-run and --resend go with --mail or --webhook")
	case f.Mail && cfg.Mail == nil:
		return fail(exitConfig, "the configuration has no section mail; gripe init writes an example")
	case f.Webhook && len(cfg.Webhooks) == 0:
		return fail(exitConfig, "the configuration has no section webhooks; gripe init writes an example")
	}
	return nil
}

// outbox is all that a digest is sent through.
type outbox struct {
	flags  sendFlags
	mailer *deliver.Mailer // nil where no mail is wanted
	hooks  []*deliver.Hook
}

// outbox opens what the flags ask for. Credentials come from the environment;
// with --dry-run none are needed.
func (a *app) outbox(cfg config.Config, f sendFlags) (outbox, error) {
	o := outbox{flags: f}
	var err error
	if f.Mail {
		if o.mailer, err = a.mailer(cfg, f.DryRun); err != nil {
			return o, as(exitConfig, err)
		}
	}
	if f.Webhook {
		o.hooks, err = a.hooks(cfg, f.DryRun)
	}
	return o, as(exitConfig, err)
}

func (a *app) mailer(cfg config.Config, dry bool) (*deliver.Mailer, error) {
	m := cfg.Mail
	o := deliver.MailOptions{
		From: m.From, To: m.To, Prefix: m.SubjectPrefix, Unsubscribe: m.Unsubscribe,
		Host: m.Host, Port: m.Port, TLS: deliver.TLS(m.TLS), Timeout: m.Timeout,
		Company: cfg.Company, Now: a.now,
	}
	if !dry && m.UsernameEnv != "" {
		var err error
		if o.Username, err = fromEnvironment("mail", m.UsernameEnv); err != nil {
			return nil, err
		}
		if o.Password, err = fromEnvironment("mail", m.PasswordEnv); err != nil {
			return nil, err
		}
	}
	var err error
	if o.Key, err = store.Key(a.database(cfg), "mail"); err != nil {
		return nil, storeFault(err)
	}
	return deliver.NewMailer(o)
}

// fromEnvironment reads a credential.
func fromEnvironment(what, name string) (string, error) {
	v := os.Getenv(name)
	if v == "" {
		return "", fail(exitConfig, "%s: the environment variable %s is empty; export it before running gripe", what, name)
	}
	return v, nil
}

// empty tells whether there is nothing to send through.
func (o outbox) empty() bool { return o.mailer == nil && len(o.hooks) == 0 }

// files writes what would be sent into dir, and gives the paths.
func (o outbox) files(mail deliver.Mail, notice deliver.Notice, dir string) ([]string, error) {
	var files []deliver.File
	if o.mailer != nil {
		var err error
		if files, err = o.mailer.Files(mail, dir); err != nil {
			return nil, as(exitDefect, err)
		}
	}
	for _, h := range o.hooks {
		f, err := h.File(notice, dir)
		if err != nil {
			return nil, as(exitDefect, err)
		}
		files = append(files, f)
	}
	var paths []string
	for _, f := range files {
		paths = append(paths, f.Path)
	}
	return paths, as(exitCreate, deliver.WriteSet(files))
}

// send sends to all who lack the digest, the mails first.
func (o outbox) send(a *app, mail deliver.Mail, notice deliver.Notice, ledger deliver.Ledger) []deliver.Outcome {
	var out []deliver.Outcome
	if o.mailer != nil {
		out = o.mailer.Send(a.ctx, mail, ledger, o.flags.Resend)
	}
	for _, h := range o.hooks {
		out = append(out, h.Post(a.ctx, notice, ledger, o.flags.Resend))
	}
	return out
}

// failures tells each delivery that failed in one line, and gives the error
// that ends the command: partial, for the digest was made.
func (a *app) failures(out []deliver.Outcome) error {
	var bad error
	for _, o := range out {
		if o.Err == nil {
			continue
		}
		bad = &coded{exitPartial, errSaid}
		a.say(fail(exitPartial, "the digest was made but not sent to %s: %w", o.Recipient, o.Err))
	}
	return bad
}

// mailOf is the digest as mail.
func (a *app) mailOf(view report.Digest, week opinion.Week) (deliver.Mail, error) {
	m, err := report.Mail(view)
	if err != nil {
		return deliver.Mail{}, fail(exitDefect, "drawing the mail: %w", err)
	}
	out := deliver.Mail{Digest: a.digestName(week), Subject: m.Subject, HTML: m.HTML, Text: m.Text}
	for _, img := range m.Inline {
		out.Inline = append(out.Inline, deliver.Image(img))
	}
	return out, nil
}

// messages are the digest as mail and as notice.
func (p *press) messages(view report.Digest, week opinion.Week, dir string) (deliver.Mail, deliver.Notice, error) {
	mail, err := p.app.mailOf(view, week)
	if err != nil {
		return mail, deliver.Notice{}, err
	}
	notice, err := p.app.noticeOf(p.cfg, view, mail.Subject, week, dir)
	return mail, notice, err
}

// sendByHand sends what gripe digest was asked to send, or with --dry-run adds
// the files of it to d.
func (p *press) sendByHand(box outbox, view report.Digest, week opinion.Week, dir string, d *pipeline.Digest) (sent []deliver.Outcome, err error) {
	if box.empty() {
		return nil, nil
	}
	mail, notice, err := p.messages(view, week, dir)
	if err != nil {
		return nil, err
	}
	if box.flags.DryRun {
		files, err := box.files(mail, notice, dir)
		d.Files = append(d.Files, files...)
		return nil, err
	}
	err = p.app.locked(p.app.database(p.cfg), func() error {
		return p.app.withStore(p.cfg, func(st *store.Store) error {
			sent = box.send(p.app, mail, notice, st)
			return nil
		})
	})
	return sent, err
}

// sendAfterRun sends the digest that a run has made, if it made one.
func (p *press) sendAfterRun(box outbox, st *store.Store, week opinion.Week, dir string) error {
	if box.empty() || p.made == nil {
		return nil
	}
	mail, notice, err := p.messages(*p.made, week, dir)
	if err != nil {
		return err
	}
	return p.app.failures(box.send(p.app, mail, notice, st))
}

// printSent tells a person who has the digest.
func printSent(w io.Writer, sent []deliver.Outcome) (err error) {
	for _, o := range sent {
		switch {
		case err != nil || o.Err != nil:
		case o.Had:
			_, err = fmt.Fprintf(w, "%s has it already; --resend sends it again\n", o.Recipient)
		default:
			_, err = fmt.Fprintf(w, "sent to %s\n", o.Recipient)
		}
	}
	return err
}
