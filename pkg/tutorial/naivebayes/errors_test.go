package naivebayes

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// wants an error that says so.
func wants(t *testing.T, what string, err error, says string) {
	t.Helper()
	if err == nil || !strings.HasPrefix(err.Error(), "naivebayes: ") && !strings.HasPrefix(err.Error(), "density: ") || !strings.Contains(err.Error(), says) {
		t.Errorf("%s: error %v; want %q", what, err, says)
	}
}

var all = []string{"gaussian", "bernoulli", "multinomial", "complement", "categorical"}

func TestFitErrors(t *testing.T) {
	four := []float64{0, 1, 1, 0, 1, 2, 0, 0}
	at := func(v float64) *mat.Dense {
		x := mat.NewDense(4, 2, append([]float64{}, four...))
		x.Set(2, 1, v)
		return x
	}
	good, y, one := at(2), []int{0, 1, 0, 1}, Config{Alpha: 1}
	takesNaN, counting := []string{"gaussian", "bernoulli", "categorical"}, []string{"multinomial", "complement"}
	for _, c := range []struct {
		what   string
		models []string
		x      mat.Matrix
		y      []int
		cfg    Config
		says   string
	}{
		{"no matrix", all, nil, y, one, "0 rows"},
		{"nil matrix", all, (*mat.Dense)(nil), y, one, "0 rows"},
		{"empty", all, &mat.Dense{}, nil, one, "0 rows"},
		{"short labels", all, good, y[:3], one, "4 rows and 3 labels"},
		{"no labels", all, good, nil, one, "0 labels"},
		{"negative label", all, good, []int{0, 1, -1, 0}, one, "label y of row 2 is -1"},
		{"large label", all, good, []int{0, 1, 2, 0}, Config{Classes: 2}, "label y of row 2 is 2; the classes are 0 to 1"},
		{"huge label", all, good, []int{0, 1, 1 << 60, 0}, one, "classes for 4 rows"},
		{"negative classes", all, good, y, Config{Classes: -1}, "-1 classes"},
		{"class without rows", all, good, []int{0, 2, 0, 2}, one, "class 1 of 3 has no row"},
		{"class asked for without rows", all, good, y, Config{Classes: 3, Alpha: 1}, "class 2 of 3 has no row"},
		{"Inf", all, at(math.Inf(1)), y, one, "row 2, column 1 is +Inf"},
		{"-Inf", all, at(math.Inf(-1)), y, one, "row 2, column 1 is -Inf"},
		{"NaN", counting, at(math.NaN()), y, one, "row 2, column 1 is NaN"},
		{"negative count", counting, at(-1), y, one, "row 2, column 1 is -1"},
		{"too large", []string{"gaussian", "bernoulli"}, at(1e200), y, one, "1e+200"},
		{"half a category", []string{"categorical"}, at(0.5), y, one, "row 2, column 1 is 0.5"},
		{"negative category", []string{"categorical"}, at(-1), y, one, "row 2, column 1 is -1"},
		{"huge category", []string{"categorical"}, at(1e9), y, one, "row 2, column 1 is 1e+09"},
		{"unknown category", []string{"categorical"}, good, y, Config{Values: []int{2, 2}}, "row 2, column 1 is 2; the categories of this column are 0 to 1"},
		{"values for other columns", []string{"categorical"}, good, y, Config{Values: []int{2}}, "1 numbers for 2 columns"},
		{"no values", []string{"categorical"}, good, y, Config{Values: []int{2, 0}}, "column 1 has 0 values"},
		{"alpha", all, good, y, Config{Alpha: -0.1}, "Alpha is -0.1"},
		{"alpha NaN", all, good, y, Config{Alpha: math.NaN()}, "Alpha is NaN"},
		{"alpha Inf", all, good, y, Config{Alpha: math.Inf(1)}, "Alpha is +Inf"},
		{"variance", all, good, y, Config{VarSmoothing: -1}, "VarSmoothing is -1"},
		{"threshold", all, good, y, Config{Threshold: math.Inf(1)}, "Threshold is +Inf"},
		{"priors", []string{"gaussian", "bernoulli", "multinomial", "categorical"}, good, y, Config{Alpha: 1, Prior: []float64{1}}, "1 numbers for 2 classes"},
		{"prior's sum", takesNaN, good, y, Config{Alpha: 1, Prior: []float64{0.5, 0.4}}, "sums to 0.9"},
		{"prior's sign", takesNaN, good, y, Config{Alpha: 1, Prior: []float64{1.5, -0.5}}, "prior of class 0 is 1.5"},
		{"prior NaN", takesNaN, good, y, Config{Alpha: 1, Prior: []float64{1, math.NaN()}}, "prior of class 1 is NaN"},
		{"constant columns", []string{"gaussian"}, mat.NewDense(4, 2, []float64{1, 2, 1, 2, 1, 2, 1, 2}), y, one, "column 0 is constant in class 0"},
		{"one row", []string{"gaussian"}, mat.NewDense(1, 2, []float64{1, 2}), []int{0}, one, "column 0 is constant"},
		{"nothing counted", []string{"multinomial"}, mat.NewDense(2, 2, []float64{0, 0, 1, 1}), []int{0, 1}, Config{}, "rows of class 0 are all 0"},
		{"word of one class", []string{"complement"}, mat.NewDense(2, 2, []float64{1, 0, 1, 1}), []int{0, 1}, Config{}, "column 1 counts nothing outside class 1"},
		{"one class", []string{"complement"}, good, []int{0, 0, 0, 0}, one, "one class has no complement"},
		{"norm of one column", []string{"complement"}, mat.NewDense(2, 1, []float64{1, 1}), []int{0, 1}, Config{Norm: true}, "two columns or more"},
		{"never observed", []string{"gaussian", "bernoulli", "categorical"}, mat.NewDense(3, 2, []float64{0, math.NaN(), 0, 1, 1, 0}), []int{0, 1, 1}, Config{}, "column 1 is missing in every row of class 0"},
	} {
		for _, name := range c.models {
			_, err := fits[name](c.x, c.y, c.cfg)
			wants(t, name+", "+c.what, err, c.says)
		}
	}
}

