package supervised

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// Without penalty, classes that a hyperplane parts are an error whatever the way, and the model that comes with it is
// finite and right.
func TestSeparable(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 4))
	for _, k := range []int{2, 3} {
		x, y := mat.NewDense(60, 2, nil), make([]int, 60)
		for i := range y {
			y[i] = i % k
			a := 2 * math.Pi * float64(y[i]) / float64(k)
			x.SetRow(i, []float64{5*math.Cos(a) + rng.NormFloat64()/2, 5*math.Sin(a) + rng.NormFloat64()/2})
		}
		fits := map[string]func(Config) (*Logistic, error){
			"L-BFGS": func(c Config) (*Logistic, error) { return FitLogistic(background, x, y, c) },
			"Newton": func(c Config) (*Logistic, error) {
				c.Method = &optimize.Newton{}
				return FitLogistic(background, x, y, c)
			},
			"descent": func(c Config) (*Logistic, error) { return DescendLogistic(background, x, y, c) },
		}
		for name, fit := range fits {
			m, err := fit(Config{C: math.Inf(1)})
			if !errors.Is(err, ErrSeparable) || m == nil || m.Converged {
				t.Fatalf("K = %d, %s: %+v, %v; want ErrSeparable", k, name, m, err)
			}
			if got, err := m.Accuracy(x, y); err != nil || got != 1 || mat.Max(m.W) > 100 {
				t.Errorf("K = %d, %s: accuracy %v, weights %v (%v)", k, name, got, mat.Formatted(m.W), err)
			}
			if m, err := fit(Config{C: 1e3}); err != nil || mat.Max(m.W) > 10 {
				t.Errorf("K = %d, %s with a penalty: %+v, %v", k, name, m, err)
			}
		}
	}
}

// Quasi-complete separation: the rows with x = 1 all have class 1, the others either. The weight of x has no maximum.
func TestQuasiSeparable(t *testing.T) {
	x := mat.NewDense(12, 2, []float64{0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8, 1, 2, 1, 3, 1, 5, 1, 8})
	y := []int{0, 1, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1}
	for _, tol := range []float64{1e-3, 1e-5, 1e-8, 1e-13} {
		for name, method := range map[string]optimize.Method{"L-BFGS": nil, "Newton": &optimize.Newton{}} {
			m, err := FitLogistic(background, x, y, Config{C: math.Inf(1), Tol: tol, Method: method})
			if !errors.Is(err, ErrSeparable) || m == nil || m.Converged {
				t.Errorf("Tol %v, %s: %+v, %v; want ErrSeparable", tol, name, m, err)
			}
		}
	}
	three := slices.Clone(y)
	three[0], three[3] = 2, 2
	if m, err := FitLogistic(background, x, three, Config{C: math.Inf(1), Tol: 1e-6}); !errors.Is(err, ErrSeparable) {
		t.Errorf("three classes: %+v, %v; want ErrSeparable", m, err)
	}
	// One row that contradicts makes a maximum, however far away; dependent and constant columns do not unmake it.
	y[8] = 0
	wide := mat.NewDense(12, 4, nil)
	for i := range 12 {
		wide.SetRow(i, []float64{x.At(i, 0), x.At(i, 1), x.At(i, 0) - 2*x.At(i, 1), 7})
	}
	for _, rows := range []*mat.Dense{x, wide} {
		if m, err := FitLogistic(background, rows, y, Config{C: math.Inf(1), Tol: 1e-8}); err != nil || !m.Converged {
			t.Errorf("with a contradicting row: %+v, %v", m, err)
		}
	}
	if m, err := FitLogistic(background, wide, y, Config{}); err != nil || m.W.At(0, 3) != 0 {
		t.Errorf("the constant column has weight %v (%v)", m.W.At(0, 3), err)
	}
}

// separated tells by trying all lines through two points (d = 2, whole numbers) whether one of them is wrong about no row
// and right about one: then, and only then, the likelihood has no maximum. spread says that the points lie on no line,
// without which the question is another.
func separated(x *mat.Dense, y []int) (yes, spread bool) {
	n, _ := x.Dims()
	for i := range n {
		for j := range n {
			a, b := x.RawRowView(i), x.RawRowView(j)
			w0, w1 := b[1]-a[1], a[0]-b[0] // both orders of i, j: both orientations
			if w0 == 0 && w1 == 0 {
				continue
			}
			right, wrong := 0, 0
			for r := range n {
				p := x.RawRowView(r)
				switch m := float64(2*y[r]-1) * (w0*(p[0]-a[0]) + w1*(p[1]-a[1])); {
				case m > 0:
					right++
				case m < 0:
					wrong++
				}
			}
			spread = spread || right+wrong > 0
			yes = yes || wrong == 0 && right > 0
		}
	}
	return yes, spread
}

