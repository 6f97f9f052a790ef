package train

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
)

// CheckRows returns an error unless x has rows of d finite numbers. It begins with the name of the package and says what
// they are: "rows", "codes".
func CheckRows(name string, x mat.Matrix, d int, what string) error {
	if x == nil {
		return fmt.Errorf("%s: there are no %s; give a matrix", name, what)
	}
	if err := density.CheckRows(x, 1); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if _, columns := x.Dims(); columns != d {
		return fmt.Errorf("%s: %s have %d numbers, the model wants %d; give data of that size or another Config", name, what, columns, d)
	}
	return nil
}

// Apply runs a graph function [B, d] → [B, …] over the rows of x [N, d], having checked them (see CheckRows), and gives
// one row for each. For the name see Call.
func (m *Machine) Apply(name string, x mat.Matrix, d int, what string, f func(s *model.Scope, x *Node) *Node) (*mat.Dense, error) {
	if err := CheckRows(m.Name, x, d, what); err != nil {
		return nil, err
	}
	out, err := m.InChunks(FromMatrix(x).Floats, d, name, func(s *model.Scope, in []*Node) []*Node {
		return []*Node{f(s, in[0])}
	})
	if err != nil {
		return nil, err
	}
	return out[0], nil
}