// What is refused leaves a model as it was.
func TestUpdateErrors(t *testing.T) {
	x, y := made(30, 4, 1)
	for _, name := range all {
		m, err := fits[name](x, y, config)
		want := logProbsOf(t, m, err, x)
		bad := mat.DenseCopyOf(x)
		bad.Set(29, 3, math.Inf(1))
		wants(t, name, m.Update(bad, y), "row 29, column 3 is +Inf")
		wants(t, name, m.Update(x, y[1:]), "29 labels")
		wants(t, name, m.Update(x.Slice(0, 30, 0, 3), y), "3 columns")
		y[0] = 3
		wants(t, name, m.Update(x, y), "label y of row 0 is 3")
		y[0] = 0
		equal(t, name, logProbsOf(t, m, nil, x), want)
	}
	m, err := FitCategorical(x, y, Config{Alpha: 1})
	if err != nil {
		t.Fatal(err)
	}
	x.Set(4, 2, 9)
	wants(t, "new category", m.Update(x, y), "row 4, column 2 is 9")
	if coins.Update(mat.NewDense(1, 3, nil), []int{0}) == nil {
		t.Error("a model that was not fitted learns")
	}
}

func TestAskErrors(t *testing.T) {
	x, y := made(30, 4, 1)
	for _, name := range all {
		m, err := fits[name](x, y, config)
		if err != nil {
			t.Fatal(err)
		}
		for says, bad := range map[string]mat.Matrix{
			"0 rows": nil, "2 columns, the model has 4": mat.NewDense(3, 2, nil), "row 0, column 1 is -Inf": mat.NewDense(1, 4, []float64{0, math.Inf(-1), 0, 0}),
		} {
			_, err := m.LogProbs(bad)
			wants(t, name, err, says)
			_, err = m.Probs(bad)
			wants(t, name, err, says)
			_, err = m.Predict(bad)
			wants(t, name, err, says)
			_, err = m.Accuracy(bad, y)
			wants(t, name, err, says)
		}
		_, err = m.Accuracy(x, y[1:])
		wants(t, name, err, "29 labels")
		for _, row := range [][]float64{nil, {1}, {0, math.Inf(1), 0, 0}} {
			if got := m.LogJoint(make([]float64, 7), row); len(got) != 3 || !math.IsNaN(got[0]) || !math.IsNaN(got[2]) {
				t.Errorf("%s: the joint of row %v is %v", name, row, got)
			}
		}
	}
	for name, m := range map[string]updater{"gaussian": &Gaussian{}, "bernoulli": &Bernoulli{}, "multinomial": &Multinomial{}, "complement": &Complement{}, "categorical": &Categorical{}} {
		_, err := m.Predict(x)
		wants(t, "no "+name, err, "the model has 0")
		wants(t, "no "+name, m.Update(x, y), "no sums")
		if m.LogJoint(nil, x.RawRowView(0)); m.Dim() != 0 {
			t.Errorf("no %s: %d columns", name, m.Dim())
		}
	}
}

