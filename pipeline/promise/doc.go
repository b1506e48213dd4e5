// Package promise finds what a company promised in what its customers say.
//
// In: claims in the company's words, and mentions in the customers' words.
// Out: which mentions speak of what a claim promises (Matcher), and where a
// mention sets an expectation against an experience (Stated).
// It must never judge whether a promise was kept: that is the polarity of the
// mention, which the classifier gave. It reads no file, clock or network.
package promise
