package backend_test

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/vaebook/vaebook/pkg/tutorial/backend"
)

// Open always gives a backend that works; here the one that every machine has.
func ExampleOpen() {
	be, info := backend.Open(backend.Prefer("go"))
	square := graph.MustNewExec(be, func(x *graph.Node) *graph.Node { return graph.Mul(x, x) })
	fmt.Println(info.Name, square.MustCall(3.0)[0].Value())
	// Output: go 9
}

// A shape that does not fit is an error, not the program's end.
func ExampleTry() {
	be, _ := backend.Open(backend.Prefer("go"))
	err := backend.Try(func() {
		sum := graph.MustNewExec(be, func(x, y *graph.Node) *graph.Node { return graph.Add(x, y) })
		sum.MustCall([]float64{1, 2, 3}, []float64{1, 2})
	})
	fmt.Println(err)
	// Output: backend: dimension of axis #0 doesn't match and cannot be broadcast for BinaryOp (Add), got shapes (Float64)[3] and (Float64)[2]
}

func ExampleTry1() {
	half := func(n int) int {
		if n%2 == 1 {
			panic("odd")
		}
		return n / 2
	}
	fmt.Println(backend.Try1(func() int { return half(8) }))
	fmt.Println(backend.Try1(func() int { return half(7) }))
	// Output:
	// 4 <nil>
	// 0 backend: odd
}
