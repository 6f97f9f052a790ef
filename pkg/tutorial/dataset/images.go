// Package dataset loads the data of the book and verifies every byte of it: each file is held against its SHA-256,
// each reader is strict, and every error names the file, the offset, what was found there, and what to do.
package dataset

import (
	"runtime"
	"sync"
)

// Images is a labelled set of N grey images of H×W pixels.
type Images struct {
	Name    string
	H, W    int
	Pixels  []uint8  // N·H·W values 0 (black) to 255, row by row, image after image
	Labels  []uint8  // N class numbers, each an index into Classes
	Classes []string // the classes' English names; pkg/viz/lang translates them
}

// Len is N, the number of images.
func (d *Images) Len() int { return len(d.Labels) }

// D is H·W, the number of pixels of one image.
func (d *Images) D() int { return d.H * d.W }

// Row gives the D pixels of image i. They are shared with d, not copied.
func (d *Images) Row(i int) []uint8 { return d.Pixels[i*d.D() : (i+1)*d.D() : (i+1)*d.D()] }

// Head gives the first n images, or all where there are fewer. The pixels are shared with d, not copied.
func (d *Images) Head(n int) *Images {
	n = max(0, min(n, d.Len()))
	head := *d
	head.Pixels = d.Pixels[: n*d.D() : n*d.D()]
	head.Labels = d.Labels[:n:n]
	return &head
}

// Float32 gives the N·D pixels as x = v/255, each in [0, 1].
func (d *Images) Float32() []float32 {
	var table [256]float32
	for v := range table {
		table[v] = float32(v) / 255
	}
	return lookUp(d.Pixels, &table)
}

// lookUp maps every pixel through the table, on all processors.
func lookUp(pixels []uint8, table *[256]float32) []float32 {
	out := make([]float32, len(pixels))
	inParallel(len(pixels), func(from, to int) {
		for i, v := range pixels[from:to] {
			out[from+i] = table[v]
		}
	})
	return out
}

// inParallel calls f on pieces that together cover 0…n, on all processors, and returns when all are done.
func inParallel(n int, f func(from, to int)) {
	const least = 1 << 16 // less is not worth a goroutine
	pieces := max(1, min(runtime.GOMAXPROCS(0), n/least))
	var wait sync.WaitGroup
	for p := range pieces {
		wait.Go(func() { f(p*n/pieces, (p+1)*n/pieces) })
	}
	wait.Wait()
}
