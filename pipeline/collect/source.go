package collect

import (
	"context"

	"gripe/pipeline/opinion"
)

// Sink takes what a source collects.
type Sink interface {
	// Save keeps one batch whole, in one transaction, or returns an error.
	Save(ctx context.Context, b opinion.Batch) (opinion.Saved, error)
	// Known is how many verbatims of the source are stored.
	Known(ctx context.Context, source string) (int, error)
}

// Source is one configured place that customers write in.
type Source interface {
	// Name is the source's name in the configuration.
	Name() string
	// Collect reads the source into sink. Faults of the source are told in
	// the Coverage and the ledger; the error is for what stops the whole run:
	// a sink that cannot save, a cancelled context.
	Collect(ctx context.Context, sink Sink) (opinion.Coverage, error)
}
