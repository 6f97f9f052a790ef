package energy

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// ScoreMatching is Hyvärinen's objective for the rows of x (n × d), by which a θ is judged without Z:
//
//	J(θ) = mean( ½‖∇x log p_θ‖² + Δx log p_θ ) = mean( ½‖∇x E_θ‖² − Δx E_θ )
//
// Up to a constant its mean over the data's distribution is ½ E‖∇x log p_θ − ∇x log p_data‖²: it is lowest where the slopes of
// the two agree everywhere (Hyvärinen 2005, theorem 1, for densities that vanish far out).
//
// Errors: a theta that the model refuses, data that are empty or not finite, a slope that is not finite.
func ScoreMatching(m Model, theta []float64, x mat.Matrix) (j float64, err error) {
	defer caught(&err)
	if err := checkTheta(m, theta); err != nil {
		return 0, err
	}
	if err := checkData(m, x); err != nil {
		return 0, err
	}
	n, _ := x.Dims()
	for i := range n {
		row := mat.Row(nil, i, x)
		v := mismatch(m, theta, row)
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return 0, fmt.Errorf("energy: row %d: the slope or curvature of the energy is not finite at x = %.6g; the energy must be smooth in x", i, row)
		}
		j += v / float64(n)
	}
	return j, nil
}

// mismatch is the term of J of one row, ½‖∇x E‖² − Δx E.
func mismatch(m Model, theta, x []float64) float64 {
	g := make([]float64, len(x))
	m.GradX(g, x, theta)
	return floats.Dot(g, g)/2 - m.LaplaceX(x, theta)
}

// FitScore finds the θ with the lowest [ScoreMatching] for the rows of x (n × d). No integral is needed, and no samples. Where the
// energy is linear, E = Σ_j θ_j f_j(x), J is a parabola and start is not used:
//
//	J(θ) = ½ θᵀAθ − bᵀθ,   A_jl = mean( ∇f_j · ∇f_l ),   b_j = mean( Δf_j )          θ = A⁻¹ b
//
// Otherwise J is searched from start, by Nelder and Mead's method. StdErr is that of [FitCD], with g_i = A_i θ − b_i.
//
// It is blind for the masses of far-apart hills, as the slope at a hill says nothing of how high it is; what it finds rests on the
// few rows between them. Where there are next to none, Theta is chance, and StdErr, which takes many such rows for granted, too small.
//
// Errors: those of ScoreMatching, rows that do not determine θ, a θ without density (the fit comes with the error), ctx's end.
func FitScore(ctx context.Context, m Model, x mat.Matrix, start []float64) (fit Fit, err error) {
	defer caught(&err)
	if m == nil {
		return fit, checkTheta(m, start)
	}
	if err := checkData(m, x); err != nil {
		return fit, err
	}
	if err := ctx.Err(); err != nil {
		return fit, fmt.Errorf("energy: stopped before the fit: %w", err)
	}
	if m.Linear() {
		return fitParabola(m, x)
	}
	if _, err := ScoreMatching(m, start, x); err != nil {
		return fit, err
	}
	return searchScore(ctx, m, x, start)
}

// fitParabola solves A θ = b.
func fitParabola(m Model, x mat.Matrix) (fit Fit, err error) {
	n, d := x.Dims()
	k := m.Params()
	a, b := mat.NewSymDense(k, nil), make([]float64, k)
	as, bs := make([]*mat.SymDense, n), mat.NewDense(n, k, nil) // the terms of each row
	unit, grad := mat.NewDense(k, k, nil), mat.NewDense(k, d, nil)
	for j := range k {
		unit.Set(j, j, 1) // f_j is the energy at θ = (0 … 1 … 0)
	}
	for i := range n {
		row := mat.Row(nil, i, x)
		for j := range k {
			m.GradX(grad.RawRowView(j), row, unit.RawRowView(j))
			bs.Set(i, j, m.LaplaceX(row, unit.RawRowView(j)))
		}
		as[i] = mat.NewSymDense(k, nil)
		as[i].SymOuterK(1, grad)
		a.AddSym(a, as[i])
		floats.Add(b, bs.RawRowView(i))
	}
	a.ScaleSym(1/float64(n), a)
	floats.Scale(1/float64(n), b)
	if v := mat.Sum(a) + floats.Sum(b); math.IsNaN(v) || math.IsInf(v, 0) {
		return fit, fmt.Errorf("energy: the slope or curvature of the energy is not finite at some row; the energy must be smooth in x")
	}
	if fit.Theta, err = solve(a, b); err != nil {
		return fit, err
	}
	for i := range n {
		g := bs.RowView(i).(*mat.VecDense)
		var at mat.VecDense
		at.MulVec(as[i], mat.NewVecDense(k, fit.Theta))
		g.SubVec(&at, g)
	}
	fit.StdErr = stdErr(a, bs)
	return fit, checkTheta(m, fit.Theta)
}

// searchScore looks for the lowest J from start.
func searchScore(ctx context.Context, m Model, x mat.Matrix, start []float64) (fit Fit, err error) {
	mean := func(t []float64) float64 {
		j, err := ScoreMatching(m, t, x)
		if err != nil {
			return math.Inf(1)
		}
		return j
	}
	problem := optimize.Problem{Func: mean, Status: func() (optimize.Status, error) {
		if ctx.Err() != nil {
			return optimize.Failure, ctx.Err()
		}
		return optimize.NotTerminated, nil
	}}
	settings := &optimize.Settings{Concurrent: 1, MajorIterations: 10000, Converger: &optimize.FunctionConverge{Absolute: 1e-13, Iterations: 50}}
	result, err := optimize.Minimize(problem, start, settings, &optimize.NelderMead{})
	if err != nil {
		return fit, fmt.Errorf("energy: no lowest J was found: %w", err)
	}
	fit.Theta = result.X
	n, _ := x.Dims()
	var a mat.SymDense
	fd.Hessian(&a, mean, fit.Theta, &fd.Settings{Formula: fd.Central, Step: 1e-3})
	g := mat.NewDense(n, len(start), nil)
	for i := range n {
		row := mat.Row(nil, i, x)
		fd.Gradient(g.RawRowView(i), func(t []float64) float64 { return mismatch(m, t, row) }, fit.Theta, &fd.Settings{Formula: fd.Central})
	}
	fit.StdErr = stdErr(&a, g)
	return fit, nil
}
