// Package store keeps everything gripe knows in one SQLite file: what was
// fetched, the verbatims with their revisions, what each model read in them,
// what could not be taken, and the ledger of runs.
//
// In: opinion.Batch from collect, Annotated from annotate. Out: verbatims that
// wait for a model, findings, stored texts, counts. It must never hand out SQL
// or a connection, keep an author's name, change a database that is not its
// own, or lose a row because its neighbour was bad.
//
// # Identity
//
// A verbatim is known by its ID; what an edit can change lives in its
// revisions, numbered from 1. The verbatim points at the current one. An edit,
// also one back to an earlier text, is a new revision and waits for annotation
// again; text that is known already costs a look-up and, once a day, a note of
// when it was last seen.
//
// Annotations are keyed by model and revision, so that a new model judges
// without a new crawl and the old model's rows stay. Labels are small numbers:
// places in opinion's ordered arrays, written to the table label under a
// taxonomy version when a model first saves, and read back through it.
//
// # Copies, search
//
// With its annotations a text brings a sketch, by which it joins its near copies
// (see cluster.go), and enters what Search looks through (see search.go). An
// edit leaves both at once, and enters them again when it is annotated.
//
// # Counting
//
// Findings reads no table of texts: what counting needs of each current text is
// packed into pages in the order of dates as annotations are saved (see
// reading.go), and what waits for the model is found by the model's mark. The
// tables stay the truth; the pages can be made of them anew.
//
// # Reading it by hand
//
// Views spell everything out for people and for tools like datasette; VIEWS.md
// is their promise.
//
// # Crashes
//
// The journal is a write-ahead log and synchronous is NORMAL. A process killed
// at any moment (kill -9) loses nothing that was committed and leaves no half
// batch: what it wrote is in the operating system's hands. Only a power cut or
// a crash of the system itself may take back the last commits, each of them
// whole, ledger row and verbatims together, so that the next run fetches them
// again. FULL would wait for the disk at every page and guard nothing that
// cannot be fetched anew.
package store
