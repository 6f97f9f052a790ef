package bayesnet

import (
	"github.com/vaebook/vaebook/pkg/tutorial/dataset"
)

// Sprinkler is the classic small network: clouds bring rain and keep the sprinkler off, either makes the grass wet.
//
//	cloudy → sprinkler → wet grass ← rain ← cloudy
//
// Numbers as in K. Murphy, A Brief Introduction to Graphical Models and Bayesian Networks, 1998: there
// p(sprinkler=yes | wet grass=yes) = 0.430 and p(rain=yes | wet grass=yes) = 0.708.
func Sprinkler() *Network {
	yes, no := "yes", "no"
	values := []string{no, yes}
	n, _ := New([]Node{ // constant numbers, which the tests hold right
		{Name: "cloudy", Values: values, CPT: [][]float64{{0.5, 0.5}}},
		{Name: "sprinkler", Values: values, Parents: []string{"cloudy"}, CPT: [][]float64{{0.5, 0.5}, {0.9, 0.1}}},
		{Name: "rain", Values: values, Parents: []string{"cloudy"}, CPT: [][]float64{{0.8, 0.2}, {0.2, 0.8}}},
		{Name: "wet grass", Values: values, Parents: []string{"sprinkler", "rain"}, CPT: [][]float64{{1, 0}, {0.1, 0.9}, {0.1, 0.9}, {0.01, 0.99}}},
	})
	return n
}

// Body masses [g] from which a penguin counts as medium and as large.
const (
	MediumPenguin = 3700
	LargePenguin  = 4700
)

// PenguinNodes is a network of the penguins without its numbers: the species decides on which islands they live, and
// with the sex how heavy they are.
//
//	island ← species → size ← sex
//
// Learn fills in the tables from [PenguinData].
func PenguinNodes() []Node {
	return []Node{
		{Name: "species"},
		{Name: "sex"},
		{Name: "island", Parents: []string{"species"}},
		{Name: "size", Values: []string{"small", "medium", "large"}, Parents: []string{"species", "sex"}},
	}
}

// PenguinData are the 333 penguins of which all is known, with a column size made of the body mass: small below
// MediumPenguin, large from LargePenguin on, medium between.
func PenguinData() (*dataset.Table, error) {
	t, err := dataset.Penguins()
	if err != nil {
		return nil, err
	}
	if t, err = t.Complete(); err != nil {
		return nil, err
	}
	return t.Cut("body_mass_g", "size", []float64{MediumPenguin, LargePenguin}, []string{"small", "medium", "large"})
}
