package measure

// count is "classify and count": the share of bare decisions. Its bias is the
// classifier's (Forman 2008, "Quantifying counts and costs via
// classification", DMKD 17).
func count(e *evidence) [4]float64 {
	q := e.tally.decided
	if e.tally.n > 0 {
		for i := range q {
			q[i] /= e.tally.n
		}
	}
	return q
}
