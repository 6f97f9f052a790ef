package dataset

// Threshold makes binary pixels: 1 where v ≥ t, else 0. With t = 128 that is x ≥ 1/2 for x = v/255.
// The same image always gives the same pixels (static binarisation).
func Threshold(pixels []uint8, t uint8) []float32 {
	var table [256]float32
	for v := int(t); v < 256; v++ {
		table[v] = 1
	}
	return lookUp(pixels, &table)
}

// Bernoulli makes binary pixels by chance: b ~ Bernoulli(x) with x = v/255, drawn anew each epoch (dynamic
// binarisation; Salakhutdinov & Murray 2008 and Burda et al. 2015 train so). A 0 stays 0 and a 255 becomes 1.
//
// A draw depends on (seed, epoch, position of the pixel) alone, so that the same seed and epoch give the same
// pixels in any order and on any number of processors; BernoulliAt draws a part of them.
func Bernoulli(pixels []uint8, seed, epoch uint64) []float32 {
	out := make([]float32, len(pixels))
	inParallel(len(pixels), func(from, to int) {
		BernoulliAt(out[from:to], pixels[from:to], seed, epoch, from)
	})
	return out
}

// BernoulliAt writes into dst the draws for pixels, the first of which has the given position in the whole set:
// for image i of D pixels that position is i·D. It equals that part of Bernoulli's result, and allocates nothing.
// dst must be at least as long as pixels.
func BernoulliAt(dst []float32, pixels []uint8, seed, epoch uint64, position int) {
	// SplitMix64 (Steele, Lea, Flood 2014) has the state key + γ·i, so that draw i needs none of the draws before it.
	const gamma = 0x9e3779b97f4a7c15
	key := mix(mix(seed+gamma) ^ epoch)
	state := key + gamma*uint64(position)
	var table [256]uint64 // table[v]/2³² = v/255 to 33 bits; 0 never lies above a draw, 255 always does
	for v := range table {
		table[v] = (uint64(v)<<32 + 127) / 255
	}
	bit := [2]float32{0, 1}
	for i, v := range pixels {
		state += gamma
		// The difference is negative, its top bit set, exactly where the draw lies below the table's value.
		dst[i] = bit[(mix(state)>>32-table[v])>>63]
	}
}

// mix is SplitMix64's output function: a bijection of 64-bit numbers that leaves no visible trace of its input.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
