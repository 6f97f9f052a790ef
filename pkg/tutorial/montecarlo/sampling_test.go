package montecarlo_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
	"github.com/vaebook/vaebook/pkg/tutorial/montecarlo"
)

// TestBias: the log of an estimate is too low, by half the relative variance over n where n is large, and by log p − ELBO for n = 1.
func TestBias(t *testing.T) {
	f := montecarlo.Family{Sigma: 1, X: 1}
	const d, many = 2, 60000
	logP := must(f.LogP(d))
	relVar := math.Exp(must(montecarlo.LogRelVar(must(f.Model(d)), f.Row(d), must(montecarlo.Standard(d)))))
	rng := random(7)
	measure := func(n, repeats int) montecarlo.Bias {
		return must(montecarlo.MeasureBias(logP, repeats, func() (montecarlo.Estimate, error) {
			return montecarlo.Naive(f.LogPxz, f.Prior(d), n, rng)
		}))
	}
	for _, n := range []int{20, 40} {
		b := measure(n, many)
		want := must(montecarlo.DeltaBias(relVar, n))
		if b.Repeats != many || b.Mean > 0 || math.Abs(b.Mean-want) > 5*b.StdErr+0.1*math.Abs(want) || b.StdErr > 0.06*math.Abs(want) {
			t.Errorf("n = %d: bias %v ± %v, by the delta method %v", n, b.Mean, b.StdErr, want)
		}
	}
	// One draw: E[log w] = E[log p(x|z)], for each pixel −½ log 2πσ² − (X² + 1)/(2σ²).
	one := d*(-0.5*math.Log(2*math.Pi)-(1+1)/2.0) - logP
	if b := measure(1, 5000); math.Abs(b.Mean-one) > 5*b.StdErr {
		t.Errorf("n = 1: bias %v ± %v, exactly %v", b.Mean, b.StdErr, one)
	}
	bias, err := montecarlo.DeltaBias(20, 100)
	if !errors.Is(err, montecarlo.ErrDelta) || bias != -0.1 || !strings.Contains(err.Error(), "draw at least 200 times") {
		t.Errorf("a bias outside of the delta method: %v, error %v", bias, err)
	}
}

// TestGrid: N^d evaluations, and log p to many digits, in 1 to 4 dimensions.
func TestGrid(t *testing.T) {
	f := montecarlo.Family{Sigma: 1, X: 0.7}
	points := 1
	for d := 1; d <= 4; d++ {
		points *= 24
		lo, hi := make([]float64, d), make([]float64, d)
		floats.AddConst(-6, lo)
		floats.AddConst(7, hi)
		logP, evaluations, err := montecarlo.Grid(context.Background(), f.LogPxz, f.LogPrior, lo, hi, 24)
		if err != nil || evaluations != points {
			t.Fatal(evaluations, err)
		}
		reference.Near(t, fmt.Sprint("grid in ", d), logP, must(f.LogP(d)), 1e-8)
	}
	m, x, logPxz := oblique()
	logP, _, err := montecarlo.Grid(context.Background(), logPxz, logPrior, []float64{-8, -8}, []float64{8, 8}, 60)
	if err != nil {
		t.Fatal(err)
	}
	reference.Near(t, "oblique", logP, must(m.LogP(x)), 1e-9)
	line := func(z []float64) float64 { return math.Log(z[0]) }
	zero := func([]float64) float64 { return 0 }
	half, _, err := montecarlo.Grid(context.Background(), line, zero, []float64{0}, []float64{1}, 7)
	if err != nil {
		t.Fatal(err)
	}
	reference.Near(t, "∫ z dz, which midpoints give exactly", half, math.Log(0.5), 1e-14)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, n, err := montecarlo.Grid(ctx, logPxz, logPrior, []float64{-8, -8}, []float64{8, 8}, 60); !errors.Is(err, context.Canceled) || n != 0 {
		t.Errorf("cancelled: %d points, error %v", n, err)
	}
}

