package pipeline

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"gripe/pipeline/opinion"
)

// parallelSources is how many sources are read at once. Sources on one host
// wait for each other in the gate, so this bounds hosts, not manners.
const parallelSources = 4

// Source is one configured source, ready to run.
type Source struct {
	Name    string
	Collect func(ctx context.Context) (opinion.Coverage, error)
}

// Plan is a whole run. A nil stage is left out.
type Plan struct {
	Sources  []Source
	Annotate func(ctx context.Context) (Annotated, error)
	// Digest writes the digest and names the files. It is given the run so
	// far for its footer.
	Digest func(ctx context.Context, s Summary) (Digest, error)
	Now    func() time.Time
}

// Digest names what a run wrote.
type Digest struct {
	Headline string   `json:"headline"`
	Files    []string `json:"files"`
}

// Outcome of a run.
type Outcome string

// The outcomes. Partial: the digest was made, though a source failed or is
// suspect. NoSource: every source failed, and no digest was made.
const (
	Done     Outcome = "done"
	Partial  Outcome = "partial"
	NoSource Outcome = "no source"
	Broken   Outcome = "broken"
)

// Summary says what a run did.
type Summary struct {
	Started   time.Time          `json:"started"`
	Finished  time.Time          `json:"finished"`
	Outcome   Outcome            `json:"outcome"`
	Sources   []opinion.Coverage `json:"sources"`
	Annotated Annotated          `json:"annotated"`
	Digest    *Digest            `json:"digest,omitempty"`
}

// Run carries out a plan. A source that fails never stops the others, nor the
// annotation of what is stored; an error is returned only where a later stage
// failed, or the context ended.
func Run(ctx context.Context, p Plan) (s Summary, err error) {
	s = Summary{Started: p.Now(), Outcome: Broken}
	defer func() { s.Finished = p.Now() }()
	if s.Sources, err = Collect(ctx, p.Sources); err != nil {
		return s, err
	}
	if p.Annotate != nil {
		if s.Annotated, err = p.Annotate(ctx); err != nil {
			return s, err
		}
	}
	s.Outcome = Judge(s.Sources)
	if p.Digest == nil || s.Outcome == NoSource {
		return s, nil
	}
	d, err := p.Digest(ctx, s)
	if err != nil {
		s.Outcome = Broken
		return s, err
	}
	s.Digest = &d
	return s, nil
}

// Collect reads all sources, some at once, and gives their coverage in the
// order of the configuration. A source's own failure is told in Coverage.Error;
// the error is for what stops them all: a store that cannot save, a cancelled
// context.
func Collect(ctx context.Context, sources []Source) ([]opinion.Coverage, error) {
	out := make([]opinion.Coverage, len(sources))
	errs := make([]error, len(sources))
	var g errgroup.Group
	g.SetLimit(parallelSources)
	for i, src := range sources {
		g.Go(func() error {
			out[i], errs[i] = src.Collect(ctx)
			out[i].Source = src.Name
			if errs[i] != nil && out[i].Error == "" {
				out[i].Error = "stopped before the end"
			}
			return nil
		})
	}
	_ = g.Wait() // errors are kept by source
	for _, err := range errs {
		if err != nil {
			return out, err
		}
	}
	return out, ctx.Err()
}

// Judge gives the outcome that the sources' coverage calls for.
func Judge(sources []opinion.Coverage) Outcome {
	failed, flawed := 0, 0
	for _, c := range sources {
		switch {
		case c.Error != "":
			failed++
		case c.Suspect != "" || c.Failed > 0:
			flawed++
		}
	}
	switch {
	case len(sources) > 0 && failed == len(sources):
		return NoSource
	case failed+flawed > 0:
		return Partial
	}
	return Done
}
