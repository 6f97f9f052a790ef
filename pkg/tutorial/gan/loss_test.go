package gan

import (
	"math"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/internal/backends"
	"github.com/vaebook/vaebook/pkg/tutorial/elbo"
)

// TestLosses holds the graphs against float64, far out as well, and the slopes of the generator's losses against what
// their comments say.
func TestLosses(t *testing.T) {
	data, samples := []float32{0, 1, -3, 20, -90, 4}, []float32{0, -2, 3, -25, 80, -40}
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		exec, err := NewExec(be, func(data, samples *Node) []*Node {
			minimax, other := GeneratorLoss(Minimax, samples), GeneratorLoss(NonSaturating, samples)
			return []*Node{DiscriminatorLoss(data, samples), minimax, other,
				Gradient(ReduceAllSum(minimax), samples)[0], Gradient(ReduceAllSum(other), samples)[0]}
		})
		if err != nil {
			t.Fatal(err)
		}
		out := exec.MustCall(data, samples)
		for i := range data {
			d, g := float64(data[i]), float64(samples[i])
			want := []float64{elbo.Softplus(-d) + elbo.Softplus(g), -elbo.Softplus(g), elbo.Softplus(-g), -1 / (1 + math.Exp(-g)), -1 / (1 + math.Exp(g))}
			for k, w := range want {
				if got := float64(tensors.MustCopyFlatData[float32](out[k])[i]); math.Abs(got-w) > 1e-5*(1+math.Abs(w)) {
					t.Errorf("output %d at %v, %v is %v, want %v", k, d, g, got, w)
				}
			}
		}
		if got := tensors.MustCopyFlatData[float32](out[0])[0]; math.Abs(float64(got)-2*math.Ln2) > 1e-6 {
			t.Errorf("where nothing can be told apart the loss is %v, want 2 log 2", got)
		}
	})
}

// TestR1 holds the squared slope against finite differences of the logits, and the slope of the penalty in a weight, for
// which the graph is differentiated twice, against finite differences of the penalty.
func TestR1(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		for _, act := range []string{"swish", "tanh"} {
			m := newModel(t, be, Config{D: 2, Latent: 1, Discriminator: []int{6, 5}, Activation: act, Seed: 3})
			x := [][]float32{{0.3, -0.7}, {1.1, 0.4}, {-0.8, -0.2}}
			const path = "/discriminator/hidden_1/dense/weights"
			r1 := func() (values, slopes []float32) {
				out, err := m.machine.Call("R1", func(s *model.Scope, in []*Node) []*Node {
					value := R1(m.cfg.judge(s, in[0]), in[0])
					weights := m.machine.Store.GetVariable(path).NodeValue(in[0].Graph())
					return []*Node{value, Gradient(ReduceAllSum(value), weights)[0]}
				}, x)
				if err != nil {
					t.Fatal(err)
				}
				return out[0], out[1]
			}
			const h = 1e-2
			values, slopes := r1()
			for i, row := range x {
				want := 0.0
				for j := range row {
					at := mat.NewDense(2, 2, []float64{float64(row[0]), float64(row[1]), float64(row[0]), float64(row[1])})
					at.Set(0, j, at.At(0, j)+h)
					at.Set(1, j, at.At(1, j)-h)
					d, err := m.Judge(at)
					if err != nil {
						t.Fatal(err)
					}
					want += math.Pow((d[0]-d[1])/(2*h), 2)
				}
				if got := float64(values[i]); math.Abs(got-want) > 0.01*(0.1+want) {
					t.Errorf("%s: R1 of row %d is %v, by differences %v", act, i, got, want)
				}
			}
			v := m.machine.Store.GetVariable(path)
			first := tensors.MustCopyFlatData[float32](v.MustValue())
			for k := 0; k < len(first); k += 7 {
				sum := [2]float64{}
				for side, step := range []float32{h, -h} {
					moved := append([]float32(nil), first...)
					moved[k] += step
					if err := v.SetValue(tensors.FromFlatDataAndDimensions(moved, 6, 5)); err != nil {
						t.Fatal(err)
					}
					values, _ := r1()
					for _, r := range values {
						sum[side] += float64(r)
					}
				}
				if err := v.SetValue(tensors.FromFlatDataAndDimensions(first, 6, 5)); err != nil {
					t.Fatal(err)
				}
				want := (sum[0] - sum[1]) / (2 * h)
				if got := float64(slopes[k]); math.Abs(got-want) > 0.02*(0.1+math.Abs(want)) {
					t.Errorf("%s: the penalty's slope in weight %d is %v, by differences %v", act, k, got, want)
				}
			}
		}
	})
}
