package train

import "fmt"

// Summary is the card in one paragraph of plain text, for a digest's footer.
// It ends with a line break.
func Summary(r *Report) string {
	l := &r.Linear
	return fmt.Sprintf("Judged by %s. On domains it was not trained on (%d, each left out in turn; %d verbatims): "+
		"complaint or not, macro-F1 %.2f; class of a complaint, %.2f; cause of a verbatim, kappa %.2f; "+
		"before correction, its count of the service share is off by %.1f points on average, at worst %.1f (%s).\n",
		r.Version, len(l.Domains), l.Pooled.Verbatims, l.Pooled.Complaint.MacroF1, l.Pooled.Class.MacroF1,
		l.Pooled.Cause.Kappa, l.ShareError.Mean, l.ShareError.Worst, l.ShareError.Where)
}
