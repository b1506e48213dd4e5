// Package audit lets a person say what verbatims are about, so that gripe can
// learn how far its model is off among the user's own customers.
//
// In: findings to draw a sample from, then the drawn verbatims with their
// mentions. Out: opinion.Audit labels, from a page in the browser (page.go) or
// from a spreadsheet (csv.go).
//
// It must never show the model's answer before the person's: a reader who sees
// an answer tends to agree with it, and an estimate from such labels would
// share the model's errors instead of correcting them. Nor may it answer any
// but the machine it runs on, write on a GET, pick verbatims by anything but
// the seed, or lose a row of a spreadsheet without naming it.
package audit
