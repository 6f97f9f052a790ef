package autoregressive

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"
)

// Hyperparameters that MADELogits and GRULogits read from their scope; New sets them from the Config.
const (
	ParamHidden = "autoregressive_hidden" // int, width of the hidden layer or state
	ParamStrip  = "autoregressive_strip"  // int, pixels that a GRU takes in at a time
)

// FVSBNLogits is a logistic regression of each pixel on those before it, x [B, D] → [B, D]:
//
//	logit_d = b_d + Σ_{j<d} x_j A_jd
//
// Frey 1998. A mask of zeros and ones keeps the rest of the matrix out.
func FVSBNLogits(s *model.Scope, x *Node) *Node {
	d := x.Shape().Dim(1)
	before := mask(x.Graph(), d, d, func(j, d int) bool { return j < d })
	a, b := variable(s, "a", d, d), bias(s, "b", d)
	return Add(MatMul(x, Mul(a.NodeValue(x.Graph()), before)), b.NodeValue(x.Graph())) // [B, D]
}

// MADELogits has one hidden layer of H units beside those regressions. Unit k has a degree m_k in 1 … D−1: it sees the
// first m_k pixels, and speaks to the pixels after them only. x [B, D] → [B, D]:
//
//	h_k = tanh(c_k + Σ_{j ≤ m_k} x_j W_jk)          logit_d = b_d + Σ_{j<d} x_j A_jd + Σ_{k: m_k < d} h_k V_kd
//
// with pixels counted from 1. Germain et al. 2015, equations 8 and 9 for the masks and 10 with direct connections.
func MADELogits(s *model.Scope, x *Node) *Node {
	g, d, h := x.Graph(), x.Shape().Dim(1), model.GetParamOr(s, ParamHidden, 200)
	sees := mask(g, d, h, func(j, k int) bool { return j+1 <= degree(k, d) })
	speaks := mask(g, h, d, func(k, j int) bool { return degree(k, d) < j+1 })
	w, c, v := variable(s, "w", d, h), bias(s, "c", h), variable(s, "v", h, d)
	hidden := Tanh(Add(MatMul(x, Mul(w.NodeValue(g), sees)), c.NodeValue(g))) // [B, H]
	return Add(FVSBNLogits(s, x), MatMul(hidden, Mul(v.NodeValue(g), speaks)))
}

// degree is m_k of unit k among D pixels: 1, 2 … D−1, 1, 2 …, every degree as often as any other.
func degree(k, d int) int { return 1 + k%max(d-1, 1) }

// mask is 1 where keep and 0 elsewhere, [rows, columns].
func mask(g *Graph, rows, columns int, keep func(i, j int) bool) *Node {
	m := make([]float32, rows*columns)
	for i := range rows {
		for j := range columns {
			if keep(i, j) {
				m[i*columns+j] = 1
			}
		}
	}
	return Const(g, tensors.FromFlatDataAndDimensions(m, rows, columns))
}

// variable is a weight matrix, [rows, columns]; its first values are random, as GoMLX does it by default.
func variable(s *model.Scope, name string, rows, columns int) *model.Variable {
	return s.VariableWithShape(name, shapes.Make(dtypes.Float32, rows, columns))
}

// bias is a row of weights that begin at 0, [1, columns].
func bias(s *model.Scope, name string, columns int) *model.Variable {
	return s.WithInitializer(initializer.Zero).VariableWithShape(name, shapes.Make(dtypes.Float32, 1, columns))
}
