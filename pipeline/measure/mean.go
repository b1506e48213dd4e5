package measure

// mean is the middle of count and pcc. Counting overstates whatever is common,
// probabilities lean towards the training's prevalence; their errors partly
// cancel.
func mean(e *evidence) [4]float64 {
	q, p := count(e), pcc(e)
	for i := range q {
		q[i] = (q[i] + p[i]) / 2
	}
	return q
}
