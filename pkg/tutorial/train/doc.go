// Package train trains what the book builds on GoMLX: the autoencoder of chapter 01, the autoregressive model and the
// GAN of chapter 02, the variational autoencoder of chapter 08.
//
// A model brings a [Machine], which holds its weights on a backend, and a [Task], which says what one training step
// does. [Run] does the rest: which rows and which noise belong to a step, many steps in one call of the device, the
// learning rate, live reports, interrupts, checkpoints, going on from them.
//
//	step t:   θ ← θ − rate(t) · Adam(∇θ loss(θ; batch t, noise t))
//
// A reader finds one idea a file: machine.go holds weights and compiled functions, table.go the rows, order.go which rows
// and which noise belong to a step, batch.go what a step gets to see, loop.go many steps in one call, engine.go how a
// backend is fed, config.go, rate.go and run.go a training run, save.go and values.go how it is kept, interrupt.go how it
// stops.
//
// Everything that draws takes a seed. The same seed on the same backend gives the same numbers, bit for bit; how many
// steps run in one call and whether a run was interrupted and resumed change nothing.
package train
