package gan

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// Loss says what the generator minimises.
type Loss int

const (
	NonSaturating Loss = iota // −log σ(D(G(z))): steep where the discriminator sees through the samples
	Minimax                   // log(1 − σ(D(G(z)))): the game's own, flat just there
)

// String names the loss in the reader's language.
func (l Loss) String() string {
	switch l {
	case NonSaturating:
		return lang.T("non-saturating")
	case Minimax:
		return lang.T("minimax")
	}
	return fmt.Sprintf("Loss(%d)", int(l))
}

// DiscriminatorLoss is the two-class cross-entropy, in nats, of one row of data and one sample each, given their logits
// [B] → [B]:
//
//	−log σ(D(x)) − log(1 − σ(D(G(z)))) = softplus(−D(x)) + softplus(D(G(z)))
//
// Goodfellow et al. 2014, equation 1, negated. Where data and samples cannot be told apart the best is 2 log 2 = 1.386;
// 2 log 2 minus its mean bounds twice the Jensen–Shannon divergence of the two from below (theorem 1 there).
func DiscriminatorLoss(data, samples *Node) *Node { return Add(Softplus(Neg(data)), Softplus(samples)) }

// GeneratorLoss is what the generator minimises, in nats, given the logits of samples [B] → [B]:
//
//	Minimax        log(1 − σ(D(G(z)))) = −softplus(D(G(z)))     its slope, −σ(D), vanishes with σ(D) → 0
//	NonSaturating  −log σ(D(G(z)))     =  softplus(−D(G(z)))    its slope, −σ(−D), goes to −1 there
//
// Goodfellow et al. 2014, section 3. Both lead to the same place: more σ(D(G(z))).
func GeneratorLoss(l Loss, samples *Node) *Node {
	if l == Minimax {
		return Neg(Softplus(samples))
	}
	return Softplus(Neg(samples))
}

// R1 is the squared slope of the discriminator at each row x [B, D], of whose logits [B] it must be given: [B].
//
//	R1(x) = ‖∇_x D(x)‖²
//
// The penalty is γ/2 times its mean over the data (Mescheder et al. 2018, equation 9). Each logit depends on its own row
// only, so that one gradient of their sum gives the slopes of all rows.
func R1(logits, x *Node) *Node {
	slope := Gradient(ReduceAllSum(logits), x)[0] // [B, D]
	return ReduceSum(Square(slope), -1)
}
