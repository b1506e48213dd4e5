package measure

// pcc is "probabilistic classify and count": the mean posterior (Bella et al.
// 2010, "Quantification via probability estimators", ICDM). It is right where
// the posteriors are calibrated for this sample's own prevalence, and leans
// towards the training prevalence where it has moved.
func pcc(e *evidence) [4]float64 { return e.tally.mean }
