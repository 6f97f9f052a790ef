package autoencoder

import (
	"fmt"
	"slices"

	"github.com/gomlx/gomlx/ml/layers/activation"
)

// Config describes a model. D and Code must be set; every other field's zero value means its default.
type Config struct {
	Name       string `free:"true"` // for messages and files
	D          int    // numbers in a row, such as 784 pixels
	Hidden     []int  // widths of the encoder's hidden layers, the decoder's reversed; none: a linear autoencoder
	Code       int    // K, numbers in a code
	Activation string // of the hidden layers, as GoMLX names it: "relu" (default), "tanh", …
	Seed       uint64 `free:"true"` // of the weights
}

// Linear tells whether there is no hidden layer.
func (c Config) Linear() bool { return len(c.Hidden) == 0 }

// withDefaults returns the configuration with every zero value replaced, or what is wrong with it.
func (c Config) withDefaults() (Config, error) {
	if c.D < 1 {
		return c, fmt.Errorf("autoencoder: D is %d; set Config.D to the numbers in a row, such as 784", c.D)
	}
	if c.Code < 1 || c.Code > c.D {
		return c, fmt.Errorf("autoencoder: Code is %d with rows of %d numbers; take 1 to %d", c.Code, c.D, c.D)
	}
	c.Hidden = slices.Clone(c.Hidden)
	for i, width := range c.Hidden {
		if width < 1 {
			return c, fmt.Errorf("autoencoder: Hidden[%d] is %d; a layer needs 1 unit or more", i, width)
		}
	}
	if c.Activation == "" {
		c.Activation = "relu"
	}
	if _, err := activation.TypeString(c.Activation); err != nil {
		return c, fmt.Errorf("autoencoder: Activation is %q; GoMLX has %v", c.Activation, activation.TypeStrings())
	}
	return c, nil
}