// Small random sets, many with ties: the verdict is the right one on every one.
func TestSeparableOrNot(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	counts := map[bool]int{}
	for range 400 {
		n := 8 + rng.IntN(12)
		x, y := mat.NewDense(n, 2, nil), make([]int, n)
		for i := range y {
			x.SetRow(i, []float64{float64(rng.IntN(4)), 100 * float64(rng.IntN(5))})
			y[i] = i % 2
			if i > 1 && rng.Float64() < 0.8 {
				y[i] = int(x.At(i, 0)+rng.Float64()) / 2 % 2
			}
		}
		want, spread := separated(x, y)
		if !spread {
			continue
		}
		counts[want]++
		for _, tol := range []float64{1e-4, 1e-8} {
			m, err := FitLogistic(background, x, y, Config{C: math.Inf(1), Tol: tol})
			if got := errors.Is(err, ErrSeparable); got != want || !got && err != nil {
				t.Fatalf("Tol %v: %v, want separable %v\n%v %v\n%+v", tol, err, want, mat.Formatted(x), y, m)
			}
		}
	}
	if counts[true] < 50 || counts[false] < 50 {
		t.Errorf("the sets are too much alike: %v", counts)
	}
}

func TestNotConverged(t *testing.T) {
	x, y := drawn(rand.New(rand.NewPCG(2, 4)), 200, 3, 3)
	m, err := FitLogistic(background, x, y, Config{MaxIter: 2})
	if !errors.Is(err, ErrNotConverged) || m == nil || m.Iterations != 2 || m.Objective >= math.Log(3) {
		t.Errorf("%+v, %v", m, err)
	}
	m, err = DescendLogistic(background, x, y, Config{MaxIter: 2})
	if err != nil || m.Converged || m.Iterations != 2 {
		t.Errorf("%+v, %v", m, err)
	}
	if _, err = DescendLogistic(background, x, y, Config{MaxIter: 50, Rate: 1e3}); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("a rate of 1000: %v", err)
	}
	if _, err = DescendLogistic(background, x, y, Config{MaxIter: 50, Rate: 1e300}); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("a rate of 1e300: %v", err)
	}
}

func TestPerfectFit(t *testing.T) {
	x := mat.NewDense(5, 1, []float64{1, 2, 3, 4, 6})
	m, err := FitLinear(x, []float64{3, 5, 7, 9, 13})
	if !errors.Is(err, ErrPerfectFit) || m == nil || math.Abs(m.W[0]-2) > 1e-12 || math.Abs(m.B-1) > 1e-12 {
		t.Errorf("%+v, %v", m, err)
	}
	if _, err := FitLinear(x, []float64{4, 4, 4, 4, 4}); !errors.Is(err, ErrPerfectFit) {
		t.Errorf("constant answers: %v", err)
	}
}

