//go:build !race

package main

// memoryGrowth is how much a fault may add to the process, in bytes.
const memoryGrowth = 64 << 20
