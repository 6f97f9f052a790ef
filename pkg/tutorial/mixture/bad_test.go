package mixture

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
)

func TestBadInput(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 11))
	x := random(rng, 20, 2, 2)
	with := func(v float64) *mat.Dense { m := mat.DenseCopyOf(x); m.Set(4, 1, v); return m }
	constant := mat.DenseCopyOf(x)
	for i := range 20 {
		constant.Set(i, 1, 0.1)
	}
	same := mat.NewDense(5, 1, slices.Repeat([]float64{7}, 5))
	few := mat.NewDense(5, 1, []float64{1, 1, 2, 2, 2})
	good, err := FitGMM(context.Background(), x, GMMConfig{K: 2})
	if err != nil {
		t.Fatal(err)
	}
	fit := func(x mat.Matrix, cfg GMMConfig) error {
		_, err := FitGMM(context.Background(), x, cfg)
		return err
	}
	score := func(x mat.Matrix) error { _, err := good.Score(x); return err }
	far := GMMConfig{Centres: mat.NewDense(2, 2, []float64{0, 0, 1e9, 1e9})}
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"nil":             {fit(nil, GMMConfig{K: 2}), "0 rows"},
		"empty":           {fit(&mat.Dense{}, GMMConfig{K: 2}), "0 rows"},
		"one row":         {fit(x.Slice(0, 1, 0, 2), GMMConfig{K: 1}), "1 rows"},
		"NaN":             {fit(with(math.NaN()), GMMConfig{K: 2}), "row 4, column 1 is NaN"},
		"Inf":             {fit(with(math.Inf(-1)), GMMConfig{K: 2}), "row 4, column 1 is -Inf"},
		"huge":            {fit(with(1e160), GMMConfig{K: 2}), "row 4, column 1 is 1e+160"},
		"constant column": {fit(constant, GMMConfig{K: 2}), "column 1 is constant"},
		"equal rows":      {fit(same, GMMConfig{K: 2}), "column 0 is constant"},
		"distinct rows":   {fit(few, GMMConfig{K: 3}), "only 2 distinct rows for 3 clusters"},
		"no K":            {fit(x, GMMConfig{}), "K is 0"},
		"K above n":       {fit(x, GMMConfig{K: 21}), "21 components for 20 rows"},
		"Restarts":        {fit(x, GMMConfig{K: 2, Restarts: -1}), "Restarts is -1"},
		"Tol":             {fit(x, GMMConfig{K: 2, Tol: -1}), "Tol is -1"},
		"Start":           {fit(x, GMMConfig{K: 2, Start: 7}), "Start is 7"},
		"Floor":           {fit(x, GMMConfig{K: 2, Floor: 1}), "Floor is 1"},
		"Covariance":      {fit(x, GMMConfig{K: 2, Covariance: 4}), "Covariance is 4"},
		"both starts":     {fit(x, GMMConfig{Init: good, Centres: x}), "both Init and Centres"},
		"Centres":         {fit(x, GMMConfig{Centres: mat.NewDense(2, 3, nil)}), "Centres is 2×3"},
		"Centres' NaN":    {fit(x, GMMConfig{Centres: with(math.NaN())}), "Centres: density: row 4"},
		"Init's kind":     {fit(x, GMMConfig{Init: good, Covariance: Diag}), "Init has 2 components"},
		"Init's width":    {fit(x.Slice(0, 9, 0, 1), GMMConfig{Init: good}), "Init has 2 components of 2 columns"},
		"Init's K":        {fit(x, GMMConfig{K: 3, Init: good}), "want K = 3"},
		"empty Init":      {fit(x, GMMConfig{Init: &GMM{}}), "no components"},
		"no weight":       {fit(x, far), "start: component 1 has lost all its rows (0 of 20)"},
		"score, width":    {score(mat.NewDense(1, 3, nil)), "3 columns, the mixture 2"},
		"score, NaN":      {score(with(math.NaN())), "row 4"},
		"score, nil":      {score(nil), "0 rows"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: error %v; want %q", name, c.err, c.want)
		}
	}
	if _, err := (&GMM{}).Score(x); err == nil || !strings.Contains(err.Error(), "no components") {
		t.Errorf("an empty model: %v", err)
	}
	for _, m := range []interface {
		density.Density
		density.Sampler
	}{&GMM{}, &Bernoulli{}} {
		if m.Dim() != 0 || !math.IsNaN(m.LogProb(nil)) || !m.Sample(3, rng).IsEmpty() {
			t.Errorf("an empty %T: dimension %d, log p %v", m, m.Dim(), m.LogProb(nil))
		}
	}
	if x := good.Sample(0, rng); !x.IsEmpty() {
		t.Error("no rows were asked for")
	}
	if !math.IsNaN(good.LogProb([]float64{1})) {
		t.Error("LogProb of a row of another length is a number")
	}
}

