package classifiers

import "gripe/pipeline/opinion"

// Classifier judges verbatims. A passage holds all mentions of one verbatim, so
// that a model may use the neighbours; many passages come at once, so that a
// model may batch them.
type Classifier interface {
	// Model is the version: it changes whenever a judgement could.
	Model() string
	// Judge gives one Judgement per passage, in order, each with one
	// MentionJudgement per span, in order. It is pure and safe for
	// concurrent use, and does not keep or change the passages.
	Judge([]opinion.Passage) []opinion.Judgement
}

// ErrorModel is a classifier that knows how it errs on domains it has not
// seen; figures are corrected by it.
type ErrorModel interface {
	// Errors are the matrices of the leave-one-domain-out folds, by domain
	// name. The caller must not change them.
	Errors() []opinion.ErrorMatrix
}
