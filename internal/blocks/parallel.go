package blocks

import (
	"runtime"
	"sync"
	"sync/atomic"

	"gonum.org/v1/gonum/floats"
)

// Each calls a function for 0 … count−1, several at once. Every goroutine makes its own by calling worker once, so that
// what worker declares is that goroutine's scratch memory.
func Each(count int, worker func() func(i int)) {
	goroutines := min(count, runtime.GOMAXPROCS(0))
	if goroutines <= 1 {
		f := worker()
		for i := range count {
			f(i)
		}
		return
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	for range goroutines {
		wait.Go(func() {
			f := worker()
			for i := int(next.Add(1)) - 1; i < count; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wait.Wait()
}

// Sum calls a function for 0 … count−1, several at once, each call adding into acc [width], and gives the total.
//
// The calls are split into parts, consecutive ones, whose number depends on count and width alone; each part has an acc
// of its own, and these are added in order.
func Sum(count, width int, worker func() func(i int, acc []float64)) []float64 {
	const most, memory = 64, 1 << 22 // parts; numbers in all accumulators
	parts := max(1, min(count, most, max(4, memory/max(1, width))))
	all := make([]float64, parts*width)
	part := func(p int) []float64 { return all[p*width : (p+1)*width] }
	Each(parts, func() func(int) {
		f := worker()
		return func(p int) {
			for i := p * count / parts; i < (p+1)*count/parts; i++ {
				f(i, part(p))
			}
		}
	})
	for p := 1; p < parts; p++ {
		floats.Add(part(0), part(p))
	}
	return part(0)
}
