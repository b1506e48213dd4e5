// Package copies finds near copies of a text: the same review on three sites,
// cut short, with a greeting or a typo more, and campaign spam.
//
// In: a title and a text as a customer wrote it; anything may be in it. Out: a
// sketch of some hundred bytes; a few keys by which copies meet in an index;
// and whether two sketches are of copies.
// It must never fail, panic, keep any word of the text, read anything but its
// arguments, or take more than linear time (but for a sort of at most 4,096
// words).
package copies
