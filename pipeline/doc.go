// Package pipeline runs gripe's stages in their order: collect, annotate,
// digest. It knows the order, how a run resumes, and what a run's outcome is.
//
// In: functions for each stage, wired by cmd/gripe. Out: a Summary of the run.
// It must never fetch, judge, store or draw anything itself, nor import a
// stage: it sees opinion's types only.
package pipeline
