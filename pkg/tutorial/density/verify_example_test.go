package density_test

import (
	"fmt"
	"math"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
)

// A density may be above 1; below 0, or with another total, it is none.
func ExampleVerify() {
	triangle := func(x []float64) float64 { return 10 * max(0, 1-10*math.Abs(x[0])) }
	fmt.Println(triangle([]float64{0}), density.Verify(triangle, density.Interval(-0.1, 0.1, 0)))

	bell := func(x []float64) float64 { return math.Exp(-x[0] * x[0]) }
	fmt.Println(density.Verify(bell, density.Interval(-7, 7)))
	fmt.Println(density.Verify(func(x []float64) float64 { return bell(x) / math.Sqrt(math.Pi) }, density.Interval(-7, 7)))
	// Output:
	// 10 <nil>
	// density: p integrates to 1.772453851, not to 1; divide p by that number
	// <nil>
}

// The tosses of two coins: four outcomes.
func ExampleVerifySum() {
	tosses := density.Support{Values: [][]float64{{0, 1}, {0, 1}}}
	p := func(x []float64) float64 { return math.Pow(0.25, x[0]+x[1]) }
	fmt.Println(density.VerifySum(p, tosses))
	// Output:
	// density: p sums to 1.5625, not to 1; divide p by that number
}
