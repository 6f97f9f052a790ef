package kde

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/blocks"
)

// NearestDistances gives for each row of x (m × d) the distance to the nearest row of points (n × d): 0 for a copy. A
// model that has memorised draws samples that are nearer to its training rows than fresh data are.
//
// Errors: what density.CheckRows refuses in either, and rows of different lengths.
func NearestDistances(x, points mat.Matrix) ([]float64, error) {
	if err := blocks.Check(x, 1); err != nil {
		return nil, fmt.Errorf("kde: %w", err)
	}
	if err := blocks.Check(points, 1); err != nil {
		return nil, fmt.Errorf("kde: points: %w", err)
	}
	m, d := x.Dims()
	if _, width := points.Dims(); width != d {
		return nil, fmt.Errorf("kde: the rows have %d columns, the points %d; give rows as long as the points", d, width)
	}
	t := newTree(mat.DenseCopyOf(points))
	out := make([]float64, m)
	blocks.Each(m, func() func(int) {
		row := make([]float64, d)
		return func(i int) { out[i] = t.nearest(mat.Row(row, i, x), -1) }
	})
	return out, nil
}

// NearestOthers gives for each row of x (n × d) the distance to the nearest other row: what NearestDistances of fresh
// data is to be compared with. Errors: what density.CheckRows refuses, and a single row.
func NearestOthers(x mat.Matrix) ([]float64, error) {
	if err := blocks.Check(x, 2); err != nil {
		return nil, fmt.Errorf("kde: %w", err)
	}
	points := mat.DenseCopyOf(x)
	t := newTree(points)
	out := make([]float64, len(t.index))
	blocks.Each(len(out), func() func(int) {
		return func(place int) { out[t.index[place]] = t.nearest(points.RawRowView(t.index[place]), place) }
	})
	return out, nil
}

// nearest is the distance from q to the nearest point, the one at place skip left out.
func (t *tree) nearest(q []float64, skip int) float64 {
	near, _ := t.distances(0, q)
	var dist [leafSize]float64
	return math.Sqrt(t.closer(0, near, math.Inf(1), q, skip, dist[:]))
}

// closer lowers best, a squared distance, to that of the nearest point of a node whose box is near off.
func (t *tree) closer(at int, near, best float64, q []float64, skip int, dist []float64) float64 {
	if near >= best {
		return best
	}
	n := &t.nodes[at]
	if n.left == 0 {
		points := t.leaf(at)
		blocks.SquaredDistances(dist, q, points)
		for i, v := range dist[:points.Cols] {
			if v < best && n.from+i != skip {
				best = v
			}
		}
		return best
	}
	nearL, _ := t.distances(n.left, q)
	nearR, _ := t.distances(n.right, q)
	first, second := n.left, n.right
	if nearR < nearL {
		first, second, nearL, nearR = second, first, nearR, nearL
	}
	best = t.closer(first, nearL, best, q, skip, dist)
	return t.closer(second, nearR, best, q, skip, dist)
}
