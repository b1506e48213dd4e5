// Package train makes the fast tier's model file from labelled verbatims.
//
// In: a gold file, and optionally mapped sentences and the written set.
// Out: the bytes of a model, and a report of how it does on domains that it
// was not trained on; the same figures go into the model as its error model.
// It must never read the clock, and never report a figure measured on what was
// trained on.
package train
