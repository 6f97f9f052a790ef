package prob

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	"github.com/vaebook/vaebook/pkg/tutorial/density"
	"github.com/vaebook/vaebook/pkg/tutorial/score"
)

// Variable is a discrete random variable: a name and the names of its values.
type Variable struct {
	Name   string
	Values []string
}

// Table is the joint distribution of discrete variables: one probability for each combination of their values.
//
//	P[i] = p(v_1, …, v_D)          P[i] ≥ 0, Σ_i P[i] = 1
//
// The combinations are in the order of the digits of a number: the last variable's value changes fastest. As a density,
// a row is of D whole numbers, each the index of a value. Change a Table only to another right one: each method checks it.
type Table struct {
	Vars []Variable
	P    []float64
}

// ErrZero marks every error about a conditional on an event of probability zero: there p(x|event) = p(x, event) / 0
// has no meaning. Test for it with errors.Is.
var ErrZero = errors.New("an event of probability zero")

// MaxCells is how many combinations a table may have.
const MaxCells = 1 << 24

// NewTable makes a Table of copies, which have been checked.
func NewTable(vars []Variable, p []float64) (*Table, error) {
	t := &Table{Vars: slices.Clone(vars), P: slices.Clone(p)}
	for i, v := range t.Vars {
		t.Vars[i].Values = slices.Clone(v.Values)
	}
	if err := t.Check(); err != nil {
		return nil, err
	}
	return t, nil
}

// Cells is how many combinations of values the variables have. Errors: a name that is empty or stands twice, a variable
// without values, a value that stands twice, more than MaxCells combinations.
func Cells(vars []Variable) (int, error) {
	cells := 1
	for i, v := range vars {
		if v.Name == "" {
			return 0, fmt.Errorf("prob: variable %d has no name; name every variable", i)
		}
		if slices.ContainsFunc(vars[:i], func(w Variable) bool { return w.Name == v.Name }) {
			return 0, fmt.Errorf("prob: variable %q stands twice; name each once", v.Name)
		}
		if len(v.Values) == 0 {
			return 0, fmt.Errorf("prob: variable %q has no values; give at least one", v.Name)
		}
		seen := make(map[string]bool, len(v.Values))
		for _, value := range v.Values {
			if seen[value] {
				return 0, fmt.Errorf("prob: variable %q has the value %q twice; name each once", v.Name, value)
			}
			seen[value] = true
		}
		if len(v.Values) > MaxCells/cells {
			return 0, fmt.Errorf("prob: the variables have more than %d combinations; take fewer", MaxCells)
		}
		cells *= len(v.Values)
	}
	return cells, nil
}

// Check says what is wrong with the table: the variables (see Cells), the number of probabilities, a probability that
// is negative or no finite number, a sum other than 1.
func (t *Table) Check() error {
	if t == nil {
		return fmt.Errorf("prob: there is no table; make one with NewTable")
	}
	cells, err := Cells(t.Vars)
	if err != nil {
		return err
	}
	if len(t.P) != cells {
		return fmt.Errorf("prob: the table has %d probabilities, its variables have %d combinations; give one for each", len(t.P), cells)
	}
	sum := 0.0
	for i, p := range t.P {
		if !(p >= 0) || math.IsInf(p, 1) {
			return fmt.Errorf("prob: p(%s) is %g; a probability must be from 0 to 1", t.describe(i), p)
		}
		sum += p
	}
	if !(math.Abs(sum-1) <= tolerance) {
		return fmt.Errorf("prob: the probabilities sum to %g; they must sum to 1: divide by the sum", sum)
	}
	return nil
}

// describe writes combination i as "rain=yes, grass=wet".
func (t *Table) describe(i int) string {
	parts := make([]string, len(t.Vars))
	for j := len(t.Vars) - 1; j >= 0; j-- {
		v := t.Vars[j]
		parts[j] = v.Name + "=" + v.Values[i%len(v.Values)]
		i /= len(v.Values)
	}
	return strings.Join(parts, ", ")
}

// indices gives the positions of the variables of these names. A name that stands twice is an error.
func (t *Table) indices(names []string) ([]int, error) {
	out := make([]int, len(names))
	for i, name := range names {
		out[i] = slices.IndexFunc(t.Vars, func(v Variable) bool { return v.Name == name })
		if out[i] < 0 {
			return nil, fmt.Errorf("prob: no variable %q; there are %s", name, t.names())
		}
		if slices.Contains(out[:i], out[i]) {
			return nil, fmt.Errorf("prob: variable %q is asked for twice; name each once", name)
		}
	}
	return out, nil
}

// names lists the variables for an error.
func (t *Table) names() string {
	names := make([]string, len(t.Vars))
	for i, v := range t.Vars {
		names[i] = v.Name
	}
	return strings.Join(names, ", ")
}

// Each calls f for every combination in order: values[j] is the index of variable j's value. f must not keep values.
func (t *Table) Each(f func(values []int, p float64)) {
	values := make([]int, len(t.Vars))
	for _, p := range t.P {
		f(values, p)
		for j := len(values) - 1; j >= 0; j-- {
			if values[j]++; values[j] < len(t.Vars[j].Values) {
				break
			}
			values[j] = 0
		}
	}
}

// Dim is D, the number of variables.
func (t *Table) Dim() int { return len(t.Vars) }

// LogProb is log p of a row of value indices, nats; −Inf where one is no index.
func (t *Table) LogProb(x []float64) float64 {
	if len(x) != len(t.Vars) {
		return math.NaN()
	}
	cell := 0
	for j, v := range t.Vars {
		if !(x[j] >= 0) || x[j] >= float64(len(v.Values)) || x[j] != math.Trunc(x[j]) {
			return math.Inf(-1)
		}
		cell = cell*len(v.Values) + int(x[j])
	}
	if cell >= len(t.P) {
		return math.NaN()
	}
	return math.Log(t.P[cell])
}

// Score gives log p of every row of value indices (n × D), exactly.
func (t *Table) Score(x mat.Matrix) (score.Score, error) {
	if err := t.Check(); err != nil {
		return score.Score{}, err
	}
	return density.Score(t, x, score.Exact, score.Counting)
}

// Sample draws n rows of value indices; n < 1 gives an empty matrix, a wrong table NaN.
func (t *Table) Sample(n int, rng *rand.Rand) *mat.Dense {
	if n < 1 || t.Dim() == 0 {
		return &mat.Dense{}
	}
	x := mat.NewDense(n, t.Dim(), nil)
	cells := Categorical{P: t.P}.Sample(n, rng)
	for i := range n {
		row, cell := x.RawRowView(i), cells.At(i, 0)
		for j := t.Dim() - 1; j >= 0; j-- {
			k := float64(len(t.Vars[j].Values))
			row[j] = math.Mod(cell, k)
			cell = math.Floor(cell / k)
		}
	}
	return x
}