func TestBadInput(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	x, y := drawn(rng, 8, 3, 2)
	answers := normals(rng, 1, 8).RawRowView(0)
	with := func(v float64) *mat.Dense { z := mat.DenseCopyOf(x); z.Set(4, 1, v); return z }
	dependent, constant := mat.DenseCopyOf(x), mat.DenseCopyOf(x)
	dependent.SetCol(2, mat.Col(nil, 0, x))
	constant.SetCol(1, []float64{.1, .1, .1, .1, .1, .1, .1, .1})
	m, err := FitLogistic(background, x, y, Config{})
	if err != nil {
		t.Fatal(err)
	}
	lin, err := FitLinear(x, answers)
	if err != nil {
		t.Fatal(err)
	}
	p, _ := NewPerceptron(3)
	flat, _ := NewLogistic(2, 2)
	three, _ := NewLogistic(3, 3)
	nan, _ := NewLogistic(2, 3)
	nan.W.Set(0, 1, math.NaN())
	label := func(i, v int) []int { z := slices.Clone(y); z[i] = v; return z }
	fit := func(x mat.Matrix, y []int, c Config) error {
		_, err := FitLogistic(background, x, y, c)
		_, err2 := DescendLogistic(background, x, y, c)
		if (err == nil) != (err2 == nil) {
			t.Errorf("FitLogistic: %v, DescendLogistic: %v", err, err2)
		}
		return err
	}
	linear := func(x mat.Matrix, y []float64) error { _, err := FitLinear(x, y); return err }
	ridge := func(x mat.Matrix, y []float64, a float64) error { _, err := FitRidge(x, y, a); return err }
	of := func(_ any, err error) error { return err }
	for _, c := range []struct {
		want string
		err  error
	}{
		{"0 rows", fit(nil, nil, Config{})},
		{"0 rows", fit(&mat.Dense{}, nil, Config{})},
		{"1 rows, at least 2", fit(x.Slice(0, 1, 0, 3), y[:1], Config{})},
		{"row 4, column 1 is NaN", fit(with(math.NaN()), y, Config{})},
		{"row 4, column 1 is -Inf", fit(with(math.Inf(-1)), y, Config{})},
		{"row 4, column 1 is 1e+200", fit(with(1e200), y, Config{})},
		{"8 rows and 7 answers", fit(x, y[:7], Config{})},
		{"label y of row 3 is -1; the classes are 0 to 1", fit(x, label(3, -1), Config{})},
		{"label y of row 3 is 2; the classes are 0 to 1", fit(x, label(3, 2), Config{Classes: 2})},
		{"no row has label 2 of the 4 classes", fit(x, label(3, 3), Config{})},
		{"no row has label 1 of the 2 classes", fit(x, make([]int, 8), Config{})},
		{"1000001 classes for 8 rows", fit(x, label(3, 1000000), Config{})},
		{"1 classes for 8 rows", fit(x, y, Config{Classes: 1})},
		{"-3 classes", fit(x, y, Config{Classes: -3})},
		{"C is -1", fit(x, y, Config{C: -1})},
		{"C is NaN", fit(x, y, Config{C: math.NaN()})},
		{"MaxIter is -1", fit(x, y, Config{MaxIter: -1})},
		{"Tol is -1", fit(x, y, Config{Tol: -1})},
		{"Tol is +Inf", fit(x, y, Config{Tol: math.Inf(1)})},
		{"Rate is -1", fit(x, y, Config{Rate: -1})},
		{"Rate is +Inf", fit(x, y, Config{Rate: math.Inf(1)})},
		{"Start is not of 2 classes and 3 columns", fit(x, y, Config{Start: flat})},
		{"Start is not of 2 classes and 3 columns", fit(x, y, Config{Classes: 2, Start: three})},
		{"Start is not of 2 classes", fit(x, y, Config{Start: &Logistic{}})},
		{"Start holds the weight NaN", fit(x, y, Config{Start: nan})},
		{"2501 parameters needs too much memory", of(FitLogistic(background, normals(rng, 4, 2500), []int{0, 1, 0, 1}, Config{Method: &optimize.Newton{}}))},
		{"4 columns, the model has 3", of(m.Predict(normals(rng, 2, 4)))},
		{"0 rows", of(m.Probs(nil))},
		{"row 4, column 1 is NaN", of(m.LogProbs(with(math.NaN())))},
		{"label y of row 0 is 5", of(m.Score(x, label(0, 5)))},
		{"8 rows and 2 answers", of(m.Score(x, y[:2]))},
		{"8 rows and 2 answers", of(m.Accuracy(x, y[:2]))},
		{"4 columns, the model has 3", of(m.Accuracy(normals(rng, 2, 4), y[:2]))},
		{"4 columns, the model has 3", of(m.Score(normals(rng, 2, 4), y[:2]))},
		{"1 columns, the model has 3", of(m.Adjust([]float64{1}, 1, 1))},
		{"0 columns", of(m.Adjust(nil, 1, 1))},
		{"label y of row 0 is 2", of(m.Adjust([]float64{1, 2, 3}, 2, 1))},
		{"the rate is 0", of(m.Adjust([]float64{1, 2, 3}, 1, 0))},
		{"column 1 is NaN", of(m.Adjust([]float64{1, math.NaN(), 3}, 1, 1))},
		{"1 classes on 3 columns", of(NewLogistic(1, 3))},
		{"a boundary can be drawn for 2", of(m.Boundary(Box{0, 1, 0, 1}))},
		{"a boundary can be drawn for 2", of(p.Boundary(Box{0, 1, 0, 1}))},
		{"has no inside", of(flat.Boundary(Box{0, 0, 0, 1}))},
		{"has no inside", of(flat.Boundary(Box{0, 1, math.NaN(), 1}))},
		{"has no inside", of((&Perceptron{W: []float64{1, 2}}).Boundary(Box{0, 1, 0, math.Inf(1)}))},
		{"0 columns", of(NewPerceptron(0))},
		{"4 columns, the model has 3", of(p.Predict(normals(rng, 2, 4)))},
		{"4 columns, the model has 3", of(p.Pass(normals(rng, 2, 4), y[:2], rng))},
		{"label y of row 0 is 2", of(p.Pass(x, label(0, 2), rng))},
		{"no rng", of(p.Pass(x, y, nil))},
		{"2 columns, the model has 3", of(p.Adjust([]float64{1, 2}, 1))},
		{"0 columns", of(p.Adjust(nil, 1))},
		{"label y of row 0 is 9", of(p.Adjust([]float64{1, 2, 3}, 9))},
		{"0 rows", linear(nil, nil)},
		{"row 4, column 1 is NaN", linear(with(math.NaN()), answers)},
		{"4 rows for 3 weights", linear(x.Slice(0, 4, 0, 3), answers[:4])},
		{"8 rows and 7 answers", linear(x, answers[:7])},
		{"answer y of row 2 is NaN", linear(x, []float64{1, 2, math.NaN(), 3, 4, 5, 6, 7})},
		{"column 2 is a linear combination", linear(dependent, answers)},
		{"column 1 is constant", linear(constant, answers)},
		{"column 1 overflow or vanish", linear(with(1e200), answers)},
		{"answers y overflow", linear(x, []float64{1e200, 2, 3, 4, 5, 6, 7, 8})},
		{"alpha is 0", ridge(x, answers, 0)},
		{"alpha is NaN", ridge(x, answers, math.NaN())},
		{"1 rows, at least 2", ridge(x.Slice(0, 1, 0, 3), answers[:1], 1)},
		{"4 columns, the model has 3", of(lin.Predict(normals(rng, 2, 4)))},
		{"4 columns, the model has 3", of(lin.Score(normals(rng, 2, 4), answers[:2]))},
		{"answer y of row 1 is +Inf", of(lin.Score(x.Slice(0, 2, 0, 3), []float64{1, math.Inf(1)}))},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("error %v; want %q", c.err, c.want)
		}
	}
	if !math.IsNaN(m.LogProb([]float64{1}, 0)) || !math.IsNaN(m.LogProb([]float64{1, 2, 3}, 2)) || !math.IsNaN(lin.LogProb([]float64{1}, 0)) {
		t.Error("LogProb of a row of another length, or of no class, is a number")
	}
	if err := ridge(constant, answers, 1); err != nil {
		t.Errorf("a ridge on a constant column: %v", err)
	}
	if err := ridge(dependent, answers, 1); err != nil {
		t.Errorf("a ridge on dependent columns: %v", err)
	}
}

