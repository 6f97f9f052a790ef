package autoregressive

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"
)

// GRULogits reads x [B, D] in D/R strips x_t of R pixels, pixel by pixel (R = 1) or an image row by row; → [B, D]. A
// state h of H numbers carries what has been seen: before strip t it takes in strip t−1 (before the first, zeros).
//
//	u = σ(x_{t−1} W_u + h U_u + b_u)             how much of the state stays
//	r = σ(x_{t−1} W_r + h U_r + b_r)             how much of it the candidate sees
//	c = tanh(x_{t−1} W_c + (r ⊙ h) U_c + b_c)    the candidate
//	h ← u ⊙ h + (1 − u) ⊙ c
//	logit_ti = a_i + h·v_i + Σ_{j<i} x_tj S_ji   of pixel i in strip t; S is the same for all strips
//
// Cho et al. 2014, equations 5 to 8, with biases. The loop is unrolled: the graph holds D/R copies of these lines.
func GRULogits(s *model.Scope, x *Node) *Node {
	g, batch, d := x.Graph(), x.Shape().Dim(0), x.Shape().Dim(1)
	width, strip := model.GetParamOr(s, ParamHidden, 64), model.GetParamOr(s, ParamStrip, 1)
	strips := Transpose(Reshape(x, batch, d/strip, strip), 0, 1) // [T, B, R]
	seen := zeros(g, 1, batch, strip)                            // x_{t−1} for every t, [T, B, R]
	if d > strip {
		seen = Concatenate([]*Node{seen, SliceAxis(strips, 0, AxisRange(0, d/strip-1))}, 0)
	}
	u, r, c := newGate(s.In("update"), seen, width), newGate(s.In("reset"), seen, width), newGate(s.In("candidate"), seen, width)
	identity := mask(g, width, width, func(i, j int) bool { return i == j })
	h := zeros(g, batch, width)
	states := make([]*Node, d/strip)
	for t := range states {
		update := Sigmoid(u.at(t, h))
		candidate := Tanh(c.at(t, Mul(Sigmoid(r.at(t, h)), h)))
		h = Add(Mul(update, h), Mul(OneMinus(update), candidate)) // [B, H]
		// A product with the identity changes no number, but keeps XLA from fusing all copies into one formula, parts of
		// which it would compute again and again: without it a step takes many times as long.
		h = MatMul(h, identity)
		states[t] = h
	}
	v, a := variable(s, "v", width, strip), bias(s, "a", strip)
	logits := Add(MatMul(Stack(states, 0), v.NodeValue(g)), ExpandDims(a.NodeValue(g), 0)) // [T, B, R]
	if strip > 1 {
		before := mask(g, strip, strip, func(j, i int) bool { return j < i })
		logits = Add(logits, MatMul(strips, Mul(variable(s, "s", strip, strip).NodeValue(g), before)))
	}
	return Reshape(Transpose(logits, 0, 1), batch, d)
}

// gate is one of the three weighted sums of a GRU.
type gate struct {
	input *Node // x_{t−1} W + b for every strip, [T, B, H]
	u     *Node // [H, H]
}

func newGate(s *model.Scope, seen *Node, width int) gate {
	g := seen.Graph()
	w, b := variable(s, "w", seen.Shape().Dim(-1), width), bias(s, "b", width)
	square := s.WithInitializer(initializer.XavierUniformFn(s))
	u := square.VariableWithShape("u", shapes.Make(dtypes.Float32, width, width))
	return gate{Add(MatMul(seen, w.NodeValue(g)), ExpandDims(b.NodeValue(g), 0)), u.NodeValue(g)}
}

// at is x_{t−1} W + h U + b, [B, H].
func (g gate) at(t int, h *Node) *Node {
	return Add(Squeeze(Slice(g.input, AxisElem(t)), 0), MatMul(h, g.u))
}

// zeros are a constant of these dimensions. Not Zeros: see loop.go of package train.
func zeros(g *Graph, dims ...int) *Node {
	return Const(g, tensors.FromShape(shapes.Make(dtypes.Float32, dims...)))
}
