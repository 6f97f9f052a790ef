package dataset

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Votes loads how the 435 members of the U.S. House of Representatives, 267 democrats and 168 republicans, voted on 16
// questions of 1984 (Schlimmer 1987) from the clone's data/votes: the column party, then one of y, n or nothing for each
// question. 392 votes in 203 rows are missing: the member was absent, or present and silent. [Table.Missing] lists them.
func Votes() (*Table, error) { return houseVotes.load() }

// VoteSamples gives Votes in numbers: yes 1, no 0, missing NaN, labelled democrat or republican. NaN is for models that
// leave missing values out of their sums; [Table.Complete] of Votes has the 232 members of whom all is known.
func VoteSamples() (*Samples, error) {
	t, err := Votes()
	if err != nil {
		return nil, err
	}
	s := &Samples{Name: t.Name, Columns: t.Columns[1:], X: mat.NewDense(t.Len(), len(t.Columns)-1, nil)}
	for i, row := range t.Rows {
		for j, vote := range row[1:] {
			x := math.NaN()
			switch vote {
			case "y":
				x = 1
			case "n":
				x = 0
			}
			s.X.Set(i, j, x)
		}
	}
	s.Labels, s.Classes, err = t.Classes(t.Columns[0])
	return s, err
}
