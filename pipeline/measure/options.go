package measure

import "gripe/pipeline/opinion"

// Options say how to measure. The zero value counts decisions.
type Options struct {
	// Errors tell how the classifier errs on unseen domains, one matrix per
	// training domain. Without them nothing can be corrected: shares are
	// counted, with a warning.
	Errors []opinion.ErrorMatrix
	// Labels is how many human labels stand behind Errors; Model names the
	// classifier. Both are passed on to the figures.
	Labels int
	Model  string
	// Seed makes the intervals repeatable. Resamples is how many times the
	// bootstrap draws; 0 means 400.
	Seed      uint64
	Resamples int
	// Estimator is "count", "pcc", "pacc", "em" or "ppi"; "" means "ppi" where
	// Audited allows it, else the default, see DefaultEstimator.
	Estimator string
	// Audited are people's labels of a simple random sample of the verbatims
	// in AuditedFrom, each once. Those of any other sample do not belong here.
	Audited     []opinion.AuditedCause
	AuditedFrom opinion.Filter
	// Undated is how many verbatims of the database no week holds; it is
	// passed on to the figures.
	Undated int
	// Partial: the week of the figures is not over. It is then not compared
	// with the one before, nor are there news.
	Partial bool
}

// SmallBase is the base below which shares are not corrected and weeks not
// compared: DESIGN.md asks for at least 20.
const SmallBase = 20

const (
	defaultResamples = 400
	// z95 is the normal quantile of a two-sided 95 % interval.
	z95 = 1.959963984540054
)

func (o *Options) resamples() int {
	if o.Resamples > 0 {
		return o.Resamples
	}
	return defaultResamples
}
