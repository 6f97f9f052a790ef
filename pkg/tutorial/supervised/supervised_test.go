package supervised

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

var background = context.Background()

// normals is n×d standard normal noise.
func normals(rng *rand.Rand, n, d int) *mat.Dense {
	m := mat.NewDense(n, d, nil)
	for i := range m.RawMatrix().Data {
		m.RawMatrix().Data[i] = rng.NormFloat64()
	}
	return m
}

// drawn gives n rows of d numbers and classes drawn from a random softmax on them.
func drawn(rng *rand.Rand, n, d, k int) (*mat.Dense, []int) {
	x, w, y := normals(rng, n, d), normals(rng, k, d), make([]int, n)
	for i := range y {
		s := make([]float64, k)
		for j := range s {
			s[j] = floats.Dot(w.RawRowView(j), x.RawRowView(i)) - math.Log(rng.ExpFloat64())
		}
		y[i] = floats.MaxIdx(s)
		if i < k {
			y[i] = i // each class has a row
		}
	}
	return x, y
}

// Least squares is the maximum of the likelihood: any other w, b or σ² makes the answers less probable.
func TestLeastSquaresIsMaximumLikelihood(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 3))
	for range 30 {
		n, d := 12+rng.IntN(40), 1+rng.IntN(4)
		x, y := normals(rng, n, d), make([]float64, n)
		for i := range y {
			y[i] = 2*x.At(i, 0) + 1 + rng.NormFloat64()
		}
		m, err := FitLinear(x, y)
		if err != nil {
			t.Fatal(err)
		}
		best, err := m.Score(x, y)
		if err != nil || best.Kind != score.Exact || best.Measure != score.Lebesgue {
			t.Fatalf("%v, %v", best, err)
		}
		// At the maximum: −n/2 (log 2πσ² + 1).
		if want := -0.5 * (math.Log(2*math.Pi*m.Sigma2) + 1); math.Abs(best.Mean-want) > 1e-12 {
			t.Errorf("mean log p %v, want %v", best.Mean, want)
		}
		near, err := m.Predict(x)
		if err != nil || math.Abs(stat.Mean(near, nil)-stat.Mean(y, nil)) > 1e-12 {
			t.Errorf("the means of y and of its prediction differ (%v)", err)
		}
		for range 20 {
			other := Linear{W: slices.Clone(m.W), B: m.B + 0.1*rng.NormFloat64(), Sigma2: m.Sigma2 * math.Exp(0.1*rng.NormFloat64())}
			other.W[rng.IntN(d)] += 0.1 * rng.NormFloat64()
			if s, err := other.Score(x, y); err != nil || s.Mean >= best.Mean {
				t.Fatalf("another model has mean log p %v, the fitted %v (%v)", s.Mean, best.Mean, err)
			}
		}
	}
}

// The ridge goes from least squares to a constant as alpha grows, and its weights only shrink.
func TestRidgeShrinks(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 3))
	x, y := normals(rng, 30, 3), make([]float64, 30)
	for i := range y {
		y[i] = x.At(i, 0) - x.At(i, 2) + rng.NormFloat64()
	}
	ls, err := FitLinear(x, y)
	if err != nil {
		t.Fatal(err)
	}
	last := math.Inf(1)
	for _, alpha := range []float64{1e-9, 0.1, 1, 10, 1e3, 1e9} {
		m, err := FitRidge(x, y, alpha)
		if err != nil {
			t.Fatal(err)
		}
		length := floats.Norm(m.W, 2)
		if length >= last || m.Sigma2 < ls.Sigma2*(1-1e-12) {
			t.Errorf("alpha %v: ‖w‖ %v after %v, σ² %v", alpha, length, last, m.Sigma2)
		}
		last = length
		if alpha == 1e-9 && !floats.EqualApprox(m.W, ls.W, 1e-9) {
			t.Errorf("alpha → 0: %v, least squares %v", m.W, ls.W)
		}
	}
	// More columns than rows, and a column twice: the ridge shares the weight.
	wide := normals(rng, 4, 9)
	wide.SetCol(8, mat.Col(nil, 0, wide))
	m, err := FitRidge(wide, y[:4], 1)
	if err != nil || math.Abs(m.W[0]-m.W[8]) > 1e-12 {
		t.Errorf("weights of equal columns %v, %v (%v)", m.W[0], m.W[8], err)
	}
}

