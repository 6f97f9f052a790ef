package mcmc_test

import (
	"context"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/mcmc"
)

// wants checks that err says all the words.
func wants(t *testing.T, name string, err error, words ...string) {
	t.Helper()
	for _, w := range append(words, "mcmc: ") {
		if err == nil || !strings.Contains(err.Error(), w) {
			t.Errorf("%s: error %v; want %q", name, err, w)
		}
	}
}

var (
	nan, inf = math.NaN(), math.Inf(1)
	good     = mcmc.Config{Draws: 100, WarmUp: 5}
	jump     = mcmc.Metropolis{Scale: 1}
)

func down(dst, theta []float64) { dst[0] = -theta[0] }

func TestBadSettings(t *testing.T) {
	for name, c := range map[string]struct {
		f     mcmc.LogDensity
		start []float64
		s     mcmc.Sampler
		cfg   mcmc.Config
		want  string
	}{
		"no density":      {nil, []float64{0}, jump, good, "no density"},
		"no sampler":      {bowl, []float64{0}, nil, good, "no sampler"},
		"no start":        {bowl, nil, jump, good, "start is empty"},
		"start NaN":       {bowl, []float64{nan}, jump, good, "coordinate 0 of the start is NaN"},
		"start infinite":  {bowl, []float64{0, inf}, jump, good, "coordinate 1 of the start is +Inf"},
		"start outside":   {func([]float64) float64 { return -inf }, []float64{3}, jump, good, "density is 0 at the start theta = [3]; start where it is positive"},
		"NaN at start":    {func([]float64) float64 { return nan }, []float64{3}, jump, good, "at the start: the log density is NaN at theta = [3]"},
		"+Inf at start":   {func([]float64) float64 { return inf }, []float64{3}, jump, good, "log density is +Inf"},
		"no draws":        {bowl, []float64{0}, jump, mcmc.Config{}, "make 1 draw or more"},
		"draws below 0":   {bowl, []float64{0}, jump, mcmc.Config{Draws: -1}, "make 1 draw or more"},
		"warm-up below 0": {bowl, []float64{0}, jump, mcmc.Config{Draws: 1, WarmUp: -1}, "warm-up of -1"},
		"thin below 0":    {bowl, []float64{0}, jump, mcmc.Config{Draws: 1, Thin: -2}, "thinned by -2"},
		"too many draws":  {bowl, []float64{0}, jump, mcmc.Config{Draws: math.MaxInt}, "too much memory"},
		"too many steps":  {bowl, []float64{0}, jump, mcmc.Config{Draws: 10, Thin: math.MaxInt / 5}, "too much memory or time"},
		"step 0":          {bowl, []float64{0}, mcmc.Metropolis{}, good, "jump of Metropolis is 0"},
		"step NaN":        {bowl, []float64{0}, mcmc.Metropolis{Scale: nan}, good, "jump of Metropolis is NaN"},
		"step infinite":   {bowl, []float64{0}, mcmc.Metropolis{Scale: inf}, good, "jump of Metropolis is +Inf"},
		"step below 0":    {bowl, []float64{0, 0}, mcmc.Metropolis{Step: []float64{1, -1}}, good, "jump of Metropolis is -1"},
		"steps too few":   {bowl, []float64{0, 0}, mcmc.Metropolis{Step: []float64{1}}, good, "1 entries for 2 coordinates"},
		"both":            {bowl, []float64{0}, mcmc.Metropolis{Scale: 1, Step: []float64{1}}, good, "both Scale and Step"},
		"no proposal":     {bowl, []float64{0}, mcmc.MetropolisHastings{}, good, "has no proposal"},
		"width 0":         {bowl, []float64{0}, mcmc.Slice{}, good, "Slice.Width is 0"},
		"no gradient":     {bowl, []float64{0}, mcmc.HMC{Step: 1, Leapfrogs: 1}, good, "has no gradient"},
		"HMC step 0":      {bowl, []float64{0}, mcmc.HMC{Gradient: down, Leapfrogs: 1}, good, "HMC.Step is 0"},
		"no leapfrogs":    {bowl, []float64{0}, mcmc.HMC{Gradient: down, Step: 1}, good, "Leapfrogs is 0"},
		"masses too many": {bowl, []float64{0}, mcmc.HMC{Gradient: down, Step: 1, Leapfrogs: 1, Mass: []float64{1, 1}}, good, "2 masses for 1 coordinates"},
		"mass 0":          {bowl, []float64{0}, mcmc.HMC{Gradient: down, Step: 1, Leapfrogs: 1, Mass: []float64{0}}, good, "a mass is 0"},
	} {
		chain, err := mcmc.Run(background, c.f, c.start, c.s, c.cfg)
		wants(t, name, err, c.want)
		if chain != nil {
			t.Errorf("%s: there is a chain", name)
		}
		chains, err := mcmc.RunChains(background, c.f, [][]float64{c.start, c.start}, c.s, c.cfg)
		wants(t, name, err, c.want)
		if chains != nil {
			t.Errorf("%s: there are chains", name)
		}
	}
	_, err := mcmc.RunChains(background, bowl, nil, jump, good)
	wants(t, "no starts", err, "no starts")
	_, err = mcmc.RunChains(background, bowl, [][]float64{{1}, {1, 2}}, jump, good)
	wants(t, "ragged starts", err, "start 1 has 2 coordinates")
}

