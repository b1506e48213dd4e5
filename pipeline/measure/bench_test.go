package measure

import (
	"math/rand/v2"
	"testing"
	"time"
)

// BenchmarkShares measures a million findings; the aim is below a second.
func BenchmarkShares(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	f, _ := synthetic(rng, 1_000_000, [4]float64{.3, .1, .1, .5}, 2)
	for _, name := range []string{"pacc", "em"} {
		o := Options{Errors: matrices(rng, 19, 50, 2), Estimator: name}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Shares(f, o)
			}
		})
	}
}

// BenchmarkFigures measures a digest over 12 weeks of a thousand findings.
func BenchmarkFigures(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	f, _ := synthetic(rng, 12_000, [4]float64{.3, .1, .1, .5}, 2)
	week := WeekOf(time.Date(2026, 11, 18, 0, 0, 0, 0, time.UTC), time.UTC)
	dated(rng, f, 12, week)
	o := Options{Errors: matrices(rng, 19, 50, 2)}
	for b.Loop() {
		Figures(f, week, o)
	}
}