func TestProbabilitiesSumToOne(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for _, k := range []int{2, 3, 7} {
		m, err := NewLogistic(k, 4)
		if err != nil {
			t.Fatal(err)
		}
		scale := 300.0 // beyond what a probability can hold
		m.W.Apply(func(int, int, float64) float64 { return scale * rng.NormFloat64() }, m.W)
		x := normals(rng, 50, 4)
		p, err := m.Probs(x)
		if err != nil {
			t.Fatal(err)
		}
		predicted, err := m.Predict(x)
		if err != nil {
			t.Fatal(err)
		}
		s, err := m.Score(x, predicted)
		if err != nil || s.Kind != score.Exact || s.Measure != score.Counting {
			t.Errorf("%v, %v", s, err)
		}
		for i := range 50 {
			row := p.RawRowView(i)
			if sum := floats.Sum(row); math.Abs(sum-1) > 1e-12 || predicted[i] != floats.MaxIdx(row) {
				t.Errorf("K = %d: probabilities %v sum to %v, predicted %d", k, row, sum, predicted[i])
			}
			for c := range k {
				if logP := m.LogProb(x.RawRowView(i), c); math.IsNaN(logP) || math.IsInf(logP, 0) || logP > 0 {
					t.Errorf("K = %d: log p = %v", k, logP)
				}
			}
			if s.LogP[i] < -math.Log(float64(k)) {
				t.Errorf("K = %d: the likeliest class has log p %v", k, s.LogP[i])
			}
		}
	}
}

// The gradient and the second derivatives are those of J, by finite differences, in both layouts of the columns.
func TestDerivatives(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 3))
	for _, k := range []int{2, 3} {
		x, y := drawn(rng, 300, 2, k)
		mean, scale, err := scales(x)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range []*objective{newObjective(x, y, k, 0.3, nil, nil), newObjective(x, y, k, 0.3, mean, scale)} {
			theta := normals(rng, 1, o.size()).RawRowView(0)
			f := func(theta []float64) float64 { return o.eval(theta).value }
			want := fd.Gradient(nil, f, theta, &fd.Settings{Formula: fd.Central})
			if got := o.eval(theta).grad; !floats.EqualApprox(got, want, 1e-7) {
				t.Errorf("K = %d: gradient %v, want %v", k, got, want)
			}
			h, want2 := mat.NewSymDense(o.size(), nil), mat.NewDense(o.size(), o.size(), nil)
			o.hessian(h, theta)
			fd.Jacobian(want2, func(g, theta []float64) { copy(g, o.eval(theta).grad) }, theta, &fd.JacobianSettings{Formula: fd.Central})
			d := o.rows.D + 1
			for i := range o.size() {
				for j := i; j < o.size(); j++ {
					extra := 0.0 // what hessian adds to make it positive definite
					if k > 2 && i%d == j%d {
						extra = 1 / float64(k)
					}
					if math.Abs(h.At(i, j)-extra-want2.At(i, j)) > 1e-7 {
						t.Errorf("K = %d: ∂²J/∂%d∂%d is %v, want %v", k, i, j, h.At(i, j)-extra, want2.At(i, j))
					}
				}
			}
			again := o.theta(o.model(theta))
			if a, b := o.eval(again).value, o.eval(theta).value; k == 2 && math.Abs(a-b) > 1e-12 {
				t.Errorf("theta → model → theta: J %v, want %v", a, b)
			}
		}
	}
}

// Gradient descent with its own rate never rises, and ends where L-BFGS does.
func TestDescent(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 3))
	for _, k := range []int{2, 4} {
		x, y := drawn(rng, 200, 2, k)
		last, steps := math.Inf(1), 0
		m, err := DescendLogistic(background, x, y, Config{Tol: 1e-7, MaxIter: 100000, Each: func(s Step) {
			if s.Objective > last*(1+1e-14) || s.Iteration != steps {
				t.Fatalf("step %d, the %dth: J %v after %v", s.Iteration, steps, s.Objective, last)
			}
			last = s.Objective
			steps++
		}})
		if err != nil || !m.Converged || m.Iterations != steps-1 || m.Objective != last {
			t.Fatalf("%+v, %v after %d calls", m, err, steps)
		}
		want, err := FitLogistic(background, x, y, Config{Tol: 1e-10})
		if err != nil {
			t.Fatal(err)
		}
		if !mat.EqualApprox(m.W, want.W, 1e-4) || !floats.EqualApprox(m.B, want.B, 1e-4) {
			t.Errorf("K = %d: gradient descent %v, L-BFGS %v", k, mat.Formatted(m.W), mat.Formatted(want.W))
		}
		// The first step from 0, by the formula of the doc comment.
		one, err := DescendLogistic(background, x, y, Config{Rate: 0.5, MaxIter: 1})
		if err != nil {
			t.Fatal(err)
		}
		g := 0.0 // ∂J/∂w of the last class, column 0, where every class has probability 1/K
		for i, class := range y {
			p := 1 / float64(k)
			if class == k-1 {
				p--
			}
			g += p * x.At(i, 0) / 200
		}
		rows, _ := one.W.Dims()
		if got := one.W.At(rows-1, 0); math.Abs(got+0.5*g) > 1e-14 || one.Converged {
			t.Errorf("K = %d: the first step gives %v, want %v", k, got, -0.5*g)
		}
	}
}