// Far out the log-density is very low, but a number; farther still it is −Inf, and never NaN.
func TestFarAway(t *testing.T) {
	m, err := FitGMM(context.Background(), random(rand.New(rand.NewPCG(12, 12)), 50, 2, 2), GMMConfig{K: 2})
	if err != nil {
		t.Fatal(err)
	}
	x := mat.NewDense(3, 2, []float64{1e6, 0, 0, 0, 1e149, 1e149})
	s, err := m.Score(x)
	if err != nil {
		t.Fatal(err)
	}
	for i, logP := range s.LogP {
		if math.IsNaN(logP) || math.IsNaN(m.LogProb(x.RawRowView(i))) {
			t.Errorf("row %d: %v, %v", i, logP, m.LogProb(x.RawRowView(i)))
		}
	}
	if s.LogP[0] > -1e6 || math.IsInf(s.LogP[0], 0) {
		t.Errorf("log p is %v", s.LogP[0])
	}
	// A row that no component reaches has no posterior.
	wide := mat.NewSymDense(1, []float64{1e-300})
	narrow, err := NewGMM(Full, []float64{1}, mat.NewDense(1, 1, nil), []*mat.SymDense{wide})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := narrow.Responsibilities(mat.NewDense(1, 1, []float64{1e100})); err == nil || !strings.Contains(err.Error(), "row 0 is too far") {
		t.Errorf("out of reach: %v", err)
	}
}

func TestBadParameters(t *testing.T) {
	one := []*mat.SymDense{mat.NewSymDense(1, []float64{1}), mat.NewSymDense(1, []float64{2})}
	means := mat.NewDense(2, 1, nil)
	gmm := func(kind Covariance, w []float64, means *mat.Dense, covs []*mat.SymDense) error {
		_, err := NewGMM(kind, w, means, covs)
		return err
	}
	bernoulli := func(w []float64, p *mat.Dense) error { _, err := NewBernoulli(w, p); return err }
	half := []float64{0.5, 0.5}
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"kind":         {gmm(-1, half, means, one), "Covariance is -1"},
		"sum":          {gmm(Full, []float64{0.5, 0.6}, means, one), "sum to 1.1"},
		"negative":     {gmm(Full, []float64{1.5, -0.5}, means, one), "weight 1 is -0.5"},
		"NaN":          {gmm(Full, []float64{math.NaN(), 1}, means, one), "weight 0 is NaN"},
		"no weights":   {gmm(Full, nil, means, nil), "sum to 0"},
		"count":        {gmm(Full, half, means, one[:1]), "2 weights, 2 means, 1 covariances"},
		"no means":     {gmm(Full, half, &mat.Dense{}, one), "0 rows"},
		"covariance":   {gmm(Full, half, means, []*mat.SymDense{one[0], mat.NewSymDense(1, []float64{-1})}), "covariance 1 is not positive"},
		"size":         {gmm(Diag, half, means, []*mat.SymDense{one[0], mat.NewSymDense(2, nil)}), "covariance 1 is not 1×1"},
		"zero, diag":   {gmm(Diag, half, means, []*mat.SymDense{one[0], mat.NewSymDense(1, nil)}), "covariance 1 is not positive"},
		"probability":  {bernoulli(half, mat.NewDense(2, 1, []float64{0.5, 1})), "probability 0 of component 1 is 1"},
		"rows":         {bernoulli(half, mat.NewDense(1, 1, []float64{0.5})), "2 weights for 1 rows"},
		"no rows":      {bernoulli([]float64{1}, &mat.Dense{}), "0 rows"},
		"weights' sum": {bernoulli([]float64{1, 1}, mat.NewDense(2, 1, []float64{0.5, 0.5})), "sum to 2"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: error %v; want %q", name, c.err, c.want)
		}
	}
}

