// Package serve is the read-only dashboard: pages for people, drawn from the
// digest's view-model and from stored texts.
//
// In: the answers of Figures, Texts and Ledgers, and requests, of which nothing
// is trusted: not the Host, the method, the path, nor any parameter.
// Out: HTML without script, each page under a policy that lets nothing run or
// load but the one style sheet; faults are pages of the same kind.
// It must never write anything, ask another machine, set a cookie, show what
// mask hides, or keep a request waiting for what takes long: figures are
// counted once, kept, and shown as of when they were counted.
package serve
