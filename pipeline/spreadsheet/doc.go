// Package spreadsheet makes texts from outside safe to open in a spreadsheet.
//
// In: the text of one cell. Out: the same text, with an apostrophe wherever a
// spreadsheet would begin to reckon; Plain takes the apostrophes off again.
// Whatever writes CSV (report, audit, export) passes every cell that a
// stranger could have written through Cell, and begins with ByteOrderMark.
// It must never change anything else of a text, and imports the standard
// library only.
package spreadsheet

// ByteOrderMark begins a file of CSV: without it the most used spreadsheet
// takes UTF-8 for another encoding and shows other letters. DuckDB, pandas and
// gripe import skip it.
const ByteOrderMark = "\ufeff"
