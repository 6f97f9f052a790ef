package elbo

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

var (
	_ density.Density = (*Normal)(nil)
	_ density.Sampler = (*Normal)(nil)
)

func TestNormalErrors(t *testing.T) {
	sym := func(v ...float64) *mat.SymDense { return mat.NewSymDense(int(math.Sqrt(float64(len(v)))), v) }
	two := []float64{1, 2}
	for name, c := range map[string]struct {
		mean []float64
		cov  mat.Symmetric
		want string
	}{
		"empty":         {nil, sym(1), "mean is empty"},
		"no covariance": {two, nil, "covariance is nil"},
		"sizes":         {two, sym(1), "2 components, the covariance is 1×1"},
		"NaN mean":      {[]float64{1, math.NaN()}, sym(1, 0, 0, 1), "component 1 of the mean is NaN"},
		"infinite":      {two, sym(1, math.Inf(1), 0, 1), "row 0 is +Inf"},
		"no deviation":  {two, sym(1, 0, 0, 0), "variance of component 1 is 0"},
		"negative":      {two, sym(-1, 0, 0, 1), "variance of component 0 is -1"},
		"indefinite":    {two, sym(1, 2, 2, 1), "not positive definite"},
		"singular":      {two, sym(1, 1-1e-16, 1, 1), "singular to rounding"},
		"near singular": {two, sym(1, 0, 0, 1e-20), "singular to rounding"},
	} {
		if q, err := NewNormal(c.mean, c.cov); err == nil || q != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, error %v; want %q", name, q, err, c.want)
		}
	}
	q, err := NewNormal(two, sym(1, 0, 0, 1))
	if err != nil {
		t.Fatal(err)
	}
	var none Normal
	for name, v := range map[string]float64{
		"short z": q.LogProb([]float64{1}), "unmade LogProb": none.LogProb(nil), "unmade Entropy": none.Entropy(), "unmade KLPrior": none.KLPrior(),
	} {
		if !math.IsNaN(v) {
			t.Errorf("%s: %v, want NaN", name, v)
		}
	}
	if r, _ := q.Sample(0, nil).Dims(); r != 0 || !none.Sample(3, newRand(1)).IsEmpty() {
		t.Error("no rows asked for, or none to be had: want an empty matrix")
	}
}

