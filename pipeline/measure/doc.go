// Package measure turns findings into figures: prevalences corrected for the
// classifier's own errors, intervals, weekly trends and what changed.
//
// In: opinion.Finding values and the classifier's error matrices. Out: the
// numbers of opinion.Shares and opinion.Figures, and references to mentions.
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
package measure
