package autoregressive

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
)

// Net says which network gives the logits.
type Net int

const (
	FVSBN Net = iota // logistic regressions
	MADE             // one masked hidden layer
	GRU              // a recurrent network
)

// String is the name by which the literature knows the network.
func (n Net) String() string {
	switch n {
	case FVSBN:
		return "FVSBN"
	case MADE:
		return "MADE"
	case GRU:
		return "GRU"
	}
	return fmt.Sprintf("Net(%d)", int(n))
}

// Config describes a model. D must be set; every other field's zero value means its default.
type Config struct {
	Name   string // for messages and files
	D      int    // pixels of a row
	Net    Net
	Hidden int    // width of the hidden layer or state; default 200 (MADE), 64 (GRU); the FVSBN has none
	Strip  int    // of a GRU: pixels that it takes in at a time, a divisor of D, such as the width of an image; default 1
	Seed   uint64 // of the weights

	// Logits is a function of the reader's in place of the library's network: x [B, D] in {0, 1} → [B, D], where column d
	// may depend on the columns before d only; see [Model.Peek]. nil means the library's.
	Logits func(s *model.Scope, x *Node) *Node
}

// withDefaults returns the configuration with every zero value replaced, or what is wrong with it.
func (c Config) withDefaults() (Config, error) {
	if c.D < 1 {
		return c, fmt.Errorf("autoregressive: D is %d; set Config.D to the number of pixels, such as 64", c.D)
	}
	if c.Hidden < 0 {
		return c, fmt.Errorf("autoregressive: Hidden is %d; take 1 unit or more, or 0 for the default", c.Hidden)
	}
	if c.Net != GRU && c.Strip != 0 {
		return c, fmt.Errorf("autoregressive: Strip is %d, but only a GRU reads in strips; leave it out", c.Strip)
	}
	switch c.Net {
	case FVSBN:
		if c.Hidden > 0 {
			return c, fmt.Errorf("autoregressive: Hidden is %d, but an FVSBN has no hidden units; choose MADE or GRU", c.Hidden)
		}
	case MADE:
		if c.Hidden == 0 {
			c.Hidden = 200
		}
	case GRU:
		if c.Hidden == 0 {
			c.Hidden = 64
		}
		if c.Strip == 0 {
			c.Strip = 1
		}
		if c.Strip < 1 || c.D%c.Strip != 0 {
			return c, fmt.Errorf("autoregressive: Strip is %d, which does not divide the %d pixels; take a divisor, such as the image's width", c.Strip, c.D)
		}
	default:
		return c, fmt.Errorf("autoregressive: Net is %d; use FVSBN, MADE or GRU", int(c.Net))
	}
	return c, nil
}

// logits is the reader's function, or the library's network.
func (c Config) logits(s *model.Scope, x *Node) *Node {
	switch {
	case c.Logits != nil:
		return c.Logits(s, x)
	case c.Net == FVSBN:
		return FVSBNLogits(s, x)
	case c.Net == MADE:
		return MADELogits(s, x)
	}
	return GRULogits(s, x)
}
