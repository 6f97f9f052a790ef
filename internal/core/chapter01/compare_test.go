//go:build core

package chapter01

import (
	"context"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/model"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/internal/core"
	"github.com/vaebook/vaebook/internal/core/same"
	"github.com/vaebook/vaebook/pkg/tutorial/autoencoder"
	"github.com/vaebook/vaebook/pkg/tutorial/cluster"
	"github.com/vaebook/vaebook/pkg/tutorial/kde"
	"github.com/vaebook/vaebook/pkg/tutorial/reduce"
	"github.com/vaebook/vaebook/pkg/tutorial/supervised"
)

// TestEveryCellIsCompared: what the notebook declares is what is compared below.
func TestEveryCellIsCompared(t *testing.T) {
	declared := strings.Split(os.Getenv(core.EnvFunctions), ",")
	compared := []string{"Sigmoid", "Adjust", "Assign", "Move", "Principal", "Encoder", "Decoder", "Histogram", "KDE"}
	slices.Sort(declared)
	slices.Sort(compared)
	if !slices.Equal(declared, compared) {
		t.Errorf("the core cells declare %v, compared are %v", declared, compared)
	}
}

// normal is n×d numbers ~ N(0, 1), around three places.
func normal(n, d int, seed uint64) *mat.Dense {
	r := rand.New(rand.NewPCG(1, seed))
	x := mat.NewDense(n, d, nil)
	x.Apply(func(i, j int, _ float64) float64 { return r.NormFloat64() + float64(3*(i%3)*(j+1)) }, x)
	return x
}

func near(t *testing.T, what string, got, want []float64, tol float64) {
	t.Helper()
	if !floats.EqualApprox(got, want, tol) {
		t.Errorf("%s: the cell gives %v, the library %v", what, got, want)
	}
}

func TestAdjust(t *testing.T) {
	x := normal(30, 4, 1)
	m, err := supervised.NewLogistic(2, 4)
	if err != nil {
		t.Fatal(err)
	}
	w, b := make([]float64, 4), 0.0
	for i := range 30 {
		y, row := i%2, x.RawRowView(i)
		near(t, "Sigmoid", []float64{Sigmoid(floats.Dot(w, row) + b)}, []float64{math.Exp(m.LogProb(row, 1))}, 1e-12)
		w, b = Adjust(w, b, row, float64(y), 0.3)
		if _, err := m.Adjust(row, y, 0.3); err != nil {
			t.Fatal(err)
		}
		near(t, "Adjust", append(slices.Clone(w), b), append(slices.Clone(m.W.RawRowView(0)), m.B[0]), 1e-12)
	}
}

// Assign and Move walk the library's iteration, and an empty cluster stays where it is.
func TestLloyd(t *testing.T) {
	x := normal(90, 2, 2)
	centres := mat.NewDense(3, 2, []float64{0, 0, 1, 0, 0, 1})
	_, err := cluster.FitKMeans(context.Background(), x, cluster.Config{Centres: mat.DenseCopyOf(centres), Each: func(s cluster.Step) {
		labels := Assign(x, centres)
		if !slices.Equal(labels, s.Labels) {
			t.Errorf("iteration %d: other labels", s.Iteration)
		}
		near(t, "Move", centres.RawMatrix().Data, s.Centres.RawMatrix().Data, 1e-9)
		centres = Move(x, labels, centres)
	}})
	if err != nil {
		t.Fatal(err)
	}
	far := mat.NewDense(2, 2, []float64{0, 0, 1e6, 1e6})
	if moved := Move(x, Assign(x, far), far); moved.At(1, 0) != 1e6 || moved.At(1, 1) != 1e6 {
		t.Errorf("an empty cluster moved to %v", moved.RawRowView(1))
	}
}

func TestPrincipal(t *testing.T) {
	x := normal(50, 4, 3)
	pca, err := reduce.FitPCA(x, 4)
	if err != nil {
		t.Fatal(err)
	}
	lambda, v := Principal(x)
	near(t, "Principal, eigenvalues", lambda, pca.Variance, 1e-9*pca.Total)
	for k := range 4 {
		if cosine := floats.Dot(v.RawRowView(k), pca.Components.RawRowView(k)); math.Abs(math.Abs(cosine)-1) > 1e-9 {
			t.Errorf("Principal, component %d: cosine %v to the library's", k, cosine)
		}
	}
}

func TestNetworks(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 4))
	table := func(rows, columns int) [][]float32 {
		out := make([][]float32, rows)
		for i := range out {
			for range columns {
				out[i] = append(out[i], float32(r.NormFloat64()))
			}
		}
		return out
	}
	wrap := func(f func(*model.Scope, *graph.Node) *graph.Node) same.Function {
		return func(s *model.Scope, in []*graph.Node) []*graph.Node { return []*graph.Node{f(s, in[0])} }
	}
	params := map[string]any{autoencoder.ParamHidden: []int{256}, autoencoder.ParamCode: 8, autoencoder.ParamRow: 784,
		activation.ParamActivation: "swish"}
	t.Setenv(core.EnvFunctions, "Encoder,Decoder") // the others are compared here
	same.Pairs(t, map[string]same.Pair{
		"Encoder": {Cell: wrap(Encoder), Library: wrap(autoencoder.Encoder), Inputs: []any{table(5, 784)}, Params: params},
		"Decoder": {Cell: wrap(Decoder), Library: wrap(autoencoder.Decoder), Inputs: []any{table(5, 8)}, Params: params},
	})
}

func TestHistogram(t *testing.T) {
	xs := mat.Col(nil, 0, normal(60, 1, 5))
	slices.Sort(xs)
	const edge, h = -4.0, 0.8
	dividers := floats.Span(make([]float64, 20), edge, edge+19*h)
	p := Histogram(xs, edge, h)
	for i, count := range stat.Histogram(nil, dividers, xs, nil) {
		near(t, "Histogram", []float64{p(edge + (float64(i)+0.5)*h)}, []float64{count / (60 * h)}, 1e-12)
	}
}

func TestKDE(t *testing.T) {
	x := normal(60, 1, 6)
	library, err := kde.New(x, kde.Gaussian, 0.7)
	if err != nil {
		t.Fatal(err)
	}
	p := KDE(mat.Col(nil, 0, x), 0.7)
	for _, at := range []float64{-3, 0, 1.7, 9} {
		near(t, "KDE", []float64{p(at)}, []float64{math.Exp(library.LogProb([]float64{at}))}, 1e-12)
	}
}
