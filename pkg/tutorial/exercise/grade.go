package exercise

import (
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"time"

	"github.com/vaebook/vaebook/pkg/viz"
	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// stub is the type of NotYet.
type stub string

// NotYet is what a stub may panic with; one that returns zero, NaN or nil says the same.
const NotYet stub = "exercise: not filled in yet"

// errNotYet is NotYet, caught.
var errNotYet = errors.New(string(NotYet))

// patience is how long a learner's function may take, over all inputs.
var patience = 5 * time.Second

// state is what a grader found.
type state int

const (
	unfilled state = iota
	wrong
	right
)

// result is a grader's answer: what it found, and the words for it in the reader's language.
type result struct {
	state state
	text  string
}

// exit ends the program; tests put something else here.
var exit = os.Exit

// report prints a result, and where VAEBOOK_STRICT is 1 ends the program unless the answer is right.
func report(r result) {
	viz.Printf("%s\n", r.text)
	if os.Getenv("VAEBOOK_STRICT") == "1" && r.state != right {
		exit(1)
	}
}

// problem is an exercise: inputs of type I, the right answer to each, and the mistakes that are known. All texts are
// in the reader's language.
type problem[I any] struct {
	title    string
	why      string // why the right answer is right
	inputs   []I
	show     func(I) string    // an input, as the learner reads it; nil where there is none, and the answer stays secret
	right    func(I) []float64 // the right answer; a scalar is a slice of one
	tol      float64           // relative and absolute
	mistakes []mistake[I]      // the first that fits is told
	begun    func() bool       // where there is one: whether the function does something, though it answers 0
}

// mistake is a known wrong answer: it has been made when fits holds for every input.
type mistake[I any] struct {
	say  string
	fits func(in I, got []float64) bool
}

// like makes a mistake of a wrong formula: it fits an answer that equals the formula's.
func like[I any](say string, formula func(I) []float64) mistake[I] {
	return mistake[I]{say, func(in I, got []float64) bool { return equal(got, formula(in), 1e-6) }}
}

// grade calls the learner's function on every input and says what it found. It must hand f a copy of each input.
func (p problem[I]) grade(f func(I) []float64) result {
	deadline := time.Now().Add(patience)
	answers := make([][]float64, len(p.inputs))
	for i, in := range p.inputs {
		got, stop := attempt(func() []float64 { return f(in) }, time.Until(deadline))
		if errors.Is(stop, errNotYet) {
			return p.unfilled()
		}
		if stop != nil {
			return p.stopped(stop, in)
		}
		answers[i] = got
	}
	if blank(answers) && (p.begun == nil || !p.begun()) {
		return p.unfilled()
	}
	for i, in := range p.inputs {
		if want := p.right(in); !equal(answers[i], want, p.tol) {
			say := p.diagnose(f, i, answers, deadline)
			return p.wrong(say, p.difference(in, want, answers[i]))
		}
	}
	return result{right, lang.T("✓ %s: right. %s", p.title, p.why)}
}

func (p problem[I]) unfilled() result {
	return result{unfilled, lang.T("… %s: not yet. Fill in the function and run the cell again.", p.title)}
}

func (p problem[I]) wrong(say, where string) result {
	return result{wrong, lang.T("✗ %s: not quite. %s", p.title, say) + "\n  " + where}
}

func (p problem[I]) stopped(stop error, in I) result {
	if p.show == nil {
		return result{wrong, lang.T("✗ %s: not quite. %s", p.title, stop.Error())}
	}
	return p.wrong(stop.Error(), lang.T("The input was %s.", p.show(in)))
}

// diagnose finds a name for what is wrong with the answers, of which number i is the first wrong one.
func (p problem[I]) diagnose(f func(I) []float64, i int, answers [][]float64, deadline time.Time) string {
	want, got := p.right(p.inputs[i]), answers[i]
	for _, m := range p.mistakes {
		fits := true
		for k, in := range p.inputs {
			fits = fits && m.fits(in, answers[k])
		}
		if fits {
			return m.say
		}
	}
	if len(got) != len(want) {
		return lang.T("The answer should hold %d numbers, yours holds %d.", len(want), len(got))
	}
	again, stop := attempt(func() []float64 { return f(p.inputs[i]) }, time.Until(deadline))
	if stop == nil && !equal(again, got, 0) {
		return lang.T("Asked the same twice, it answers differently. Use the numbers that are handed in, and draw none yourself.")
	}
	return lang.T("Compare with the formula, term by term.")
}

// difference tells an input, the right answer and the learner's.
func (p problem[I]) difference(in I, want, got []float64) string {
	digits := 6
	if p.show == nil {
		return lang.T("Yours gives %s.", number(got, digits))
	}
	if number(want, digits) == number(got, digits) {
		digits = 12
	}
	return lang.T("For %s it should give %s, yours gives %s.", p.show(in), number(want, digits), number(got, digits))
}

// attempt runs the learner's code for at most that long. The error is errNotYet, or says in the reader's language why
// there is no answer.
func attempt(f func() []float64, limit time.Duration) (answer []float64, err error) {
	type outcome struct {
		answer []float64
		err    error
	}
	done := make(chan outcome, 1)
	go func() {
		o := outcome{err: errors.New(lang.T("Your function ended its goroutine without an answer."))}
		defer func() {
			switch r := recover(); {
			case r == NotYet:
				o.err = errNotYet
			case r != nil:
				o.err = errors.New(lang.T("Your function stopped with an error: %s.", fmt.Sprint(r)))
			}
			done <- o
		}()
		o.answer, o.err = f(), nil
	}()
	select {
	case o := <-done:
		return o.answer, o.err
	case <-time.After(limit):
		return nil, errors.New(lang.T("Your function has not ended after %s. Is there a loop without an end?", patience.String()))
	}
}

// blank says whether no answer holds a number other than 0 and NaN, as a stub's do not.
func blank(answers [][]float64) bool {
	for _, answer := range answers {
		for _, v := range answer {
			if v != 0 && !math.IsNaN(v) {
				return false
			}
		}
	}
	return true
}

// equal compares two answers number by number, relative to their size and absolutely. NaN equals NaN, as both say
// that there is no answer.
func equal(a, b []float64, tol float64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] == b[i] || math.IsNaN(a[i]) && math.IsNaN(b[i]) {
			continue
		}
		off := math.Abs(a[i] - b[i])
		if math.IsInf(off, 0) || !(off <= tol*max(1, math.Abs(b[i]))) {
			return false
		}
	}
	return true
}

// number prints an answer: a scalar, or the first few of a list.
func number(v []float64, digits int) string {
	if len(v) == 1 {
		return fmt.Sprintf("%.*g", digits, v[0])
	}
	return list(v, digits)
}

// list prints the first few numbers of a list.
func list(v []float64, digits int) string {
	const most = 6
	var words []string
	for _, x := range v[:min(len(v), most)] {
		words = append(words, fmt.Sprintf("%.*g", digits, x))
	}
	if len(v) > most {
		words = append(words, lang.T("… (%d numbers)", len(v)))
	}
	return "[" + strings.Join(words, " ") + "]"
}

// named prints a list with its name before it: mu = [1 0.5].
func named(name string, v []float64) string { return name + " = " + list(v, 6) }
