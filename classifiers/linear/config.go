package linear

import "gripe/pipeline/opinion"

// The heads, and where each has its outputs in a row of weights.
const (
	headPolarity = iota
	headClass
	headTheme
	headStage
	headGap
	headCause
	heads
)

// offsets[h] and offsets[h+1] enclose the outputs of head h.
var offsets = [heads + 1]int{
	0, 4, 7,
	7 + len(opinion.Themes),
	7 + len(opinion.Themes) + len(opinion.Stages),
	9 + len(opinion.Themes) + len(opinion.Stages),
	13 + len(opinion.Themes) + len(opinion.Stages),
}

// width is the number of outputs of all heads.
const width = 13 + len(opinion.Themes) + len(opinion.Stages)

// Config are the constants of training. They were chosen on the mean of all
// leave-one-domain-out folds, not fold by fold.
type Config struct {
	// MinDomains and MinCount are how many domains and mentions a feature must
	// occur in, by group.
	MinDomains, MinCount [groups]int
	// Scale is the length that each group of features is brought to.
	Scale [groups]float64
	// Lambda is the L2 penalty, Near and Wide the weights of the neighbours
	// and of the other mentions, Iters the most L-BFGS steps, by head.
	Lambda     [heads]float64
	Near, Wide [heads]float64
	Iters      [heads]int
	// DomainPower flattens domains: a mention of a domain of n mentions weighs
	// n^-DomainPower.
	DomainPower float64
	// DomainPenalty is the penalty of a domain's own intercept relative to
	// Lambda: in training they take up what is particular to a domain.
	DomainPenalty float64
	// AuxPolarity and AuxClass weigh a mapped sentence against a gold mention;
	// PraiseClass weighs the class of what is praised against a complaint's.
	AuxPolarity, AuxClass, PraiseClass float64
	// InnerFolds is how many groups of domains give out-of-domain predictions
	// for the stack and for calibration.
	InnerFolds int
	// ThemeVote is the weight of the theme head's opinion on the class.
	ThemeVote float64
}

// DefaultConfig are the constants of the committed model.
func DefaultConfig() Config {
	return Config{
		MinDomains:    [groups]int{2, 3, 1},
		MinCount:      [groups]int{3, 6, 2},
		Scale:         [groups]float64{2, 2, 2},
		Lambda:        [heads]float64{2e-4, 2e-4, 2e-4, 2e-4, 1e-4, 5e-4},
		Near:          [heads]float64{0.05, 0.15, 0.15, 0.15, 0.05, 0},
		Wide:          [heads]float64{0.1, 0.3, 0.2, 0.3, 0, 0},
		Iters:         [heads]int{35, 40, 30, 25, 25, 40},
		DomainPower:   0.3,
		DomainPenalty: 0.3,
		AuxPolarity:   0.3,
		AuxClass:      0.05,
		PraiseClass:   0.3,
		InnerFolds:    3,
		ThemeVote:     0,
	}
}
