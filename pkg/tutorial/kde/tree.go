package kde

import (
	"math"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/blocks"
)

// leafSize is the most points of a leaf; at most blocks.Size.
const leafSize = 64

// tree is a k-d tree: the points, sorted into boxes, each split at the median of its widest side into two halves. gonum's
// spatial/kdtree keeps one point a node and no counts; here a node knows how many points it has, so that its share of a
// sum can be bounded, and a leaf's points lie together, so that one loop visits them.
type tree struct {
	d      int
	nodes  []node
	boxes  []float64 // of node i: low corner [d], high corner [d]
	index  []int     // index[p] is the row of the data at place p
	points []float64 // leaf after leaf, each d × m in row-major order
}

// node has the points at places from … to−1.
type node struct {
	from, to    int
	left, right int // nodes; 0: a leaf
}

// newTree builds the tree of the rows of x (n × d), in time proportional to n·log n·d.
func newTree(x *mat.Dense) *tree {
	n, d := x.Dims()
	t := &tree{d: d, index: make([]int, n), points: make([]float64, n*d)}
	for i := range t.index {
		t.index[i] = i
	}
	t.build(x, 0, n, make([]float64, n))
	return t
}

// build makes the node of the places from … to−1 and those below it, and gives its number.
func (t *tree) build(x *mat.Dense, from, to int, keys []float64) int {
	at := len(t.nodes)
	t.nodes = append(t.nodes, node{from: from, to: to})
	low, high := t.bound(x, from, to)
	t.boxes = append(append(t.boxes, low...), high...)
	if to-from <= leafSize {
		leaf := t.leaf(at)
		for i, row := range t.index[from:to] {
			for j, v := range x.RawRowView(row) {
				leaf.Data[j*leaf.Stride+i] = v
			}
		}
		return at
	}
	widest := 0
	for j := range low {
		if high[j]-low[j] > high[widest]-low[widest] {
			widest = j
		}
	}
	for i, row := range t.index[from:to] {
		keys[from+i] = x.At(row, widest)
	}
	middle := (from + to) / 2
	split(keys[from:to], t.index[from:to], middle-from)
	left := t.build(x, from, middle, keys)
	right := t.build(x, middle, to, keys)
	t.nodes[at].left, t.nodes[at].right = left, right
	return at
}

// bound gives the corners of the smallest box around the points.
func (t *tree) bound(x *mat.Dense, from, to int) (low, high []float64) {
	low = append(low, x.RawRowView(t.index[from])...)
	high = append(high, low...)
	for _, row := range t.index[from+1 : to] {
		for j, v := range x.RawRowView(row) {
			low[j], high[j] = min(low[j], v), max(high[j], v)
		}
	}
	return low, high
}

// leaf is the points of a leaf, d × m.
func (t *tree) leaf(at int) blas64.General {
	n := t.nodes[at]
	return blocks.General(t.d, n.to-n.from, t.points[n.from*t.d:n.to*t.d])
}

// distances gives the squared distances from q to the nearest and to the farthest place of a node's box.
func (t *tree) distances(at int, q []float64) (nearest, farthest float64) {
	box := t.boxes[at*2*t.d : (at+1)*2*t.d]
	low, high := box[:t.d], box[t.d:]
	high, q = high[:len(low)], q[:len(low)]
	for j, lo := range low {
		under, over := lo-q[j], q[j]-high[j]
		near := max(under, over, 0)
		far := max(math.Abs(under), math.Abs(over))
		nearest += near * near
		farthest += far * far
	}
	return nearest, farthest
}

// split moves the k smallest keys to the front, each with its index: Hoare's selection, with the median of three as pivot.
func split(keys []float64, index []int, k int) {
	for lo, hi := 0, len(keys)-1; lo < hi; {
		a, b, c := keys[lo], keys[(lo+hi)/2], keys[hi]
		pivot := max(min(a, b), min(max(a, b), c))
		i, j := lo, hi
		for i <= j {
			for keys[i] < pivot {
				i++
			}
			for keys[j] > pivot {
				j--
			}
			if i <= j {
				keys[i], keys[j] = keys[j], keys[i]
				index[i], index[j] = index[j], index[i]
				i++
				j--
			}
		}
		switch {
		case k <= j:
			hi = j
		case k >= i:
			lo = i
		default:
			return
		}
	}
}
