package dataset

import (
	"math"
	"runtime"
	"slices"
	"testing"
)

func TestThreshold(t *testing.T) {
	pixels := []uint8{0, 1, 127, 128, 255}
	for _, c := range []struct {
		t    uint8
		want []float32
	}{
		{128, []float32{0, 0, 0, 1, 1}},
		{1, []float32{0, 1, 1, 1, 1}},
		{0, []float32{1, 1, 1, 1, 1}},
		{255, []float32{0, 0, 0, 0, 1}},
	} {
		if got := Threshold(pixels, c.t); !slices.Equal(got, c.want) {
			t.Errorf("Threshold(%v, %d) = %v, want %v", pixels, c.t, got, c.want)
		}
	}
}

// TestMix holds the generator against the published first outputs of SplitMix64 for the seed 1234567.
func TestMix(t *testing.T) {
	state := uint64(1234567)
	for _, want := range []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821} {
		state += 0x9e3779b97f4a7c15
		if got := mix(state); got != want {
			t.Errorf("got %d, want %d", got, want)
		}
	}
}

// TestBernoulliMeans: over many draws of every grey value the share of ones is v/255, within 5 standard errors.
func TestBernoulliMeans(t *testing.T) {
	const n = 4000
	pixels := make([]uint8, 256*n)
	for i := range pixels {
		pixels[i] = uint8(i)
	}
	ones := make([]float64, 256)
	for i, b := range Bernoulli(pixels, 3, 4) {
		ones[i%256] += float64(b)
	}
	if ones[0] != 0 || ones[255] != n {
		t.Errorf("black gave %g ones, want 0; white gave %g, want %d", ones[0], ones[255], n)
	}
	chi2 := 0.0
	for v := 1; v < 255; v++ {
		p := float64(v) / 255
		z := (ones[v] - n*p) / math.Sqrt(n*p*(1-p))
		chi2 += z * z
		if math.Abs(z) > 5 {
			t.Errorf("grey %d: %g ones of %d, %.1f standard errors from %g", v, ones[v], n, z, n*p)
		}
	}
	if sd := math.Sqrt(2 * 254); math.Abs(chi2-254) > 5*sd {
		t.Errorf("χ² = %.1f over 254 grey values, want 254 ± %.1f", chi2, 5*sd)
	}
}

// TestBernoulliIndependence: epochs, seeds and neighbouring pixels are uncorrelated, within 5 standard errors.
func TestBernoulliIndependence(t *testing.T) {
	const n = 1 << 18
	grey := slices.Repeat([]uint8{128}, n)
	base := Bernoulli(grey, 1, 2)
	for name, other := range map[string][]float32{
		"next epoch": Bernoulli(grey, 1, 3), "next seed": Bernoulli(grey, 2, 2), "swapped": Bernoulli(grey, 2, 1),
		"far epoch": Bernoulli(grey, 1, 1<<40), "next pixel": append(base[1:n:n], base[0]), "next row": append(base[784:n:n], base[:784]...),
	} {
		if c := correlation(base, other); math.Abs(c) > 5/math.Sqrt(n) {
			t.Errorf("%s: correlation %.4f, want 0 ± %.4f", name, c, 5/math.Sqrt(n))
		}
	}
}

func correlation(a, b []float32) float64 {
	var sa, sb, sab float64
	for i := range a {
		sa += float64(a[i])
		sb += float64(b[i])
		sab += float64(a[i]) * float64(b[i])
	}
	n := float64(len(a))
	pa, pb := sa/n, sb/n
	return (sab/n - pa*pb) / math.Sqrt(pa*(1-pa)*pb*(1-pb))
}

// TestBernoulliParts: the same pixels come out whole, in parts, in any order, on one processor and on many.
func TestBernoulliParts(t *testing.T) {
	const rows, d = 700, 784
	pixels := make([]uint8, rows*d)
	for i := range pixels {
		pixels[i] = uint8(i * 7919 >> 3)
	}
	want := Bernoulli(pixels, 9, 1)
	before := runtime.GOMAXPROCS(1)
	alone := Bernoulli(pixels, 9, 1)
	runtime.GOMAXPROCS(7)
	many := Bernoulli(pixels, 9, 1)
	runtime.GOMAXPROCS(before)
	if !slices.Equal(alone, want) || !slices.Equal(many, want) {
		t.Error("the number of processors changes the draws")
	}
	row := make([]float32, d)
	for i := rows - 1; i >= 0; i -= 13 {
		BernoulliAt(row, pixels[i*d:(i+1)*d], 9, 1, i*d)
		if !slices.Equal(row, want[i*d:(i+1)*d]) {
			t.Fatalf("row %d drawn alone differs", i)
		}
	}
	if n := testing.AllocsPerRun(10, func() { BernoulliAt(row, pixels[:d], 9, 1, 0) }); n != 0 {
		t.Errorf("BernoulliAt allocates %g times", n)
	}
}

func TestImages(t *testing.T) {
	d := &Images{H: 2, W: 3, Pixels: []uint8{0, 1, 2, 3, 4, 5, 255, 250, 245, 240, 235, 230}, Labels: []uint8{1, 0}, Classes: []string{"a", "b"}}
	if d.Len() != 2 || d.D() != 6 || !slices.Equal(d.Row(1), d.Pixels[6:]) {
		t.Errorf("got N=%d, D=%d, row %v", d.Len(), d.D(), d.Row(1))
	}
	for n, want := range map[int]int{-1: 0, 0: 0, 1: 1, 2: 2, 5: 2} {
		if h := d.Head(n); h.Len() != want || len(h.Pixels) != want*6 || h.Classes[1] != "b" {
			t.Errorf("Head(%d) has %d images and %d pixels, want %d", n, h.Len(), len(h.Pixels), want)
		}
	}
	if h := d.Head(1); len(append(h.Pixels, 9)) != 7 || d.Pixels[6] != 255 {
		t.Error("appending to Head's pixels overwrites the whole set's")
	}
	x := d.Float32()
	if x[0] != 0 || x[6] != 1 || x[1] != float32(1)/255 {
		t.Errorf("Float32 gives %v", x)
	}
}
