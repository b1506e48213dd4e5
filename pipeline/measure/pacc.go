package measure

// paccRidge draws PACC towards PCC: the weight of a step away from the mean
// posterior against the same step of misfit, per unit of the domains' spread.
// Where all domains err alike, the inversion is exact; where they differ, it
// would explain with causes what is the domain's. At the domains' own
// prevalences TestEstimatorTable finds an error of the service share of 0.080
// with 3 spreads and of 0.072 with 8 (0.076 counted); the embedded models' own
// matrices (data/model) have their best between 8 and 14. paccRidgePerItem is
// added for small samples, in which the mean posterior itself is uncertain.
const (
	paccRidge        = 8.0
	paccRidgePerItem = 1.0
)

// pacc is "probabilistic adjusted classify and count" (Bella et al. 2010; in
// this least-squares form Firat 2016 and Bunse 2022; QuaPy, Moreo et al. 2021):
// the prevalence q on the simplex that would best explain the mean posterior,
// min |M'q - mean|^2 + ridge |q - mean|^2, M' holding as columns what the
// classifier gives each true cause. The ridge keeps an almost singular M from
// throwing a small sample to a corner.
func pacc(e *evidence) [4]float64 {
	ridge := paccRidge * e.errs.spread
	if e.tally.n > 0 {
		ridge += paccRidgePerItem / e.tally.n
	}
	return adjust(&e.errs.soft, e.tally.mean, ridge)
}

func adjust(rows *[4][4]float64, mean [4]float64, ridge float64) [4]float64 {
	var gram [4][4]float64
	var rhs [4]float64
	for i := range gram {
		for j := range gram {
			for k := range mean {
				gram[i][j] += rows[i][k] * rows[j][k]
			}
		}
		gram[i][i] += ridge
		for k := range mean {
			rhs[i] += rows[i][k] * mean[k]
		}
		rhs[i] += ridge * mean[i]
	}
	return simplexLeastSquares(&gram, &rhs)
}
