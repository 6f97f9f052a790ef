package exercise

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/vaebook/vaebook/pkg/viz/lang"
)

// trial is a learner's function, already handed to its grader, and what the grader must find.
type trial struct {
	name  string
	grade func() result
	state state
	say   string // the text that must be said, in English
}

// trials holds those of all exercises; each file of tests adds its own.
var trials []trial

// add enters the trials of one exercise: stubs, right answers, and known mistakes by what must be said about them.
func add[F any](exercise string, grade func(F) result, stubs, rights []F, why string, mutants map[string]F) {
	one := func(name string, f F, s state, say string) {
		trials = append(trials, trial{exercise + "/" + name, func() result { return grade(f) }, s, say})
	}
	for i, f := range stubs {
		one("stub "+strconv.Itoa(i), f, unfilled, "… %s: not yet. Fill in the function and run the cell again.")
	}
	for i, f := range rights {
		one("right "+strconv.Itoa(i), f, right, why)
	}
	for say, f := range mutants {
		one(say, f, wrong, say)
	}
}

// spoken is the part of a text that is said as it stands: all before the first value put in, or after it where nothing
// comes before.
func spoken(text string) string {
	parts := strings.FieldsFunc(strings.NewReplacer("%d", "\x00", "%s", "\x00").Replace(text), func(r rune) bool { return r == 0 })
	return slices.MaxFunc(parts, func(a, b string) int { return len(a) - len(b) })
}

func TestTrialsInBothLanguages(t *testing.T) {
	for _, l := range []lang.Lang{lang.EN, lang.ZH} {
		t.Setenv("VAEBOOK_LANG", l.String())
		for _, c := range trials {
			t.Run(l.String()+"/"+c.name, func(t *testing.T) {
				r := c.grade()
				if r.state != c.state {
					t.Errorf("state %d, want %d: %s", r.state, c.state, r.text)
				}
				if want := spoken(lang.In(l, c.say)); !strings.Contains(r.text, want) {
					t.Errorf("it says %q, want %q in it", r.text, want)
				}
				shown, secret := strings.Contains(r.text, "\n  "), strings.HasPrefix(c.name, "halvings/")
				if c.state == wrong && !shown && !secret {
					t.Errorf("it shows no input: %q", r.text)
				}
				if c.state == wrong && secret && strings.Contains(r.text, strconv.Itoa(halvings)) {
					t.Errorf("it tells the secret: %q", r.text)
				}
			})
		}
	}
}

// texts returns what the package's sources say through lang.T.
func texts(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); !ok || f.Sel.Name != "T" {
				return true
			}
			if text, ok := call.Args[0].(*ast.BasicLit); ok {
				s, err := strconv.Unquote(text.Value)
				if err != nil {
					t.Fatal(err)
				}
				found = append(found, s)
			} else {
				t.Errorf("%s: lang.T of something that is not a literal", name)
			}
			return true
		})
	}
	return found
}

// Every text of the package is translated, and provoked by some trial: no mistake is known that none makes.
func TestEveryTextIsSaid(t *testing.T) {
	t.Setenv("VAEBOOK_LANG", "en")
	var said strings.Builder
	for _, c := range append(trials, framework...) {
		said.WriteString(c.grade().text + "\n")
	}
	found := texts(t)
	if len(found) < 50 {
		t.Fatalf("only %d texts found in the sources", len(found))
	}
	for _, text := range found {
		if !lang.Has(text) {
			t.Errorf("no Chinese for %q", text)
		}
		if !strings.Contains(said.String(), spoken(text)) {
			t.Errorf("no trial makes the grader say %q", text)
		}
	}
}

// framework holds trials of what every grader does, whatever the exercise.
var framework = []trial{
	{"panic", func() result {
		return gradeMean(func(xs []float64) float64 { return xs[len(xs)] })
	}, wrong, "Your function stopped with an error: %s."},
	{"goexit", func() result {
		return gradeMean(func(xs []float64) float64 { runtime.Goexit(); return 1 })
	}, wrong, "Your function ended its goroutine without an answer."},
	{"endless loop", func() result {
		defer func(p time.Duration) { patience = p }(patience)
		patience = 50 * time.Millisecond
		return gradeMean(func(xs []float64) float64 {
			for end := time.Now().Add(3 * time.Second); time.Now().Before(end); { // so that the test itself ends
			}
			return 1
		})
	}, wrong, "Your function has not ended after %s. Is there a loop without an end?"},
	{"panics with NotYet", func() result {
		return gradeMean(func(xs []float64) float64 { panic(NotYet) })
	}, unfilled, "… %s: not yet. Fill in the function and run the cell again."},
	{"panics with another error", func() result {
		return gradeMean(func(xs []float64) float64 { panic(errors.New("oh")) })
	}, wrong, "Your function stopped with an error: %s."},
	{"unknown mistake", func() result {
		return gradeMean(func(xs []float64) float64 { return 42 })
	}, wrong, "Compare with the formula, term by term."},
	{"wrong length", func() result {
		return gradeReparameterize(func(mu, logVar, eps []float64) []float64 { return append(mu, 1) })
	}, wrong, "The answer should hold %d numbers, yours holds %d."},
	{"own noise", func() result {
		noise := 0.0
		return gradeReparameterize(func(mu, logVar, eps []float64) []float64 {
			for j := range mu {
				noise += 0.7
				mu[j] += math.Exp(logVar[j]/2) * noise
			}
			return mu
		})
	}, wrong, "Asked the same twice, it answers differently. Use the numbers that are handed in, and draw none yourself."},
}

