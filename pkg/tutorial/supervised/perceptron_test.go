package supervised

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/floats/scalar"
	"gonum.org/v1/gonum/mat"
)

// The perceptron makes at most (R/γ)² mistakes on separated classes.
func TestPerceptron(t *testing.T) {
	rng := rand.New(rand.NewPCG(10, 3))
	for range 20 {
		x, y := normals(rng, 100, 3), make([]int, 100)
		w := normals(rng, 1, 4).RawRowView(0)
		floats.Scale(1/floats.Norm(w, 2), w)
		radius, margin := 0.0, math.Inf(1)
		for i := range y {
			row := x.RawRowView(i)
			s := floats.Dot(w[:3], row) + w[3]
			if s > 0 {
				y[i] = 1
			}
			floats.AddScaled(row, math.Copysign(0.2, s), w[:3]) // away from the boundary
			margin = min(margin, math.Abs(floats.Dot(w[:3], row)+w[3]))
			radius = max(radius, math.Hypot(floats.Norm(row, 2), 1))
		}
		p, err := NewPerceptron(3)
		if err != nil {
			t.Fatal(err)
		}
		total := 0
		for mistakes := 1; mistakes > 0; total += mistakes {
			if mistakes, err = p.Pass(x, y, rng); err != nil {
				t.Fatal(err)
			}
		}
		if bound := math.Pow(radius/margin, 2); float64(total) > bound {
			t.Errorf("%d mistakes, at most %v are possible", total, bound)
		}
		if got, err := p.Predict(x); err != nil || !slices.Equal(got, y) {
			t.Errorf("not separated (%v)", err)
		}
		if wrong, err := p.Adjust(x.RawRowView(0), 1-y[0]); err != nil || !wrong {
			t.Errorf("a changed answer is not wrong (%v)", err)
		}
	}
}

// On the boundary both classes are equally probable and no other is more so; it lies in the box, and beside it lie those
// two classes.
func TestBoundary(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 3))
	box := Box{-3, 3, -2, 2}
	pieces := 0
	for range 200 {
		k := 2 + rng.IntN(4)
		m, _ := NewLogistic(k, 2)
		m.W.Apply(func(int, int, float64) float64 { return rng.NormFloat64() }, m.W)
		for i := range m.B {
			m.B[i] = rng.NormFloat64()
		}
		segments, err := m.Boundary(box)
		if err != nil {
			t.Fatal(err)
		}
		pieces += len(segments)
		for _, s := range segments {
			for _, f := range []float64{0, 0.3, 1} {
				p := []float64{s.From[0] + f*(s.To[0]-s.From[0]), s.From[1] + f*(s.To[1]-s.From[1])}
				a, b := m.LogProb(p, s.Classes[0]), m.LogProb(p, s.Classes[1])
				if math.Abs(a-b) > 1e-9 || math.Abs(p[0]) > 3+1e-9 || math.Abs(p[1]) > 2+1e-9 {
					t.Errorf("K = %d: at %v, log p %v and %v of classes %v", k, p, a, b, s.Classes)
				}
				for other := range k {
					if m.LogProb(p, other) > a+1e-9 {
						t.Errorf("K = %d: at %v, class %d is more probable than %v", k, p, other, s.Classes)
					}
				}
			}
			middle := []float64{(s.From[0] + s.To[0]) / 2, (s.From[1] + s.To[1]) / 2}
			across := []float64{s.To[1] - s.From[1], s.From[0] - s.To[0]}
			var seen []int
			for _, side := range []float64{-1e-7, 1e-7} {
				x := mat.NewDense(1, 2, []float64{middle[0] + side*across[0], middle[1] + side*across[1]})
				c, err := m.Predict(x)
				if err != nil {
					t.Fatal(err)
				}
				seen = append(seen, c[0])
			}
			slices.Sort(seen)
			if length := math.Hypot(across[0], across[1]); length > 1e-3 && !slices.Equal(seen, s.Classes[:]) {
				t.Errorf("K = %d: classes %v beside the boundary of %v", k, seen, s.Classes)
			}
		}
		if k == 2 { // as many pieces as the grid says
			change := false
			var classes []int
			for i := range 40 {
				for j := range 40 {
					c, _ := m.Predict(mat.NewDense(1, 2, []float64{-3 + 6*float64(i)/39, -2 + 4*float64(j)/39}))
					classes = append(classes, c[0])
				}
			}
			change = slices.Contains(classes, 0) && slices.Contains(classes, 1)
			if change && len(segments) != 1 {
				t.Errorf("both classes are in the box, the boundary has %d pieces", len(segments))
			}
		}
	}
	if pieces < 200 {
		t.Errorf("only %d pieces in all", pieces)
	}
	p := Perceptron{W: []float64{1, 1}, B: -1}
	got, err := p.Boundary(Box{0, 2, 0, 2})
	if err != nil || len(got) != 1 || !scalar.EqualWithinAbs(got[0].From[0]+got[0].From[1], 1, 1e-12) || math.Abs(math.Abs(got[0].From[0]-got[0].To[0])-1) > 1e-12 {
		t.Errorf("perceptron: %v, %v", got, err)
	}
	p.B = -9
	if got, err := p.Boundary(Box{0, 2, 0, 2}); err != nil || got != nil {
		t.Errorf("a line beside the box: %v, %v", got, err)
	}
}
