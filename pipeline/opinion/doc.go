// Package opinion is gripe's vocabulary: the types in which the stages of the
// pipeline meet, and the closed sets of labels of the codebook.
//
// In: nothing; it reads no file, clock, network or environment.
// Out: plain values that every other package may hold, compare and store.
// It must never import anything beyond the standard library, nor know how a
// value is fetched, judged, stored or drawn.
//
// The words are the field's own. A Verbatim is unedited customer text with its
// provenance. A Mention is a sentence or clause of it. A Complaint is a mention
// of polarity neg or mix, or a verbatim that holds one. The Class of a mention
// says whose it is to fix (product, marketing or service); the Cause of a
// verbatim says the same of the whole. Gold labels are human-checked.
package opinion