// Without smoothing, what was never seen is impossible: in one class that decides, in all it is an error.
func TestUnseen(t *testing.T) {
	x := mat.NewDense(4, 3, []float64{1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0})
	y := []int{0, 0, 1, 1}
	for _, name := range []string{"bernoulli", "multinomial", "categorical"} {
		m, err := fits[name](x, y, Config{Values: []int{2, 2, 2}})
		p := logProbsOf(t, m, err, mat.NewDense(1, 3, []float64{1, 1, 0}))
		if p.At(0, 0) != 0 || !math.IsInf(p.At(0, 1), -1) {
			t.Errorf("%s: %v, want 0 and -Inf", name, p)
		}
		_, err = m.Predict(mat.NewDense(2, 3, []float64{1, 1, 0, 1, 1, 1}))
		wants(t, name, err, "row 1 has probability 0 in every class")
		smooth, err := fits[name](x, y, Config{Alpha: 1, Values: []int{2, 2, 2}})
		logProbsOf(t, smooth, err, mat.NewDense(1, 3, []float64{1, 1, 1}))
	}
	far, err := FitGaussian(mat.NewDense(3, 1, []float64{0, 1e-100, 3e-100}), []int{0, 0, 0}, Config{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = far.Predict(mat.NewDense(1, 1, []float64{1e100}))
	wants(t, "far away", err, "row 0 is so far")
}

func TestDensityErrors(t *testing.T) {
	x, y := made(30, 4, 1)
	m, err := FitBernoulli(x, y, config)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for k, says := range map[int]string{3: "no class 3", -1: "no class -1"} {
		_, err := m.SampleClass(k, 5, rng)
		wants(t, "class", err, says)
	}
	if rows, err := m.SampleClass(0, 0, rng); err != nil || !rows.IsEmpty() {
		t.Errorf("no rows: %v, error %v", rows, err)
	}
	x.Set(3, 1, math.NaN())
	_, err = m.Score(x)
	wants(t, "missing", err, "row 3, column 1 is NaN")
	_, err = m.Score(mat.NewDense(2, 2, nil))
	wants(t, "width", err, "2 columns")
	if v := m.LogProb([]float64{1}); !math.IsNaN(v) {
		t.Errorf("log p of a short row is %g", v)
	}
	if rows := (&Gaussian{}).Sample(3, rng); !rows.IsEmpty() {
		t.Errorf("rows of no model: %v", rows)
	}
}

func TestSumsErrors(t *testing.T) {
	_, err := NewMoments(0, 3)
	wants(t, "no classes", err, "0 classes")
	_, err = NewCounts(2, 0)
	wants(t, "no columns", err, "0 columns")
	_, err = NewTables(2, nil)
	wants(t, "no tables", err, "0 columns")
	x := mat.NewDense(2, 2, []float64{5, 1, 0, 2})
	s, _ := NewCounts(2, 2)
	if err := s.Add(x, []int{0, 1}); err != nil {
		t.Fatal(err)
	}
	_, err = NewBernoulli(s, Config{})
	wants(t, "sums for Bernoulli", err, "count for Bernoulli by AddAbove")
	_, err = NewMultinomial(s, Config{Classes: 3})
	wants(t, "other classes", err, "Config.Classes is 3")
	for _, err := range []error{
		(*Moments)(nil).Add(x, nil), (&Moments{}).Add(x, nil), (&Counts{}).Add(x, nil), (&Tables{}).Add(x, nil),
		func() error { _, err := NewGaussian(nil, Config{}); return err }(),
		func() error { _, err := NewComplement(&Counts{Rows: []float64{1}}, Config{}); return err }(),
		func() error { _, err := NewCategorical(nil, Config{}); return err }(),
	} {
		wants(t, "no sums", err, "there are no sums")
	}
}

func TestCalibrationErrors(t *testing.T) {
	logP := mat.NewDense(2, 2, []float64{-1, -0.5, 0, math.Inf(-1)})
	y := []int{1, 0}
	if loss, err := LogLoss(logP, y); err != nil || loss != 0.25 {
		t.Errorf("log-loss %g, error %v", loss, err)
	}
	if loss, err := LogLoss(logP, []int{1, 1}); err != nil || !math.IsInf(loss, 1) {
		t.Errorf("log-loss of the impossible %g, error %v", loss, err)
	}
	p, right, err := Confidence(logP, y)
	if err != nil || p[0] != math.Exp(-0.5) || p[1] != 1 || !right[0] || !right[1] {
		t.Errorf("confidence %v, %v, error %v", p, right, err)
	}
	if p, is, err := OfClass(logP, y, 0); err != nil || p[0] != math.Exp(-1) || p[1] != 1 || is[0] || !is[1] {
		t.Errorf("of class 0 %v, %v, error %v", p, is, err)
	}
	_, _, err = OfClass(logP, y, 2)
	wants(t, "class", err, "no class 2")
	for says, bad := range map[string]*mat.Dense{"0 rows": nil, "is 0.5": mat.NewDense(2, 2, []float64{0, 0, 0.5, 0}), "is NaN": mat.NewDense(2, 2, []float64{0, math.NaN(), 0, 0})} {
		_, err := LogLoss(bad, y)
		wants(t, "log-loss", err, says)
		_, _, err = Confidence(bad, y)
		wants(t, "confidence", err, says)
		_, _, err = OfClass(bad, y, 0)
		wants(t, "of class", err, says)
	}
	_, err = LogLoss(logP, []int{0, 2})
	wants(t, "label", err, "label y of row 1 is 2")
	for says, c := range map[string]struct {
		p    []float64
		bins int
	}{"0 probabilities": {nil, 10}, "1 probabilities and 2": {[]float64{1}, 10}, "is 1.5": {[]float64{0, 1.5}, 10}, "is NaN": {[]float64{math.NaN(), 0}, 10}, "0 bins": {[]float64{0, 1}, 0}, "bins; give": {[]float64{0, 1}, 1 << 40}} {
		_, err := Reliability(c.p, []bool{true, false}, c.bins)
		wants(t, "reliability", err, says)
	}
	if bins, err := Reliability([]float64{0, 1}, []bool{true, false}, 1); err != nil || bins[0].Count != 2 || CalibrationError(bins) != 0 {
		t.Errorf("one bin: %v, error %v", bins, err)
	}
	if v := CalibrationError(nil); !math.IsNaN(v) {
		t.Errorf("no bins: %g", v)
	}
}

func TestVocabularyErrors(t *testing.T) {
	_, err := NewVocabulary(nil, 1)
	wants(t, "no texts", err, "no texts")
	_, err = NewVocabulary([][]string{{"a"}, {"b"}}, 2)
	wants(t, "rare words", err, "no word occurs in 2 of the 2 texts")
	_, err = (&Vocabulary{}).Counts([][]string{{"a"}})
	wants(t, "no words", err, "1 texts and 0 words")
	if Uniform(0) != nil {
		t.Error("a prior of no classes")
	}
}
