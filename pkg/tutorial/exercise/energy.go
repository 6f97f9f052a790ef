package exercise

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// CheckLogZ grades exercise 6.1: the log of the normaliser of a table of energies.
//
//	log Z = log Σ_i exp(−E_i)
func CheckLogZ(f func(energy []float64) float64) { report(gradeLogZ(f)) }

func gradeLogZ(f func(energy []float64) float64) result {
	minus := func(e []float64) []float64 { return scaled(-1, e) }
	p := problem[[]float64]{
		title:  lang.T("Log of the normaliser"),
		why:    lang.T("Low energy is high probability, hence the minus; taking the lowest energy out before exp keeps Z within reach of a float64."),
		inputs: [][]float64{{0, 1, 2}, {0.5, 0.5, 3, -1}, {900, 901, 905}, {-1200, -1190}},
		show:   func(e []float64) string { return named("energy", e) },
		right:  func(e []float64) []float64 { return one(floats.LogSumExp(minus(e))) },
		tol:    1e-9,
	}
	large := func(e []float64) bool { return math.Abs(e[0]) > 700 }
	p.mistakes = []mistake[[]float64]{
		{lang.T("Right, until the energies are large: exp overflows, or all of Z becomes 0. Take the lowest energy out first, and add it back as a logarithm."), func(e []float64, got []float64) bool {
			lost := len(got) == 1 && (math.IsInf(got[0], 0) || math.IsNaN(got[0]))
			return equal(got, p.right(e), 1e-6) || large(e) && lost
		}},
		{lang.T("That is Z, not its logarithm."), func(e []float64, got []float64) bool {
			return large(e) || equal(got, one(math.Exp(p.right(e)[0])), 1e-6)
		}},
		{lang.T("The minus is missing: that sums exp(+E), so that the highest energy would be the likeliest."), func(e []float64, got []float64) bool {
			return large(e) || equal(got, one(floats.LogSumExp(e)), 1e-6)
		}},
		{lang.T("That is the log of the mean. Z is a sum over all states."), func(e []float64, got []float64) bool {
			return large(e) || equal(got, one(p.right(e)[0]-math.Log(float64(len(e)))), 1e-6)
		}},
		like(lang.T("That is −log Z: the sign is turned round."), func(e []float64) []float64 { return one(-p.right(e)[0]) }),
		like(lang.T("That is the lowest energy alone. Every state adds to Z."), func(e []float64) []float64 { return one(-slices.Min(e)) }),
	}
	return p.grade(func(e []float64) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return one(f(slices.Clone(e)))
	})
}

// states is an input of exercise 6.4: the features of every state, theta, and the state that was seen.
type states struct {
	features [][]float64
	theta    []float64
	seen     int
}

// mean is the average of the features, each state weighted by exp(sign · E).
func (s states) mean(sign float64) []float64 {
	w, mean := make([]float64, len(s.features)), make([]float64, len(s.theta))
	for i, f := range s.features {
		w[i] = sign * floats.Dot(s.theta, f)
	}
	logZ := floats.LogSumExp(w)
	for i, f := range s.features {
		floats.AddScaled(mean, math.Exp(w[i]-logZ), f)
	}
	return mean
}

// minus is a − b.
func minus(a, b []float64) []float64 { return floats.SubTo(make([]float64, len(a)), a, b) }

// CheckEnergyGradient grades exercise 6.4: ∇θ log p of the state that was seen, with E_i = Σ_j theta_j features_ij.
//
//	∇θ log p(i) = −features_i + Σ_k p_k features_k,   p_k = exp(−E_k)/Z
func CheckEnergyGradient(f func(features [][]float64, theta []float64, seen int) []float64) {
	report(gradeEnergyGradient(f))
}

func gradeEnergyGradient(f func(features [][]float64, theta []float64, seen int) []float64) result {
	p := problem[states]{
		title: lang.T("Gradient of log p"),
		why:   lang.T("Down with the energy of what was seen, up with what the model itself expects: where the two agree, θ stands still."),
		inputs: []states{
			{[][]float64{{1, 0}, {0, 1}, {1, 1}}, []float64{0.5, -0.3}, 0},
			{[][]float64{{1, 0}, {0, 1}, {1, 1}}, []float64{0.5, -0.3}, 2},
			{[][]float64{{2}, {-1}, {0.5}, {0}}, []float64{0.8}, 1},
			{[][]float64{{1, 2, 0}, {0, -1, 1}}, []float64{0.2, 0.1, -0.4}, 1},
		},
		show: func(s states) string {
			rows := make([]string, len(s.features))
			for i, f := range s.features {
				rows[i] = list(f, 6)
			}
			return fmt.Sprintf("features = %v, %s, seen = %d", rows, named("theta", s.theta), s.seen)
		},
		right: func(s states) []float64 { return minus(s.mean(-1), s.features[s.seen]) },
		tol:   1e-9,
	}
	p.mistakes = []mistake[states]{
		like(lang.T("That is the first term alone, −∇θ E: log Z depends on θ, too."), func(s states) []float64 { return scaled(-1, s.features[s.seen]) }),
		like(lang.T("That is the second term alone: what the model expects. Subtract the features of what was seen."), func(s states) []float64 { return s.mean(-1) }),
		like(lang.T("That is the gradient of −log p: the sign is turned round."), func(s states) []float64 { return minus(s.features[s.seen], s.mean(-1)) }),
		like(lang.T("The states are weighted by exp(+E). Low energy is high probability: exp(−E)."), func(s states) []float64 { return minus(s.mean(1), s.features[s.seen]) }),
		like(lang.T("All states count alike in your mean. Weight each by its probability exp(−E)/Z."), func(s states) []float64 { return minus(s.mean(0), s.features[s.seen]) }),
		like(lang.T("Your weights exp(−E) are not divided by Z, so that they do not sum to 1."), func(s states) []float64 {
			sum := make([]float64, len(s.theta))
			for _, f := range s.features {
				floats.AddScaled(sum, math.Exp(-floats.Dot(s.theta, f)), f)
			}
			return minus(sum, s.features[s.seen])
		}),
	}
	return p.grade(func(s states) []float64 {
		if f == nil {
			panic(NotYet)
		}
		return f(joint{p: s.features}.copyOf(), slices.Clone(s.theta), s.seen)
	})
}
