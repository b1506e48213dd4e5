// Package linear is the fast tier: multinomial logistic regressions over hashed
// words, characters and lexicon cues, one per question, with the neighbours of
// a mention mixed in, and a stacked one for the cause of the verbatim.
//
// In: labelled verbatims (Trainer.Fit) or a model file (Load); then passages.
// Out: calibrated judgements, in about ten microseconds per mention.
// Training is deterministic to the bit and independent of GOMAXPROCS. Loading
// must never panic, whatever the bytes; judging must never allocate per
// feature, nor touch shared state.
package linear
