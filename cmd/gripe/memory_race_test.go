//go:build race

package main

// memoryGrowth is looser here: the race detector keeps a shadow of all memory
// that is touched, several times as large.
const memoryGrowth = 256 << 20