func TestBadBinary(t *testing.T) {
	x := binary(rand.New(rand.NewPCG(13, 13)), 20, 3)
	with := func(v float64) *mat.Dense { m := mat.DenseCopyOf(x); m.Set(4, 1, v); return m }
	m, err := FitBernoulli(context.Background(), x, BernoulliConfig{K: 2})
	if err != nil {
		t.Fatal(err)
	}
	fit := func(x mat.Matrix, cfg BernoulliConfig) error {
		_, err := FitBernoulli(context.Background(), x, cfg)
		return err
	}
	score := func(x mat.Matrix) error { _, err := m.Score(x); return err }
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"grey":         {fit(with(0.5), BernoulliConfig{K: 2}), "row 4, column 1 is 0.5"},
		"NaN":          {fit(with(math.NaN()), BernoulliConfig{K: 2}), "row 4, column 1 is NaN"},
		"nil":          {fit(nil, BernoulliConfig{K: 2}), "0 rows"},
		"no K":         {fit(x, BernoulliConfig{}), "K is 0"},
		"K above n":    {fit(x, BernoulliConfig{K: 21}), "21 components for 20 rows"},
		"Alpha":        {fit(x, BernoulliConfig{K: 2, Alpha: -1}), "Alpha is -1"},
		"Init":         {fit(x, BernoulliConfig{Init: &Bernoulli{}}), "no components"},
		"Init's K":     {fit(x, BernoulliConfig{K: 3, Init: m}), "Init has 2 components"},
		"equal rows":   {fit(mat.NewDense(4, 2, nil), BernoulliConfig{K: 2}), "only 1 distinct rows"},
		"score, grey":  {score(with(2)), "row 4, column 1 is 2"},
		"score, width": {score(mat.NewDense(1, 2, nil)), "2 columns, the mixture 3"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: error %v; want %q", name, c.err, c.want)
		}
	}
	if !math.IsInf(m.LogProb([]float64{0, 0.5, 1}), -1) || !math.IsNaN(m.LogProb(nil)) {
		t.Error("LogProb of a grey row is not −Inf, or of no row not NaN")
	}
	// One row and a constant column are no obstacle: the imagined pixels see to it.
	one, err := FitBernoulli(context.Background(), x.Slice(0, 1, 0, 3), BernoulliConfig{K: 1, Alpha: 1})
	if err != nil || math.Abs(one.Probs.At(0, 0)-(x.At(0, 0)+1)/3) > 1e-15 || floats.Sum(one.Weights) != 1 {
		t.Errorf("one row: %+v, %v", one, err)
	}
}

// One restart that loses a component does not spoil the others; if all do, the last model comes with the error.
func TestRestarts(t *testing.T) {
	lost := History{Objective: []float64{5}}
	try := func(histories ...History) (int, error) {
		return restarts(context.Background(), len(histories), func(i int) (int, History, error) {
			if h := histories[i]; len(h.Objective) == 0 || h.last() == 5 {
				return i, h, errNoRows
			}
			return i, histories[i], nil
		})
	}
	one, two := History{Objective: []float64{1}}, History{Objective: []float64{2}}
	for _, c := range []struct {
		histories []History
		best      int
		err       error
	}{
		{[]History{one, two, one}, 1, nil}, {[]History{lost, one, lost}, 1, nil}, {[]History{two, lost, one}, 0, nil},
		{[]History{lost, lost}, 0, errNoRows}, {[]History{{}, one}, 1, nil}, {[]History{{}}, 0, errNoRows},
	} {
		if best, err := try(c.histories...); best != c.best || err != c.err {
			t.Errorf("%v: best is %d (%v), want %d (%v)", c.histories, best, err, c.best, c.err)
		}
	}
}

type noRows struct{}

func (noRows) Error() string { return "no rows" }

var errNoRows error = noRows{}
