package exercise

import "math"

func init() {
	type tableFunc = func(energy []float64) float64
	// total sums exp(sign E) as it stands.
	total := func(e []float64, sign float64) float64 {
		sum := 0.0
		for _, v := range e {
			sum += math.Exp(sign * v)
		}
		return sum
	}
	lowest := func(e []float64) float64 {
		low := e[0]
		for _, v := range e {
			low = min(low, v)
		}
		return low
	}
	good := func(e []float64) float64 {
		low, sum := lowest(e), 0.0
		for _, v := range e {
			sum += math.Exp(low - v)
		}
		return math.Log(sum) - low
	}
	add("log normaliser", gradeLogZ,
		[]tableFunc{nil, func([]float64) float64 { return math.NaN() }, func([]float64) float64 { return 0 }},
		[]tableFunc{good},
		"Low energy is high probability, hence the minus; taking the lowest energy out before exp keeps Z within reach of a float64.",
		map[string]tableFunc{
			"Right, until the energies are large: exp overflows, or all of Z becomes 0. Take the lowest energy out first, and add it back as a logarithm.": func(e []float64) float64 { return math.Log(total(e, -1)) },
			"That is Z, not its logarithm.": func(e []float64) float64 { return total(e, -1) },
			"The minus is missing: that sums exp(+E), so that the highest energy would be the likeliest.": func(e []float64) float64 { return math.Log(total(e, 1)) },
			"That is the log of the mean. Z is a sum over all states.":                                    func(e []float64) float64 { return good(e) - math.Log(float64(len(e))) },
			"That is −log Z: the sign is turned round.":                                                   func(e []float64) float64 { return -good(e) },
			"That is the lowest energy alone. Every state adds to Z.":                                     func(e []float64) float64 { return -lowest(e) },
		})
}

func init() {
	type gradientFunc = func(features [][]float64, theta []float64, seen int) []float64
	// terms gives a · features of what was seen + b · the mean under exp(sign E), divided by its Z or not.
	terms := func(a, b, sign float64, divide bool) gradientFunc {
		return func(features [][]float64, theta []float64, seen int) []float64 {
			g, z := make([]float64, len(theta)), 0.0
			for _, f := range features {
				energy := 0.0
				for j := range theta {
					energy += theta[j] * f[j]
				}
				w := math.Exp(sign * energy)
				z += w
				for j := range theta {
					g[j] += b * w * f[j]
				}
			}
			if !divide {
				z = 1
			}
			for j := range theta {
				g[j] = g[j]/z + a*features[seen][j]
			}
			return g
		}
	}
	add("energy gradient", gradeEnergyGradient,
		[]gradientFunc{nil, func([][]float64, []float64, int) []float64 { return nil }, func(_ [][]float64, t []float64, _ int) []float64 { return make([]float64, len(t)) }},
		[]gradientFunc{terms(-1, 1, -1, true)},
		"Down with the energy of what was seen, up with what the model itself expects: where the two agree, θ stands still.",
		map[string]gradientFunc{
			"That is the first term alone, −∇θ E: log Z depends on θ, too.":                                  terms(-1, 0, -1, true),
			"That is the second term alone: what the model expects. Subtract the features of what was seen.": terms(0, 1, -1, true),
			"That is the gradient of −log p: the sign is turned round.":                                      terms(1, -1, -1, true),
			"The states are weighted by exp(+E). Low energy is high probability: exp(−E).":                   terms(-1, 1, 1, true),
			"All states count alike in your mean. Weight each by its probability exp(−E)/Z.":                 terms(-1, 1, 0, true),
			"Your weights exp(−E) are not divided by Z, so that they do not sum to 1.":                       terms(-1, 1, -1, false),
		})
}
