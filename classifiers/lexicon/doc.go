// Package lexicon is the transparent baseline: lists of words and phrases, each
// with what it speaks for, read under negation and contrast.
//
// In: passages. Out: judgements whose every figure can be traced to the phrases
// that were found (Explain). Its hits also serve the linear classifier as
// features that do not depend on any one trade.
// It must never learn from data, read a file at run time, or import a stage.
package lexicon
