package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"gripe/data/demo"
	"gripe/pipeline"
	"gripe/pipeline/annotate"
	"gripe/pipeline/config"
	"gripe/pipeline/measure"
	"gripe/pipeline/opinion"
	"gripe/pipeline/store"
)

type demoCmd struct {
	Out string `help:"Folder for the demo's database and digest." default:"gripe-demo" placeholder:"DIR" type:"path"`
}

// Help is shown by gripe demo --help.
func (demoCmd) Help() string {
	return `Serves an embedded shop's review pages on 127.0.0.1, scrapes them over HTTP, annotates and stores the reviews, and writes the digest of last week and the expectation-gap report. The shop, its customers and their words are invented; nothing leaves this machine.

Example: gripe demo --out /tmp/gripe-demo`
}

// Run goes the whole way on the embedded demo, in a database of its own.
func (c *demoCmd) Run(a *app) error {
	if err := makeFolder(c.Out); err != nil {
		return err
	}
	base, stop, err := serveDemo(a.now())
	if err != nil {
		return err
	}
	defer stop()
	cfg, err := config.Parse("demo", demo.Config(base))
	if err != nil {
		return as(exitDefect, err)
	}
	cfg.Dir, cfg.Database = c.Out, "demo.db"
	a.DB = ""
	m, err := a.classifier(cfg)
	if err != nil {
		return err
	}
	ann := newAnnotator(cfg, m)
	return a.locked(a.database(cfg), func() error {
		if err := c.startAfresh(a.database(cfg)); err != nil {
			return err
		}
		return a.withStore(cfg, func(st *store.Store) error {
			return a.runDemo(cfg, st, press{app: a, reader: reader{cfg, st, m}, empty: true}, ann, c.Out)
		})
	})
}

func (a *app) runDemo(cfg config.Config, st *store.Store, p press, ann *annotate.Annotator, out string) error {
	sources, err := a.sources(cfg, st)
	if err != nil {
		return err
	}
	plan := p.plan(sources, ann, measure.LastCompleteWeek(a.now(), cfg.Location), out)
	var s pipeline.Summary
	err = a.recorded(st, func() (pipeline.Summary, error) {
		s, err = pipeline.Run(a.ctx, plan)
		return s, err
	}, false)
	for _, x := range s.Sources {
		what := "reviews"
		if x.Source == demo.ClaimsSource {
			what = "claims"
		}
		fmt.Fprintf(a.stdout, "scraped %-18s %4d %-7s on %s\n", x.Source, x.Parsed, what, counted(x.Pages, "page", "pages"))
	}
	if s.Digest == nil || err != nil {
		return err
	}
	_, paths, err := p.gaps(opinion.Filter{}, out)
	if err != nil {
		return err
	}
	fmt.Fprintln(a.stdout)
	s.Digest.Files = append(s.Digest.Files, paths...)
	return printDigest(a.stdout, *s.Digest)
}

// startAfresh removes what an earlier demo left: its reviews move with the
// calendar, so that last week is always the newest.
func (c *demoCmd) startAfresh(db string) error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(db + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fail(exitCreate, "removing the last demo's %s: %w", filepath.Base(db)+suffix, err)
		}
	}
	return nil
}

// serveDemo serves the shop on a free port of 127.0.0.1 until stop is called.
func serveDemo(now time.Time) (base string, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fail(exitIO, "serving the demo on 127.0.0.1: %w", err)
	}
	srv := &http.Server{Handler: demo.Handler(now), ReadHeaderTimeout: 5 * time.Second}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = srv.Serve(l) // returns ErrServerClosed once stopped
	}()
	return "http://" + l.Addr().String(), func() {
		_ = srv.Close()
		<-done
	}, nil
}
