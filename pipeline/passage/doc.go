// Package passage turns the text of a verbatim into what a classifier reads:
// clean, split into mentions, and cut into tokens.
//
// In: a title, a text as a customer wrote it, a rating. Anything may be in the
// text: broken UTF-8, control characters, a megabyte of exclamation marks.
// Out: an opinion.Passage. Its byte offsets hold in the text as given, because
// cleaning never changes a length.
// It must never fail, panic, read anything but its arguments, or take more
// than linear time and memory. Training and serving both come through here, so
// a change of tokens asks for a new model.
package passage