// after is a density that turns into v once it has been asked n times.
func after(n int, v float64) mcmc.LogDensity {
	return func(theta []float64) float64 {
		if n--; n < 0 {
			return v
		}
		return bowl(theta)
	}
}

func propose(next, logRatio float64) mcmc.Sampler {
	return mcmc.MetropolisHastings{Propose: func(dst, _ []float64, _ *rand.Rand) float64 { dst[0] = next; return logRatio }}
}

func withGradient(g mcmc.Gradient) mcmc.Sampler {
	return mcmc.HMC{Gradient: g, Step: 0.5, Leapfrogs: 2}
}

func TestFaults(t *testing.T) {
	noise := rand.New(rand.NewPCG(1, 7))
	for name, c := range map[string]struct {
		f    mcmc.LogDensity
		s    mcmc.Sampler
		want []string
		n    int // draws made; −1 for any
	}{
		"NaN":                {after(26, nan), jump, []string{"chain 0, draw 20: the log density is NaN at theta = ["}, 20},
		"+Inf":               {after(26, inf), jump, []string{"draw 20: the log density is +Inf at theta = ["}, 20},
		"NaN in warm-up":     {after(3, nan), jump, []string{"warm-up step 3: the log density is NaN"}, 0},
		"NaN in a slice":     {after(200, nan), mcmc.Slice{Width: 1}, []string{"draw", "the log density is NaN at theta = ["}, -1},
		"NaN on a path":      {after(26, nan), withGradient(down), []string{"draw 20: the log density is NaN"}, 20},
		"panic":              {func([]float64) float64 { var x []float64; return x[0] }, jump, []string{"panicked, last asked about theta = [0]", "index out of range"}, -1},
		"proposal NaN":       {bowl, propose(nan, 0), []string{"warm-up step 1: entry 0 of the proposal from theta = [0] is NaN"}, 0},
		"proposal infinite":  {bowl, propose(inf, 0), []string{"entry 0 of the proposal from theta = [0] is +Inf"}, 0},
		"ratio NaN":          {bowl, propose(1, nan), []string{"logRatio NaN"}, 0},
		"ratio +Inf":         {bowl, propose(1, inf), []string{"logRatio +Inf"}, 0},
		"gradient NaN":       {bowl, withGradient(func(dst, _ []float64) { dst[0] = nan }), []string{"entry 0 of the gradient is NaN at theta = ["}, 0},
		"gradient infinite":  {bowl, withGradient(func(dst, _ []float64) { dst[0] = inf }), []string{"entry 0 of the gradient is +Inf"}, 0},
		"gradient too short": {bowl, withGradient(func([]float64, []float64) {}), []string{"entry 0 of the gradient is NaN", "write all 1 derivatives"}, 0},
		"gradient too long":  {bowl, withGradient(func(dst, _ []float64) { dst[0], dst[1] = 0, 0 }), []string{"panicked", "index out of range"}, 0},
		"noise":              {func([]float64) float64 { return 1e9 * noise.Float64() }, mcmc.Slice{Width: 1}, []string{"no place in the slice", "same answer each time"}, -1},
	} {
		chain, err := mcmc.Run(background, c.f, []float64{0}, c.s, good)
		wants(t, name, err, c.want...)
		if c.n < 0 {
			continue
		}
		rows, _ := chain.Draws.Dims()
		if rows != c.n || len(chain.LogP) != c.n || math.IsNaN(chain.Accepted) {
			t.Errorf("%s: %d draws, accepted %g; want %d", name, rows, chain.Accepted, c.n)
		}
	}
}

