package naivebayes_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
	"github.com/vaebook/vaebook/pkg/tutorial/naivebayes"
)

// Which species is a penguin of these measures? The second one's flippers were not measured.
func ExampleFitGaussian() {
	penguins, err := dataset.PenguinMeasures()
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := naivebayes.FitGaussian(penguins.X, penguins.Labels, naivebayes.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	found := mat.NewDense(2, 4, []float64{
		46, 17, 195, 3900,
		46, 17, math.NaN(), 3900,
	})
	p, err := m.Probs(found)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(penguins.Classes)
	fmt.Printf("%.3f\n", mat.Formatted(p))
	accuracy, err := m.Accuracy(penguins.X, penguins.Labels)
	fmt.Printf("right: %.3f %v\n", accuracy, err)
	// Output:
	// [Adelie Chinstrap Gentoo]
	// ⎡0.070  0.930  0.000⎤
	// ⎣0.082  0.882  0.036⎦
	// right: 0.971 <nil>
}

// Two features, yes or no. Without smoothing, one answer never given in a class decides alone.
func ExampleFitBernoulli() {
	x := mat.NewDense(6, 2, []float64{1, 1, 1, 1, 1, 0, 0, 1, 0, 0, 0, math.NaN()})
	y := []int{0, 0, 0, 1, 1, 1}
	for _, alpha := range []float64{0, 1} {
		m, err := naivebayes.FitBernoulli(x, y, naivebayes.Config{Alpha: alpha})
		if err != nil {
			fmt.Println(err)
			return
		}
		p, err := m.Probs(mat.NewDense(1, 2, []float64{0, 1}))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("Alpha %g: P(x=1|y) = %.2f, P(y|0,1) = %.2f\n", alpha, m.P.RawMatrix().Data, p.RawRowView(0))
	}
	// Output:
	// Alpha 0: P(x=1|y) = [1.00 0.67 0.00 0.50], P(y|0,1) = [0.00 1.00]
	// Alpha 1: P(x=1|y) = [0.80 0.60 0.20 0.50], P(y|0,1) = [0.23 0.77]
}

// Words are counted, and a text goes to the class whose words are the more probable.
func ExampleFitMultinomial() {
	var texts [][]string
	for _, s := range []string{"cheap pills cheap", "win cheap money", "lunch at noon", "money for lunch at noon"} {
		texts = append(texts, strings.Fields(s))
	}
	v, err := naivebayes.NewVocabulary(texts, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	x, err := v.Counts(texts)
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := naivebayes.FitMultinomial(x, []int{0, 0, 1, 1}, naivebayes.Config{Alpha: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	asked, err := v.Counts([][]string{{"cheap", "lunch"}, {"cheap", "cheap", "lunch"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := m.Probs(asked)
	fmt.Println(v.Words, err)
	fmt.Printf("%.2f\n", mat.Formatted(p))
	// Output:
	// [at cheap lunch money noon] <nil>
	// ⎡0.70  0.30⎤
	// ⎣0.93  0.07⎦
}

// More rows come in later; the first ones need not be kept.
func ExampleGaussian_Update() {
	x, y := mat.NewDense(6, 1, []float64{1, 3, 2, 8, 9, 10}), []int{0, 0, 0, 1, 1, 1}
	m, err := naivebayes.FitGaussian(x.Slice(1, 5, 0, 1), y[1:5], naivebayes.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, i := range []int{0, 5} {
		if err := m.Update(x.Slice(i, i+1, 0, 1), y[i:i+1]); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Printf("mu %.3f, sigma2 %.3f\n", m.Mu.RawMatrix().Data, m.Sigma2.RawMatrix().Data)
	// Output:
	// mu [2.000 9.000], sigma2 [0.667 0.667]
}

// Read backwards, the model draws a row of a class: here of the digit 0, each pixel by itself.
func ExampleBernoulli_SampleClass() {
	train, test, err := dataset.BinaryDigits()
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := naivebayes.FitBernoulli(train.X, train.Labels, naivebayes.Config{Alpha: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	x, err := m.SampleClass(0, 1, rand.New(rand.NewPCG(5, 1)))
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range 8 {
		for _, ink := range x.RawRowView(0)[8*i : 8*i+8] {
			fmt.Print([]string{"·", "#"}[int(ink)])
		}
		fmt.Println()
	}
	s, err := m.Score(test.X)
	fmt.Printf("%.1f nats a digit %v\n", s.Mean, err)
	// Output:
	// ···##···
	// ··####··
	// ··#··#··
	// ··#··##·
	// ·##·····
	// ·····#··
	// ··##·#··
	// ···##···
	// -20.1 nats a digit <nil>
}

// Four predictions of 0.9, of which three came true, and four of 0.6, of which two did.
func ExampleReliability() {
	p := []float64{0.9, 0.9, 0.9, 0.9, 0.6, 0.6, 0.6, 0.6}
	right := []bool{true, true, true, false, true, false, true, false}
	bins, err := naivebayes.Reliability(p, right, 5)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, b := range bins {
		if b.Count > 0 {
			fmt.Printf("(%.1f, %.1f]: predicted %.2f, right %.2f of %d\n", b.From, b.To, b.Mean, b.Right, b.Count)
		}
	}
	fmt.Printf("calibration error %.3f\n", naivebayes.CalibrationError(bins))
	// Output:
	// (0.4, 0.6]: predicted 0.60, right 0.50 of 4
	// (0.8, 1.0]: predicted 0.90, right 0.75 of 4
	// calibration error 0.125
}
