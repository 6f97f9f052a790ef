package vae

import (
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/vaebook/vaebook/pkg/tutorial/backend"
)

// killDir tells the test binary, started by TestKilledRun, to train into that folder and do nothing else.
const killDir = "VAEBOOK_TEST_KILL_DIR"

// TestKilledRun: a run that is killed again and again, at moments that nobody chose, ends like one that was not.
func TestKilledRun(t *testing.T) {
	train := bars(40, true)
	fc := resumable(os.Getenv(killDir), 60)
	be, _ := backend.Open(backend.Prefer(backend.Go))
	cfg := small()
	cfg.Binarize = Dynamic
	if fc.Dir != "" {
		fit(t, newModel(t, be, cfg), train, fc)
		return
	}
	unbroken := newModel(t, be, cfg)
	fit(t, unbroken, train, fc)

	fc.Dir = t.TempDir()
	r := rand.New(rand.NewPCG(1, 2))
	kills := 0
	for ended := false; !ended; {
		if kills > 200 {
			t.Fatal("the run makes no headway")
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Duration(30+r.IntN(300+20*kills))*time.Millisecond)
		program := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestKilledRun$")
		program.Env = append(os.Environ(), killDir+"="+fc.Dir)
		out, err := program.CombinedOutput()
		if killed := ctx.Err() != nil; killed {
			kills++
		} else if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		ended = err == nil
		cancel()
	}
	last := newModel(t, be, cfg)
	h := fit(t, last, train, fc)
	if far := farthest(t, weights(t, unbroken), weights(t, last)); far != 0 || h.Resumed != 180 {
		t.Errorf("after %d kills: resumed at %d of 180, weights differ by %g", kills, h.Resumed, far)
	}
	t.Logf("%d kills", kills)
}
