//go:build goexperiment.simd

package backend

// simd tells whether the pure-Go backend was built with vector instructions.
const simd = true