// Columns of the most unequal units, with a penalty that is all for some and nothing for others.
func TestUnits(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 4))
	for _, unit := range []float64{1e-150, 1e-30, 1e-6, 1e6, 1e30, 1e149} {
		for _, c := range []float64{1e-6, 1, 1e6, math.Inf(1)} {
			x, y := drawn(rng, 50, 2, 3)
			x.Apply(func(_, j int, v float64) float64 {
				if j == 0 {
					return unit * v
				}
				return v
			}, x)
			lbfgs, err := FitLogistic(background, x, y, Config{C: c, Tol: 1e-8})
			if err != nil {
				t.Errorf("unit %g, C = %g, L-BFGS: %v", unit, c, err)
				continue
			}
			newton, err := FitLogistic(background, x, y, Config{C: c, Tol: 1e-8, Method: &optimize.Newton{}})
			if err != nil || math.Abs(newton.Objective-lbfgs.Objective) > 1e-12 {
				t.Errorf("unit %g, C = %g: J %v and %v (%v)", unit, c, lbfgs.Objective, newton.Objective, err)
			}
		}
		x, y := drawn(rng, 50, 2, 2)
		x.Scale(unit, x)
		if _, err := DescendLogistic(background, x, y, Config{}); err != nil {
			t.Errorf("unit %g, gradient descent: %v", unit, err)
		}
	}
}
