package cluster

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// Choice is what one number of clusters gives.
type Choice struct {
	K          int
	Inertia    float64 // falls with K, fast as long as K splits what is apart: the elbow is where that ends
	Silhouette float64 // mean over the rows, or over the sample; highest where clusters are tight and apart; NaN for K = 1
	Model      *KMeans
}

// Elbow fits k-means for each K of ks with the other settings of cfg: the data for choosing K. Silhouettes are taken on
// sample rows drawn with cfg.Seed, on all rows where sample is 0; a negative sample leaves them NaN.
//
// Errors: those of FitKMeans and Silhouette, and centres given in cfg. When ctx ends, the choices so far come with an
// error that wraps ctx.Err().
func Elbow(ctx context.Context, x mat.Matrix, ks []int, sample int, cfg Config) ([]Choice, error) {
	if cfg.Centres != nil {
		return nil, fmt.Errorf("cluster: Centres are given for several K; leave Config.Centres empty")
	}
	var out []Choice
	for _, k := range ks {
		cfg.K = k
		m, err := FitKMeans(ctx, x, cfg)
		if err != nil {
			return out, err
		}
		c := Choice{K: k, Inertia: m.Inertia, Silhouette: math.NaN(), Model: m}
		if n, _ := x.Dims(); sample >= 0 && k > 1 && k < n {
			rows := sampleRows(n, sample, cfg.Seed)
			s, err := silhouette(x, m.Labels, rows)
			if err != nil {
				return out, err
			}
			c.Silhouette = stat.Mean(s, nil)
		}
		out = append(out, c)
	}
	return out, nil
}
