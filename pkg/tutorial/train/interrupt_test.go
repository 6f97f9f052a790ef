package train

import (
	"context"
	"errors"
	"os"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// ended waits for the context and returns its cause.
func ended(t *testing.T, ctx context.Context) error {
	t.Helper()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(5 * time.Second):
		t.Fatal("the context did not end")
		return nil
	}
}

func TestContextEndsOnSignals(t *testing.T) {
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		ctx, stop := Context()
		p, err := os.FindProcess(os.Getpid())
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Signal(s); err != nil {
			t.Fatal(err)
		}
		if cause := ended(t, ctx); !errors.Is(cause, errSignal) {
			t.Errorf("%v: cause %v", s, cause)
		}
		stop()
	}
}

func TestContextEndsWithItsParent(t *testing.T) {
	var parent atomic.Int64
	parent.Store(77)
	ctx, cancel := context.WithCancelCause(context.Background())
	go watch(ctx, cancel, make(chan os.Signal), func() int { return int(parent.Load()) })
	time.Sleep(2 * parentPoll)
	if ctx.Err() != nil {
		t.Fatal("ended while the parent lives")
	}
	parent.Store(1)
	if cause := ended(t, ctx); !errors.Is(cause, errOrphan) {
		t.Errorf("cause %v", cause)
	}
}

func TestContextStops(t *testing.T) {
	ctx, stop := Context()
	stop()
	if cause := ended(t, ctx); !errors.Is(cause, context.Canceled) {
		t.Errorf("cause %v", cause)
	}
}
