// Package robots reads robots.txt and decides, by RFC 9309, whether a crawler
// may fetch a path.
//
// In: the bytes of a robots.txt and the crawler's product token.
// Out: a Rules value that answers for one URL at a time.
// It must never fetch anything, and never err towards allowing: what it cannot
// read in a line is skipped, what it can read holds.
package robots
