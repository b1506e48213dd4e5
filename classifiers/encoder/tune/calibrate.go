package tune

import (
	"gripe/classifiers/encoder"
	"gripe/classifiers/gold"
)

// Calibrate fits the scales of all heads to scores that were given to docs by
// models which had not seen their domains.
func Calibrate(docs []gold.Doc, scored []Scored) encoder.Calibration {
	var c encoder.Calibration
	fit := func(lo, hi int, label func(gold.Label) int) encoder.Scale {
		var rows [][]float32
		var labels []int
		for i := range docs {
			for k, l := range docs[i].Labels {
				rows = append(rows, scored[i].Mentions[k][lo:hi])
				labels = append(labels, label(l))
			}
		}
		return encoder.FitScale(rows, labels, true)
	}
	c.Polarity = fit(encoder.PolarityAt, encoder.ClassAt, func(l gold.Label) int { return l.Polarity.Index() })
	c.Class = fit(encoder.ClassAt, encoder.ThemeAt, func(l gold.Label) int {
		if k := l.Class.Index(); l.Complaint() && k < 3 {
			return k
		}
		return -1
	})
	c.Theme = fit(encoder.ThemeAt, encoder.StageAt, func(l gold.Label) int {
		if l.Complaint() {
			return l.Theme.Index()
		}
		return -1
	})
	c.Stage = fit(encoder.StageAt, encoder.GapAt, func(l gold.Label) int { return l.Stage.Index() })
	c.Gap = fit(encoder.GapAt, encoder.Scores, func(l gold.Label) int {
		if l.Gap {
			return 1
		}
		return 0
	})
	var heads [][]float32
	var mentions [][][]float32
	var causes []int
	for i := range docs {
		heads, mentions, causes = append(heads, scored[i].Cause), append(mentions, scored[i].Mentions), append(causes, docs[i].Cause.Index())
	}
	c.FitCause(heads, mentions, causes)
	return c
}
