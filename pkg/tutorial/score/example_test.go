package score_test

import (
	"fmt"
	"math"
	"os"

	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// Two fair coins, and two draws from a standard normal at 0: both are exact, but not in the same unit of volume.
func Example() {
	os.Setenv("VAEBOOK_LANG", "en")
	coins := score.New([]float64{math.Log(0.5), math.Log(0.5)}, score.Exact, score.Counting)
	normal := score.New([]float64{-math.Log(2*math.Pi) / 2, -math.Log(2*math.Pi) / 2}, score.Exact, score.Lebesgue)
	fmt.Println(coins)
	fmt.Println(normal)
	fmt.Println(score.Comparable(coins, normal) == nil)
	// Output:
	// -0.69 ± 0.00 nats (exact, counting measure, 2 rows)
	// -0.92 ± 0.00 nats (exact, Lebesgue measure, 2 rows)
	// false
}
