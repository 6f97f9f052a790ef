package bayesnet_test

import (
	"fmt"
	"math/rand/v2"
	"os"

	"github.com/vaebook/vaebook/pkg/tutorial/bayesnet"
	"github.com/vaebook/vaebook/pkg/tutorial/prob"
)

// Explaining away: wet grass makes the sprinkler likely, until the rain is seen.
func Example() {
	n := bayesnet.Sprinkler()
	for _, e := range []prob.Event{nil, {"wet grass": "yes"}, {"wet grass": "yes", "rain": "yes"}} {
		p, err := n.Query([]string{"sprinkler"}, e)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("p(sprinkler=yes | %v) = %.4f\n", e, p.P[1])
	}
	// Output:
	// p(sprinkler=yes | ) = 0.3000
	// p(sprinkler=yes | wet grass=yes) = 0.4298
	// p(sprinkler=yes | rain=yes, wet grass=yes) = 0.1945
}

func ExampleNetwork_DSeparated() {
	n := bayesnet.Sprinkler()
	for _, given := range [][]string{nil, {"cloudy"}, {"cloudy", "wet grass"}} {
		blocked, _ := n.DSeparated([]string{"sprinkler"}, []string{"rain"}, given)
		fmt.Println(given, blocked)
	}
	// Output:
	// [] false
	// [cloudy] true
	// [cloudy wet grass] false
}

// A cycle is found and named.
func ExampleNew() {
	yesNo := []string{"no", "yes"}
	_, err := bayesnet.New([]bayesnet.Node{
		{Name: "egg", Values: yesNo, Parents: []string{"hen"}},
		{Name: "hen", Values: yesNo, Parents: []string{"egg"}},
	})
	fmt.Println(err)
	// Output: bayesnet: the arrows form a cycle: egg → hen → egg; leave one of them away
}

// From data to an answer, for Adelie, Chinstrap and Gentoo. The sex alone tells nothing of the species; with the size it
// does: a large female is a Gentoo. On Dream, where no Gentoo and no large female was seen, only the smoothing speaks.
func ExampleLearn() {
	os.Setenv("VAEBOOK_LANG", "en")
	data, err := bayesnet.PenguinData()
	if err != nil {
		fmt.Println(err)
		return
	}
	n, err := bayesnet.Learn(bayesnet.PenguinNodes(), data, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range []prob.Event{nil, {"sex": "female"}, {"sex": "female", "size": "large"}, {"sex": "female", "size": "large", "island": "Dream"}} {
		p, _ := n.Query([]string{"species"}, e)
		fmt.Printf("p(species | %v) = %.3f\n", e, p.P)
	}
	x, _ := n.Rows(data)
	s, _ := n.Score(x)
	fmt.Println(s)
	fmt.Println(n.Sample(1, rand.New(rand.NewPCG(1, 1))).RawRowView(0))
	// Output:
	// p(species | ) = [0.438 0.205 0.357]
	// p(species | sex=female) = [0.438 0.205 0.357]
	// p(species | sex=female, size=large) = [0.028 0.027 0.945]
	// p(species | island=Dream, sex=female, size=large) = [0.237 0.590 0.173]
	// -2.73 ± 0.04 nats (exact, counting measure, 333 rows)
	// [0 1 2 1]
}
