// Package export turns what is stored and measured into rows that other
// programs read, and writes them as JSON Lines, CSV or Parquet.
//
// In: a verbatim with its annotation, or shares, one at a time. Out: rows with
// stable column names, called as in the database's views (store/VIEWS.md)
// where they are the same thing. New columns come at the end.
// Personal data in texts is masked by asterisks of the same length, so that
// byte offsets hold (package mask). It must never write an author, hold more
// than one row group of rows, or let a cell of CSV become a formula (package
// spreadsheet).
package export
