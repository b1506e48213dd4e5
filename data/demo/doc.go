// Package demo is the embedded demonstration: a small shop that does not
// exist, Alder & Finch Garden Offices, and what its customers say of it over
// twelve ISO weeks. Every text was written for this project.
//
// In: an instant, from which the twelve weeks are counted back.
// Out: an http.Handler that serves the shop with its review pages and forum
// (Handler); the gripe.yaml that collects them (Config); the truth planted in
// them, as records (Truth) and as gold-format JSON Lines (Gold).
//
// It never serves the truth, never reads clock, network or disk, and imports
// the standard library only.
package demo
