package vae

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/gomlx/compute"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/vaebook/vaebook/internal/backends"
)

// float64Decoder is the small model's decoder, written out in float64.
func float64Decoder(t *testing.T, m *Model, z []float64) []float64 {
	w := weights(t, m)
	layer := func(path string, in []float64, act func(float64) float64) []float64 {
		weight, out := w[path+"/dense/weights"], make([]float64, 0)
		for j, b := range w[path+"/dense/biases"] {
			sum := float64(b)
			for i, v := range in {
				sum += v * float64(weight[i*len(w[path+"/dense/biases"])+j])
			}
			out = append(out, act(sum))
		}
		return out
	}
	sigmoid := func(l float64) float64 { return 1 / (1 + math.Exp(-l)) }
	return layer("/decoder/logits", layer("/decoder/hidden_0", z, math.Tanh), sigmoid)
}

// TestDecode: against the layers in float64, for batches of every size that is compiled.
func TestDecode(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		m := newModel(t, be, small())
		for _, n := range []int{1, 2, 65, evalBatch + 1, evalBatch + 70} {
			z := Prior(n, 2, 1)
			got, err := m.Decode(z)
			if err != nil {
				t.Fatal(err)
			}
			if r, c := got.Dims(); r != n || c != 16 {
				t.Fatalf("%d codes give %d×%d", n, r, c)
			}
			for _, i := range []int{0, n / 2, n - 1} {
				for j, want := range float64Decoder(t, m, z.RawRowView(i)) {
					near(t, "pixel", got.At(i, j), want, 1e-5)
				}
			}
		}
	})
}

func TestPrior(t *testing.T) {
	z := Prior(5000, 3, 1)
	mean, variance := stat.MeanVariance(z.RawMatrix().Data, nil)
	near(t, "mean", mean, 0, 5/math.Sqrt(15000))
	near(t, "variance", variance, 1, 5*math.Sqrt(2.0/15000))
	if !mat.Equal(z.Slice(0, 10, 0, 3), Prior(10, 3, 1)) || mat.Equal(Prior(10, 3, 1), Prior(10, 3, 2)) {
		t.Error("the codes do not follow the seed")
	}
}

// TestWaysThroughTheModel: Sample, Reconstruct and Interpolate are what their words say, in terms of Encode and Decode.
func TestWaysThroughTheModel(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		m := newModel(t, be, small())
		images := bars(5, false)
		mu, logVar, err1 := m.Encode(images)
		decoded, err2 := m.Decode(mu)
		reconstructed, err3 := m.Reconstruct(images)
		fromPrior, err4 := m.Decode(Prior(3, 2, 8))
		sampled, err5 := m.Sample(3, 8)
		line, err6 := m.Interpolate(mu.RawRowView(0), mu.RawRowView(1), 3)
		if err := errors.Join(err1, err2, err3, err4, err5, err6); err != nil {
			t.Fatal(err)
		}
		if !mat.Equal(decoded, reconstructed) || !mat.Equal(fromPrior, sampled) {
			t.Error("Reconstruct or Sample is not what it says")
		}
		if r, c := logVar.Dims(); r != 5 || c != 2 {
			t.Errorf("logVar is %d×%d", r, c)
		}
		middle := []float64{(mu.At(0, 0) + mu.At(1, 0)) / 2, (mu.At(0, 1) + mu.At(1, 1)) / 2}
		for j, want := range float64Decoder(t, m, middle) {
			near(t, "the middle", line.At(1, j), want, 1e-5)
			near(t, "one end", line.At(0, j), decoded.At(0, j), 1e-6)
			near(t, "other end", line.At(2, j), decoded.At(1, j), 1e-6)
		}
	})
}

func TestImages(t *testing.T) {
	x := mat.NewDense(2, 4, []float64{0, 1, 0.5, 2, -1, math.Inf(1), 0.2, 0.999})
	images, err := Images(x, 2, 2)
	if err != nil {
		t.Fatal(err)
	}
	want := []uint8{0, 255, 128, 255, 0, 255, 51, 255}
	for i, v := range images.Pixels {
		if v != want[i] {
			t.Errorf("pixel %d is %d, want %d", i, v, want[i])
		}
	}
	if images.Len() != 2 || images.D() != 4 {
		t.Errorf("%d images of %d", images.Len(), images.D())
	}
}

// TestUseWhileTraining: OnBlock may use the model, and so may another goroutine.
func TestUseWhileTraining(t *testing.T) {
	backends.Each(t, func(t *testing.T, be compute.Backend) {
		m := newModel(t, be, small())
		stop, done := make(chan struct{}), make(chan error)
		go func() {
			for {
				select {
				case <-stop:
					done <- nil
					return
				default:
				}
				if _, err := m.Decode(Prior(2, 2, 1)); err != nil {
					done <- err
					return
				}
			}
		}()
		images := bars(64, false)
		fit(t, m, images, FitConfig{Epochs: 3, Batch: 16, Block: 2, OnBlock: func(Progress) {
			if _, err := m.Fit(context.Background(), images, FitConfig{Epochs: 3, Batch: 16}); err == nil {
				t.Error("two runs at once")
			}
			if _, err := m.Sample(4, 1); err != nil {
				t.Error(err)
			}
			if _, err := m.ELBO(images, 1, 1); err != nil {
				t.Error(err)
			}
		}})
		close(stop)
		if err := <-done; err != nil {
			t.Error(err)
		}
		if _, err := m.LogLikelihood(context.Background(), images, 3, 1, nil); err != nil {
			t.Error(err)
		}
	})
}
