package vae

import (
	"context"

	"github.com/vaebook/vaebook/pkg/tutorial/train"
)

// Context gives a context that ends when the program is interrupted (a notebook's stop button sends SIGINT), told to
// terminate (SIGTERM), or left behind by its parent; see [train.Context]. Call stop when the work is done.
func Context() (ctx context.Context, stop context.CancelFunc) { return train.Context() }