// TestBoundErrors has every other bad input: each must give an error, and no panic.
func TestBoundErrors(t *testing.T) {
	m, x, mu, logVar := smallModel(t, 60, 2)
	nan, one, rng := math.NaN(), []float64{1}, newRand(60)
	bad, badX := []float64{0, nan}, []float64{0, 0, 0, math.Inf(1)}
	q, err := NewDiagonal(mu, logVar)
	if err != nil {
		t.Fatal(err)
	}
	q1, q3 := randomNormal(t, rng, 1, 2), randomNormal(t, rng, 3, 2)
	f, df := func([]float64) float64 { return 1 }, func(z []float64) []float64 { return z }
	zero := math.Inf(-1)
	rows := mat.NewDense(1, 4, x)
	just := func(_ any, err error) error { return err }
	four := func(_, _ []float64, _ float64, err error) error { return err }
	for name, err := range map[string]error{
		"diagonal lengths":    just(NewDiagonal(mu, one)),
		"diagonal empty":      just(NewDiagonal(nil, nil)),
		"diagonal overflow":   just(NewDiagonal(mu, []float64{0, 800})),
		"diagonal underflow":  just(NewDiagonal(mu, []float64{0, -800})),
		"KL dimensions":       just(q.KL(q1)),
		"KL nil":              just(q.KL(nil)),
		"KL unmade":           just((&Normal{}).KL(q)),
		"decompose x":         just(m.Decompose(one, q)),
		"decompose NaN":       just(m.Decompose(badX, q)),
		"decompose q":         just(m.Decompose(x, q3)),
		"decompose nil":       just(m.Decompose(x, nil)),
		"form 1":              just(m.ReconMinusKL(one, q)),
		"form 2":              just(m.JointPlusEntropy(one, q)),
		"form 3":              just(m.EvidenceMinusGap(one, q)),
		"average counts":      just(m.AverageELBO(rows, nil)),
		"average no rows":     just(m.AverageELBO(nil, nil)),
		"average dimensions":  just(m.AverageELBO(rows, []*Normal{q3})),
		"information none":    just(Information(nil)),
		"information mixed":   just(Information([]*Normal{q, q1})),
		"information 3":       just(Information([]*Normal{q3})),
		"information nil":     just(Information([]*Normal{nil})),
		"marginal none":       just(MarginalKL(nil)),
		"posterior NaN":       just(m.PosteriorNormal(badX)),
		"log p NaN":           just(m.LogP(badX)),
		"best diagonal x":     four(m.BestDiagonal(one)),
		"best diagonal NaN":   four(m.BestDiagonal(badX)),
		"best diagonal nil":   four((*Normal)(nil).BestDiagonal()),
		"joint z":             just(m.LogJoint(x, one)),
		"joint NaN":           just(m.LogJointGradient(x, bad)),
		"score lengths":       just(ScoreGradient(f, 0, mu, logVar, one)),
		"score nil":           just(ScoreGradient(nil, 0, mu, logVar, mu)),
		"score baseline":      just(ScoreGradient(f, nan, mu, logVar, mu)),
		"score NaN":           just(ScoreGradient(func([]float64) float64 { return nan }, 0, mu, logVar, mu)),
		"path eps":            just(PathGradient(df, mu, logVar, bad)),
		"path nil":            just(PathGradient(nil, mu, logVar, mu)),
		"path slope":          just(PathGradient(func([]float64) []float64 { return one }, mu, logVar, mu)),
		"path empty":          just(PathGradient(df, nil, nil, nil)),
		"baseline no draws":   just(BestBaseline(f, mu, logVar, 0, rng)),
		"baseline no source":  just(BestBaseline(f, mu, logVar, 10, nil)),
		"baseline empty":      just(BestBaseline(f, nil, nil, 10, rng)),
		"exact lengths":       just(m.ExactGradient(x, mu, one)),
		"model score":         just(m.ScoreGradient(x, 0, one, one, one)),
		"model score eps":     just(m.ScoreGradient(x, 0, mu, logVar, one)),
		"model path":          just(m.PathGradient(one, mu, logVar, mu)),
		"model path eps":      just(m.PathGradient(x, mu, logVar, one)),
		"measure one draw":    just(MeasureGradient(1, 2, rng, func([]float64) (Gradient, error) { return Gradient{mu, mu}, nil })),
		"measure no length":   just(MeasureGradient(9, 0, rng, func([]float64) (Gradient, error) { return Gradient{}, nil })),
		"measure short":       just(MeasureGradient(9, 2, rng, func([]float64) (Gradient, error) { return Gradient{one, mu}, nil })),
		"measure nil":         just(MeasureGradient(9, 2, rng, nil)),
		"quadratic dim":       just(NewQuadratic(0, 1, 1)),
		"quadratic sigma":     just(NewQuadratic(1, 1, 0)),
		"quadratic NaN":       just(NewQuadratic(1, nan, 1)),
		"weights none":        just(m.LogWeights(x, q, 0, rng)),
		"weights q":           just(m.LogWeights(x, q3, 5, rng)),
		"weights source":      just(m.LogWeights(x, q, 5, nil)),
		"bounds no K":         just(CompareBounds(make([]float64, 8))),
		"bounds K 0":          just(CompareBounds(make([]float64, 8), 0, 2)),
		"bounds falling":      just(CompareBounds(make([]float64, 8), 4, 2)),
		"bounds no multiple":  just(CompareBounds(make([]float64, 12), 2, 3)),
		"bounds remainder":    just(CompareBounds(make([]float64, 9), 1, 2)),
		"bounds one group":    just(CompareBounds(make([]float64, 8), 1, 8)),
		"bounds no weights":   just(CompareBounds(nil, 1)),
		"bounds NaN":          just(CompareBounds([]float64{0, nan}, 1)),
		"bounds zero":         just(CompareBounds([]float64{zero, zero, 0, 0}, 2)),
		"variance q":          just(m.RelativeVariance(x, q1)),
		"variance x":          just(m.RelativeVariance(badX, q)),
		"weighted nil":        just(m.WeightedGradient(x, mu, logVar, nil)),
		"weighted empty":      just(m.WeightedGradient(x, mu, logVar, &mat.Dense{})),
		"weighted width":      just(m.WeightedGradient(x, mu, logVar, mat.NewDense(2, 3, nil))),
		"weighted NaN":        just(m.WeightedGradient(x, mu, logVar, mat.NewDense(1, 2, bad))),
		"signal K 0":          just(m.SignalToNoise(x, mu, logVar, 0, 9, rng)),
		"signal one draw":     just(m.SignalToNoise(x, mu, logVar, 1, 1, rng)),
		"signal empty":        just(m.SignalToNoise(x, nil, nil, 1, 9, rng)),
		"b not a number":      just(NewLinearGaussian(mat.NewDense(1, 1, one), []float64{nan}, 1)),
		"sigma underflows":    just(NewLinearGaussian(mat.NewDense(1, 1, one), one, 1e-200)),
		"sigma overflows":     just(NewLinearGaussian(mat.NewDense(1, 1, one), one, 1e200)),
		"W drowns sigma":      just(NewLinearGaussian(mat.NewDense(2, 1, []float64{1, 1}), mu, 1e-9)),
		"forms of a zero gap": func() error { _, _, err := EvidenceGap(nil, 0, 1); return err }(),
		"gap of no number":    func() error { _, _, err := EvidenceGap([]float64{0, 0}, nan, 1); return err }(),
		"gap of zero weights": func() error { _, _, err := EvidenceGap([]float64{zero, 0}, 0, 1); return err }(),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestTargetErrors(t *testing.T) {
	unit, ctx := prob.Normal{Mu: 0, Sigma: 1}, t.Context()
	bowl := func(z float64) float64 { return -z * z / 2 }
	for name, c := range map[string]struct {
		target Target
		start  prob.Normal
	}{
		"no function": {Target{Lo: -1, Hi: 1}, unit},
		"range":       {Target{bowl, 1, -1}, unit},
		"infinite":    {Target{bowl, math.Inf(-1), 1}, unit},
		"NaN":         {Target{func(float64) float64 { return math.NaN() }, -1, 1}, unit},
		"zero inside": {Target{func(z float64) float64 { return math.Log(max(0, z)) }, -1, 1}, unit},
		"bad start":   {Target{bowl, -9, 9}, prob.Normal{Mu: 0, Sigma: 0}},
	} {
		_, errF := FitForward(ctx, c.target, c.start, nil)
		_, errR := FitReverse(ctx, c.target, c.start, nil)
		_, errKF := c.target.ForwardKL(c.start)
		_, errKR := c.target.ReverseKL(c.start)
		if errF == nil || errR == nil || errKF == nil || errKR == nil {
			t.Errorf("%s: no error: %v, %v, %v, %v", name, errF, errR, errKF, errKR)
		}
	}
	edge := Target{func(z float64) float64 { return 0.5 * math.Log(1-z*z) }, -0.999, 0.999}
	if fit, err := FitReverse(ctx, edge, unit, nil); err == nil {
		t.Errorf("a target that ends: %+v, no error", fit)
	}
	rising := Target{func(z float64) float64 { return z }, -5, 5}
	if fit, err := FitReverse(ctx, rising, unit, nil); err == nil {
		t.Errorf("a target that rises for ever: %+v, no error", fit)
	}
	done, cancel := context.WithCancel(ctx)
	calls := 0
	fit, err := FitReverse(done, twoModes, prob.Normal{Mu: 5, Sigma: 3}, func(ModeFit) {
		if calls++; calls == 3 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || calls > 5 || fit.Q.Check() != nil || fit.KL == 0 {
		t.Errorf("cancelled: %+v after %d calls, error %v", fit, calls, err)
	}
}