// TestReject: the acceptance is the known one, and the draws are the target's.
func TestReject(t *testing.T) {
	rng := random(8)
	const n = 20000
	for _, d := range []int{1, 2, 5, 10} {
		p := must(montecarlo.NormalInNormal(d, 2, 2.5))
		reference.Near(t, "acceptance", p.LogAcceptance, float64(d)*math.Log(0.8), 1e-13)
		r := must(p.Reject(n, rng))
		checkRate(t, fmt.Sprint("normal ", d), r, p)
		x := r.Draws.RawMatrix().Data
		mean, variance := stat.MeanVariance(x, nil)
		if k := float64(len(x)); math.Abs(mean) > 5*2/math.Sqrt(k) || math.Abs(variance-4) > 5*4*math.Sqrt(2/k) {
			t.Errorf("normal %d: draws of mean %v, variance %v; want 0, 4", d, mean, variance)
		}
		p = must(montecarlo.BallInCube(d))
		r = must(p.Reject(n, rng))
		checkRate(t, fmt.Sprint("ball ", d), r, p)
		mean2 := 0.0 // E‖x‖² = d/(d+2)
		for i := range r.Accepted {
			mean2 += floats.Dot(r.Draws.RawRowView(i), r.Draws.RawRowView(i)) / float64(r.Accepted)
		}
		if want := float64(d) / float64(d+2); math.Abs(mean2-want) > 5*0.3/math.Sqrt(float64(r.Accepted)) {
			t.Errorf("ball %d: mean square %v; want %v", d, mean2, want)
		}
	}
	if rate, e := (montecarlo.Rejection{Proposed: 100, Accepted: 20}).Rate(); rate != 0.2 || math.Abs(e-0.04) > 1e-15 {
		t.Errorf("20 of 100: %v ± %v; want 0.2 ± 0.04", rate, e)
	}
	ball := must(montecarlo.BallInCube(30))
	r := must(ball.Reject(1000, rng))
	if rate, e := r.Rate(); r.Accepted != 0 || !r.Draws.IsEmpty() || rate != 0 || e != 0.001 {
		t.Errorf("nothing is accepted in 30 dimensions: %v", r)
	}
}

func checkRate(t *testing.T, name string, r montecarlo.Rejection, p montecarlo.Problem) {
	t.Helper()
	rate, e := r.Rate()
	rows, _ := r.Draws.Dims()
	if want := math.Exp(p.LogAcceptance); math.Abs(rate-want) > 5*e || rows != r.Accepted || p.LogM != -p.LogAcceptance {
		t.Errorf("%s: acceptance %v ± %v, exactly %v; %d rows", name, rate, e, want, rows)
	}
}

// liar draws rows of another length than it says.
type liar struct{ montecarlo.Cube }

func (liar) Dim() int { return 3 }

