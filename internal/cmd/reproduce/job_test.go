package main

import (
	"bytes"
	"context"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vaebook/vaebook/pkg/tutorial/backend"
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
	"github.com/vaebook/vaebook/pkg/tutorial/vae"
)

// stripes are n images, each grey in its upper or its lower half.
func stripes(n int) *dataset.Images {
	d := &dataset.Images{Name: "stripes", H: 28, W: 28}
	for i := range n {
		for p := range d.D() {
			d.Pixels = append(d.Pixels, uint8(200*((2*p/d.D()+i)%2)))
		}
		d.Labels = append(d.Labels, uint8(i%2))
	}
	return d
}

func small(t *testing.T) (*job, *bytes.Buffer) {
	out := &bytes.Buffer{}
	return &job{be: backend.Default(), epochs: 2, batch: 20, rate: 1e-3, warmup: 1, seed: 1, testSeed: 2, k: 20,
		dir: filepath.Join(t.TempDir(), "run"), out: out}, out
}

// rows are the table's rows, without the columns of times.
func rows(text string) (cells [][]string) {
	for line := range strings.Lines(text) {
		if f := strings.Split(strings.TrimSpace(line), "|"); len(f) == 9 && !strings.Contains(line, "-|") {
			cells = append(cells, f[1:6])
		}
	}
	return cells
}

func TestRunAgainGivesTheSameTable(t *testing.T) {
	j, out := small(t)
	if err := j.run(context.Background(), stripes(50), stripes(30)); err != nil {
		t.Fatal(err)
	}
	first := rows(out.String())
	if len(first) != 3 || strings.TrimSpace(first[1][0]) != "2" || strings.TrimSpace(first[2][0]) != "20" {
		t.Fatalf("want a head and rows for K = 2 and 20, got:\n%s", out)
	}
	if steps := strings.TrimSpace(first[1][3]); steps != "6" {
		t.Errorf("2 epochs of 50 images, 20 at a time, are 6 steps, the table says %s", steps)
	}
	out.Reset()
	if err := j.run(context.Background(), stripes(50), stripes(30)); err != nil {
		t.Fatal(err)
	}
	if !slices.EqualFunc(first, rows(out.String()), slices.Equal) {
		t.Errorf("the second run gives another table:\n%v\n%s", first, out)
	}
	if !strings.Contains(out.String(), "went on from step 6") {
		t.Errorf("the second run does not say that training was done before:\n%s", out)
	}
}

func TestInterruptedEvaluationSaysSo(t *testing.T) {
	j, _ := small(t)
	m, err := vae.New(j.be, vae.Config{D: 784, Hidden: []int{5}, Latent: 2, Binarize: vae.Dynamic})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := j.evaluate(ctx, m, stripes(4), 5, 0); !errors.Is(err, vae.ErrInterrupted) {
		t.Errorf("want ErrInterrupted, got %v", err)
	}
}

func TestEvaluationGoesOnWhereItStopped(t *testing.T) {
	j, _ := small(t)
	m, err := vae.New(j.be, vae.Config{D: 784, Hidden: []int{5}, Latent: 2, Binarize: vae.Dynamic})
	if err != nil {
		t.Fatal(err)
	}
	test := stripes(chunkRows + 3)
	whole, _, err := j.evaluate(context.Background(), m, test, 2, 0)
	if err != nil {
		t.Fatal(err)
	}
	other, _ := small(t)
	kept := partial{dir: other.dir, k: 2, seed: other.testSeed, rows: test.Len()}
	if err := kept.save(whole.LogP[:chunkRows]); err != nil {
		t.Fatal(err)
	}
	resumed, _, err := other.evaluate(context.Background(), m, test, 2, 0)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(whole.LogP, resumed.LogP) {
		t.Error("an evaluation taken up after its first chunk differs from an unbroken one")
	}
}

func TestPartialOfAnotherTrainingIsNotTaken(t *testing.T) {
	p := partial{dir: t.TempDir(), k: 5, seed: 2, rows: 4, step: 100}
	want := []float64{-1.5, math.Inf(-1), -3}
	if err := p.save(want); err != nil {
		t.Fatal(err)
	}
	if got, err := p.load(); err != nil || !slices.Equal(got, want) {
		t.Errorf("saved %v, loaded %v, %v", want, got, err)
	}
	for _, other := range []partial{
		{p.dir, 50, p.seed, p.rows, p.step}, {p.dir, p.k, 3, p.rows, p.step},
		{p.dir, p.k, p.seed, 5, p.step}, {p.dir, p.k, p.seed, p.rows, 101},
	} {
		if got, err := other.load(); err != nil || got != nil {
			t.Errorf("%+v loaded %v, %v from a snapshot of %+v", other, got, err, p)
		}
	}
}

// In the first step the KL has no weight, so that the objective's second part is 0; after the warm-up it is the KL.
func TestWarmed(t *testing.T) {
	if warmed(0) != nil {
		t.Error("without a warm-up the objective must be the library's own")
	}
	cfg := vae.Config{D: 784, Hidden: []int{5}, Latent: 2, Binarize: vae.Dynamic, Seed: 1}
	cfg.Objective = warmed(3) // of the 6 steps below
	var kl, plain []float64
	for _, record := range []*[]float64{&kl, &plain} {
		m, err := vae.New(backend.Default(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		_, err = m.Fit(context.Background(), stripes(50), vae.FitConfig{Epochs: 2, Batch: 20, LearningRate: 1e-12, Block: 1,
			OnBlock: func(p vae.Progress) { *record = append(*record, p.KL) }})
		if err != nil {
			t.Fatal(err)
		}
		cfg.Objective = nil
	}
	for i, w := range []float64{0, 1. / 3, 2. / 3, 1, 1, 1} {
		if math.Abs(kl[i]-w*plain[i]) > 1e-4*plain[i] {
			t.Errorf("step %d: weighted KL %v, want %v of %v", i, kl[i], w, plain[i])
		}
	}
}

func TestCosine(t *testing.T) {
	rate := cosine(2e-3, 100)
	for step, want := range map[int64]float64{0: 2e-3, 50: 1e-3, 100: 0, 25: 1e-3 * (1 + math.Sqrt2/2)} {
		if got := rate(step); math.Abs(got-want) > 1e-18 {
			t.Errorf("rate(%d) = %v, want %v", step, got, want)
		}
	}
}
