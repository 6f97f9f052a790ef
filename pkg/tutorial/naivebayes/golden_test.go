package naivebayes

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/reference"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
)

type goldenCase struct {
	X, New [][]float64
	Y      []int
	Fits   []struct {
		Config          Config
		Joint, LogProbs [][]float64
		Predicted       []int
	}
	LogProb []float64
}

var golden struct {
	Gaussian, Bernoulli, Multinomial, Complement, Categorical goldenCase

	Missing struct {
		X         [][]*float64
		Y         []int
		Mean, Var [][]float64
	}
	Iris struct {
		Train, Test     []int
		Joint           [][]float64
		Wrong, AllWrong int
		LogLoss         float64
	}
	Digits map[string]struct {
		Accuracy float64
		Joint    [][]float64
	}
	Calibration struct {
		P, Right, Mean []float64
		Y              []int
		LogLoss        float64
	}
	Words struct {
		Texts  [][]string
		Words  []string
		Counts [][]float64
	}
}

func init() { reference.Read(&golden) }

// fits are the five models' fits, all to be called alike.
var fits = map[string]func(mat.Matrix, []int, Config) (updater, error){
	"gaussian":    func(x mat.Matrix, y []int, cfg Config) (updater, error) { return FitGaussian(x, y, cfg) },
	"bernoulli":   func(x mat.Matrix, y []int, cfg Config) (updater, error) { return FitBernoulli(x, y, cfg) },
	"multinomial": func(x mat.Matrix, y []int, cfg Config) (updater, error) { return FitMultinomial(x, y, cfg) },
	"complement":  func(x mat.Matrix, y []int, cfg Config) (updater, error) { return FitComplement(x, y, cfg) },
	"categorical": func(x mat.Matrix, y []int, cfg Config) (updater, error) { return FitCategorical(x, y, cfg) },
}

type updater interface {
	Classifier
	Update(x mat.Matrix, y []int) error
}

// near wants all numbers of a matrix within 1e-9 of those of another implementation.
func near(t *testing.T, what string, got mat.Matrix, want [][]float64) {
	t.Helper()
	n, k := got.Dims()
	if n != len(want) || k != len(want[0]) {
		t.Fatalf("%s: %d × %d, want %d × %d", what, n, k, len(want), len(want[0]))
	}
	for i, row := range want {
		for j, v := range row {
			reference.Near(t, fmt.Sprintf("%s, row %d, column %d", what, i, j), got.At(i, j), v, 1e-9)
		}
	}
}

// joints gives LogJoint of every row.
func joints(m Classifier, x *mat.Dense) *mat.Dense {
	n, _ := x.Dims()
	out := mat.NewDense(n, m.Classes(), nil)
	for i := range n {
		m.LogJoint(out.RawRowView(i), x.RawRowView(i))
	}
	return out
}

func TestModelsEqualScikitLearn(t *testing.T) {
	for name, g := range map[string]goldenCase{
		"gaussian": golden.Gaussian, "bernoulli": golden.Bernoulli, "multinomial": golden.Multinomial,
		"complement": golden.Complement, "categorical": golden.Categorical,
	} {
		x, asked := reference.Dense(g.X), reference.Dense(g.New)
		for i, want := range g.Fits {
			what := fmt.Sprintf("%s, fit %d", name, i)
			m, err := fits[name](x, g.Y, want.Config)
			if err != nil {
				t.Errorf("%s: %v", what, err)
				continue
			}
			near(t, what+", joint", joints(m, asked), want.Joint)
			logProbs, err := m.LogProbs(asked)
			if err != nil {
				t.Fatal(err)
			}
			near(t, what+", log-probabilities", logProbs, want.LogProbs)
			if p, err := m.Predict(asked); err != nil || !slices.Equal(p, want.Predicted) {
				t.Errorf("%s: predicted %v, error %v; want %v", what, p, err, want.Predicted)
			}
		}
	}
}

// The probability of counts, with the orders of the words, is scipy's.
func TestMultinomialLogProb(t *testing.T) {
	g := golden.Multinomial
	m, err := FitMultinomial(reference.Dense(g.X), g.Y, Config{Alpha: 1})
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range g.New {
		reference.Near(t, fmt.Sprint("row ", i), m.LogProb(row), g.LogProb[i], 1e-9)
	}
	if v := m.LogProb([]float64{0.5, 1, 1, 1, 1, 1}); !math.IsInf(v, -1) {
		t.Errorf("half a word: %g, want -Inf", v)
	}
}

// Means and variances leave out what is missing, as numpy's nanmean and nanvar do.
func TestGaussianMissing(t *testing.T) {
	g := golden.Missing
	x := mat.NewDense(len(g.X), len(g.X[0]), nil)
	for i, row := range g.X {
		for j, v := range row {
			if v == nil {
				x.Set(i, j, math.NaN())
			} else {
				x.Set(i, j, *v)
			}
		}
	}
	m, err := FitGaussian(x, g.Y, Config{})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "mean", m.Mu, g.Mean)
	near(t, "variance", m.Sigma2, g.Var)
}

