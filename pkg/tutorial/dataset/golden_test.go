package dataset

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/vaebook/vaebook/internal/reference"
)

// golden holds what testdata/golden.py found out about the data.
type golden struct {
	Fashion map[string]facts `json:"fashion-mnist"`
	MNIST   map[string]facts `json:"mnist"`
	Draws   []struct {
		Seed, Epoch uint64
		Position    int
		Bits        string
	} `json:"draws"`
}

type facts struct {
	Dims        []int     `json:"dims"`
	Mean        float64   `json:"mean"`
	Variance    float64   `json:"variance"`
	Ones        float64   `json:"ones at 128"`
	ClassCounts []int     `json:"class counts"`
	ClassMeans  []float64 `json:"class means"`
	FirstLabels []int     `json:"first labels"`
	FirstSHA    string    `json:"sha256 of image 0"`
	LastSHA     string    `json:"sha256 of the last image"`
}

func readGolden() (g golden) {
	reference.Read(&g)
	return g
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: got %.12g, want %.12g within %.0g", what, got, want, tolerance)
	}
}

// checkFacts holds a loaded set against what Python found.
func checkFacts(t *testing.T, d *Images, want facts) {
	t.Helper()
	if got := []int{d.Len(), d.H, d.W}; !slices.Equal(got, want.Dims) || len(d.Pixels) != d.Len()*d.D() {
		t.Fatalf("dimensions: got %v with %d pixels, want %v", got, len(d.Pixels), want.Dims)
	}
	var sum, squares float64
	counts, classSums := make([]int, 10), make([]float64, 10)
	x := d.Float32()
	for i := range d.Len() {
		row := 0.0
		for _, v := range x[i*d.D() : (i+1)*d.D()] {
			row += float64(v)
			squares += float64(v) * float64(v)
		}
		sum += row
		counts[d.Labels[i]]++
		classSums[d.Labels[i]] += row
	}
	n := float64(len(d.Pixels))
	near(t, "mean", sum/n, want.Mean, 1e-8)
	near(t, "variance", squares/n-sum/n*sum/n, want.Variance, 1e-7)
	ones := 0.0
	for _, b := range Threshold(d.Pixels, 128) {
		ones += float64(b)
	}
	near(t, "share of ones", ones/n, want.Ones, 1e-12)
	if !slices.Equal(counts, want.ClassCounts) {
		t.Errorf("class counts: got %v, want %v", counts, want.ClassCounts)
	}
	for k, s := range classSums {
		near(t, "mean of class "+d.Classes[k], s/float64(counts[k]*d.D()), want.ClassMeans[k], 1e-8)
	}
	for i, label := range want.FirstLabels {
		if int(d.Labels[i]) != label {
			t.Errorf("label %d: got %d, want %d", i, d.Labels[i], label)
		}
	}
	if first := sha256.Sum256(d.Row(0)); hex.EncodeToString(first[:]) != want.FirstSHA {
		t.Error("image 0 differs")
	}
	if last := sha256.Sum256(d.Row(d.Len() - 1)); hex.EncodeToString(last[:]) != want.LastSHA {
		t.Error("the last image differs")
	}
}

// TestFashionMNIST loads the set twice, packed and from the unpacked copy that the first time left.
func TestFashionMNIST(t *testing.T) {
	t.Setenv("VAEBOOK_CACHE", t.TempDir())
	want := readGolden().Fashion
	for _, from := range []string{"packed", "copy"} {
		train, test, err := FashionMNIST()
		if err != nil {
			t.Fatal(err)
		}
		t.Run(from, func(t *testing.T) {
			checkFacts(t, train, want["train"])
			checkFacts(t, test, want["test"])
		})
		if train.Classes[9] != "ankle boot" || train.Name != "Fashion-MNIST train" || test.Name != "Fashion-MNIST test" {
			t.Errorf("got %q, %q, classes %q", train.Name, test.Name, train.Classes)
		}
	}
}

// TestMNIST needs the files, which are not in the clone.
func TestMNIST(t *testing.T) {
	if _, err := mnist.files[0].find(); errors.Is(err, ErrAbsent) {
		t.Skip("MNIST is not here: name its folder's parent in VAEBOOK_DATA")
	}
	train, test, err := MNIST()
	if err != nil {
		t.Fatal(err)
	}
	want := readGolden().MNIST
	checkFacts(t, train, want["train"])
	checkFacts(t, test, want["test"])
}

// TestBernoulliGolden holds the draws against an implementation with exact fractions in Python.
func TestBernoulliGolden(t *testing.T) {
	ramp := make([]uint8, 200)
	for i := range ramp {
		ramp[i] = uint8(i * 37)
	}
	for _, want := range readGolden().Draws {
		got := make([]float32, len(ramp))
		BernoulliAt(got, ramp, want.Seed, want.Epoch, want.Position)
		for i, b := range got {
			if (b == 1) != (want.Bits[i] == '1') || b != 0 && b != 1 {
				t.Fatalf("seed %d, epoch %d, position %d: draw %d is %g, want %c", want.Seed, want.Epoch, want.Position, i, b, want.Bits[i])
			}
		}
	}
}
