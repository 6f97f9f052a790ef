package flow

import (
	"fmt"
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

// Trainable is a layer that has a twin in GoMLX's graphs, equal in numbers, so that it can be differentiated: all of this
// package's are.
type Trainable interface {
	Layer
	// ForwardGraph is Forward for a batch: its part of theta [P] and x [B, D] give z [B, D] and log|det| [B].
	ForwardGraph(theta, x *Node) (z, logDet *Node)
}

// ForwardGraph is z_i = (x_i − shift_i) exp(−logScale_i).
func (l Affine) ForwardGraph(theta, x *Node) (z, logDet *Node) {
	shift, logScale := part(theta, 0, l.D), part(theta, l.D, l.D) // [1, D]
	z = Mul(Sub(x, shift), Exp(Neg(logScale)))
	return z, Mul(onesFor(x), Neg(ReduceAllSum(logScale)))
}

// ForwardGraph is z = sinh(u), u = exp(logTail) asinh(x) − skew.
func (l SinhArcsinh) ForwardGraph(theta, x *Node) (z, logDet *Node) {
	skew, logTail := part(theta, 0, 1), part(theta, 1, 1) // [1, 1]
	root := Sqrt(OnePlus(Square(x)))
	// asinh(|x|) = log( |x| + √(1 + x²) ), without losing small x.
	asinh := Mul(Sign(x), Log1P(Add(Abs(x), Div(Square(x), OnePlus(root)))))
	u := Sub(Mul(Exp(logTail), asinh), skew) // [B, 1]
	z = MulScalar(Sub(Exp(u), Exp(Neg(u))), 0.5)
	logCosh := AddScalar(Add(Abs(u), Log1P(Exp(MulScalar(Abs(u), -2)))), -math.Ln2)
	return z, Squeeze(Sub(Add(logTail, logCosh), Log(root)), -1)
}

// ForwardGraph is z = x + Σ_k exp(logHeight_k) tanh( exp(logSlope_k) (x − centre_k) ).
func (l Sigmoids) ForwardGraph(theta, x *Node) (z, logDet *Node) {
	height, steep, centre := Exp(part(theta, 0, l.K)), Exp(part(theta, l.K, l.K)), part(theta, 2*l.K, l.K) // [1, K]
	t := Tanh(Mul(steep, Sub(x, centre)))                                                                  // [B, K]
	z = Add(x, ReduceAndKeep(Mul(height, t), ReduceSum, -1))
	slope := OnePlus(ReduceSum(Mul(Mul(height, steep), OneMinus(Square(t))), -1))
	return z, Log(slope)
}

// ForwardGraph is z_b = x_b exp(s(x_a)) + t(x_a).
func (l Coupling) ForwardGraph(theta, x *Node) (z, logDet *Node) {
	n := l.Hidden
	w, c, u, v := part(theta, 0, n), part(theta, n, n), part(theta, 2*n, n), part(theta, 3*n, n) // [1, Hidden]
	s0, t0 := part(theta, 4*n, 1), part(theta, 4*n+1, 1)                                         // [1, 1]
	a := Slice(x, AxisRange(), AxisRange(l.Pass, l.Pass+1))                                      // [B, 1]
	b := Slice(x, AxisRange(), AxisRange(1-l.Pass, 2-l.Pass))
	h := Tanh(Add(Mul(a, w), c)) // [B, Hidden]
	s := Add(s0, ReduceAndKeep(Mul(u, h), ReduceSum, -1))
	t := Add(t0, ReduceAndKeep(Mul(v, h), ReduceSum, -1))
	b = Add(Mul(b, Exp(s)), t)
	if l.Pass == 0 {
		return Concatenate([]*Node{a, b}, -1), Squeeze(s, -1)
	}
	return Concatenate([]*Node{b, a}, -1), Squeeze(s, -1)
}

// part is numbers from … from+n−1 of θ [P], as [1, n].
func part(theta *Node, from, n int) *Node {
	return ExpandDims(Slice(theta, AxisRange(from, from+n)), 0)
}

// onesFor is a one for each row of x [B, D], [B].
func onesFor(x *Node) *Node {
	return OnesLike(Squeeze(Slice(x, AxisRange(), AxisRange(0, 1)), -1))
}

// logProbGraph is LogProb for a batch, theta [P] and x [B, D] → [B].
//
//	log p(x) = −D/2 log 2π − ½ ‖z‖² + Σ_l log|det ∂f_l/∂x|
func logProbGraph(layers []Layer, theta, x *Node) *Node {
	z, logDet, from := x, ZerosLike(onesFor(x)), 0
	for _, l := range layers {
		n := len(l.Names())
		var d *Node
		z, d = l.(Trainable).ForwardGraph(Slice(theta, AxisRange(from, from+n)), z)
		logDet, from = Add(logDet, d), from+n
	}
	base := AddScalar(MulScalar(ReduceSum(Square(z), -1), -0.5), -0.5*float64(layers[0].Dim())*math.Log(2*math.Pi))
	return Add(base, logDet)
}

// trainable wants a graph twin of every layer.
func trainable(layers []Layer) error {
	for i, l := range layers {
		if _, ok := l.(Trainable); !ok {
			return fmt.Errorf("flow: layer %d, a %T, has no ForwardGraph and cannot be trained; write one, see graph.go", i, l)
		}
	}
	return nil
}
