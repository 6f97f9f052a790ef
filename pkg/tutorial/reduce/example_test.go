package reduce_test

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/reduce"
)

// Four points near a line in the plane: one number each nearly tells where they are.
func ExampleFitPCA() {
	x := mat.NewDense(4, 2, []float64{
		0, 1,
		3, 5,
		6, 9,
		9, 13.5,
	})
	p, err := reduce.FitPCA(x, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	z, _ := p.Transform(x)
	near, _ := p.Inverse(z)
	fmt.Printf("direction %.3f\n", p.Components.RawRowView(0))
	fmt.Printf("share of the variance %.5f\n", p.Ratio[0])
	fmt.Printf("codes %.2f\n", mat.Col(nil, 0, z))
	fmt.Printf("last point from its code %.2f\n", near.RawRowView(3))
	// Output:
	// direction [0.586 0.811]
	// share of the variance 0.99980
	// codes [-7.60 -2.60 2.40 7.80]
	// last point from its code [9.07 13.45]
}

// All components, then the best of them: the error is what the others carried.
func ExamplePCA_Keep() {
	x := mat.NewDense(5, 3, []float64{2, 0, 0, -2, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 0})
	all, err := reduce.FitPCA(x, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	for k := 1; k <= 3; k++ {
		p, _ := all.Keep(k)
		e, _ := p.Error(x)
		fmt.Printf("%d: error %.2f\n", k, e)
	}
	// Output:
	// 1: error 0.40
	// 2: error 0.00
	// 3: error 0.00
}

// Two planes in space that meet in a line: one angle is 0.
func ExamplePrincipalAngles() {
	floor := mat.NewDense(2, 3, []float64{1, 0, 0, 0, 1, 0})
	roof := mat.NewDense(2, 3, []float64{1, 0, 0, 0, 1, 1})
	angles, err := reduce.PrincipalAngles(floor, roof)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, a := range angles {
		fmt.Printf("%.1f°\n", a*180/math.Pi)
	}
	// Output:
	// 0.0°
	// 45.0°
}

// Rows near a line, as a density: how probable is a point on it, and one beside it?
func ExampleFitPPCA() {
	x := mat.NewDense(5, 2, []float64{0, 0.1, 1, 0.9, 2, 2.1, 3, 2.9, 4, 4.1})
	m, err := reduce.FitPPCA(x, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("σ = %.3f\n", math.Sqrt(m.Sigma2))
	fmt.Printf("log p on the line %.2f, beside it %.2f nats\n", m.LogProb([]float64{2, 2}), m.LogProb([]float64{2, 3}))
	// Output:
	// σ = 0.069
	// log p on the line 0.12, beside it -49.88 nats
}
