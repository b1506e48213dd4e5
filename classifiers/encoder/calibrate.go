package encoder

import "math"

// Scale turns the scores of one head into calibrated probabilities: softmax of
// scores times Sharpness plus Bias (vector scaling with one temperature, Guo et
// al. 2017). It is fitted on domains that the model did not see.
type Scale struct {
	// Sharpness is the inverse temperature; 1 changes nothing.
	Sharpness float64 `json:"sharpness"`
	// Bias per label; nil changes nothing.
	Bias []float64 `json:"bias,omitempty"`
}

// Calibration has a scale for every head. The zero value of a scale stands for
// no change.
type Calibration struct {
	Polarity Scale `json:"polarity"`
	Class    Scale `json:"class"`
	Theme    Scale `json:"theme"`
	Stage    Scale `json:"stage"`
	Gap      Scale `json:"gap"`
	Cause    Scale `json:"cause"`
	// Structure is the weight (0..1) of what the mentions imply for the cause.
	Structure float64 `json:"structure,omitempty"`
}

// Apply writes the calibrated probabilities of scores to p, of the same length.
func (s Scale) Apply(p []float64, scores []float32) {
	sharp := s.Sharpness
	if sharp == 0 {
		sharp = 1
	}
	for i, v := range scores {
		p[i] = float64(v) * sharp
		if i < len(s.Bias) {
			p[i] += s.Bias[i]
		}
	}
	softmax(p)
}

// FitScale finds the scale that minimises the mean log loss of scores against
// labels (indexes), by gradient descent with a fixed number of steps, so that
// the result is reproducible. With bias false only the sharpness is fitted.
// Rows of a negative label are left out; without rows nothing is changed.
func FitScale(scores [][]float32, labels []int, bias bool) Scale {
	var rows []int
	for i, l := range labels {
		if l >= 0 {
			rows = append(rows, i)
		}
	}
	if len(rows) == 0 {
		return Scale{Sharpness: 1}
	}
	n := len(scores[rows[0]])
	const steps, rate = 300, 0.5
	logSharp, b := 0.0, make([]float64, n)
	p := make([]float64, n)
	var speed float64
	speeds := make([]float64, n)
	for range steps {
		s := Scale{Sharpness: math.Exp(logSharp), Bias: b}
		var gradSharp float64
		gradBias := make([]float64, n)
		for _, i := range rows {
			s.Apply(p, scores[i])
			for j := range p {
				d := p[j]
				if j == labels[i] {
					d--
				}
				gradBias[j] += d
				gradSharp += d * float64(scores[i][j]) * s.Sharpness
			}
		}
		count := float64(len(rows))
		// The sharpness sees scores of several units, so it steps less far.
		speed = 0.8*speed - rate/10*gradSharp/count
		logSharp += speed
		if bias {
			for j := range b {
				speeds[j] = 0.8*speeds[j] - rate*gradBias[j]/count
				b[j] += speeds[j]
			}
		}
	}
	if !bias {
		b = nil
	}
	return Scale{Sharpness: math.Exp(logSharp), Bias: b}
}

// softmax turns scores into probabilities in place.
func softmax(p []float64) {
	if len(p) == 0 {
		return
	}
	top := p[0]
	for _, v := range p {
		top = max(top, v)
	}
	var sum float64
	for i, v := range p {
		p[i] = math.Exp(v - top)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
}
