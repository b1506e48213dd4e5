// Package report turns the figures of a week and the texts behind them into a
// digest: one view-model, Digest, and a renderer each for HTML, Markdown, plain
// text, JSON, CSV and mail. Package chart draws what they show.
//
// In: Input, which holds opinion.Figures, the verbatims that Refs asks for,
// and the ledger of the run. Out: Build gives a Digest, in which every figure
// stands with its interval and its base, every quotation is cut, cleaned and
// masked, and every sentence is written; the renderers only lay it out.
// It must never read a store, a clock or the network, show a bare percentage,
// show an author, or let a text from outside become markup, a link, an image,
// a formula or a script.
package report