// Each sees every step of L-BFGS, the first and the last included; a start at the end has no step.
func TestEachAndStart(t *testing.T) {
	x, y := drawn(rand.New(rand.NewPCG(6, 3)), 150, 3, 3)
	var steps []Step
	m, err := FitLogistic(background, x, y, Config{Tol: 1e-8, Each: func(s Step) { steps = append(steps, s) }})
	if err != nil {
		t.Fatal(err)
	}
	last := steps[len(steps)-1]
	if len(steps) != m.Iterations+1 || last.Objective != m.Objective || !mat.Equal(last.Model.W, m.W) || last.Gradient >= 1e-8 {
		t.Errorf("%d calls for %d steps; the last %+v", len(steps), m.Iterations, last)
	}
	if math.Abs(steps[0].Objective-math.Log(3)) > 1e-12 || mat.Max(steps[0].Model.W) != 0 {
		t.Errorf("it starts at J = %v, want log 3", steps[0].Objective)
	}
	accuracy, err := m.Accuracy(x, y)
	if err != nil || math.Abs(accuracy-float64(150-last.Wrong)/150) > 1e-12 {
		t.Errorf("accuracy %v, %d wrong (%v)", accuracy, last.Wrong, err)
	}
	again, err := FitLogistic(background, x, y, Config{Tol: 1e-7, Start: m})
	if err != nil || again.Iterations != 0 || !mat.EqualApprox(again.W, m.W, 1e-12) {
		t.Errorf("from the end: %+v, %v", again, err)
	}
	if sum := mat.Sum(m.W); math.Abs(sum) > 1e-12 || math.Abs(floats.Sum(m.B)) > 1e-12 {
		t.Errorf("the weights sum to %v, %v", sum, floats.Sum(m.B))
	}
	shifted := &Logistic{W: mat.DenseCopyOf(m.W), B: slices.Clone(m.B)}
	floats.AddConst(7, shifted.B)
	again, err = FitLogistic(background, x, y, Config{Tol: 1e-7, Start: shifted, Method: &optimize.Newton{}})
	if err != nil || again.Iterations != 0 {
		t.Errorf("from a start with shifted intercepts: %d steps, %v", again.Iterations, err)
	}
}

// Every gradient-based method of gonum/optimize comes to the same minimum; processors change nothing.
func TestMethods(t *testing.T) {
	x, y := drawn(rand.New(rand.NewPCG(7, 3)), 3000, 3, 2)
	want, err := FitLogistic(background, x, y, Config{Tol: 1e-10, Method: &optimize.Newton{}})
	if err != nil {
		t.Fatal(err)
	}
	for name, method := range map[string]optimize.Method{"BFGS": &optimize.BFGS{}, "CG": &optimize.CG{}, "descent": &optimize.GradientDescent{}} {
		m, err := FitLogistic(background, x, y, Config{Method: method})
		if err != nil || !mat.EqualApprox(m.W, want.W, 1e-4) {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
	}
	before := runtime.GOMAXPROCS(1)
	one, err := FitLogistic(background, x, y, Config{})
	runtime.GOMAXPROCS(5)
	many, err2 := FitLogistic(background, x, y, Config{})
	runtime.GOMAXPROCS(before)
	if err != nil || err2 != nil || !mat.Equal(one.W, many.W) {
		t.Errorf("one processor %v, five %v (%v, %v)", one.W, many.W, err, err2)
	}
}

func TestCancelled(t *testing.T) {
	x, y := drawn(rand.New(rand.NewPCG(8, 3)), 500, 3, 3)
	for name, fit := range map[string]func(context.Context, mat.Matrix, []int, Config) (*Logistic, error){"fit": FitLogistic, "descend": DescendLogistic} {
		ctx, cancel := context.WithCancel(background)
		m, err := fit(ctx, x, y, Config{Tol: 1e-12, Each: func(s Step) {
			if s.Iteration == 3 {
				cancel()
			}
		}})
		if !errors.Is(err, context.Canceled) || m == nil || m.Converged || m.Iterations < 3 || m.Iterations > 4 || m.Objective >= math.Log(3) {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
	}
}

// Adjust is the step of the formula, and many of them approach the minimum without penalty.
func TestAdjust(t *testing.T) {
	m, _ := NewLogistic(3, 2)
	p, err := m.Adjust([]float64{2, -1}, 1, 0.3)
	if err != nil || math.Abs(p-1.0/3) > 1e-15 {
		t.Fatalf("p = %v, %v", p, err)
	}
	want := mat.NewDense(3, 2, []float64{-.2, .1, .4, -.2, -.2, .1})
	if !mat.EqualApprox(m.W, want, 1e-15) || !floats.EqualApprox(m.B, []float64{-.1, .2, -.1}, 1e-15) {
		t.Errorf("weights %v, %v", mat.Formatted(m.W), m.B)
	}
	rng := rand.New(rand.NewPCG(9, 3))
	x, y := drawn(rng, 400, 2, 2)
	best, err := FitLogistic(background, x, y, Config{C: math.Inf(1)})
	if err != nil {
		t.Fatal(err)
	}
	m, _ = NewLogistic(2, 2)
	for pass := range 60 {
		for _, i := range rng.Perm(400) {
			if _, err := m.Adjust(x.RawRowView(i), y[i], 1/float64(2+pass)); err != nil {
				t.Fatal(err)
			}
		}
	}
	s, err := m.Score(x, y)
	if err != nil || -s.Mean > best.Objective*1.01 {
		t.Errorf("one by one: %v, all together: %v (%v)", -s.Mean, best.Objective, err)
	}
}
