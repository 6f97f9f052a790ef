package cluster

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/blocks"
)

// Silhouette says of each row of x (n × d) how much better it fits its own cluster than the next one (Rousseeuw 1987,
// equations 1 to 3):
//
//	s_i = (b_i − a_i) / max(a_i, b_i)       in [−1, 1]
//
// with a_i the mean distance to the other rows of its cluster and b_i the lowest mean distance to the rows of another
// cluster. A row alone in its cluster has s_i = 0, and so has one that lies on all rows of both (0/0). The mean over the
// rows judges the grouping. It is exact and takes time proportional to n²·d: see SilhouetteSample.
//
// Errors: what density.CheckRows refuses, labels of another number than rows, negative labels, and fewer than 2 or more
// than n − 1 clusters with rows.
func Silhouette(x mat.Matrix, labels []int) ([]float64, error) {
	return silhouette(x, labels, nil)
}

// SilhouetteSample is Silhouette for size rows drawn without replacement, each against all n rows, in time proportional
// to size·n·d: the mean over them is an unbiased estimate of the mean over all rows. It gives the rows drawn, in
// ascending order, and their values. A size of n or more takes all.
func SilhouetteSample(x mat.Matrix, labels []int, size int, seed uint64) (rows []int, s []float64, err error) {
	if size < 1 {
		return nil, nil, fmt.Errorf("cluster: a sample of %d rows; draw 1 or more", size)
	}
	if err := blocks.Check(x, 1); err != nil {
		return nil, nil, fmt.Errorf("cluster: %w", err)
	}
	n, _ := x.Dims()
	rows = sampleRows(n, size, seed)
	s, err = silhouette(x, labels, rows)
	return rows, s, err
}

// sampleRows draws size of n rows, all where size is 0 or at least n.
func sampleRows(n, size int, seed uint64) []int {
	rows := rand.New(rand.NewPCG(seed, 0x73696c)).Perm(n)
	if size > 0 && size < n {
		rows = rows[:size]
	}
	slices.Sort(rows)
	return rows
}

// silhouette gives s_i of the given rows; of all where rows is nil.
func silhouette(x mat.Matrix, labels, rows []int) ([]float64, error) {
	sizes, err := clusterSizes(x, labels)
	if err != nil {
		return nil, err
	}
	n, d := x.Dims()
	if rows == nil {
		rows = sampleRows(n, 0, 0)
	}
	data := blocks.New(x, nil)
	s := make([]float64, len(rows))
	blocks.Each(len(rows), func() func(int) {
		q, sums, dist := make([]float64, d), make([]float64, len(sizes)), make([]float64, blocks.Size)
		return func(i int) {
			mat.Row(q, rows[i], x)
			clear(sums)
			for b := range data.Count() {
				first, block := data.Block(b)
				blocks.SquaredDistances(dist, q, block)
				for j, l := range labels[first : first+block.Cols] {
					sums[l] += math.Sqrt(dist[j])
				}
			}
			s[i] = ratio(labels[rows[i]], sums, sizes)
		}
	})
	return s, nil
}

// ratio is s of a row of cluster own, from its summed distances to the rows of each cluster.
func ratio(own int, sums, sizes []float64) float64 {
	if sizes[own] == 1 {
		return 0
	}
	a, b := sums[own]/(sizes[own]-1), math.Inf(1)
	for k, sum := range sums {
		if k != own && sizes[k] > 0 {
			b = min(b, sum/sizes[k])
		}
	}
	if a == b {
		return 0
	}
	return (b - a) / max(a, b)
}

// clusterSizes counts the rows of each label, or says what is wrong with the labels.
func clusterSizes(x mat.Matrix, labels []int) ([]float64, error) {
	if err := blocks.Check(x, 1); err != nil {
		return nil, fmt.Errorf("cluster: %w", err)
	}
	n, _ := x.Dims()
	if len(labels) != n {
		return nil, fmt.Errorf("cluster: %d labels for %d rows; give one label per row", len(labels), n)
	}
	if i := slices.IndexFunc(labels, func(l int) bool { return l < 0 || l >= n }); i >= 0 {
		return nil, fmt.Errorf("cluster: label %d of row %d is out of range; number the clusters from 0, at most one per row", labels[i], i)
	}
	sizes := make([]float64, slices.Max(labels)+1)
	used := 0
	for _, l := range labels {
		if sizes[l]++; sizes[l] == 1 {
			used++
		}
	}
	if used < 2 || used > n-1 {
		return nil, fmt.Errorf("cluster: %d rows in %d clusters; a silhouette compares clusters: it needs 2 to %d of them", n, used, n-1)
	}
	return sizes, nil
}
