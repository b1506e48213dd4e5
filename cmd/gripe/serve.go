package main

import (
	"errors"
	"fmt"
	"net"
	"strings"

	"gripe/data/model"
	"gripe/pipeline/measure"
	"gripe/pipeline/serve"
	"gripe/pipeline/store"
)

type serveCmd struct {
	Addr   string   `help:"Address to serve on; port 0 picks a free one." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Public bool     `help:"Allow an address that other machines can reach. Whoever can reach it reads everything: put a proxy that asks for a password before it."`
	Host   []string `help:"A name that browsers may reach the dashboard by; may be given several times. With --public at least one is needed." placeholder:"NAME"`
}

// Help is shown by gripe serve --help.
func (serveCmd) Help() string {
	return `Shows what is stored as web pages that only this machine can open: the week's answer, each figure with the verbatims behind it, search, the reasons of each judgement, sources, promises, human checks and the model's card. It reads the database and never writes to it; other commands may go on meanwhile. It ends with Ctrl-C.

Example: gripe serve --addr 127.0.0.1:0`
}

// Run serves until it is stopped.
func (c *serveCmd) Run(a *app) (err error) {
	if err := c.check(); err != nil {
		return err
	}
	r, err := a.reader()
	if err != nil {
		return err
	}
	defer r.store.Close() // read only: nothing to lose
	watch, err := r.store.Watch(a.ctx)
	if err != nil {
		return storeFault(err)
	}
	defer func() { err = errors.Join(err, storeFault(watch.Close())) }()
	b := &backend{app: a, reader: r, watch: watch}
	card := model.Card
	if r.judge.card() == "" {
		card = ""
	}
	s, err := serve.New(serve.Options{
		Figures: b, Texts: b, Ledgers: b, Company: r.cfg.Company, Model: r.judge.Model(), Card: card, Hosts: c.Host, Now: a.now,
		Calendar: serve.Calendar{Zone: r.cfg.Location, Of: measure.WeekOf, Before: measure.WeekBefore, Parse: measure.ParseWeek, Format: measure.FormatWeek},
		Fault:    func(err error) { a.log.Warn("a page could not be made", "error", err) },
	})
	if err != nil {
		return as(exitDefect, err)
	}
	defer s.Close()
	ln, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return as(exitCreate, fmt.Errorf("opening %s: %w; choose another --addr", c.Addr, err))
	}
	if err := s.Warm(a.ctx); err != nil && a.ctx.Err() == nil {
		return errors.Join(storeFault(err), ln.Close())
	}
	fmt.Fprintf(a.stdout, "gripe: serving on http://%s\n", ln.Addr())
	return as(exitIO, s.Serve(a.ctx, ln))
}

// check refuses what would show the reviews to others by accident.
func (c *serveCmd) check() error {
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return fail(exitUsage, "--addr %q is not like 127.0.0.1:8080", c.Addr)
	}
	for _, h := range c.Host {
		if h == "" || len(h) > 253 || strings.ContainsAny(h, "/@ \t\r\n*") {
			return fail(exitUsage, "--host %q is no name of a host; give it as browsers show it, without http://", h)
		}
	}
	ip := net.ParseIP(host)
	if host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	if !c.Public || len(c.Host) == 0 {
		return fail(exitUsage, "--addr %s can be reached from other machines: that takes --public, and --host with each name that browsers use", c.Addr)
	}
	return nil
}

var (
	_ serve.Figures = (*backend)(nil)
	_ serve.Texts   = (*backend)(nil)
	_ serve.Ledgers = (*backend)(nil)
)

// backend answers the dashboard from the database.
type backend struct {
	app *app
	reader
	watch *store.Watch
}
