// Package dates reads the dates that sites print beside reviews.
//
// In: a text that holds a date, the order of day and month where digits alone
// do not tell, and the time of the fetch for "3 days ago".
// Out: a time, with a note where something was dropped.
// It must never guess: a date it cannot read, or whose order is open, stays
// unknown, and a zone abbreviation is never taken for UTC.
package dates
