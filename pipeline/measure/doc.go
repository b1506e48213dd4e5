// Package measure turns findings into figures: prevalences corrected for the
// classifier's own errors, intervals, weekly trends and what changed.
//
// In: opinion.Finding values and the classifier's error matrices. Out: the
// numbers of opinion.Shares and opinion.Figures, and references to mentions.
// Terms (a mention's aspects) are labels to it.
// It must never see a verbatim's text, read a clock, a file or the network, or
// change what it is given; the same findings, in any order, with the same seed
// give the same figures to the last bit.
//
// How a share comes about. Findings are binned into cells of like posterior
// (cells.go), which is lossless for the estimators that need only means and
// keeps a million findings cheap to resample. An estimator (estimator.go, one
// file each) reads the four-way prevalence of causes off the cells and the
// pooled error matrices (confusion.go). The prevalence is put as shares of
// complaints, and the whole is repeated on resampled cells and a redrawn
// domain (bootstrap.go) for the interval.
//
// A text that stands in several places counts once in every base (copied.go).
// Claims have floors: nothing is compared below 20 complaints in either week
// (changes.go), no map of themes is drawn below 20 verbatims nor a theme of fewer
// than 5 put on it (balance.go), and no term is news that fewer than 3 verbatims
// hold, or below 20 verbatims on either side (news.go).
package measure
