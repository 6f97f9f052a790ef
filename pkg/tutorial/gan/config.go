package gan

import (
	"fmt"
	"math"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/model"
)

// Config describes a model. D and Latent must be set; every other field's zero value means its default.
type Config struct {
	Name          string // for messages and files
	D             int    // numbers in a row x
	Latent        int    // L, numbers in a code z
	Generator     []int  // widths of the generator's hidden layers; nil: 64, 64
	Discriminator []int  // of the discriminator's; nil: 64, 64
	Activation    string // of the hidden layers, as GoMLX names it: "swish" (default), "tanh", …
	Unit          bool   // the generator's numbers pass a sigmoid: for pixels in [0, 1]
	Seed          uint64 // of the weights

	Loss    Loss    // of the generator; NonSaturating by default
	Penalty float64 // γ of the R1 penalty; default 0, none; 2 suits rows of size 1 or so

	// Functions of the reader's in place of the library's networks; nil means the library's. The scope is the model's
	// sub-scope "generator" or "discriminator"; both are called more than once, so that layers are named by s.At.
	Generate func(s *model.Scope, z *Node) *Node // z [B, L] → x [B, D]
	Judge    func(s *model.Scope, x *Node) *Node // x [B, D] → logits [B]
}

// withDefaults returns the configuration with every zero value replaced, or what is wrong with it.
func (c Config) withDefaults() (Config, error) {
	if c.D < 1 {
		return c, fmt.Errorf("gan: D is %d; set Config.D to the numbers in a row, such as 2", c.D)
	}
	if c.Latent < 1 {
		return c, fmt.Errorf("gan: Latent is %d; set Config.Latent to the numbers in a code, 1 or more", c.Latent)
	}
	var err error
	if c.Generator, err = widths("Generator", c.Generator); err != nil {
		return c, err
	}
	if c.Discriminator, err = widths("Discriminator", c.Discriminator); err != nil {
		return c, err
	}
	if c.Activation == "" {
		c.Activation = "swish"
	}
	if _, err := activation.TypeString(c.Activation); err != nil {
		return c, fmt.Errorf("gan: Activation is %q; GoMLX has %v", c.Activation, activation.TypeStrings())
	}
	if c.Loss != NonSaturating && c.Loss != Minimax {
		return c, fmt.Errorf("gan: Loss is %d; use NonSaturating or Minimax", int(c.Loss))
	}
	if !(c.Penalty >= 0) || math.IsInf(c.Penalty, 0) {
		return c, fmt.Errorf("gan: Penalty is %v; take 0 or more", c.Penalty)
	}
	return c, nil
}

// widths are the hidden layers, or the default.
func widths(name string, given []int) ([]int, error) {
	if given == nil {
		return []int{64, 64}, nil
	}
	for i, width := range given {
		if width < 1 {
			return nil, fmt.Errorf("gan: %s[%d] is %d; a layer needs 1 unit or more", name, i, width)
		}
	}
	return slices.Clone(given), nil
}
