// Package annotate reads verbatims: text in, annotations out.
//
// In: opinion.Verbatim values, a classifier behind the interface Classifier,
// word lists and a gazetteer. Out: opinion.Annotation values, or an error that
// says why a verbatim could not be read; one bad verbatim never harms another.
// It must never use a clock, a database, the network or global state: an
// annotation is a pure function of the verbatim, the model and the lexicon, so
// that cron, a filter and a dashboard get the same from it.
//
// A verbatim goes through these steps: its language is told; passage cuts it
// into mentions and tokens; the classifier judges; mood.go and idioms.go weigh
// what it cannot know (emoji, sarcasm, idioms); judge.go decides; the word
// lists give touchpoints, factors and signals; the tagger gives aspects, and
// the gazetteer and the tagger entities. Offsets hold in the text as given.
package annotate
