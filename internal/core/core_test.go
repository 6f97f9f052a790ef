package core

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vaebook/vaebook/internal/workspace"
	_ "github.com/vaebook/vaebook/pkg/tutorial/autoencoder"
	_ "github.com/vaebook/vaebook/pkg/tutorial/bayes"
	_ "github.com/vaebook/vaebook/pkg/tutorial/cluster"
	_ "github.com/vaebook/vaebook/pkg/tutorial/elbo"
	_ "github.com/vaebook/vaebook/pkg/tutorial/energy"
	_ "github.com/vaebook/vaebook/pkg/tutorial/flow"
	_ "github.com/vaebook/vaebook/pkg/tutorial/kde" // a change in one of these makes the cached result of this test stale
	_ "github.com/vaebook/vaebook/pkg/tutorial/mcmc"
	_ "github.com/vaebook/vaebook/pkg/tutorial/mixture"
	_ "github.com/vaebook/vaebook/pkg/tutorial/montecarlo"
	_ "github.com/vaebook/vaebook/pkg/tutorial/naivebayes"
	_ "github.com/vaebook/vaebook/pkg/tutorial/prob"
	_ "github.com/vaebook/vaebook/pkg/tutorial/reduce"
	_ "github.com/vaebook/vaebook/pkg/tutorial/supervised"
	_ "github.com/vaebook/vaebook/pkg/tutorial/vae"
)

// TestNotebooks compares the core cells of every English notebook with the library.
func TestNotebooks(t *testing.T) {
	root := clone(t)
	notebooks, err := filepath.Glob(filepath.Join(root, "notebooks", "en", "*.ipynb"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range notebooks {
		name := filepath.Base(path)
		cells, err := Read(path)
		if err != nil {
			t.Error(err)
			continue
		}
		if len(cells.Functions) == 0 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			chapter := "chapter" + name[:2]
			if !slices.Contains(sources(t, root), filepath.Join(chapter, "compare_test.go")) {
				t.Fatalf("%s has core cells (%s), but there is no %s/compare_test.go", name, strings.Join(cells.Functions, ", "), chapter)
			}
			if err := cells.Compare(root, chapter, t.TempDir()); err != nil {
				t.Errorf("notebooks/en/%s: %v", name, err)
			}
		})
	}
}

