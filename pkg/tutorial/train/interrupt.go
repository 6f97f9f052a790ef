package train

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// Why a [Context] ended.
var (
	errSignal = errors.New("interrupt signal")
	errOrphan = errors.New("the program that started this one is gone")
)

// Context gives a context that ends when the program is interrupted (a notebook's stop button sends SIGINT), told to
// terminate (SIGTERM), or left behind by its parent: a notebook's kernel that dies leaves its cell's program running,
// and nobody would stop it. Call stop when the work is done; a second signal then, or while the work winds up, ends the
// program as usual.
func Context() (ctx context.Context, stop context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go watch(ctx, cancel, signals, os.Getppid)
	return ctx, func() { cancel(context.Canceled) }
}

// parentPoll is how often the parent is looked at.
const parentPoll = 200 * time.Millisecond

// watch cancels on a signal or when the parent changes; it ends with ctx.
func watch(ctx context.Context, cancel context.CancelCauseFunc, signals chan os.Signal, parent func() int) {
	defer signal.Stop(signals)
	first := parent()
	tick := time.NewTicker(parentPoll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-signals:
			cancel(errSignal)
			return
		case <-tick.C:
			if parent() != first {
				cancel(errOrphan)
				return
			}
		}
	}
}
