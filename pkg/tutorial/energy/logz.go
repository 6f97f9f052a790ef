package energy

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
)

// precision is the error allowed to log Z.
const precision = 1e-9

// LogZ is the log of the partition function, nats, by Gauss and Legendre's rule:
//
//	log Z(θ) = log ∫ exp(−E_θ(x)) dx ≈ log Σ_i w_i exp(−E_θ(x_i))          x_i in the box
//
// It is right to 1e-9, which is checked on the box twice as wide with twice the nodes an axis. Errors: theta or box of another
// size, a theta that Check refuses, an energy that is NaN or −Inf, a density that is 0 in all of the box, too few nodes; and
// mass outside of the box, which shows in a Z that grows with the box: if it grows for ever, there is no such density.
func LogZ(m Model, theta []float64, box Box) (logZ float64, err error) {
	defer caught(&err)
	if err := checkTheta(m, theta); err != nil {
		return 0, err
	}
	if box, err = box.check(m.Dim()); err != nil {
		return 0, err
	}
	logZ, err = logZ1(m, theta, box)
	if err != nil {
		return 0, err
	}
	return logZ, settled(m, theta, box, logZ)
}

// logZ1 is log Z in the box and no check.
func logZ1(m Model, theta []float64, box Box) (float64, error) {
	x, logW := box.points()
	for i := range x {
		e := m.Energy(x[i], theta)
		if err := checkEnergy(x[i], e); err != nil {
			return 0, err
		}
		logW[i] -= e
	}
	if math.IsInf(floats.Max(logW), -1) {
		return 0, fmt.Errorf("energy: the density is 0 at all %d points of the box from %.4g to %.4g; choose a box that holds it", len(x), box.Lo, box.Hi)
	}
	return floats.LogSumExp(logW), nil
}

// settled tells whether log Z stays as it is in a wider box with closer nodes.
func settled(m Model, theta []float64, box Box, logZ float64) error {
	wide, err := logZ1(m, theta, box.stretched(2))
	if err != nil || math.Abs(wide-logZ) <= precision {
		return err
	}
	closer := box
	closer.Nodes *= 2
	if again, err := logZ1(m, theta, closer); err != nil || math.Abs(again-logZ) > precision {
		if err == nil {
			err = fmt.Errorf("energy: log Z is %.10g with %d nodes an axis and %.10g with %d; the density has narrow parts or kinks: take a smaller box or more Nodes", logZ, box.Nodes, again, closer.Nodes)
		}
		return err
	}
	for f := 4.0; f <= 16 && math.Pow(f*float64(box.Nodes), float64(len(box.Lo))) <= maxPoints; f *= 2 {
		wider, err := logZ1(m, theta, box.stretched(f))
		if err != nil {
			return err
		}
		if math.Abs(wider-wide) <= precision {
			return fmt.Errorf("energy: log Z is %.10g in the box and %.10g in one %g times as wide; the box leaves mass outside: widen it", logZ, wide, f/2)
		}
		wide = wider
	}
	return fmt.Errorf("energy: log Z is %.6g in the box and grows with it, %.6g in a much wider one; widen the box, and if it grows for ever, Z diverges and there is no such density", logZ, wide)
}
