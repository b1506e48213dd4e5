// Package demo is the embedded demonstration: a small shop that does not
// exist, Alder & Finch Garden Offices, and what its customers say of it over
// twelve ISO weeks. Every text was written for this project.
//
// In: an instant, from which the twelve weeks are counted back.
// Out: an http.Handler that serves the shop with its review pages and forum
// (Handler); the gripe.yaml that collects them (Config); the truth planted in
// them, as records (Truth) and as gold-format JSON Lines (Gold).
//
// Planted on purpose: one long story that holds praise and five different
// complaints; a duplicate word for word on two pages and one nearly so; a
// review that tries to run a script; one of stars alone; six in German and
// French; a wet last week, in which more roofs leak than before; many
// customers who curse the call centre because the product failed; and
// /admin/secret, a review that robots.txt forbids to collect.
//
// It never serves the truth, never reads clock, network or disk, and imports
// the standard library only.
package demo
