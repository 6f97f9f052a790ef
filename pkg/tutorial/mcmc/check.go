package mcmc

import "fmt"

// What Vehtari et al. 2021 ask for before draws are used.
const (
	MinChains = 4    // at least so many chains
	MaxRHat   = 1.01 // no R-hat above
	MinESS    = 400  // no effective sample size below
)

// Kind says what is wrong with chains.
type Kind int

// The kinds of problems.
const (
	FewChains Kind = iota // fewer than MinChains; Value is their number
	Stuck                 // all draws of a coordinate are equal; Value is the draw
	Unmixed               // R-hat above MaxRHat; Value is R-hat
	FewBulk               // bulk effective sample size below MinESS; Value is the size
	FewTail               // tail effective sample size below MinESS; Value is the size
)

// Problem is one thing that is wrong.
type Problem struct {
	Kind       Kind
	Coordinate int // of theta; −1 where all are concerned
	Value      float64
}

// String says in English what is wrong and what to do.
func (p Problem) String() string {
	switch p.Kind {
	case FewChains:
		return fmt.Sprintf("%g chains are too few to be compared: run %d or more from different starts", p.Value, MinChains)
	case Stuck:
		return p.of("all draws are %.4g, so that the chains have not moved: take another step or sampler", p.Value)
	case Unmixed:
		return p.of("R-hat %.3f is above %g, so that the chains disagree: run longer, or look for separate modes", p.Value, MaxRHat)
	case FewBulk:
		return p.of("the draws are worth %.0f independent ones in the bulk, below %d: run longer", p.Value, MinESS)
	case FewTail:
		return p.of("the draws are worth %.0f independent ones in the tails, below %d: run longer", p.Value, MinESS)
	}
	return fmt.Sprintf("unknown problem %d", p.Kind)
}

// of names the coordinate.
func (p Problem) of(format string, args ...any) string {
	return fmt.Sprintf("theta_%d: ", p.Coordinate) + fmt.Sprintf(format, args...)
}

// Check lists what is wrong with the chains, coordinate by coordinate. An empty list is no proof that all is well: a mode
// that no chain has found is missed by all diagnostics. Errors: those of [Summary].
func (c Chains) Check() ([]Problem, error) {
	all, err := Summary(c)
	if err != nil {
		return nil, err
	}
	var found []Problem
	note := func(bad bool, kind Kind, coordinate int, value float64) {
		if bad {
			found = append(found, Problem{kind, coordinate, value})
		}
	}
	note(len(c) < MinChains, FewChains, -1, float64(len(c)))
	for j, e := range all {
		if x := c.Column(j); constant(x) {
			note(true, Stuck, j, x[0][0])
			continue
		}
		note(e.RHat > MaxRHat, Unmixed, j, e.RHat)
		note(e.ESSBulk < MinESS, FewBulk, j, e.ESSBulk)
		note(e.ESSTail < MinESS, FewTail, j, e.ESSTail)
	}
	return found, nil
}