// sources are the Go files below this folder, read so that a change in one makes the cached result of this test stale.
func sources(t *testing.T, root string) []string {
	t.Helper()
	home := filepath.Join(root, "internal", "core")
	files, err := filepath.Glob(filepath.Join(home, "*", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range files {
		if _, err := os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
		if files[i], err = filepath.Rel(home, file); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// sample is a right rendering of chapter 08's model, cell by cell.
var sample = []string{
	`import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/layers"
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/model"
	"math/rand/v2"
)
`, `type Node = graph.Node

func Encoder(s *model.Scope, x *Node) (mu, logVar *Node) {
	h := activation.Relu(layers.DenseWithBias(s.In("hidden_0"), x, 400))
	return layers.DenseWithBias(s.In("mu"), h, 20), layers.DenseWithBias(s.In("log_var"), h, 20)
}

%%
panic("what runs is not compared")
`, `func Reparameterize(s *model.Scope, mu, logVar *Node) *Node {
	sigma := graph.Exp(graph.MulScalar(logVar, 0.5))
	return graph.Add(mu, graph.Mul(sigma, s.RandomNormal(mu.Graph(), mu.Shape())))
}
`, `func Decoder(s *model.Scope, z *Node) *Node {
	h := activation.Relu(layers.DenseWithBias(s.In("hidden_0"), z, 400))
	return layers.DenseWithBias(s.In("logits"), h, 784)
}
`, `func LogBernoulli(x, l *Node) *Node {
	return graph.ReduceSum(graph.Sub(graph.Mul(x, l), graph.Softplus(l)), -1)
}

func KL(mu, logVar *Node) *Node {
	terms := graph.Sub(graph.Add(graph.Square(mu), graph.Exp(logVar)), graph.OnePlus(logVar))
	return graph.MulScalar(graph.ReduceSum(terms, -1), 0.5)
}
`, `func ELBO(s *model.Scope, x *Node) (recon, kl *Node) {
	mu, logVar := Encoder(s.In("encoder"), x)
	logits := Decoder(s.In("decoder"), Reparameterize(s, mu, logVar))
	return LogBernoulli(x, logits), KL(mu, logVar)
}
`}

// TestSampleAgrees shows that the comparison passes where nothing is wrong.
func TestSampleAgrees(t *testing.T) {
	if err := compare(t, "", ""); err != nil {
		t.Error(err)
	}
}

// TestSpoiltCellsDiffer shows that each of these mistakes is found, in the function where it is.
func TestSpoiltCellsDiffer(t *testing.T) {
	for _, m := range []struct{ function, right, wrong string }{
		{"Encoder", `s.In("mu"), h, 20), layers.DenseWithBias(s.In("log_var"), h, 20)`, `s.In("log_var"), h, 20), layers.DenseWithBias(s.In("mu"), h, 20)`},
		{"Encoder", `s.In("hidden_0"), x`, `s.In("hidden_zero"), x`},
		{"Reparameterize", "logVar, 0.5", "logVar, 1.0"},
		{"Reparameterize", "graph.Exp(graph.MulScalar(logVar, 0.5))", "graph.StopGradient(graph.Exp(graph.MulScalar(logVar, 0.5)))"},
		{"Decoder", "activation.Relu(layers.DenseWithBias(s.In(\"hidden_0\"), z", "graph.Tanh(layers.DenseWithBias(s.In(\"hidden_0\"), z"},
		{"LogBernoulli", "graph.ReduceSum(graph.Sub(graph.Mul(x, l)", "graph.ReduceMean(graph.Sub(graph.Mul(x, l)"},
		{"LogBernoulli", "graph.Softplus(l)", "graph.Log(graph.OnePlus(graph.Exp(graph.MulScalar(l, 2))))"},
		{"KL", "terms, -1), 0.5", "terms, -1), -0.5"},
		{"ELBO", "logits), KL(mu, logVar)", "logits), KL(logVar, mu)"},
		{"Elbow", "func ELBO(", "func Elbow(s *model.Scope) {}\n\nfunc ELBO("},
	} {
		t.Run(m.function, func(t *testing.T) {
			err := compare(t, m.right, m.wrong)
			if err == nil || !strings.Contains(err.Error(), "TestCells/"+m.function+"/") && !strings.Contains(err.Error(), "declares "+m.function) {
				t.Errorf("%q for %q: want a difference in %s, got %v", m.wrong, m.right, m.function, err)
			}
		})
	}
}

// compare writes the sample as a notebook, one piece exchanged, and compares it on the pure-Go backend.
func compare(t *testing.T, right, wrong string) error {
	t.Helper()
	joined := strings.Join(sample, "\x00")
	if right != "" && strings.Count(joined, right) != 1 {
		t.Fatalf("%q is not once in the sample", right)
	}
	root := clone(t)
	sources(t, root)
	cells, err := Read(notebook(t, strings.Split(strings.Replace(joined, right, wrong, 1), "\x00")))
	if err != nil {
		t.Fatal(err)
	}
	return cells.Compare(root, "chapter08", t.TempDir(), "VAEBOOK_BACKEND=go")
}

// notebook writes code cells, all but the first tagged core, and returns the file.
func notebook(t *testing.T, sources []string) string {
	t.Helper()
	type m = map[string]any
	var cells []m
	for i, source := range sources {
		tags := []string{"core"}[:min(i, 1)]
		cells = append(cells, m{"id": fmt.Sprint("08-", i), "cell_type": "code", "source": slices.Collect(strings.Lines(source)), "metadata": m{"tags": tags}})
	}
	data, err := json.Marshal(m{"cells": cells})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "08-sample.ipynb")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestReadRefuses shows what is said of files that are no notebooks.
func TestReadRefuses(t *testing.T) {
	if _, err := Read(filepath.Join(t.TempDir(), "none.ipynb")); err == nil {
		t.Error("a missing file: no error")
	}
	path := filepath.Join(t.TempDir(), "text.ipynb")
	if err := os.WriteFile(path, []byte("# text"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path); err == nil || !strings.Contains(err.Error(), "text.ipynb is no notebook") {
		t.Errorf("plain text: got %v", err)
	}
}

func clone(t *testing.T) string {
	t.Helper()
	root, err := workspace.Root()
	if err != nil {
		t.Fatal(err)
	}
	return root
}
