package train

import (
	"math"
	"testing"
)

func TestCosine(t *testing.T) {
	rate := Cosine(0.1, 100)
	for step, want := range map[int64]float64{0: 0.1, 50: 0.05, 100: 0, 1000: 0} {
		if got := rate(step); math.Abs(got-want) > 1e-15 {
			t.Errorf("the rate of step %d is %v, want %v", step, got, want)
		}
	}
	if got := Cosine(1, 0)(0); got != 1 {
		t.Errorf("without steps the first rate is %v", got)
	}
}
