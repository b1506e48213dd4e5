package eval

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"sync"

	"gripe/classifiers"
	"gripe/classifiers/gold"
)

// Trainer makes a classifier of labels. Fit must not keep or change them, and
// must be safe for concurrent use; the same input gives the same classifier.
type Trainer interface {
	Fit(train []gold.Doc, aux []gold.Aux, seed uint64) (classifiers.Classifier, error)
}

// Plan says what LODO runs.
type Plan struct {
	// Domains to leave out in turn; nil means all.
	Domains []string
	Seed    uint64
	// Workers is how many folds run at once; 0 means one per processor.
	Workers int
	// Progress gets a line per fold; nil means none.
	Progress io.Writer
}

// LODO trains once for each domain, on the others, and measures on it: how the
// classifier does where it has never been. The result does not depend on how
// many folds run at once.
func LODO(ctx context.Context, t Trainer, docs []gold.Doc, aux []gold.Aux, plan Plan) (Result, error) {
	names := plan.Domains
	if names == nil {
		names = Domains(docs)
	}
	workers := plan.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	tallies := make([]*tally, len(names))
	models := make([]string, len(names))
	errs := make([]error, len(names))
	var mu sync.Mutex
	var wg sync.WaitGroup
	slots := make(chan struct{}, workers)
	for i, name := range names {
		slots <- struct{}{}
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() { <-slots }()
			if errs[i] = ctx.Err(); errs[i] != nil {
				return
			}
			tallies[i], models[i], errs[i] = runFold(t, docs, aux, name, plan.Seed)
			if errs[i] == nil && plan.Progress != nil {
				mu.Lock()
				defer mu.Unlock()
				s := tallies[i].scores()
				fmt.Fprintf(plan.Progress, "fold %-22s complaint %.3f class %.3f cause kappa %.3f\n", name, s.Complaint.MacroF1, s.Class.MacroF1, s.Cause.Kappa)
			}
		}()
	}
	wg.Wait()
	byDomain := map[string]*tally{}
	for i, name := range names {
		if errs[i] != nil {
			return Result{}, fmt.Errorf("leave out %s: %w", name, errs[i])
		}
		byDomain[name] = tallies[i]
	}
	model := "none"
	if len(models) > 0 {
		model = models[0]
	}
	return newResult(model, "leave one domain out", names, byDomain), nil
}

func runFold(t Trainer, docs []gold.Doc, aux []gold.Aux, name string, seed uint64) (*tally, string, error) {
	train, test, trainAux := Split(docs, aux, name)
	if len(test) == 0 {
		return nil, "", fmt.Errorf("no verbatims of domain %q", name)
	}
	c, err := t.Fit(train, trainAux, seed)
	if err != nil {
		return nil, "", err
	}
	one := map[string]*tally{name: newTally()}
	judge(c, test, one)
	return one[name], c.Model(), nil
}