func TestErrors(t *testing.T) {
	rng := random(9)
	f := montecarlo.Family{Sigma: 1, X: 1}
	q, q3 := must(montecarlo.Standard(2)), must(montecarlo.Standard(3))
	m := must(f.Model(2))
	gives := func(v float64) func([]float64) float64 { return func([]float64) float64 { return v } }
	two := func(z []float64) float64 { return z[1] }
	naive := func(p func([]float64) float64, n int, rng *rand.Rand) error {
		_, err := montecarlo.Naive(p, q, n, rng)
		return err
	}
	weighted := func(a, b func([]float64) float64, q montecarlo.Proposal) error {
		_, err := montecarlo.Importance(a, b, q, 10, rng)
		_, err2 := montecarlo.LogWeights(a, b, q, 10, rng)
		if (err == nil) != (err2 == nil) {
			t.Errorf("Importance says %v, LogWeights %v", err, err2)
		}
		return err
	}
	grid := func(p func([]float64) float64, lo, hi []float64, n int) error {
		_, _, err := montecarlo.Grid(context.Background(), p, gives(0), lo, hi, n)
		return err
	}
	reject := func(p func([]float64) float64, logM float64, n int) error {
		_, err := montecarlo.Reject(p, montecarlo.Cube{D: 1}, logM, n, rng)
		return err
	}
	bias := func(logP float64, n int, v float64) error {
		_, err := montecarlo.MeasureBias(logP, n, func() (montecarlo.Estimate, error) {
			return montecarlo.Naive(gives(v), q, 5, rng)
		})
		return err
	}
	narrow := must(montecarlo.Scaled(must(f.Posterior(2)), 0.4))
	of := func(_ any, err error) error { return err }
	line, end := []float64{0}, []float64{1}
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"no function":      {naive(nil, 5, rng), "log p(x|z) is nil"},
		"n":                {naive(f.LogPxz, 0, rng), "n is 0"},
		"no source":        {naive(f.LogPxz, 5, nil), "nothing to draw from"},
		"no prior":         {of(montecarlo.Naive(f.LogPxz, nil, 5, rng)), "nothing to draw from"},
		"NaN":              {naive(gives(math.NaN()), 5, rng), "log weight 0 is NaN"},
		"Inf":              {naive(gives(math.Inf(1)), 5, rng), "log weight 0 is +Inf"},
		"zeros":            {naive(gives(math.Inf(-1)), 5, rng), "all 5 weights are zero"},
		"panic":            {of(montecarlo.Naive(two, montecarlo.Cube{D: 1}, 5, rng)), "draw 0: a log density of a row of 1 numbers panicked"},
		"wrong rows":       {of(montecarlo.Naive(f.LogPxz, liar{montecarlo.Cube{D: 2}}, 5, rng)), "drew 5 of 2"},
		"no weights":       {of((&montecarlo.Weights{}).Estimate()), "no weights"},
		"no q":             {weighted(f.LogPxz, f.LogPrior, nil), "give all three"},
		"no log prior":     {weighted(f.LogPxz, nil, q), "give all three"},
		"prior of 1":       {weighted(f.LogPxz, montecarlo.Cube{D: 1}.LogProb, q), "log weight 0 is NaN"},
		"no target":        {reject(nil, 0, 5), "target or the proposal is nil"},
		"log M":            {reject(gives(0), math.Inf(1), 5), "log M is +Inf"},
		"M too small":      {reject(gives(0), 0, 5), "too small by 0.693"},
		"NaN target":       {reject(gives(math.NaN()), 1, 5), "log p − log q is NaN"},
		"no proposals":     {reject(gives(-1), 1, 0), "n is 0"},
		"rejection panics": {reject(two, 1, 5), "panicked"},
		"wide target":      {of(montecarlo.NormalInNormal(2, 2, 1)), "no upper bound"},
		"no dimension":     {of(montecarlo.NormalInNormal(0, 1, 1)), "d 0"},
		"no ball":          {of(montecarlo.BallInCube(0)), "d is 0"},
		"no shell":         {of(montecarlo.NewShell(0)), "d is 0"},
		"large shell":      {of(montecarlo.NewShell(10001)), "10,000"},
		"no axis":          {grid(gives(0), nil, nil, 5), "0 lower"},
		"unequal ends":     {grid(gives(0), line, nil, 5), "1 lower and 0 upper"},
		"falling":          {grid(gives(0), end, line, 5), "goes from 1 to 0"},
		"infinite":         {grid(gives(0), line, []float64{math.Inf(1)}, 5), "goes from 0 to +Inf"},
		"no points":        {grid(gives(0), line, end, 0), "n is 0"},
		"too many":         {grid(gives(0), make([]float64, 9), []float64{1, 1, 1, 1, 1, 1, 1, 1, 1}, 10), "9 axes are 1e+09"},
		"no product":       {grid(nil, line, end, 5), "give both"},
		"grid NaN":         {grid(gives(math.NaN()), line, end, 5), "log weight 0 is NaN"},
		"grid zeros":       {grid(gives(math.Inf(-1)), line, end, 5), "all 5 weights are zero"},
		"grid panics":      {grid(two, line, end, 5), "panicked"},
		"family":           {of(montecarlo.Family{X: 1}.Model(2)), "Sigma 0"},
		"family growth":    {of(montecarlo.Family{Sigma: 1, X: math.NaN()}.Growth()), "X NaN"},
		"family d":         {of(f.Posterior(0)), "d is 0"},
		"family log p":     {of(f.LogP(-1)), "d is -1"},
		"standard":         {of(montecarlo.Standard(0)), "d is 0"},
		"scaled":           {of(montecarlo.Scaled(q, 0)), "factor of the covariance is 0"},
		"scaled nil":       {of(montecarlo.Scaled(nil, 1)), "q is nil"},
		"scaled growth":    {of(montecarlo.ScaledGrowth(math.NaN())), "factor of the covariance is NaN"},
		"nil normal":       {of(montecarlo.LogSecondMoment(q, &elbo.Normal{})), "made by elbo.NewNormal"},
		"dimensions":       {of(montecarlo.LogSecondMoment(q, q3)), "p has 2 dimensions, q has 3"},
		"no model":         {of(montecarlo.LogRelVar(nil, f.Row(2), q)), "no model"},
		"row":              {of(montecarlo.LogRelVar(m, f.Row(3), q)), "components"},
		"model and q":      {of(montecarlo.LogRelVar(m, f.Row(2), q3)), "p has 2 dimensions, q has 3"},
		"narrow":           {montecarlo.CheckCover(must(f.Posterior(2)), narrow), "has 1/2.5 of the target's variance"},
		"cover":            {montecarlo.CheckCover(q, q3), "dimensions"},
		"relative error":   {of(montecarlo.LogDraws(1, 0)), "relative error 0"},
		"repeats":          {bias(0, 1, 0), "1 repeats"},
		"log p":            {bias(math.Inf(-1), 5, 0), "log p is -Inf"},
		"bias of zeros":    {bias(0, 5, math.Inf(-1)), "repeat 0: montecarlo: all 5 weights are zero"},
		"no estimate":      {of(montecarlo.MeasureBias(0, 5, nil)), "no estimate"},
		"delta":            {of(montecarlo.DeltaBias(-1, 5)), "relative variance -1"},
		"delta n":          {of(montecarlo.DeltaBias(1, 0)), "n 0"},
	} {
		if c.err == nil || !strings.HasPrefix(c.err.Error(), "montecarlo: ") || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: error %v; want %q", name, c.err, c.want)
		}
	}
	calls := 0
	_, err := montecarlo.Naive(func([]float64) float64 { calls++; return math.NaN() }, q, 1000, rng)
	if err == nil || calls != 1 {
		t.Errorf("a NaN stopped the draws after %d calls, error %v", calls, err)
	}
	if err := montecarlo.CheckCover(must(f.Posterior(2)), q); err != nil {
		t.Errorf("the prior covers: %v", err)
	}
}

// TestCube: uniform inside, nothing outside, no row of another length.
func TestCube(t *testing.T) {
	c := montecarlo.Cube{D: 2}
	for x, want := range map[[2]float64]float64{{0.3, -1}: -2 * math.Ln2, {0, 1.1}: math.Inf(-1)} {
		if got := c.LogProb(x[:]); got != want {
			t.Errorf("log p(%v) = %v; want %v", x, got, want)
		}
	}
	if !math.IsNaN(c.LogProb([]float64{0})) || !math.IsNaN(c.LogProb([]float64{0, math.NaN()})) || !c.Sample(0, random(1)).IsEmpty() {
		t.Error("no row, but a number")
	}
	x := c.Sample(2000, random(1))
	if mean := mat.Sum(x) / 4000; mat.Max(x) > 1 || mat.Min(x) < -1 || math.Abs(mean) > 5/math.Sqrt(3*4000) {
		t.Errorf("draws from %v to %v of mean %v", mat.Min(x), mat.Max(x), mean)
	}
}