func TestFramework(t *testing.T) {
	t.Setenv("VAEBOOK_LANG", "en")
	for _, c := range framework {
		if r := c.grade(); r.state != c.state || !strings.Contains(r.text, spoken(c.say)) {
			t.Errorf("%s: state %d, %q; want state %d, %q", c.name, r.state, r.text, c.state, c.say)
		}
	}
}

func TestFirstDifferenceIsShown(t *testing.T) {
	t.Setenv("VAEBOOK_LANG", "en")
	r := gradeMean(func(xs []float64) float64 {
		if len(xs) == 1 {
			return 5
		}
		return 2.5 + 1e-8
	})
	want := "For xs = [1 2 4.5] it should give 2.5, yours gives 2.50000001."
	if !strings.Contains(r.text, want) {
		t.Errorf("%q lacks %q", r.text, want)
	}
	r = gradeLogProduct(func(ps []float64) float64 {
		if len(ps) > 3 {
			return 1
		}
		return sumOf(math.Log, ps)
	})
	if want := "[0.25 0.5 0.01 0.25 0.5 0.01 … (900 numbers)]"; !strings.Contains(r.text, want) {
		t.Errorf("%q lacks %q", r.text, want)
	}
}

func TestInputsAreCopies(t *testing.T) {
	spoil := func(lists ...[]float64) {
		for _, v := range lists {
			for i := range v {
				v[i] = math.NaN()
			}
		}
	}
	t.Setenv("VAEBOOK_LANG", "en")
	for name, r := range map[string]result{
		"mean": gradeMean(func(xs []float64) float64 { m := rightMean(xs); spoil(xs); return m }),
		"KL":   gradeKL(func(mu, lv []float64) float64 { kl := rightKL(mu, lv); spoil(mu, lv); return kl }),
		"Bernoulli": gradeLogBernoulli(func(x, l []float64) float64 {
			logP := rightLogBernoulli(x, l)
			spoil(x, l)
			return logP
		}),
	} {
		if r.state != right {
			t.Errorf("%s: %s", name, r.text)
		}
	}
}

// capture returns what f prints, and the exit code that it asks for, -1 for none.
func capture(t *testing.T, f func()) (string, int) {
	t.Helper()
	code, stdout := -1, os.Stdout
	exit = func(c int) { code = c }
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	os.Stdout = w
	defer func() { os.Stdout, exit = stdout, os.Exit }()
	f()
	w.Close()
	buf := make([]byte, 1<<16)
	n, _ := r.Read(buf)
	return string(buf[:n]), code
}

// The graders that notebooks call: each prints, and asks for exit code 1 only where strict and not right.
func TestStrict(t *testing.T) {
	t.Setenv("VAEBOOK_LANG", "en")
	type call struct{ stub, wrong, right func() }
	for name, c := range map[string]call{
		"Mean":       {func() { CheckMean(nil) }, func() { CheckMean(func(xs []float64) float64 { return 1 }) }, func() { CheckMean(rightMean) }},
		"LogProduct": {func() { CheckLogProduct(nil) }, func() { CheckLogProduct(rightMean) }, func() { CheckLogProduct(rightLogProduct) }},
		"Derivative": {func() { CheckDerivative(nil) },
			func() { CheckDerivative(func(f func(float64) float64, x float64) float64 { return x }) },
			func() { CheckDerivative(rightDerivative) }},
		"LearnCoin": {func() { CheckLearnCoin(nil) }, func() { CheckLearnCoin(func(h, t float64) float64 { return h }) },
			func() { CheckLearnCoin(rightLearnCoin) }},
		"Halvings": {func() { CheckHalvings(0, nil) }, func() { CheckHalvings(9, func() int { return 9 }) },
			func() { CheckHalvings(1000, rightHalvings) }},
		"KL": {func() { CheckKL(nil) }, func() { CheckKL(func(mu, lv []float64) float64 { return 1 }) }, func() { CheckKL(rightKL) }},
		"Reparameterize": {func() { CheckReparameterize(nil) },
			func() { CheckReparameterize(func(mu, lv, eps []float64) []float64 { return eps }) },
			func() { CheckReparameterize(rightReparameterize) }},
		"LogBernoulli": {func() { CheckLogBernoulli(nil) }, func() { CheckLogBernoulli(func(x, l []float64) float64 { return 1 }) },
			func() { CheckLogBernoulli(rightLogBernoulli) }},
		"LogMeanExp": {func() { CheckLogMeanExp(nil) }, func() { CheckLogMeanExp(func(w []float64) float64 { return 1 }) },
			func() { CheckLogMeanExp(rightLogMeanExp) }},
	} {
		for _, strict := range []string{"", "0", "1"} {
			t.Setenv("VAEBOOK_STRICT", strict)
			for i, f := range []func(){c.stub, c.wrong, c.right} {
				out, code := capture(t, f)
				if mark := []string{"… ", "✗ ", "✓ "}[i]; !strings.HasPrefix(out, mark) || !strings.HasSuffix(out, "\n") {
					t.Errorf("%s printed %q, want it to start with %q", name, out, mark)
				}
				want := -1
				if strict == "1" && i < 2 {
					want = 1
				}
				if code != want {
					t.Errorf("%s, strict %q, case %d: exit code %d, want %d", name, strict, i, code, want)
				}
			}
		}
	}
}