// One chain's fault stops the others, which would walk for minutes, and is the error.
func TestFaultOfOne(t *testing.T) {
	f := func(theta []float64) float64 {
		if theta[0] > 100 {
			return nan
		}
		return 0
	}
	chains, err := mcmc.RunChains(background, f, [][]float64{{-1e9}, {99}, {-1e9}}, jump, mcmc.Config{Draws: 10, Thin: 1e10})
	wants(t, "one chain", err, "chain 1, draw 0: ", "NaN at theta = [10")
	for c, chain := range chains {
		if !chain.Draws.IsEmpty() {
			t.Errorf("chain %d has %d draws", c, len(chain.LogP))
		}
	}
}

// A path out of the support, where the gradient is no number, and one without bounds are rejected: no faults.
func TestLostPaths(t *testing.T) {
	half := func(theta []float64) float64 {
		if theta[0] <= 0 {
			return -inf
		}
		return math.Log(theta[0]) - theta[0]
	}
	slope := func(dst, theta []float64) {
		if dst[0] = 1/theta[0] - 1; theta[0] <= 0 {
			dst[0] = nan
		}
	}
	c, err := mcmc.Run(background, half, []float64{1}, mcmc.HMC{Gradient: slope, Step: 1, Leapfrogs: 3}, mcmc.Config{Draws: 1000, NoAdapt: true})
	if err != nil || c.Accepted < 0.1 || c.Accepted > 0.95 || mat.Min(c.Draws) <= 0 {
		t.Errorf("half line: accepted %g, error %v", c.Accepted, err)
	}
	c, err = mcmc.Run(background, bowl, []float64{1}, mcmc.HMC{Gradient: down, Step: 1e60, Leapfrogs: 5}, mcmc.Config{Draws: 100, NoAdapt: true})
	if err != nil || c.Accepted != 0 || c.Draws.At(99, 0) != 1 {
		t.Errorf("huge step: accepted %g, error %v", c.Accepted, err)
	}
}

func TestBadLeapfrog(t *testing.T) {
	one := func() []float64 { return []float64{1} }
	for name, c := range map[string]struct {
		g              mcmc.Gradient
		theta, p, mass []float64
		step           float64
		n              int
		want           string
	}{
		"no gradient":  {nil, one(), one(), nil, 1, 1, "give both as many, a gradient"},
		"empty":        {down, nil, nil, nil, 1, 1, "theta has 0 entries"},
		"lengths":      {down, one(), []float64{1, 2}, nil, 1, 1, "theta has 1 entries, p 2"},
		"steps":        {down, one(), one(), nil, 1, -1, "n is -1"},
		"step":         {down, one(), one(), nil, 0, 1, "step of leapfrog is 0"},
		"masses":       {down, one(), one(), []float64{1, 1}, 1, 1, "2 masses"},
		"NaN":          {func(dst, _ []float64) { dst[0] = nan }, one(), one(), nil, 1, 1, "not finite"},
		"out of bound": {down, one(), one(), nil, 1e90, 9, "take a smaller step"},
	} {
		wants(t, name, mcmc.Leapfrog(c.g, c.theta, c.p, c.mass, c.step, c.n), c.want)
	}
}

// A context that has ended stops chains that nobody would wait for.
func TestEnded(t *testing.T) {
	ctx, cancel := context.WithCancel(background)
	cancel()
	chains, err := mcmc.RunChains(ctx, bowl, [][]float64{{0}, {1}}, jump, mcmc.Config{Draws: 1e6})
	wants(t, "ended", err, "stopped after 0 draws: context canceled")
	if len(chains) != 2 || !chains[0].Draws.IsEmpty() {
		t.Errorf("chains %v", chains)
	}
}