func wrong(t *testing.T, m Classifier, s *dataset.Samples) int {
	t.Helper()
	accuracy, err := m.Accuracy(s.X, s.Labels)
	if err != nil {
		t.Fatal(err)
	}
	return int(math.Round(float64(s.Len()) * (1 - accuracy)))
}

// scikit-learn's documentation: 4 of 75 irises wrong.
func TestIris(t *testing.T) {
	g := golden.Iris
	all, err := dataset.Iris()
	if err != nil {
		t.Fatal(err)
	}
	train, err := all.Rows(g.Train)
	if err != nil {
		t.Fatal(err)
	}
	test, err := all.Rows(g.Test)
	if err != nil {
		t.Fatal(err)
	}
	half, err := FitGaussian(train.X, train.Labels, Config{})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "joint", joints(half, test.X), g.Joint)
	if n := wrong(t, half, test); n != 4 || g.Wrong != 4 {
		t.Errorf("%d of 75 wrong, scikit-learn %d; want 4", n, g.Wrong)
	}
	full, err := FitGaussian(all.X, all.Labels, Config{})
	if err != nil {
		t.Fatal(err)
	}
	if n := wrong(t, full, all); n != 6 || g.AllWrong != 6 {
		t.Errorf("%d of 150 wrong, scikit-learn %d; want 6", n, g.AllWrong)
	}
	logProbs, err := full.LogProbs(all.X)
	if err != nil {
		t.Fatal(err)
	}
	loss, err := LogLoss(logProbs, all.Labels)
	if err != nil {
		t.Fatal(err)
	}
	reference.Near(t, "log-loss", loss, g.LogLoss, 1e-9)
	reference.Near(t, "known log-loss", loss, 0.111249, 5e-7)
}

func TestDigits(t *testing.T) {
	all, err := dataset.Digits()
	if err != nil {
		t.Fatal(err)
	}
	train, test, err := all.Split(all.Len() / 2)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]float64{"gaussian": 0.8076, "bernoulli": 0.8509, "multinomial": 0.8565}
	values := make([]int, all.D())
	for j := range values {
		values[j] = 17
	}
	for name, g := range golden.Digits {
		m, err := fits[name](train.X, train.Labels, Config{Alpha: 1, Threshold: 7.5, Values: values})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		near(t, name, joints(m, mat.DenseCopyOf(test.X.Slice(0, len(g.Joint), 0, test.D()))), g.Joint)
		accuracy, err := m.Accuracy(test.X, test.Labels)
		if err != nil {
			t.Fatal(err)
		}
		reference.Near(t, name+", accuracy", accuracy, g.Accuracy, 1e-12)
		if want, ok := known[name]; ok {
			reference.Near(t, name+", known accuracy", accuracy, want, 5e-5)
		}
	}
}

func TestReliabilityEqualsScikitLearn(t *testing.T) {
	g := golden.Calibration
	happened, logProbs := make([]bool, len(g.P)), mat.NewDense(len(g.P), 2, nil)
	for i, p := range g.P {
		happened[i] = g.Y[i] == 1
		p = min(max(p, 1e-12), 1-1e-12)
		logProbs.SetRow(i, []float64{math.Log1p(-p), math.Log(p)})
	}
	bins, err := Reliability(g.P, happened, 10)
	if err != nil {
		t.Fatal(err)
	}
	full, sum := slices.DeleteFunc(slices.Clone(bins), func(b Bin) bool { return b.Count == 0 }), 0.0
	if len(bins) != 10 || len(full) != len(g.Mean) {
		t.Fatalf("%d bins, %d of them with rows; want 10, %d", len(bins), len(full), len(g.Mean))
	}
	for i, b := range full {
		reference.Near(t, fmt.Sprint("mean ", i), b.Mean, g.Mean[i], 1e-9)
		reference.Near(t, fmt.Sprint("right ", i), b.Right, g.Right[i], 1e-9)
		sum += float64(b.Count) / float64(len(g.P)) * math.Abs(g.Right[i]-g.Mean[i])
	}
	reference.Near(t, "calibration error", CalibrationError(bins), sum, 1e-12)
	loss, err := LogLoss(logProbs, g.Y)
	if err != nil {
		t.Fatal(err)
	}
	reference.Near(t, "log-loss", loss, g.LogLoss, 1e-9)
}

func TestVocabularyEqualsScikitLearn(t *testing.T) {
	g := golden.Words
	v, err := NewVocabulary(g.Texts, 2)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(v.Words, g.Words) {
		t.Errorf("words %v, want %v", v.Words, g.Words)
	}
	x, err := v.Counts(g.Texts)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "counts", x, g.Counts)
}
